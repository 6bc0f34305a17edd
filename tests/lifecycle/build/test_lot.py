"""Filling the capacity by lot: against every way to draw, and sums over single cases of each resample."""

from itertools import combinations

import numpy as np
import pytest

from lifecycle.build.blocks import each_block
from lifecycle.build.comparison import INCUMBENT, TREAT_ALL, TREAT_NONE, Comparison
from lifecycle.build.decision import winner
from lifecycle.build.flip import cost_curves, how_sure, ranking
from lifecycle.build.lot import Lot, drawn, lot_of
from lifecycle.build.pareto import points
from lifecycle.build.resampling import THRESHOLDS, Resampled, resample
from lifecycle.build.stakes import of_contract
from lifecycle.build.standing import rank
from tests.lifecycle.samples import exactly, labelled_scores, plain_terms

LABEL, SCORE = labelled_scores(n=120)
RULE = np.where(np.arange(120) % 4 == 0, 0.06, 0.02)
NAMES = {"rule": "Rule", "model": "Model"}
FOUND = resample(LABEL, {"rule": RULE, "model": SCORE}, 1, 40)
HANDLED = 9
"""Of 120 cases; the rule's equal scores at the top are 30."""
CAPACITY = HANDLED / 120 * 1000 * 7 / 365
PAYS = exactly(100, -10, -5, 0)


def compare(resampled: Resampled = FOUND, capacity: float | None = CAPACITY, **update: object) -> Comparison:
    terms = plain_terms(**({"payoffs": PAYS} | update), capacity_per_week=capacity)
    return Comparison(of_contract(terms), resampled, NAMES)


def resampled_cases() -> list[np.ndarray]:
    """List the cases of the sample and of each resample, by drawing them once more."""
    weights = np.ones((41, 120), int)

    def keep(part: slice, drawn_here: np.ndarray) -> None:
        weights[part] = drawn_here.T[: part.stop - part.start]

    each_block(120, 1, 40, keep)
    return [np.repeat(np.arange(120), row) for row in weights]


def test_counts_are_the_mean_over_all_ways_to_draw() -> None:
    label = np.array([True, False, True, False, False, False, True, False])
    score = np.array([0.3, 0.3, 0.3, 0.3, 0.3, 0.1, 0.1, 0.1])
    few = Comparison(
        of_contract(plain_terms(payoffs=PAYS, capacity_per_week=2 / 8 * 1000 * 7 / 365)),
        resample(label, {"rule": score}, 1, 2),
        {"rule": "Rule"},
    )
    ways = [label[list(way)].sum() for way in combinations(range(5), 2)]
    tp, fp = few.counts("rule", Lot(0.3))
    assert few.by_lot("rule") == Lot(0.3)
    assert (tp[0], fp[0]) == pytest.approx((np.mean(ways), 2 - np.mean(ways)))


def test_each_resample_fills_the_capacity_with_its_own_share_of_the_equal_ones() -> None:
    comparison = compare()
    lot = comparison.by_lot("rule")
    assert lot == Lot(0.06)
    tp, fp = comparison.counts("rule", lot)
    for b, cases in enumerate(resampled_cases()):
        tied = [case for case in cases if RULE[case] == 0.06]
        right = sum(bool(LABEL[case]) for case in tied)
        share = min(1.0, HANDLED / len(tied))
        assert (tp[b], fp[b]) == pytest.approx((right * share, (len(tied) - right) * share))
        value = share * (100 * right - 10 * (len(tied) - right)) - 5 * (LABEL[cases].sum() - share * right)
        assert comparison.yearly("rule", lot)[b] == pytest.approx(1000 * value / 120)
    assert comparison.workload("rule", lot)[0] == pytest.approx(CAPACITY)
    assert comparison.within_capacity("rule", lot)


def test_a_candidate_that_can_be_cut_to_fit_is_not_drawn_by_lot() -> None:
    assert compare().by_lot("model") is None
    assert compare().cut("model") == compare().best_threshold("model")
    assert compare(capacity=None).by_lot("rule") is None
    assert compare(capacity=30 / 120 * 1000 * 7 / 365).by_lot("rule") is None
    assert all(compare().cut(key) is None for key in (TREAT_ALL, TREAT_NONE))


def test_where_acting_on_no_one_earns_more_nobody_is_drawn() -> None:
    poor = compare(payoffs=exactly(1, -50, 0, 0))
    assert poor.by_lot("rule") is None
    assert poor.counts("rule", poor.best_threshold("rule"))[0][0] == 0


def test_where_not_even_the_highest_threshold_fits_the_lot_keeps_the_capacity() -> None:
    certain = resample(LABEL, {"rule": np.ones(120), "model": SCORE}, 1, 2)
    comparison = compare(certain, payoffs=exactly(1, -50, 0, 0))
    assert comparison.cut("rule") == Lot(1.0)
    assert comparison.workload("rule", Lot(1.0)) == pytest.approx(CAPACITY)


def test_amounts_of_cases_are_drawn_in_the_same_share() -> None:
    amounts = np.random.default_rng(3).uniform(1, 9, 120)
    with_amounts = resample(LABEL, {"rule": RULE, "model": SCORE}, 1, 2, amounts=amounts)
    terms = plain_terms(payoffs=PAYS, capacity_per_week=CAPACITY)
    comparison = Comparison(of_contract(terms), with_amounts, NAMES, ("tp", "fn"))
    found = comparison.outcomes("rule", Lot(0.06))[0]
    tied, share = RULE == 0.06, HANDLED / 30
    size = amounts / amounts.mean()
    right, missed = size[LABEL & tied].sum() * share, size[LABEL].sum() - size[LABEL & tied].sum() * share
    assert found[0] / found[2] == pytest.approx(right / missed)
    assert found[1] == pytest.approx((~LABEL & tied).sum() * share)


