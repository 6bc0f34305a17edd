"""A model that can only be asked is explained as by brute force over its background, in time or not at all."""

import itertools
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from lifecycle.build import asking
from lifecycle.build.asking import BACKGROUND, LEAST, Asked, Mixed, ask_about, check_pace, mixes
from lifecycle.errors import BadInput
from tests.lifecycle.build.shapley import shapley

N = 90
RNG = np.random.default_rng(4)
X = pd.DataFrame(
    {
        "size": RNG.normal(size=N),
        "kind": pd.Series(RNG.choice(["x", "y", "z"], N)).astype(object).where(RNG.random(N) > 0.2, None),
        "count": RNG.integers(0, 5, N),
        "flag": RNG.random(N) < 0.5,
    }
)
X.loc[3, "size"] = np.nan


def pairs(cases: pd.DataFrame) -> np.ndarray:
    """Say something in which at most two features at a time play together, with columns as they are in the data."""
    assert cases["flag"].dtype == bool
    assert cases["count"].dtype == X["count"].dtype
    size = cases["size"].fillna(-1.0).to_numpy()
    return np.asarray(size * cases["count"] + (cases["kind"] == "x") * 2.0 * cases["flag"] + cases["kind"].isna())


def triples(cases: pd.DataFrame) -> np.ndarray:
    """Say something in which three features play together."""
    return np.asarray(pairs(cases) + (cases["kind"] == "y") * cases["flag"] * cases["count"] * 1.0)


def two(cases: pd.DataFrame) -> np.ndarray:
    """Give the probabilities of two classes."""
    chance = 1 / (1 + np.exp(-pairs(cases)))
    return np.column_stack([1 - chance, chance])


def by_hand(say: Callable[[pd.DataFrame], np.ndarray], seed: int, found: Asked, place: int) -> np.ndarray:
    """Try every set of known features for one explained case; the others stand as in each background case."""
    rng = np.random.default_rng(seed)
    rng.choice(N, N, replace=False)
    behind = X.iloc[rng.choice(N, BACKGROUND, replace=False)].reset_index(drop=True)
    case = X.iloc[found.rows[place]]

    def worth(known: set[int]) -> float:
        mixed = behind.copy()
        for feature in known:
            name = X.columns[feature]
            mixed[name] = pd.Series([case[name]] * BACKGROUND, dtype=X[name].dtype)
        return float(say(mixed).mean())

    return shapley(worth, X.shape[1])


def test_values_are_those_of_brute_force_where_two_features_play_together() -> None:
    found = ask_about(pairs, X, 5)
    assert (found.rows.tolist(), found.background) == (list(range(N)), BACKGROUND)
    for place in (0, 3):
        assert found.values[place, :, 0] == pytest.approx(by_hand(pairs, 5, found, place), abs=1e-9)


def test_values_are_near_brute_force_where_three_play_together() -> None:
    found = ask_about(triples, X, 5)
    gaps = [found.values[place, :, 0] - by_hand(triples, 5, found, place) for place in range(12)]
    assert np.abs(gaps).max() < 0.1 * found.values.std()


@pytest.mark.parametrize("say", [pairs, triples, two])
def test_values_and_base_add_up_to_the_answer(say: Callable[[pd.DataFrame], np.ndarray]) -> None:
    found = ask_about(say, X, 5, most=30)
    answers = say(X.iloc[found.rows]).reshape(30, -1)
    assert found.base + found.values.sum(axis=1) == pytest.approx(answers, abs=1e-9)


def test_what_a_model_ignores_gets_exactly_nothing_and_the_same_seed_the_same_values() -> None:
    def ignoring(cases: pd.DataFrame) -> np.ndarray:
        return np.asarray(cases["count"] ** 2.0)

    found = ask_about(ignoring, X, 5, most=25)
    assert (found.values[:, [0, 1, 3], 0] == 0).all()
    assert (ask_about(triples, X, 5, most=25).values == ask_about(triples, X, 5, most=25).values).all()


