"""One threshold a group: against every pair of thresholds, single cases, redrawn cases, and fairlearn."""

import itertools

import numpy as np
import pandas as pd
import pytest
from fairlearn.postprocessing import ThresholdOptimizer
from sklearn.base import BaseEstimator

from lifecycle.build.comparison import Comparison
from lifecycle.build.group_price import ByGroup, Kind, by_group, year_between
from lifecycle.build.guardrail_curves import by_threshold
from lifecycle.build.resampling import THRESHOLDS, grid_index, resample
from lifecycle.build.stakes import Stakes
from lifecycle.envision.three_point import ThreePoint
from tests.lifecycle.build.trading_samples import compared
from tests.lifecycle.samples import exactly

N = 300
_RNG = np.random.default_rng(4)
GROUP = np.where(_RNG.random(N) < 0.4, "north", "south")
LABEL = _RNG.random(N) < np.where(GROUP == "north", 0.45, 0.2)
SCORE = (np.clip(0.3 * LABEL + 0.12 * (GROUP == "north") + _RNG.random(N) * 0.5, 0, 1) * 20).round() / 20
RESAMPLED = resample(LABEL, {"model": SCORE}, 3, 200)
GROUPS = by_threshold(LABEL, SCORE, pd.Series(GROUP))
STEPS = THRESHOLDS[::10]  # scores have steps of .05: other thresholds decide nothing else


def model(
    amounts: tuple[float, float, float, float] = (100, -20, -50, 0),
    capacity: float | None = None,
    volume: ThreePoint | None = None,
) -> Comparison:
    stakes = Stakes(exactly(*amounts), volume or ThreePoint.exactly(N), capacity_per_week=capacity)
    return Comparison(stakes, RESAMPLED, {"model": "Model"})


def acted(north: float, south: float) -> np.ndarray:
    return np.where(GROUP == "north", north <= SCORE, south <= SCORE)


def value(did: np.ndarray, amounts: tuple[float, float, float, float] = (100, -20, -50, 0)) -> float:
    tp, fp, fn, tn = amounts
    return sum((tp if y else fp) if d else (fn if y else tn) for y, d in zip(LABEL, did, strict=True))


def reached(did: np.ndarray, kind: Kind) -> float:
    """Compute ratio or gap from single cases."""
    rates = []
    for group in ("north", "south"):
        of = (group == GROUP) & (LABEL if kind is Kind.GAP else True)
        rates.append(did[of].mean())
    if kind is Kind.GAP:
        return max(rates) - min(rates)
    return min(rates) / max(rates) if max(rates) else 1.0


def brute(kind: Kind, limit: float, most: float = np.inf) -> float:
    """Try all pairs of thresholds."""
    best = -np.inf
    for north, south in itertools.product([*STEPS, 1.0], repeat=2):
        did = acted(north, south)
        at = reached(did, kind)
        kept = at >= limit - 1e-12 if kind is Kind.RATIO else at <= limit + 1e-12
        if kept and did.sum() <= most:
            best = max(best, value(did))
    return best


def split(kind: Kind, limit: float, comparison: Comparison) -> ByGroup:
    found = by_group(comparison, GROUPS, kind, limit, comparison.best_threshold("model"))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("kind", "limit"), [(Kind.RATIO, 0.8), (Kind.RATIO, 0.95), (Kind.RATIO, 1.0), (Kind.GAP, 0.1), (Kind.GAP, 0.01)]
)
def test_no_pair_of_thresholds_earns_more_and_keeps_the_limit(kind: Kind, limit: float) -> None:
    found = split(kind, limit, model())
    did = acted(found.thresholds["north"], found.thresholds["south"])
    assert found.value == pytest.approx(brute(kind, limit))
    assert found.value == pytest.approx(value(did))
    assert found.reached == pytest.approx(reached(did, kind))
    best = value(model().best_threshold("model") <= SCORE)
    assert found.given_up.mid == pytest.approx(best - found.value)


def test_without_a_limit_to_speak_of_each_group_has_its_own_best_threshold() -> None:
    found = split(Kind.RATIO, 1e-9, model())
    for group in ("north", "south"):
        own = [value((t <= SCORE) & (group == GROUP)) for t in THRESHOLDS]
        at = value((found.thresholds[group] <= SCORE) & (group == GROUP))
        assert at == pytest.approx(max(own))
    assert found.given_up.mid <= 0


