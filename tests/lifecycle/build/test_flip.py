"""Who wins under which payoffs, against a search over payoffs and single cases."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.build.comparison import INCUMBENT, TREAT_ALL, TREAT_NONE, Comparison
from lifecycle.build.flip import cost_curves, envelope, how_sure, ranking
from lifecycle.build.lot import Lot
from lifecycle.build.resampling import THRESHOLDS, resample
from lifecycle.build.stakes import Stakes
from lifecycle.envision.three_point import ThreePoint
from tests.lifecycle.build.trading_samples import LABEL, LISTED, PLAIN, SCORES, N, compared, naive_value
from tests.lifecycle.samples import QUICK, exactly

RATIOS = st.floats(0.01, 200)
MONEY = st.floats(0.5, 300).map(lambda v: round(v, 2))


def naive_values(amounts: tuple[float, float, float, float], run_cost: float = 0.0) -> dict[str, float]:
    """Try every threshold of every candidate and every rule, case by case."""
    grid = THRESHOLDS[::4]
    found = {key: max(naive_value(score >= t, amounts, run_cost) for t in grid) for key, score in SCORES.items()}
    rules = {TREAT_ALL: np.ones(N, bool), TREAT_NONE: np.zeros(N, bool), INCUMBENT: LISTED}
    return found | {key: naive_value(acted, amounts) for key, acted in rules.items()}


def coarse(comparison: Comparison) -> Comparison:
    """Keep every fourth threshold, so that single cases can be gone through; the others repeat the one before."""
    keep = np.arange(len(THRESHOLDS)) // 4 * 4
    old = comparison.resampled
    tp, fp = ({key: values[:, keep] for key, values in of.items()} for of in (old.tp, old.fp))
    return Comparison(comparison.stakes, replace(old, tp=tp, fp=fp), comparison.names, comparison.scaled)


@QUICK
@given(RATIOS, MONEY, st.sampled_from([0.0, 300.0]))
def test_the_winner_at_a_ratio_is_that_of_a_search_over_single_cases(
    ratio: float, alarm: float, run_cost: float
) -> None:
    comparison = coarse(compared((100, -alarm, -50, 0), listed=True, run_cost=run_cost))
    curves = cost_curves(comparison)
    assert curves is not None
    values = naive_values((100, -alarm, 100 - ratio * alarm, 0), run_cost)
    own = next(one for one in curves.stretches if ratio <= one.high)
    assert values[own.key] == pytest.approx(max(values.values()), rel=1e-9, abs=1e-6)
    assert curves.ratio == pytest.approx(150 / alarm)


def test_stretches_leave_no_gap_and_do_not_overlap() -> None:
    stretches = cost_curves(compared(listed=True)).stretches  # type: ignore[union-attr]
    assert stretches[0].low == 0
    assert stretches[-1].high == np.inf
    assert all(a.high == b.low and a.key != b.key for a, b in itertools.pairwise(stretches))
    assert all(one.low < one.high for one in stretches)


def test_misses_that_cost_nothing_favour_acting_on_no_one_and_misses_without_end_on_everyone() -> None:
    stretches = cost_curves(compared()).stretches  # type: ignore[union-attr]
    assert stretches[0].key == TREAT_NONE
    assert stretches[-1].key == TREAT_ALL


def test_at_a_break_point_both_neighbours_earn_the_same() -> None:
    curves = cost_curves(compared(listed=True))
    assert curves is not None
    for one, following in zip(curves.stretches, curves.stretches[1:], strict=False):
        at = np.array([curves.probability_cost(one.high)])
        assert curves.curve(one.key, at) == pytest.approx(curves.curve(following.key, at))


@QUICK
@given(MONEY, MONEY, MONEY, MONEY)
def test_todays_winner_is_the_row_that_earns_most(tp: float, fp: float, fn: float, tn: float) -> None:
    comparison = compared((tp, -fp, -fn, tn), listed=True)
    curves = cost_curves(comparison)
    assert curves is not None
    value = {
        key: comparison.yearly(key, comparison.best_threshold(key) if key in comparison.names else None)[0]
        for key in comparison.rows()
    }
    assert value[curves.today().key] == pytest.approx(max(value.values()))


@QUICK
@given(MONEY, MONEY, MONEY, st.floats(0.01, 100))
def test_scaling_all_payoffs_changes_no_winner(tp: float, fp: float, fn: float, factor: float) -> None:
    amounts = (tp, -fp, -fn, 0.0)
    one, two = (cost_curves(compared(tuple(a * f for a in amounts))) for f in (1.0, factor))  # type: ignore[arg-type]
    assert one is not None
    assert two is not None
    assert [s.key for s in one.stretches] == [s.key for s in two.stretches]
    assert [s.low for s in one.stretches] == pytest.approx([s.low for s in two.stretches])
    assert one.ratio == pytest.approx(two.ratio)


@QUICK
@given(st.floats(-500, 500), st.floats(-500, 500))
def test_a_constant_added_to_both_outcomes_of_a_class_changes_no_winner(of_yes: float, of_no: float) -> None:
    plain, moved = compared(), compared((100 + of_yes, -20 + of_no, -50 + of_yes, of_no))
    one, two = cost_curves(plain), cost_curves(moved)
    assert one is not None
    assert two is not None
    assert [s.key for s in one.stretches] == [s.key for s in two.stretches]
    assert [s.low for s in one.stretches] == pytest.approx([s.low for s in two.stretches], abs=1e-9)


@QUICK
@given(st.floats(0, 1))
def test_the_cost_curve_is_the_expected_cost_over_that_of_always_erring(at: float) -> None:
    curves = cost_curves(compared())
    assert curves is not None
    costs = []
    for threshold in THRESHOLDS:
        acted = SCORES["broad"] >= threshold
        missed, alarmed = (LABEL & ~acted).sum() / LABEL.sum(), (~LABEL & acted).sum() / (~LABEL).sum()
        costs.append(missed * at + alarmed * (1 - at))
    assert curves.curve("broad", np.array([at]))[0] == pytest.approx(min(costs))
    assert curves.curve(TREAT_ALL, np.array([at]))[0] == pytest.approx(1 - at)
    assert curves.curve(TREAT_NONE, np.array([at]))[0] == pytest.approx(at)


def test_ratio_and_probability_cost_tell_the_same() -> None:
    curves = cost_curves(compared())
    assert curves is not None
    share = LABEL.mean()
    assert curves.probability_cost(7.0) == pytest.approx(share * 7 / (share * 7 + 1 - share))
    assert curves.probability_cost(0.0) == 0
    assert curves.probability_cost(np.inf) == 1
    assert curves.alarm == pytest.approx(20)


def test_running_costs_shorten_the_range_of_models() -> None:
    free, costly = cost_curves(compared()), cost_curves(compared(run_cost=800.0))
    assert free is not None
    assert costly is not None
    assert costly.stretches[0].high > free.stretches[0].high


def test_what_acts_on_more_than_the_capacity_takes_no_part() -> None:
    curves = cost_curves(compared(listed=True, capacity_per_week=0.6))
    assert curves is not None
    assert TREAT_ALL not in curves.lines
    assert INCUMBENT not in curves.lines
    assert len(curves.lines["sharp"]) < len(THRESHOLDS)


def test_a_candidate_without_a_threshold_within_the_capacity_takes_part_by_lot() -> None:
    scores = {"one": np.ones(N), "blind": SCORES["blind"]}
    stakes = compared((100, -20, -50, 0), capacity_per_week=0.6).stakes
    comparison = Comparison(stakes, resample(LABEL, scores, 1, 5), {"one": "One", "blind": "Blind"})
    curves, found = cost_curves(comparison), ranking(comparison, "roc_auc")
    assert curves is not None
    assert found is not None
    assert set(curves.lines) == {TREAT_NONE, "one", "blind"}
    share = min(1.0, 0.6 / comparison.weekly_cases)
    assert curves.lines["one"] == pytest.approx(np.array([[share, 1 - share]]))  # by lot, of all cases alike
    drawn, best = comparison.yearly("one", Lot(1.0))[0], comparison.yearly("blind", comparison.cut("blind"))[0]
    assert drawn == pytest.approx(share * comparison.yearly("one", 1.0)[0] + (1 - share) * -50 * LABEL.sum())
    assert found.by_value == (("one", "blind") if drawn > best else ("blind", "one"))


@pytest.mark.parametrize("amounts", [(100, 20, -50, 0), (-50, -20, -50, 0), (100, 0, 0, 0)])
def test_where_an_error_costs_nothing_there_is_nothing_to_weigh(amounts: tuple[float, float, float, float]) -> None:
    assert cost_curves(compared(amounts)) is None


def test_amounts_of_their_own_move_the_curves_as_they_move_the_value() -> None:
    amounts = np.where(np.arange(N) % 2, 3.0, 0.5)
    resampled = resample(LABEL, SCORES, 3, 5, amounts=amounts / amounts.mean())
    stakes = Stakes(exactly(100, -20, -50, 0), ThreePoint.exactly(N))
    comparison = Comparison(stakes, resampled, {key: key for key in SCORES}, ("tp", "fn"))
    curves = cost_curves(comparison)
    assert curves is not None
    at = np.array([curves.probability_cost(curves.ratio)])
    cost = {key: float(curves.curve(key, at)[0]) for key in SCORES}
    value = {key: comparison.curve(key).max() for key in SCORES}
    assert sorted(cost, key=lambda k: cost[k]) == sorted(value, key=lambda k: -value[k])


@QUICK
@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), min_size=1, max_size=12), st.floats(0, 30))
def test_the_envelope_is_the_lowest_line_everywhere(lines: list[tuple[int, int]], x: float) -> None:
    named = {str(i): np.array([line], float) for i, line in enumerate(lines)}
    found = envelope(named)
    own = [key for key, start in found if start <= x][-1]
    cost = {key: float(ends[0, 0] + ends[0, 1] * x) for key, ends in named.items()}
    assert cost[own] == pytest.approx(min(cost.values()), abs=1e-9)


def test_of_equal_lines_the_first_wins() -> None:
    same = np.array([[0.2, 0.3]])
    assert envelope({"rule": same, "model": same}) == [("rule", 0.0)]


def test_a_ranking_that_disagrees_with_money_says_so_and_how_surely() -> None:
    rng = np.random.default_rng(5)
    label = np.arange(2000) < 400
    # One is right at the very top alone, the other ranks well everywhere.
    top = np.where(label, np.where(rng.random(2000) < 0.4, 0.99, rng.random(2000) * 0.9), rng.random(2000) * 0.9)
    even = np.clip(0.25 * label + rng.random(2000) * 0.7, 0, 1)
    resampled = resample(label, {"top": top, "even": even}, 1, 200)
    stakes = Stakes(exactly(10, -60, 0, 0), ThreePoint.exactly(2000))
    comparison = Comparison(stakes, resampled, {"top": "Top", "even": "Even"})
    found = ranking(comparison, "roc_auc")
    assert found is not None
    assert found.flips
    assert found.by_measure == ("even", "top")
    assert found.by_value == ("top", "even")
    assert found.p_measure > 0.9
    assert found.gap.p_more > 0.7
    assert found.gap.more.mid == pytest.approx(comparison.curve("top").max() - comparison.curve("even").max())


def test_where_both_agree_nothing_flips() -> None:
    found = ranking(compared(), "average_precision")
    assert found is not None
    assert not found.flips
    assert found.by_value[0] == "sharp"
    assert found.gap.more.mid == 0


def test_a_measure_that_is_not_defined_ranks_nobody() -> None:
    one_class = resample(np.ones(30, bool), {"a": np.linspace(0, 1, 30)}, 1, 5)
    assert ranking(Comparison(compared().stakes, one_class, {"a": "A"}), "roc_auc") is None
    assert ranking(Comparison(compared().stakes, PLAIN, {}), "roc_auc") is None


def test_how_sure_the_winner_is_counts_the_resamples_it_wins() -> None:
    comparison = compared(listed=True)
    rows = comparison.rows()
    value = {
        key: comparison.yearly(key, comparison.best_threshold(key) if key in comparison.names else None)[1:]
        for key in rows
    }
    won = sum(max(rows, key=lambda key: value[key][i]) == "sharp" for i in range(60))
    assert how_sure(comparison, "sharp", rows) == pytest.approx(won / 60)
    assert how_sure(comparison, "broad", ["broad"]) == 1
