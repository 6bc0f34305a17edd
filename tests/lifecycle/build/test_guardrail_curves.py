"""Guardrails at every threshold, against fairlearn and against loops."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest
from fairlearn.metrics import MetricFrame, selection_rate, true_positive_rate
from hypothesis import given, settings
from hypothesis import strategies as st

from lifecycle.build.fairness import group_rates
from lifecycle.build.guardrail_curves import GuardrailCurve, allowed, band, by_threshold, guardrail_curves
from lifecycle.build.resampling import THRESHOLDS
from lifecycle.contract import Dial, Level
from lifecycle.guardrails import Outcome, guardrails, judge
from tests.lifecycle import samples
from tests.lifecycle.builders import a_contract, some_evidence
from tests.lifecycle.builders import dials as dials_of

SAMPLED = (0, 20, 61, 100, 140, 200)


def cases(n: int = 900, seed: int = 3) -> tuple[np.ndarray, np.ndarray, pd.Series]:
    rng = np.random.default_rng(seed)
    groups = pd.Series(rng.choice(["a", "b", "c"], n, p=[0.5, 0.3, 0.2]))
    label = rng.random(n) < np.where(groups == "a", 0.5, 0.3)
    score = np.clip(0.3 * label + 0.7 * rng.random(n) + np.where(groups == "c", -0.1, 0), 0, 1).round(3)
    return label, score, groups


def dials(level: Level = Level.STANDARD) -> dict[str, Dial]:
    return samples.dials(level)


@pytest.mark.parametrize("cell", SAMPLED)
def test_rates_are_those_of_fairlearn_at_any_threshold(cell: int) -> None:
    label, score, groups = cases()
    acted = score >= THRESHOLDS[cell]
    metrics = {"rate": selection_rate, "found": true_positive_rate}
    frame = MetricFrame(metrics=metrics, y_true=label, y_pred=acted, sensitive_features=groups)
    at = by_threshold(label, score, groups)
    assert at.groups == ("a", "b", "c")
    assert at.acted[:, cell] / at.n == pytest.approx(frame.by_group["rate"].to_numpy())
    assert at.found[:, cell] / at.yes == pytest.approx(frame.by_group["found"].to_numpy())
    assert at.gap[cell] == pytest.approx(frame.difference()["found"])
    expected = frame.ratio()["rate"] if acted.any() else 1.0  # nobody acted on: treated alike
    assert at.ratio[cell] == pytest.approx(expected)


CASE = st.tuples(
    st.sampled_from(["a", "b", None]), st.booleans(), st.sampled_from([0.0, 0.2, 0.205, 0.5, 0.9, 1.0, np.nan])
)


@settings(samples.QUICK)
@given(st.lists(CASE, min_size=1, max_size=40))
def test_counts_are_those_of_a_loop_with_missing_scores_and_missing_groups(rows: list[tuple]) -> None:  # type: ignore[type-arg]
    groups = pd.Series([row[0] for row in rows], dtype=object)
    label, score = np.array([row[1] for row in rows]), np.array([row[2] for row in rows])
    at = by_threshold(label, score, groups)
    for place, name in enumerate(at.groups):
        own = [(y, s) for g, y, s in rows if (g or "not stated") == name]
        assert (at.n[place], at.yes[place]) == (len(own), sum(y for y, _ in own))
        for cell in (0, 40, 41, 42, 100, 101, 180, 200):
            reached = [y for y, s in own if s >= THRESHOLDS[cell]]
            assert (at.acted[place, cell], at.found[place, cell]) == (len(reached), sum(reached))


def test_everybody_is_acted_on_at_nought_and_nobody_above_the_highest_score() -> None:
    label, score, groups = cases()
    at = by_threshold(label, np.minimum(score, 0.9), groups)
    assert (at.acted[:, 0] == at.n).all()
    assert (at.ratio[0], at.gap[0]) == (1.0, 0.0)
    assert at.acted[:, -1].sum() == 0
    assert (at.ratio[-1], at.gap[-1]) == (1.0, 0.0)


def test_a_group_of_one_class_has_no_recall_to_compare() -> None:
    groups = pd.Series(["a"] * 50 + ["b"] * 50)
    label = np.r_[np.ones(50, dtype=bool), np.zeros(50, dtype=bool)]
    at = by_threshold(label, np.linspace(0, 1, 100), groups)
    assert np.isnan(at.gap).all()
    assert not np.isnan(at.ratio).any()


def test_without_cases_nothing_is_known() -> None:
    at = by_threshold(np.array([], dtype=bool), np.array([]), pd.Series([], dtype=object))
    assert at.groups == ()
    assert np.isnan(at.ratio).all()


def test_permuting_the_cases_changes_nothing() -> None:
    label, score, groups = cases()
    order = np.random.default_rng(0).permutation(len(label))
    one = by_threshold(label, score, groups)
    other = by_threshold(label[order], score[order], groups.iloc[order].reset_index(drop=True))
    assert (one.acted == other.acted).all()
    assert (one.found == other.found).all()


def curves(level: Level = Level.STANDARD, **scores: np.ndarray) -> Iterator[GuardrailCurve]:
    label, score, groups = cases()
    return iter(guardrail_curves(label, scores or {"one": score}, groups, dials(level))["one"])


@pytest.mark.parametrize("level", list(Level))
def test_a_curve_says_at_each_threshold_what_the_decision_would_say_there(level: Level) -> None:
    label, score, groups = cases()
    contract = a_contract(**dials_of(fair=level.value))
    for curve in curves(level):
        assert curve.values.shape == (201,)
        assert len(curve.outcome) == 201
        for cell in SAMPLED:
            rates = group_rates(groups, label, score >= THRESHOLDS[cell])
            verdict = judge(guardrails()[curve.key], some_evidence(contract=contract, groups=rates))
            assert curve.outcome[cell] == verdict.outcome, (curve.key, cell)
            assert (curve.limit, curve.level, curve.component) == (verdict.limit, level, "fair")
            expected = np.nan if verdict.value is None else verdict.value
            assert curve.values[cell] == pytest.approx(expected, nan_ok=True)


def test_each_candidate_has_curves_of_its_own_and_without_groups_none() -> None:
    label, score, groups = cases()
    found = guardrail_curves(label, {"one": score, "other": 1 - score}, groups, dials())
    assert [curve.key for curve in found["one"]] == ["selection_ratio", "equal_opportunity", "representation"]
    assert not np.array_equal(found["one"][0].values, found["other"][0].values)
    assert guardrail_curves(label, {"one": score}, None, dials()) == {"one": []}


def test_a_group_of_one_makes_every_threshold_insufficient_data() -> None:
    label, score, groups = cases()
    groups[0] = "alone"
    for curve in guardrail_curves(label, {"one": score}, groups, dials())["one"]:
        assert set(curve.outcome) == {Outcome.INSUFFICIENT}
        assert not curve.allowed.any()


def test_a_group_with_too_few_yes_leaves_the_other_guardrails_measured() -> None:
    label, score, groups = cases()
    label[groups == "c"] = False
    found = {curve.key: set(curve.outcome) for curve in guardrail_curves(label, {"one": score}, groups, dials())["one"]}
    assert found["equal_opportunity"] == {Outcome.INSUFFICIENT}
    assert Outcome.PASS in found["selection_ratio"]


def test_what_is_priced_are_the_thresholds_where_nothing_blocks() -> None:
    found = list(curves())
    mask = allowed(found)
    expected = [all(curve.outcome[cell] == Outcome.PASS for curve in found) for cell in range(201)]
    assert mask.tolist() == expected
    assert mask.any()
    assert not mask.all()


def test_a_light_dial_and_no_guardrail_block_nothing() -> None:
    assert allowed(list(curves(Level.LIGHT))).all()
    assert allowed([]).all()


def test_a_numeric_attribute_is_compared_by_its_quarters() -> None:
    label, score, _ = cases()
    age = pd.Series(np.arange(len(label)))
    found = guardrail_curves(label, {"one": score}, age, dials())["one"]
    assert Outcome.INSUFFICIENT not in found[0].outcome


def test_only_a_guardrail_with_two_limits_has_a_band() -> None:
    assert band(guardrails()["representation"], Level.LIGHT) == (0.8, 1.25)
    with pytest.raises(ValueError, match="selection_ratio has no two limits"):
        band(guardrails()["selection_ratio"], Level.HIGH)