@pytest.mark.parametrize("most", [120, 60, 25])
def test_within_a_capacity_little_is_lost_against_the_best_pair(most: int) -> None:
    comparison = model(capacity=most / N * model().weekly_cases * 1.000001)
    found = split(Kind.RATIO, 0.8, comparison)
    did = acted(found.thresholds["north"], found.thresholds["south"])
    assert did.sum() <= most
    assert reached(did, Kind.RATIO) >= 0.8
    assert found.workload == pytest.approx(did.sum() / N * comparison.weekly_cases)
    best = brute(Kind.RATIO, 0.8, most)
    assert best - 0.1 * abs(best) <= found.value <= best + 1e-9


def test_no_thresholds_fit_where_nothing_can_be_handled() -> None:
    always = np.ones(N)
    comparison = Comparison(
        Stakes(exactly(100, -20, -50, 0), ThreePoint.exactly(N), capacity_per_week=0.01),
        resample(LABEL, {"model": always}, 1, 5),
        {"model": "Model"},
    )
    assert by_group(comparison, by_threshold(LABEL, always, pd.Series(GROUP)), Kind.RATIO, 0.8, 1.0) is None


@pytest.mark.parametrize("group", [pd.Series(GROUP).where(LABEL, "only no"), pd.Series([], dtype=object)])
def test_groups_without_a_yes_have_no_recall_to_hold_alike(group: pd.Series) -> None:
    n = len(group)
    found = by_threshold(LABEL[:n], SCORE[:n], group)
    assert by_group(model(), found, Kind.GAP, 0.1, 0.5) is None


def test_amounts_of_their_own_are_not_split() -> None:
    resampled = resample(LABEL, {"model": SCORE}, 1, 5, amounts=np.ones(N))
    scaled = Comparison(compared().stakes, resampled, {"model": "Model"}, ("tp",))
    assert by_group(scaled, GROUPS, Kind.RATIO, 0.8, 0.5) is None


def test_the_interval_is_that_of_cases_drawn_again() -> None:
    one = np.array([grid_index(0.3), grid_index(0.5)])
    other = np.array([grid_index(0.45), grid_index(0.45)])
    drawn = Comparison(
        Stakes(exactly(100, -20, -50, 0), ThreePoint.exactly(N)),
        resample(LABEL, {"model": SCORE}, 3, 1000),
        {"model": "Model"},
    )
    found = year_between(drawn, GROUPS, one, other)
    rng, first, second = np.random.default_rng(1), acted(0.3, 0.5), acted(0.45, 0.45)
    each = np.where(LABEL, 150.0, -20.0) * (first.astype(int) - second)
    again = [each[rng.integers(0, N, N)].sum() for _ in range(3000)]
    assert found.mid == pytest.approx(value(first) - value(second))
    assert (found.low, found.high) == pytest.approx(tuple(np.quantile(again, [0.025, 0.975])), rel=0.12)


def test_the_same_thresholds_differ_by_nothing() -> None:
    at = np.array([100, 100])
    found = year_between(model(), GROUPS, at, at)
    assert (found.low, found.mid, found.high) == (0, 0, 0)


@pytest.mark.parametrize(
    ("kind", "constraint", "tol"),
    [(Kind.GAP, "true_positive_rate_parity", 0.1), (Kind.GAP, "true_positive_rate_parity", 0.02)],
)
def test_fairlearn_finds_as_many_right_decisions(kind: Kind, constraint: str, tol: float) -> None:
    """With a payoff of 1 for each right decision, value is accuracy; fairlearn may draw lots and so get a bit more."""
    found = split(kind, tol, model((1, 0, 0, 1)))
    peer = ThresholdOptimizer(
        estimator=_Identity(),
        constraints=constraint,
        objective="accuracy_score",
        prefit=True,
        tol=tol,
        predict_method="predict",
    )
    peer.fit(SCORE[:, None], LABEL.astype(int), sensitive_features=GROUP)
    accuracy = np.mean(
        [
            (peer.predict(SCORE[:, None], sensitive_features=GROUP, random_state=seed) == LABEL).mean()
            for seed in range(40)
        ]
    )
    assert found.value / N == pytest.approx(accuracy, abs=0.015)


class _Identity(BaseEstimator):
    """Scores that are there already, as fairlearn wants to be given them."""

    def fit(self, X: np.ndarray, y: np.ndarray) -> "_Identity":
        return self

    def predict(self, X: np.ndarray) -> np.ndarray:
        return X[:, 0]

    def __sklearn_is_fitted__(self) -> bool:
        return True
