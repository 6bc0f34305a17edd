"""The best cut against trying every cut on the rows drawn, and against scikit-learn's ROC curve."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_curve

from lifecycle.build.best_threshold import NO_ONE, BestProfit, best_profit, threshold_uncertainty, warm
from lifecycle.build.resampling import resample
from lifecycle.payoff import Payoff, outcomes
from tests.lifecycle.build.redraw import rows
from tests.lifecycle.samples import QUICK, labelled_scores

PAYOFF = Payoff(tp=12, fp=-3, fn=-4, tn=1)
SEED = 5


def per_case(label: np.ndarray, score: np.ndarray, payoff: Payoff, threshold: float) -> float:
    """Average each case's payoff, one by one."""
    return float(np.mean([payoff.vector()[outcome] for outcome in outcomes(label, score >= threshold)]))


def tried(label: np.ndarray, score: np.ndarray, payoff: Payoff) -> tuple[float, float]:
    """Try every distinct score and acting on no one; give the most and the lowest threshold that earns it."""
    values = {t: per_case(label, score, payoff, t) for t in [NO_ONE, *np.unique(score)]}
    most = max(values.values())
    return most, min(t for t, value in values.items() if value > most - 1e-9)


def one(label: np.ndarray, score: np.ndarray, payoff: Payoff = PAYOFF, resamples: int = 30, **more) -> BestProfit:
    return best_profit(label, {"m": score}, payoff, SEED, resamples, **more)["m"]


def test_best_and_fixed_profit_equal_those_of_the_rows_drawn() -> None:
    label, score = labelled_scores(n=90)
    found = one(label, score, chosen={"m": 0.35})
    assert found.chosen == 0.35
    for draw in range(31):
        drawn = rows(SEED, draw, 90)
        best, threshold = tried(label[drawn], score[drawn], PAYOFF)
        assert found.best[draw] == pytest.approx(best, rel=1e-12)
        assert found.threshold[draw] == threshold
        assert found.fixed[draw] == pytest.approx(per_case(label[drawn], score[drawn], PAYOFF, 0.35), rel=1e-12)
        assert found.on_sample[draw] == pytest.approx(per_case(label, score, PAYOFF, threshold), rel=1e-12)


@QUICK
@given(
    st.lists(st.tuples(st.booleans(), st.integers(0, 8)), min_size=1, max_size=12),
    st.tuples(*[st.integers(-5, 5)] * 4),
)
def test_whatever_the_payoffs_and_ties_no_cut_is_better(cases: list[tuple[bool, int]], paid: tuple[int, ...]) -> None:
    label, score = np.array([c[0] for c in cases]), np.array([c[1] / 8 for c in cases])
    payoff = Payoff(*map(float, paid))
    found = one(label, score, payoff, 3)
    for draw in range(4):
        drawn = rows(SEED, draw, len(label))
        best, threshold = tried(label[drawn], score[drawn], payoff)
        assert found.best[draw] == pytest.approx(best, abs=1e-12)
        assert found.threshold[draw] == threshold


def test_the_best_profit_is_that_of_a_roc_curve() -> None:
    label, score = labelled_scores(n=300)
    found = one(label, score)
    fpr, tpr, _ = roc_curve(label, score, drop_intermediate=False)
    tp, fp = tpr * label.sum(), fpr * (~label).sum()
    value = tp * 12 - fp * 3 - 4 * (label.sum() - tp) + (~label).sum() - fp
    assert found.best[0] == pytest.approx(value.max() / 300, rel=1e-12)


def test_the_resamples_are_those_of_everything_else() -> None:
    label, score = labelled_scores()
    found, counted = one(label, score, chosen={"m": 0.4}), resample(label, {"m": score}, SEED, 30)
    tp, fp = counted.at("m", 0.4)
    outcome = np.stack([tp, fp, counted.yes - tp, counted.no - fp], axis=1)
    assert found.fixed == pytest.approx(outcome @ PAYOFF.vector() / len(label), rel=1e-12)


