"""One threshold a group: against every combination of thresholds, single cases, and fairlearn."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from fairlearn.postprocessing import ThresholdOptimizer
from sklearn.base import BaseEstimator

from lifecycle.build import group_price
from lifecycle.build.comparison import Comparison
from lifecycle.build.group_limits import Kind, Limit
from lifecycle.build.group_price import choose
from lifecycle.build.guardrail_curves import by_threshold, guardrail_curves
from lifecycle.build.resampling import THRESHOLDS, grid_index, resample
from lifecycle.build.stakes import Stakes
from lifecycle.contract import Level
from lifecycle.envision.three_point import ThreePoint
from tests.lifecycle.build.group_samples import EACH, THREE, TWO, Sample
from tests.lifecycle.samples import dials, exactly

RATIO, GAP, SHARE = EACH
TRIED = [
    (RATIO,),
    (Limit(Kind.RATIO, 0.95),),
    (GAP,),
    (Limit(Kind.GAP, high=0.01),),
    (SHARE,),
    (RATIO, GAP),
    (RATIO, GAP, SHARE),
    (),
]


def chosen(sample: Sample, limits: Sequence[Limit], **more: float) -> dict[str, float] | None:
    return choose(sample.compared(**more), sample.groups, limits)


@pytest.mark.parametrize("limits", TRIED, ids=lambda limits: "+".join(f"{one.kind}" for one in limits) or "none")
@pytest.mark.parametrize("sample", [TWO, THREE], ids=["two", "three"])
def test_no_combination_of_thresholds_earns_more_and_keeps_all_limits(
    sample: Sample, limits: tuple[Limit, ...]
) -> None:
    found, best = chosen(sample, limits), sample.brute(limits)
    if found is None:
        assert best == -np.inf
        return
    did = sample.acted(found)
    assert sample.keeps(did, limits)
    assert sample.value(did) == pytest.approx(best)


@pytest.mark.parametrize("most", [150, 60, 20])
@pytest.mark.parametrize("limits", [(RATIO,), EACH], ids=["ratio", "all"])
def test_within_a_capacity_nothing_is_lost_either(limits: tuple[Limit, ...], most: int) -> None:
    found = chosen(TWO, limits, capacity_per_week=most / TWO.n * TWO.compared().weekly_cases)
    best = TWO.brute(limits, most)
    if found is None:
        assert best == -np.inf
        return
    did = TWO.acted(found)
    assert did.sum() <= most
    assert TWO.value(did) == pytest.approx(best)


def test_without_a_limit_each_group_has_its_own_best_threshold_the_lowest_of_equals() -> None:
    found = chosen(TWO, ())
    assert found is not None
    for group in TWO.names:
        own = [TWO.value((t <= TWO.score) & (group == TWO.group)) for t in THRESHOLDS]
        assert found[group] == THRESHOLDS[int(np.argmax(own))]


def test_tighter_limits_together_never_earn_more_than_one_alone() -> None:
    alone = [TWO.value(TWO.acted(found)) for one in EACH if (found := chosen(TWO, (one,)))]
    all_of_them = chosen(TWO, EACH)
    assert all_of_them is not None
    assert TWO.value(TWO.acted(all_of_them)) <= min(alone) + 1e-9


def test_no_thresholds_fit_where_nothing_can_be_handled() -> None:
    always = np.ones(TWO.n)
    comparison = Comparison(
        Stakes(exactly(100, -20, -50, 0), ThreePoint.exactly(TWO.n), capacity_per_week=0.01),
        resample(TWO.label, {"model": always}, 1, 5),
        {"model": "Model"},
    )
    groups = by_threshold(TWO.label, always, TWO.named)
    assert choose(comparison, groups, (RATIO,)) is None
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(group_price, "EXACT", 0)
        assert choose(comparison, groups, (RATIO,)) is None


@pytest.mark.parametrize("group", [TWO.named.where(TWO.label, "only no"), pd.Series([], dtype=object)])
def test_groups_without_a_yes_have_no_recall_to_hold_alike(group: pd.Series) -> None:
    n = len(group)
    found = by_threshold(TWO.label[:n], TWO.score[:n], group)
    assert choose(TWO.compared(), found, (GAP,)) is None


def test_one_group_has_nobody_to_be_held_alike_with() -> None:
    assert choose(TWO.compared(), by_threshold(TWO.label, TWO.score, pd.Series(["all"] * TWO.n)), (RATIO,)) is None


def test_amounts_of_their_own_are_not_split() -> None:
    resampled = resample(TWO.label, {"model": TWO.score}, 1, 5, amounts=np.ones(TWO.n))
    scaled = Comparison(TWO.compared().stakes, resampled, {"model": "Model"}, ("tp",))
    assert choose(scaled, TWO.groups, (RATIO,)) is None


@pytest.mark.parametrize("limits", [(RATIO,), (GAP,), (SHARE,), EACH])
def test_what_is_found_passes_the_guardrails_as_they_judge(limits: tuple[Limit, ...]) -> None:
    """Scores moved so that each group's threshold becomes .5 are judged by the guardrails' own curves there."""
    found = chosen(TWO, limits)
    assert found is not None
    moved = np.where(TWO.acted(found), 0.9, 0.1)
    curves = guardrail_curves(TWO.label, {"model": moved}, TWO.named, dials(Level.STANDARD))["model"]
    names = {one.kind for one in limits if one.kind is not Kind.SHARE}
    assert all(curve.allowed[grid_index(0.5)] for curve in curves if curve.key in names)


@pytest.mark.parametrize("tol", [0.1, 0.02])
def test_fairlearn_finds_as_many_right_decisions(tol: float) -> None:
    """With a payoff of 1 for each right decision, value is accuracy; fairlearn may draw lots and so get a bit more."""
    fine = Sample({"north": 0.5, "south": 0.2}, n=700, steps=200)
    found = choose(fine.compared((1, 0, 0, 1)), fine.groups, (Limit(Kind.GAP, high=tol),))
    assert found is not None
    peer = ThresholdOptimizer(
        estimator=_Identity(),
        constraints="true_positive_rate_parity",
        objective="accuracy_score",
        prefit=True,
        tol=tol,
        predict_method="predict",
    )
    peer.fit(fine.score[:, None], fine.label.astype(int), sensitive_features=fine.group)
    drawn = (peer.predict(fine.score[:, None], sensitive_features=fine.group, random_state=seed) for seed in range(40))
    accuracy = np.mean([(one == fine.label).mean() for one in drawn])
    assert (fine.acted(found) == fine.label).mean() == pytest.approx(accuracy, abs=0.02)


class _Identity(BaseEstimator):
    """Scores that are there already, as fairlearn wants to be given them."""

    def fit(self, X: np.ndarray, y: np.ndarray) -> "_Identity":
        return self

    def predict(self, X: np.ndarray) -> np.ndarray:
        return X[:, 0]

    def __sklearn_is_fitted__(self) -> bool:
        return True