def test_the_table_draws_by_lot_what_no_threshold_fits_and_says_so() -> None:
    comparison = compare()
    best = comparison.cuts()
    rows = {row.key: row for row in comparison.table(best)}
    assert rows["rule"].name == "Rule (fills the capacity by lot among equal scores)"
    assert rows["rule"].threshold == 0.06
    assert rows["rule"].by_lot == pytest.approx(HANDLED / 30)
    assert rows["rule"].cut == Lot(0.06)
    none = comparison.best_threshold("rule")
    assert rows["rule"].value.mid > comparison.row("rule", none).value.mid
    assert (rows["model"].by_lot, rows["model"].cut, rows[TREAT_ALL].cut) == (None, best["model"], None)
    held = next(row for row in comparison.table(best | {"rule": none}) if row.key == "rule")
    assert (held.name, held.threshold, held.by_lot) == ("Rule", none, None)
    moved = next(row for row in comparison.table(best | {"rule": 0.02}) if row.key == "rule")
    assert (moved.threshold, moved.by_lot) == (0.02, None)


def test_rows_over_the_capacity_take_no_part_in_being_best() -> None:
    listed = resample(LABEL, {"rule": RULE, "model": SCORE, INCUMBENT: (SCORE > 0.3).astype(float)}, 1, 40)
    comparison = compare(listed)
    best = comparison.cuts()
    rows = {row.key: row for row in comparison.table(best)}
    assert rows[TREAT_ALL].p_best is rows[INCUMBENT].p_best is None
    wins = dict.fromkeys(("rule", "model", TREAT_NONE), 0.0)
    for b in range(1, 41):
        values = {key: comparison.yearly(key, rows[key].cut)[b] for key in wins}
        first = [key for key, value in values.items() if value == max(values.values())]
        for key in first:
            wins[key] += 1 / len(first) / 40
    assert {key: rows[key].p_best for key in wins} == pytest.approx(wins)
    free = {row.key: row.p_best for row in compare(listed, None).table(best)}
    assert free[TREAT_ALL] is not None


def test_a_record_draws_by_lot_too_and_its_next_best_keeps_the_capacity() -> None:
    comparison = compare(payoffs=exactly(1000, -1, -5, 0))
    at = {key: comparison.cut(key) for key in comparison.rows()}
    found = rank(comparison, "model", at)
    rows = {row.key: row for row in found.challengers}
    assert rows[TREAT_ALL].value.mid > found.champion.value.mid
    assert rows[TREAT_ALL].p_best is None
    assert rows["rule"].by_lot == pytest.approx(HANDLED / 30)
    assert found.next_best == rows["rule"].name
    assert found.over_next == comparison.difference(("model", at["model"]), ("rule", Lot(0.06)))


def test_with_all_rows_over_the_capacity_none_is_best() -> None:
    assert compare().p_best({"rule": 0.0, TREAT_ALL: None}) == {"rule": None, TREAT_ALL: None}


def test_the_cut_is_the_highest_that_acts_on_anyone() -> None:
    acted = np.where(THRESHOLDS <= 0.1, 50.0, 0.0)
    assert lot_of(acted, 10) == Lot(0.1)
    assert lot_of(acted, 50) is None
    assert lot_of(np.zeros(201), 10) is None
    assert drawn(np.array([0.0, 5.0, 20.0]), 10).tolist() == [1.0, 1.0, 0.5]


def lucky() -> Comparison:
    """Compare a rule that is right for all of its equal scores with a model that ranks backwards."""
    rule = np.where(LABEL & (np.cumsum(LABEL) <= 30), 0.06, 0.02)
    return compare(resample(LABEL, {"rule": rule, "model": 1 - SCORE}, 1, 40))


def test_what_a_lot_earns_decides_who_wins_as_the_table_does() -> None:
    comparison = lucky()
    cuts = comparison.cuts()
    assert cuts["rule"] == Lot(0.06)
    assert winner(comparison, cuts) == "rule"
    rows = {row.key: row for row in comparison.table(cuts)}
    assert rows["rule"].value.mid > max(rows["model"].value.mid, comparison.yearly("rule", 1.0)[0])
    found = ranking(comparison, "roc_auc")
    assert found is not None
    assert found.by_value == ("rule", "model")
    more = comparison.yearly("rule", Lot(0.06)) - comparison.yearly("model", cuts["model"])
    assert how_sure(comparison, "rule", ["rule", "model"]) == (more[1:] >= 0).mean()


def test_cost_curves_and_statistics_beside_money_hold_the_lot() -> None:
    comparison = lucky()
    curves = cost_curves(comparison)
    assert curves is not None
    assert curves.today().key == "rule"
    least = curves.curve("rule", np.array([curves.probability_cost(curves.ratio)]))[0]
    tp, fp = (of[0] for of in comparison.counts("rule", Lot(0.06)))
    yes, no = comparison.resampled.yes[0], comparison.resampled.no[0]
    missing, alarming = (yes - tp) * 105, fp * 10
    assert least == pytest.approx((missing + alarming) / (yes * 105 + no * 10))
    placed = {point.key: point for point in points(comparison, "roc_auc", comparison.cuts(), {})}
    assert placed["rule"].cut == Lot(0.06)
    assert placed["rule"].value == comparison.row("rule", Lot(0.06)).value


@pytest.mark.parametrize("capacity", [None, CAPACITY, 1e9])
def test_with_scores_that_can_be_cut_nothing_is_drawn(capacity: float | None) -> None:
    comparison = compare(resample(LABEL, {"rule": np.linspace(0, 1, 120), "model": SCORE}, 1, 2), capacity)
    assert comparison.cuts() == {key: comparison.best_threshold(key) for key in NAMES}
