"""Value, workload and differences against sums over single cases."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.build.comparison import INCUMBENT, TREAT_ALL, TREAT_NONE, Comparison, interval
from lifecycle.build.resampling import THRESHOLDS, Resampled, resample
from lifecycle.build.stakes import of_contract
from lifecycle.contract import ValueContract
from lifecycle.envision.three_point import ThreePoint
from lifecycle.envision.value_model import contract_value
from lifecycle.payoff import Payoff
from tests.lifecycle.samples import QUICK, exactly, labelled_scores, plain_terms

LABEL, SCORE = labelled_scores(n=120)
LISTED = np.random.default_rng(8).random(120) < 0.3
OTHER = np.clip(SCORE[::-1], 0, 1)
SCORES = {"model": SCORE, "other": OTHER}
WITHOUT = resample(LABEL, SCORES, 1, 60)
WITH = resample(LABEL, SCORES | {INCUMBENT: LISTED.astype(float)}, 1, 60)
NAMES = {"model": "Model", "other": "Other model"}
AMOUNTS = st.floats(-1e4, 1e4).map(lambda v: round(v, 2))
PAYOFFS = st.tuples(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS)


def compare(resampled: Resampled = WITHOUT, **update: object) -> Comparison:
    """Set the candidates side by side under a contract without spread."""
    return Comparison(of_contract(plain_terms(**update)), resampled, NAMES)


def naive_per_case(acted: np.ndarray, payoff: Payoff) -> float:
    """Sum the payoff of every case by its outcome."""
    total = 0.0
    for yes, did in zip(LABEL, acted, strict=True):
        total += (payoff.tp if yes else payoff.fp) if did else (payoff.fn if yes else payoff.tn)
    return total / len(LABEL)


def test_the_value_curve_equals_a_sum_over_single_cases() -> None:
    comparison = compare(run_cost=5000.0)
    payoff = comparison.stakes.payoffs.expected()
    for cell in range(0, 201, 20):
        expected = 1000 * naive_per_case(THRESHOLDS[cell] <= SCORE, payoff) - 5000
        assert comparison.curve("model")[cell] == pytest.approx(expected)
        assert comparison.yearly("model", THRESHOLDS[cell])[0] == pytest.approx(expected)


def test_resampled_value_uses_the_counts_payoffs_and_volume_of_its_draw() -> None:
    payoffs, volume = exactly(5, -2, -7, 1), ThreePoint(low=500, likely=1000, high=1500)
    comparison = compare(payoffs=payoffs, volume=volume)
    tp, fp = WITHOUT.at("model", 0.4)
    per_case = (5 * tp - 2 * fp - 7 * (WITHOUT.yes - tp) + (WITHOUT.no - fp)) / 120
    assert comparison.per_case("model", 0.4) == pytest.approx(per_case)
    drawn = comparison.yearly("model", 0.4) / per_case
    assert drawn[0] == pytest.approx(1000)
    assert ((drawn > 500) & (drawn < 1500)).all()
    assert len(set(drawn[1:].round(6))) > 50


@QUICK
@given(PAYOFFS, PAYOFFS, st.floats(-3, 3))
def test_value_is_linear_in_payoffs(one: tuple[float, ...], two: tuple[float, ...], factor: float) -> None:
    mixed = tuple(a + factor * b for a, b in zip(one, two, strict=True))
    curves = [compare(payoffs=exactly(*amounts)).curve("model") for amounts in (one, two, mixed)]
    assert curves[2] == pytest.approx(curves[0] + factor * curves[1], abs=1e-3)


@QUICK
@given(AMOUNTS, AMOUNTS)
def test_acting_on_no_one_is_worth_nothing_when_not_acting_is(tp: float, fp: float) -> None:
    assert (compare(payoffs=exactly(tp, fp, 0, 0)).yearly(TREAT_NONE, None) == 0).all()


@QUICK
@given(PAYOFFS)
def test_threshold_zero_equals_acting_on_everyone(amounts: tuple[float, ...]) -> None:
    comparison = compare(payoffs=exactly(*amounts))
    for key in NAMES:
        assert (comparison.per_case(key, 0.0) == comparison.per_case(TREAT_ALL, None)).all()
        assert (comparison.workload(key, 0.0) == comparison.workload(TREAT_ALL, None)).all()


def test_permuting_the_cases_leaves_the_curve_as_it_is() -> None:
    order = np.random.default_rng(2).permutation(len(LABEL))
    shuffled = resample(LABEL[order], {"model": SCORE[order]}, 1, 2)
    assert compare(shuffled).curve("model").tolist() == compare().curve("model").tolist()


@pytest.mark.parametrize("counterfactual", ["incumbent", "rule"])
def test_todays_list_is_taken_off_where_the_contract_compares_with_it(counterfactual: str) -> None:
    payoff = plain_terms().payoffs.expected()
    today, model = naive_per_case(LISTED, payoff), naive_per_case(SCORE >= 0.5, payoff)
    against = compare(WITH, counterfactual=counterfactual)
    assert against.yearly("model", 0.5)[0] == pytest.approx(1000 * (model - today))
    assert against.curve("model")[100] == pytest.approx(1000 * (model - today))
    assert (against.yearly(INCUMBENT, None) == 0).all()
    assert compare(WITH, counterfactual="no action").yearly("model", 0.5)[0] == pytest.approx(1000 * model)


def test_the_value_of_a_case_is_that_of_the_year_shared_out_over_its_cases() -> None:
    for key, threshold in (("model", 0.5), (TREAT_NONE, None), (INCUMBENT, None)):
        row = compare(WITH, counterfactual="incumbent").row(key, threshold)
        assert row.value_per_case.mid == pytest.approx(row.value.mid / 1000)


def test_without_a_list_in_the_data_nothing_is_taken_off() -> None:
    listed, plain = compare(counterfactual="incumbent"), compare(counterfactual="no action")
    assert listed.curve("model").tolist() == plain.curve("model").tolist()
    assert INCUMBENT not in listed.rows()


def test_rows_come_candidates_first_then_those_without_a_model() -> None:
    assert compare().rows() == ["model", "other", TREAT_ALL, TREAT_NONE]
    assert compare(WITH).rows() == ["model", "other", TREAT_ALL, TREAT_NONE, INCUMBENT]


def test_only_models_cost_something_to_run() -> None:
    free, costly = compare(WITH), compare(WITH, run_cost=900.0)
    for key in (TREAT_ALL, TREAT_NONE, INCUMBENT):
        assert costly.yearly(key, None).tolist() == free.yearly(key, None).tolist()
    assert costly.yearly("model", 0.5) == pytest.approx(free.yearly("model", 0.5) - 900)


def test_workload_is_the_share_acted_on_of_a_weeks_cases() -> None:
    found = compare().workload("model", 0.5)[0]
    assert found == pytest.approx((SCORE >= 0.5).mean() * 1000 * 7 / 365)


def test_the_best_threshold_is_the_lowest_of_those_that_earn_most() -> None:
    payoff = plain_terms().payoffs.expected()
    values = [naive_per_case(t <= SCORE, payoff) for t in THRESHOLDS]
    best = next(t for t, v in zip(THRESHOLDS, values, strict=True) if v >= max(values) - 1e-9)
    assert compare().best_threshold("model") == best


def test_the_best_threshold_keeps_within_capacity() -> None:
    capacity = 4.0
    comparison = compare(capacity_per_week=capacity)
    best = comparison.best_threshold("model")
    weekly = {t: (t <= SCORE).mean() * 1000 * 7 / 365 for t in THRESHOLDS}
    allowed = [t for t in THRESHOLDS if weekly[t] <= capacity]
    payoff = comparison.stakes.payoffs.expected()
    assert best in allowed
    assert naive_per_case(best <= SCORE, payoff) == pytest.approx(
        max(naive_per_case(t <= SCORE, payoff) for t in allowed)
    )
    assert best > compare().best_threshold("model")


def test_capacity_leaves_the_curve_of_values_as_it_is() -> None:
    comparison = compare(capacity_per_week=4.0)
    comparison.best_threshold("model")
    assert comparison.curve("model").tolist() == compare().curve("model").tolist()


def test_with_no_threshold_within_capacity_the_highest_is_taken() -> None:
    certain = resample(LABEL, {"model": np.ones(120)}, 1, 2)
    assert compare(certain, capacity_per_week=0.5).best_threshold("model") == 1.0


def test_a_row_holds_measures_of_the_sample_between_its_resamples() -> None:
    row = compare(WITH).row("model", 0.5)
    auc = WITH.measures["model"]["roc_auc"]
    assert row.measures["roc_auc"] == interval(auc)
    recall = row.measures["recall"]
    assert recall is not None
    assert recall.mid == pytest.approx((LABEL & (SCORE >= 0.5)).sum() / LABEL.sum())
    assert recall.low < recall.mid < recall.high
    assert (row.key, row.name, row.threshold) == ("model", "Model", 0.5)


def test_rows_without_a_model_have_no_threshold_and_no_ranking() -> None:
    row = compare(WITH).row(INCUMBENT, None)
    assert row.threshold is None
    assert row.name == "Today's list"
    assert all(row.measures[name] is None for name in ("roc_auc", "brier", "calibration_error"))
    recall = row.measures["recall"]
    assert recall is not None
    assert recall.mid == pytest.approx((LABEL & LISTED).sum() / LABEL.sum())


def test_acting_on_no_one_has_no_precision_and_finds_no_yes() -> None:
    row = compare().row(TREAT_NONE, None)
    assert row.measures["precision"] is None
    assert row.measures["recall"] is not None
    assert row.measures["recall"].high == 0
    assert row.workload.high == 0


def test_chances_of_target_and_loss_are_shares_of_the_resamples() -> None:
    comparison = compare()
    value = comparison.yearly("model", 0.5)
    comparison.target = float(np.quantile(value[1:], 0.7))
    row = comparison.row("model", 0.5)
    assert row.p_target == sum(v >= comparison.target for v in value[1:]) / 60
    assert 0.2 < row.p_target < 0.4
    assert row.p_loss == sum(v < 0 for v in value[1:]) / 60


def test_the_target_is_what_the_contract_promises() -> None:
    contract = plain_terms(run_cost=10.0)
    assert Comparison(of_contract(contract), WITHOUT, NAMES).target == contract_value(contract).yearly.mid


def test_a_candidate_does_not_differ_from_itself() -> None:
    same = compare().difference(("model", 0.5), ("model", 0.5))
    assert (same.more.low, same.more.mid, same.more.high, same.p_more) == (0, 0, 0, 0)
    assert same.within_noise


def test_a_difference_is_measured_on_the_same_resamples() -> None:
    comparison = compare()
    difference = comparison.difference(("model", 0.5), ("other", 0.5))
    paired = comparison.yearly("model", 0.5) - comparison.yearly("other", 0.5)
    assert difference.more == interval(paired)
    assert difference.p_more == (paired[1:] > 0).mean()
    assert not difference.within_noise
    turned = comparison.difference(("other", 0.5), ("model", 0.5)).more
    assert (turned.low, turned.high) == pytest.approx((-difference.more.high, -difference.more.low))


def test_an_interval_holds_the_stated_share_of_the_resamples() -> None:
    values = np.r_[5.0, np.arange(101.0)]
    found, narrow = interval(values), interval(values, 0.5)
    assert found is not None
    assert narrow is not None
    assert (found.low, found.mid, found.high, found.level) == pytest.approx((2.5, 5.0, 97.5, 0.95))
    assert (narrow.low, narrow.high) == pytest.approx((25.0, 75.0))


def test_an_interval_passes_over_resamples_without_a_value() -> None:
    found = interval(np.array([1.0, np.nan, 0.0, 2.0, np.nan]))
    assert found is not None
    assert (found.low, found.high) == pytest.approx((0.05, 1.95))


def test_what_the_sample_cannot_tell_has_no_interval() -> None:
    assert interval(np.array([np.nan, 1.0, 2.0])) is None


def test_volume_and_payoffs_of_the_sample_are_their_means(contract: ValueContract) -> None:
    comparison = Comparison(of_contract(contract), WITHOUT, NAMES)
    means = contract.payoffs.expected()
    expected = contract.volume.mean * naive_per_case(SCORE >= 0.5, means) - contract.run_cost
    assert comparison.yearly("model", 0.5)[0] == pytest.approx(expected)


@pytest.fixture
def contract() -> ValueContract:
    wide = {"tp": (1, 2, 4), "fp": (-3, -2, 0), "fn": (-20, -10, -8), "tn": (0, 1, 5)}
    points = {k: ThreePoint(low=a, likely=m, high=b) for k, (a, m, b) in wide.items()}
    volume = ThreePoint(low=500, likely=900, high=1000)
    return plain_terms(payoffs=exactly(0, 0, 0, 0).model_copy(update=points), volume=volume, run_cost=77.0)
