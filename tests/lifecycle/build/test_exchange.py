"""What a point is worth, against cases changed one by one and rankings made better."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from lifecycle.build.comparison import TREAT_ALL, TREAT_NONE, WEEKS, Comparison
from lifecycle.build.exchange import needs, rates_of_exchange, worth
from lifecycle.build.resampling import THRESHOLDS, resample
from lifecycle.build.stakes import Stakes
from lifecycle.envision.three_point import ThreePoint
from tests.lifecycle.build.trading_samples import LABEL, SCORES, N, compared, naive_value
from tests.lifecycle.samples import QUICK, exactly

AMOUNTS = st.floats(-1e4, 1e4).map(lambda v: round(v, 2))
PAYOFFS = st.tuples(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS)
USUAL = (100.0, -20.0, -50.0, 0.0)


@QUICK
@given(PAYOFFS)
def test_a_point_is_what_deciding_cases_otherwise_changes(amounts: tuple[float, float, float, float]) -> None:
    found = worth(compared(amounts), "sharp", 0.5)
    acted = SCORES["sharp"] >= 0.5
    one_more, one_alarm = acted.copy(), acted.copy()
    one_more[np.flatnonzero(LABEL & ~acted)[0]] = True
    one_alarm[np.flatnonzero(~LABEL & ~acted)[0]] = True
    base = naive_value(acted, amounts)
    assert found.recall.mid == pytest.approx((naive_value(one_more, amounts) - base) * LABEL.sum() / 100, abs=1e-6)
    assert found.alarms.mid == pytest.approx((naive_value(one_alarm, amounts) - base) * (~LABEL).sum() / 100, abs=1e-6)


@QUICK
@given(PAYOFFS, PAYOFFS, st.floats(-3, 3))
def test_rates_of_exchange_are_linear_in_payoffs(one: tuple[float, ...], two: tuple[float, ...], factor: float) -> None:
    mixed = tuple(a + factor * b for a, b in zip(one, two, strict=True))
    first, second, both = (np.stack(rates_of_exchange(compared(of))) for of in (one, two, mixed))  # type: ignore[arg-type]
    assert both == pytest.approx(first + factor * second, abs=1e-3)


def test_a_constant_added_to_both_outcomes_of_a_class_changes_no_rate() -> None:
    plain, shifted = compared((100, -20, -50, 0)), compared((107, -23, -43, -3))
    assert np.stack(rates_of_exchange(shifted)) == pytest.approx(np.stack(rates_of_exchange(plain)))


def test_the_interval_holds_the_draws_of_payoffs_and_volume() -> None:
    known = worth(compared(), "sharp", 0.5).recall
    spread = worth(compared(volume=ThreePoint(low=40, likely=160, high=400)), "sharp", 0.5).recall
    assert spread.high - spread.low > 1.5 * (known.high - known.low)
    assert known.low < known.mid < known.high


def test_amounts_of_their_own_are_priced_at_the_average_of_their_class() -> None:
    amounts = np.where(LABEL, 3.0, 1.0)
    resampled = resample(LABEL, SCORES, 3, 20, amounts=amounts / amounts.mean())
    stakes = Stakes(exactly(100, -20, 0, 0), ThreePoint.exactly(N))
    comparison = Comparison(stakes, resampled, {"sharp": "Sharp"}, ("tp",))
    gain, cost = rates_of_exchange(comparison)
    assert gain[0] == pytest.approx(LABEL.sum() * 100 * 3 / amounts.mean())
    assert cost[0] == pytest.approx((~LABEL).sum() * 20)


def binormal_scores(auc: float, b: float, yes: int = 4000, no: int = 36000) -> tuple[np.ndarray, np.ndarray]:
    """Make scores whose ROC curve is binormal, without noise: evenly spaced quantiles of both classes."""
    a = np.sqrt(1 + b * b) * norm.ppf(auc)
    of_yes = a / b + norm.ppf((np.arange(yes) + 0.5) / yes) / b
    of_no = norm.ppf((np.arange(no) + 0.5) / no)
    label = np.r_[np.ones(yes, bool), np.zeros(no, bool)]
    return label, norm.cdf((np.r_[of_yes, of_no] - 1) / 1.2)


def simulated(auc: float, b: float, capacity: float | None) -> Comparison:
    label, score = binormal_scores(auc, b)
    stakes = Stakes(exactly(100, -20, -50, 0), ThreePoint.exactly(10_000), capacity_per_week=capacity)
    return Comparison(stakes, resample(label, {"model": score}, 1, 20), {"model": "Model"})


@pytest.mark.parametrize("b", [0.7, 1.0, 1.4])
@pytest.mark.parametrize("auc", [0.75, 0.9])
def test_a_point_of_auc_is_what_a_better_ranking_earns_at_its_own_best_threshold(auc: float, b: float) -> None:
    now, better = simulated(auc, b, None), simulated(auc + 0.01, b, None)
    value = [c.yearly("model", c.best_threshold("model"))[0] for c in (now, better)]
    found = worth(now, "model", now.best_threshold("model"))
    assert found.auc is not None
    assert found.auc.mid == pytest.approx(value[1] - value[0], rel=0.03)
    assert abs(found.misfit) < 0.005
    needed = needs(now, "model", now.best_threshold("model"), value[1])["auc"]
    assert needed.value == pytest.approx(auc + 0.01, abs=5e-4)


def test_under_a_capacity_a_point_of_auc_finds_more_in_a_list_of_the_same_length() -> None:
    b, share, cases = 1.0, 0.1, 10_000
    found = worth(simulated(0.8, b, 8.0), "model", 0.8).auc
    most = 8.0 / (cases / WEEKS)
    at = [_recall_of_list(auc, b, share, most) for auc in (0.8, 0.81)]
    # A list of fixed length: a yes more is a no less.
    expected = cases * share * (150 + 20) * (at[1] - at[0])
    assert found is not None
    assert found.mid == pytest.approx(expected, rel=0.01)


def _recall_of_list(auc: float, b: float, share: float, most: float) -> float:
    z = np.linspace(-6, 6, 1_000_001)
    recall = norm.cdf(np.sqrt(1 + b * b) * norm.ppf(auc) + b * z)
    return float(recall[np.searchsorted(share * recall + (1 - share) * norm.cdf(z), most)])


def test_there_is_no_point_left_above_099() -> None:
    label, score = binormal_scores(0.995, 1.0, 400, 1600)
    comparison = Comparison(compared().stakes, resample(label, {"model": score}, 1, 10), {"model": "Model"})
    assert worth(comparison, "model", 0.5).auc is None


@QUICK
@given(st.sampled_from([0.2, 0.4, 0.6]), st.floats(-4000, 9000))
def test_recall_and_precision_needed_earn_the_goal(threshold: float, goal: float) -> None:
    comparison = compared(run_cost=500.0)
    found = needs(comparison, "broad", threshold, goal)
    acted = SCORES["broad"] >= threshold
    yes, no, tp, fp = LABEL.sum(), (~LABEL).sum(), (acted & LABEL).sum(), (acted & ~LABEL).sum()

    def value(tp: float, fp: float) -> float:
        return tp * 100 - 20 * fp - 50 * (yes - tp) - 500

    recall, precision = found["recall"].value, found["precision"].value
    assert found["recall"].now == pytest.approx(tp / yes)
    assert found["precision"].now == pytest.approx(tp / (tp + fp))
    if recall is None:
        assert value(yes, fp) < goal
    elif recall > 0:
        assert value(recall * yes, fp) == pytest.approx(goal, abs=1e-6)
    else:
        assert value(0, fp) >= goal
    if precision is None:
        assert value(tp, 0) < goal
    else:
        alarms = tp / precision - tp
        assert value(tp, alarms) == pytest.approx(goal, abs=1e-6) or (
            alarms == pytest.approx(no) and value(tp, no) > goal
        )


def test_what_cannot_be_reached_has_no_value_and_what_is_reached_has_room() -> None:
    out = needs(compared(), "sharp", 0.5, 1e9)
    assert all(one.value is None and one.p_reachable == 0 and not one.room for one in out.values())
    met = needs(compared(), "sharp", 0.5, -1e5)
    assert all(one.room and one.p_reachable == 1 for one in met.values())


def test_a_goal_at_the_edge_is_reached_in_some_resamples() -> None:
    comparison = compared()
    missed = 1 - needs(comparison, "broad", 0.5, 0.0)["recall"].now
    edge = float(comparison.yearly("broad", 0.5)[0] + rates_of_exchange(comparison)[0][0] * missed * 0.98)
    needed = needs(comparison, "broad", 0.5, edge)["recall"]
    assert needed.value == pytest.approx(1 - 0.02 * missed)
    assert 0.2 < needed.p_reachable < 0.8
    assert needed.low < 1
    assert needed.high == np.inf


def test_where_finding_a_yes_is_worth_nothing_no_recall_will_do() -> None:
    found = needs(compared((0, -1, 0, 0)), "sharp", 0.5, 100.0)
    assert found["recall"].value is None
    assert found["auc"].value is None


def test_one_class_alone_has_no_auc_and_breaks_nothing() -> None:
    label, score = np.ones(40, bool), np.linspace(0, 1, 40)
    comparison = Comparison(compared().stakes, resample(label, {"model": score}, 1, 10), {"model": "Model"})
    assert worth(comparison, "model", 0.5).auc is None
    assert needs(comparison, "model", 0.5, 100.0)["auc"].value is None


def test_a_place_is_worth_the_steepest_way_on_to_a_longer_list() -> None:
    comparison = compared(capacity_per_week=0.5)
    threshold = comparison.best_threshold("sharp")
    found = worth(comparison, "sharp", threshold)
    acted = SCORES["sharp"] >= threshold
    here, slopes = naive_value(acted, USUAL), []
    for other in THRESHOLDS:
        longer = SCORES["sharp"] >= other
        if longer.sum() > acted.sum():
            slopes.append((naive_value(longer, USUAL) - here) / (longer.sum() - acted.sum()))
    assert found.place is not None
    assert found.place.mid == pytest.approx(max(slopes) * WEEKS)
    assert found.place_cases >= 1


def test_at_the_best_threshold_without_a_capacity_no_further_place_is_worth_anything() -> None:
    comparison = compared()
    best = comparison.best_threshold("sharp")
    assert worth(comparison, "sharp", best).place is None
    assert worth(comparison, "sharp", 0.0).place is None


def test_scaling_all_money_scales_what_a_point_is_worth() -> None:
    one, ten = worth(compared(), "broad", 0.4), worth(compared((1000, -200, -500, 0)), "broad", 0.4)
    assert one.auc is not None
    assert ten.auc is not None
    assert ten.auc.mid == pytest.approx(10 * one.auc.mid)
    assert ten.recall.mid == pytest.approx(10 * one.recall.mid)


def test_running_costs_move_what_is_needed_but_no_rate() -> None:
    free, costly = compared(), compared(run_cost=700.0)
    assert worth(costly, "sharp", 0.5) == worth(free, "sharp", 0.5)
    needed = [needs(c, "sharp", 0.5, 0.0)["recall"].value for c in (free, costly)]
    assert needed[1] - needed[0] == pytest.approx(700 / rates_of_exchange(free)[0][0])


def test_acting_on_all_and_on_no_one_span_the_rates() -> None:
    comparison = compared()
    gain, cost = rates_of_exchange(comparison)
    spanned = comparison.yearly(TREAT_ALL, None) - comparison.yearly(TREAT_NONE, None)
    assert spanned == pytest.approx(gain - cost)


def test_a_perfect_ranking_is_not_promised_more_than_deciding_all_right() -> None:
    comparison = compared()
    perfect = naive_value(LABEL, USUAL)
    assert needs(comparison, "blind", 0.5, perfect + 1)["auc"].value is None
    assert needs(comparison, "blind", 0.5, perfect * 0.8)["auc"].value is not None