def test_without_a_choice_the_best_on_the_sample_is_held_against_the_rest() -> None:
    label, score = labelled_scores()
    found = one(label, score)
    assert found.chosen == found.threshold[0]
    assert found.fixed[0] == pytest.approx(found.best[0], rel=1e-12)
    assert (found.fixed <= found.best + 1e-12).all()
    assert (found.on_sample <= found.best[0] + 1e-12).all()


def test_where_acting_never_pays_no_one_is_acted_on() -> None:
    label, score = labelled_scores()
    found = one(label, score, Payoff(tp=-1, fp=-1, fn=0, tn=0))
    assert (found.threshold == NO_ONE).all()
    assert found.chosen == NO_ONE
    assert not found.best.any()
    assert not found.fixed.any()
    assert threshold_uncertainty(found).p_no_one == 1


def test_where_acting_always_pays_everyone_of_the_resample_is_acted_on() -> None:
    label, score = labelled_scores()
    found = one(label, score, Payoff(tp=1, fp=1, fn=0, tn=0))
    assert (found.best == 1).all()
    assert found.threshold[0] == score.min()


@pytest.mark.parametrize("value", [True, False])
def test_one_outcome_alone_has_a_best_cut_too(value: bool) -> None:
    found = one(np.full(5, value), np.linspace(0, 1, 5))
    assert (found.best == (12 if value else 1)).all()
    assert (found.threshold == NO_ONE).all() == (not value)


def test_threads_and_order_change_nothing() -> None:
    label, score = labelled_scores()
    first, second = (one(label, score, resamples=60, threads=threads) for threads in (1, 3))
    assert (first.best == second.best).all()
    assert (first.threshold == second.threshold).all()


def test_a_missing_score_is_refused() -> None:
    with pytest.raises(ValueError, match="none may be missing"):
        one(np.array([True, False]), np.array([np.nan, 0.5]))


def test_progress_is_reported() -> None:
    label, score = labelled_scores()
    seen: list[float] = []
    one(label, score, report=seen.append)
    assert (seen[0], seen[-1]) == (0.0, 1.0)


def test_uncertainty_is_read_off_the_resamples() -> None:
    numbers = np.array([5.0, 6, 8, 7, 9])
    found = BestProfit(0.3, numbers, np.array([0.3, 0.1, 0.2, 0.4, NO_ONE]), numbers - 2, np.array([5.0, 4, 4, 5, 3]))
    said = threshold_uncertainty(found, level=0.5)
    assert (said.threshold.low, said.threshold.mid, said.threshold.high) == (0.1, 0.3, 0.4)
    assert said.threshold.level == 0.5
    assert said.p_no_one == 0.25
    assert said.regret == pytest.approx(2)
    assert said.optimism == pytest.approx(np.mean([2, 4, 2, 6]))
    assert threshold_uncertainty(found).threshold.high == NO_ONE


def test_more_data_narrows_the_threshold_and_lessens_regret_and_optimism() -> None:
    few, many = (threshold_uncertainty(one(*labelled_scores(n=n), resamples=200)) for n in (100, 10_000))
    assert many.threshold.high - many.threshold.low < few.threshold.high - few.threshold.low
    assert 0 <= many.regret < few.regret
    assert many.optimism < few.optimism


def test_optimism_is_what_the_best_value_loses_on_new_cases() -> None:
    rng = np.random.default_rng(2)
    said, lost = [], []
    for _ in range(60):
        label, score = rng.random(80) < 0.5, rng.random(80)  # a score that says nothing: true best is 0, act or not
        found = one(label, score, Payoff(1, -1, 0, 0), 40)
        said.append(threshold_uncertainty(found).optimism)
        lost.append(found.best[0])
    assert np.mean(said) == pytest.approx(np.mean(lost), rel=0.35)


def test_without_resamples_nothing_is_said() -> None:
    label, score = labelled_scores()
    with pytest.raises(ValueError, match="without resamples"):
        threshold_uncertainty(one(label, score, resamples=0))


def test_warming_leaves_the_loop_compiled() -> None:
    warm()
    assert len(one(*labelled_scores(), resamples=1).best) == 2
