"""Drift against Evidently's own report, and verdicts that ask for evidence."""

import warnings
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from lifecycle.monitor.drift import LEAST_CURRENT, Comparer, Drift, discovery_limit
from tests.lifecycle.samples import QUICK

KINDS = {
    "normal": "numeric",
    "shifted": "numeric",
    "skewed": "numeric",
    "point_mass": "numeric",
    "few": "numeric",
    "constant": "numeric",
    "flag": "numeric",
    "gaps": "numeric",
    "plan": "categorical",
    "other_plan": "categorical",
    "new_level": "categorical",
    "two": "categorical",
    "same": "categorical",
}


def draw(n: int, seed: int, now: bool) -> pd.DataFrame:
    """Draw columns of every awkward shape; some of them drift."""
    rng = np.random.default_rng(seed)
    gaps = rng.normal(size=n)
    gaps[: n // 10] = np.nan
    gaps[n // 10 : n // 10 + 3] = [np.inf, -np.inf, np.inf]
    plan = pd.Series(rng.choice(list("abcd"), n), dtype=object)
    plan[: n // 20] = None
    return pd.DataFrame(
        {
            "normal": rng.normal(size=n),
            "shifted": rng.normal(0.4 * now, 1, n),
            "skewed": rng.lognormal(0.6 * now, 1, n),
            "point_mass": np.where(rng.random(n) < 0.7 + 0.2 * now, 0.0, rng.exponential(size=n)),
            "few": rng.choice([1.0, 2.0, 3.0], n),
            "constant": np.full(n, 0.1),
            "flag": (rng.random(n) < 0.3 + 0.3 * now).astype(float),
            "gaps": gaps,
            "plan": plan,
            "other_plan": rng.choice(list("abc"), n, p=[0.5, 0.3, 0.2] if now else [0.2, 0.3, 0.5]),
            "new_level": rng.choice(list("xyz") if now else list("xy"), n),
            "two": rng.choice(["yes", "no"], n),
            "same": ["only"] * n,
        }
    )


SMALL, LARGE = 300, 1200
REFERENCES = {size: draw(size, 1, now=False) for size in (SMALL, LARGE)}
CURRENT = draw(260, 2, now=True)


@cache
def comparer_of(size: int) -> Comparer:
    """Give the comparer of a reference, which keeps what chance does."""
    return Comparer(REFERENCES[size], KINDS)


def compared(size: int) -> dict[str, Drift]:
    """Compare the current window with the small or the large reference."""
    return {drift.column: drift for drift in comparer_of(size).compare(CURRENT)}


def compare(reference: Any, current: Any, kind: str = "numeric") -> Drift:
    """Compare one column."""
    return Comparer(pd.DataFrame({"x": reference}), {"x": kind}).compare(pd.DataFrame({"x": current}))[0]


def evidently_says(reference: pd.DataFrame, current: pd.DataFrame) -> dict[str, tuple[str, float, float, bool]]:
    """Ask Evidently's own report: method, threshold, value and whether its own test calls it drift."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from evidently import DataDefinition, Dataset, Report
        from evidently.core.metric_types import TestStatus
        from evidently.metrics import ValueDrift

        by_kind = {kind: [name for name, k in KINDS.items() if k == kind] for kind in ("numeric", "categorical")}
        columns = DataDefinition(numerical_columns=by_kind["numeric"], categorical_columns=by_kind["categorical"])
        sides = [Dataset.from_pandas(side, data_definition=columns) for side in (current, reference)]
        found = Report([ValueDrift(column=name) for name in KINDS], include_tests=True).run(*sides).dict()
    said = {}
    for metric, test in zip(found["metrics"], found["tests"], strict=True):
        config = metric["config"]
        assert config["column"] in test["name"]
        failed = test["status"] in (TestStatus.FAIL, "FAIL")
        said[config["column"]] = (config["method"], config["threshold"], float(metric["value"]), failed)
    return said


@pytest.mark.parametrize("size", [SMALL, LARGE])
def test_numbers_methods_and_flags_are_those_of_evidentlys_report(size: int) -> None:
    expected = evidently_says(REFERENCES[size], CURRENT)
    found = compared(size)
    assert list(found) == list(KINDS)
    for name, (method, threshold, value, drifted) in expected.items():
        drift = found[name]
        assert (name, drift.method, drift.threshold) == (name, method, threshold)
        assert drift.value == pytest.approx(value, abs=1e-12), name
        assert (name, drift.drifted) == (name, drifted)
    assert {d.drifted for d in found.values()} == {True, False}


def test_the_method_follows_the_size_of_the_reference_and_the_kind_of_column() -> None:
    small, large = ({name: drift.method for name, drift in compared(size).items()} for size in (SMALL, LARGE))
    assert small["normal"] == "K-S p_value"
    assert small["few"] == small["plan"] == "chi-square p_value"
    assert small["two"] == small["flag"] == "Z-test p_value"
    assert large["normal"] == "Wasserstein distance (normed)"
    assert large["few"] == large["plan"] == large["two"] == "Jensen-Shannon distance"


@pytest.mark.parametrize(
    ("size", "gaps", "method"),
    [(1000, 0, "K-S p_value"), (1001, 0, "Wasserstein distance (normed)"), (1001, 1, "K-S p_value")],
)
def test_a_reference_is_large_from_a_thousand_and_one_values_on(size: int, gaps: int, method: str) -> None:
    reference = np.arange(float(size))
    reference[:gaps] = np.nan
    assert compare(reference, np.arange(50.0)).method == method


def test_a_p_value_is_that_of_scipy() -> None:
    reference, current = REFERENCES[SMALL], CURRENT
    found = {name: drift.value for name, drift in compared(SMALL).items()}
    for name in ("normal", "shifted", "skewed", "point_mass"):
        assert found[name] == pytest.approx(stats.ks_2samp(reference[name], current[name]).pvalue)
    before, now = (side["other_plan"].value_counts().reindex(list("abc")) for side in (reference, current))
    assert found["other_plan"] == pytest.approx(stats.chisquare(now, before * len(current) / len(reference)).pvalue)


def test_a_distance_is_that_of_scipy() -> None:
    reference, current = REFERENCES[LARGE], CURRENT
    found = {name: drift.value for name, drift in compared(LARGE).items()}
    distance = stats.wasserstein_distance(reference["shifted"], current["shifted"])
    assert found["shifted"] == pytest.approx(distance / reference["shifted"].std(ddof=0))
    before, now = (side["other_plan"].value_counts(normalize=True).sort_index() for side in (reference, current))
    middle = (before + now) / 2
    divergence = (stats.entropy(before, middle) + stats.entropy(now, middle)) / 2
    assert found["other_plan"] == pytest.approx(np.sqrt(divergence))


# --- what is left out, and what has too little to say ---------------------------------------------------------------


def test_gaps_and_infinities_are_left_out_of_both_sides() -> None:
    found = compare([1.0, 2.0, np.nan, np.inf] * 20, [1.0, -np.inf, None, 2.0] * 10)
    assert (found.n_reference, found.n_current) == (40, 20)
    assert compare(["a", None] * 20, [None, "a"] * 10, "categorical").n_current == 10


@pytest.mark.parametrize("kind", ["numeric", "categorical"])
@pytest.mark.parametrize("empty", [[], [np.nan] * 5, [None] * 5])
def test_a_column_without_values_on_either_side_is_left_out(empty: list[Any], kind: str) -> None:
    full, gone = pd.DataFrame({"x": [1.0, 2.0] * 10}), pd.DataFrame({"x": pd.Series(empty, dtype=float)})
    assert Comparer(full, {"x": kind}).compare(gone) == []
    assert Comparer(gone, {"x": kind}).compare(full) == []


@pytest.mark.parametrize(("count", "known"), [(1, False), (LEAST_CURRENT - 1, False), (LEAST_CURRENT, True)])
@pytest.mark.parametrize("size", [SMALL, LARGE])
def test_fewer_than_ten_cases_get_no_verdict(size: int, count: int, known: bool) -> None:
    found = compare(REFERENCES[size]["normal"], np.full(count, 9.0) + np.arange(count))
    assert (found.verdict is not None) is known
    assert found.drifted or count == 1


@pytest.mark.parametrize("size", [SMALL, LARGE])
@pytest.mark.parametrize(("kind", "one", "other"), [("numeric", 0.1, 0.2), ("categorical", "a", "b")])
def test_constant_columns_drift_only_when_the_constant_changes(size: int, kind: str, one: Any, other: Any) -> None:
    same, moved = compare([one] * size, [one] * 50, kind), compare([one] * size, [other] * 50, kind)
    assert (same.drifted, same.verdict) == (False, False)
    assert (moved.drifted, moved.verdict) == (True, True)


@pytest.mark.parametrize("size", [SMALL, LARGE])
def test_permuting_the_cases_changes_nothing(size: int) -> None:
    order = np.random.default_rng(3).permutation(len(CURRENT))
    before, after = (comparer_of(size).compare(side) for side in (CURRENT, CURRENT.iloc[order]))
    for one, two in zip(before, after, strict=True):
        assert one.value == pytest.approx(two.value, abs=1e-12)
        assert (one.verdict, one.chance, one.drifted) == (two.verdict, two.chance, two.drifted)


# --- evidence --------------------------------------------------------------------------------------------------------


def test_a_verdict_on_a_distance_needs_its_threshold_and_more_than_chance() -> None:
    for drift in compared(LARGE).values():
        assert drift.chance is not None
        assert drift.verdict is (drift.value >= drift.threshold and drift.value > drift.chance)
    assert {drift.verdict for drift in compared(LARGE).values()} == {True, False}


def test_an_effect_below_its_threshold_is_no_verdict_however_certain_it_is() -> None:
    reference = REFERENCES[LARGE]["normal"]
    found = compare(reference, np.tile(reference + 0.07 * reference.std(ddof=0), 4))
    assert found.value == pytest.approx(0.07)
    assert found.chance is not None
    assert found.chance < found.value < found.threshold
    assert (found.drifted, found.verdict) == (False, False)


def test_chance_is_what_one_sample_in_a_hundred_of_the_reference_itself_reaches() -> None:
    reference = REFERENCES[LARGE]["normal"]
    found = compare(reference, CURRENT["normal"].head(64))
    rng = np.random.default_rng(77)
    reached = [
        stats.wasserstein_distance(reference, rng.choice(reference, 64)) / reference.std(ddof=0) for _ in range(400)
    ]
    assert found.chance is not None
    assert np.quantile(reached, 0.95) < found.chance < max(reached) * 1.2


def test_a_small_window_without_drift_raises_hardly_any_verdict_where_the_threshold_alone_would() -> None:
    """Samples of 32 of the reference: Evidently's threshold of 0.1 is exceeded nearly always, by chance alone."""
    reference, rng = REFERENCES[LARGE][["normal"]], np.random.default_rng(4)
    comparer = Comparer(reference, {"normal": "numeric"})
    found = [comparer.compare(pd.DataFrame({"normal": rng.normal(size=32)}))[0] for _ in range(80)]
    assert np.mean([d.drifted for d in found]) > 0.5
    assert np.mean([d.verdict for d in found]) < 0.06


def test_chance_is_the_same_for_every_window_of_a_size_and_smaller_for_larger_ones() -> None:
    comparer = Comparer(REFERENCES[LARGE][["normal"]], {"normal": "numeric"})
    first, again, larger = (comparer.compare(CURRENT[["normal"]].head(n))[0] for n in (70, 100, 250))
    assert first.chance == again.chance
    assert first.chance is not None
    assert larger.chance is not None
    assert larger.chance < first.chance


def test_p_values_are_judged_together() -> None:
    """One of 40 columns without drift at p = 0.03 is what chance alone brings; by itself it would count."""
    rng = np.random.default_rng(0)
    reference = pd.DataFrame({f"c{i}": rng.normal(size=400) for i in range(40)})
    current = pd.DataFrame({f"c{i}": rng.normal(size=200) for i in range(40)})
    kinds = dict.fromkeys(reference, "numeric")
    found = Comparer(reference, kinds).compare(current)
    kept = stats.false_discovery_control([d.value for d in found]) <= 0.05
    assert [d.verdict for d in found] == kept.tolist()
    noisy = next(d.column for d in found if d.drifted)
    assert not next(d for d in found if d.column == noisy).verdict
    assert Comparer(reference, {noisy: "numeric"}).compare(current)[0].verdict


def test_real_drift_among_many_columns_is_still_found() -> None:
    found = compared(SMALL)
    assert {name for name, d in found.items() if d.verdict} == {
        "shifted",
        "skewed",
        "point_mass",
        "flag",
        "other_plan",
        "new_level",
    }
    assert all(d.chance is None for d in found.values())


@QUICK
@given(st.lists(st.integers(0, 10_000).map(lambda k: k / 10_007), max_size=25))
def test_the_discovery_limit_is_that_of_benjamini_and_hochberg(p_values: list[float]) -> None:
    limit = discovery_limit(p_values)
    kept = stats.false_discovery_control(p_values) <= 0.05 if p_values else []
    assert [p <= limit for p in p_values] == list(kept)
    if limit:
        assert limit in p_values


def test_without_p_values_there_is_nothing_to_discover() -> None:
    assert discovery_limit([]) == 0
    assert discovery_limit([0.9, 0.5]) == 0
    assert discovery_limit([0.0]) == 0