def test_one_feature_takes_it_all() -> None:
    only = X[["count"]]
    found = ask_about(lambda cases: cases["count"].to_numpy(dtype=float), only, 1, most=20)
    assert found.values[:, 0, 0] == pytest.approx(only["count"].to_numpy()[found.rows] - found.base[0])


def test_cases_are_read_back_as_they_are() -> None:
    frame = X.assign(
        day=pd.to_datetime(["2026-01-01", "2026-02-01", None] * 30), sort=pd.Categorical(["b", "a", "b"] * 30)
    )
    mixed = Mixed(frame)
    pd.testing.assert_frame_equal(mixed.frame(mixed.codes), frame)


class Slow:
    """A model that takes so many seconds for a case it is asked about, by a clock of its own."""

    def __init__(self, seconds: float) -> None:
        self.now, self.seconds, self.asked = 0.0, seconds, 0

    def ask(self, cases: pd.DataFrame) -> np.ndarray:
        self.now += self.seconds * len(cases)
        self.asked = max(self.asked, len(cases))
        return pairs(cases)

    def clock(self) -> float:
        return self.now


def test_a_slow_model_is_explained_on_as_many_cases_as_the_time_allows() -> None:
    said: list[tuple[float, str]] = []
    slow = Slow(0.002)
    found = ask_about(
        slow.ask, X, 5, seconds=20, clock=slow.clock, report=lambda share, text: said.append((share, text))
    )
    assert LEAST <= len(found.rows) == len(set(found.rows.tolist())) < N
    assert 20 < slow.now < 20 + 2 * 2
    assert (np.diff(found.rows) > 0).all()
    whole = ask_about(pairs, X, 5)
    assert found.values == pytest.approx(whole.values[found.rows])
    assert [text for _, text in said[:2]] == ["getting ready", "1 of up to 90 cases are explained"]
    assert said[-1][0] == 1.0
    assert [share for share, _ in said] == sorted(share for share, _ in said)


def test_a_model_too_slow_for_a_few_cases_is_refused_early_with_the_way_out() -> None:
    slow = Slow(0.1)
    with pytest.raises(BadInput) as raised:
        ask_about(slow.ask, X, 5, seconds=120, clock=slow.clock)
    assert str(raised.value).startswith("The model is too slow to be explained here: 20 cases would take about ")
    assert "minutes, and 2.0 are allowed. Explain it where it was made" in str(raised.value)
    assert slow.now < 300


def test_many_mixes_are_asked_about_in_bounded_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "AT_ONCE", 70)
    bounded = Slow(0.0)
    found = ask_about(bounded.ask, X, 5, most=20, clock=bounded.clock)
    assert bounded.asked == 70
    assert found.values == pytest.approx(ask_about(pairs, X, 5, most=20).values)


def test_with_many_features_values_are_those_without_taking_mixes_together(monkeypatch: pytest.MonkeyPatch) -> None:
    once = ask_about(triples, X, 5, most=20)
    monkeypatch.setattr(asking, "FEW", 0)
    assert ask_about(triples, X, 5, most=20).values == pytest.approx(once.values)


def test_the_pace_is_judged_once_it_is_known() -> None:
    check_pace(50, 2, LEAST, 120)  # the first may take long
    check_pace(121, LEAST, LEAST, 120)
    for spent, done in itertools.product([121.0], [1, LEAST - 1]):
        with pytest.raises(BadInput, match="too slow"):
            check_pace(spent, done, LEAST, 120)


def test_few_cases_are_all_explained() -> None:
    assert len(ask_about(pairs, X.head(7), 5).rows) == 7


@pytest.mark.parametrize(("features", "wanted"), [(1, 60), (12, 500), (250, 501)])
def test_mixes_grow_with_the_features(features: int, wanted: int) -> None:
    assert mixes(features) == wanted
