"""Statistical measures against scikit-learn, with ties, weights, one class and permuted rows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn import metrics as sk

from lifecycle.build import statistics as stats
from tests.lifecycle.samples import QUICK, labelled_scores

Sample = tuple[NDArray[np.bool_], NDArray[np.float64], NDArray[np.float64]]


@st.composite
def samples(draw: st.DrawFn, *, both: bool = True) -> Sample:
    """Draw labels, scores on a coarse dyadic grid (so that ties are common and cells exact) and whole weights."""
    n = draw(st.integers(2, 25))
    label = draw(st.lists(st.booleans(), min_size=n, max_size=n))
    score = draw(st.lists(st.integers(0, 64), min_size=n, max_size=n))
    weight = draw(st.lists(st.integers(0, 3), min_size=n, max_size=n))
    if both:
        label[:2], weight[:2] = [True, False], [max(weight[0], 1), max(weight[1], 1)]
    if sum(weight) == 0:
        weight[0] = 1
    return np.array(label), np.array(score) / 64, np.array(weight, dtype=float)


def repeated(sample: Sample) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Write a case as often as its weight says."""
    label, score, weight = sample
    return np.repeat(label, weight.astype(int)), np.repeat(score, weight.astype(int))


@QUICK
@given(samples())
def test_roc_auc_equals_scikit_learn_with_ties_and_weights(sample: Sample) -> None:
    label, score, weight = sample
    found = stats.roc_auc(stats.rank(label, score), weight)
    assert found == pytest.approx(sk.roc_auc_score(label, score, sample_weight=weight))
    assert found == pytest.approx(sk.roc_auc_score(*repeated(sample)))


@QUICK
@given(samples())
def test_roc_auc_is_the_share_of_pairs_in_order(sample: Sample) -> None:
    label, score = repeated(sample)
    pairs = [(a > b) + (a == b) / 2 for a in score[label] for b in score[~label]]
    assert stats.roc_auc(stats.rank(label, score), np.ones(len(label))) == pytest.approx(np.mean(pairs))


@QUICK
@given(samples())
def test_average_precision_equals_scikit_learn_with_ties_and_weights(sample: Sample) -> None:
    label, score, weight = sample
    found = stats.average_precision(stats.rank(label, score), weight)
    assert found == pytest.approx(sk.average_precision_score(label, score, sample_weight=weight))
    assert found == pytest.approx(sk.average_precision_score(*repeated(sample)))


@QUICK
@given(samples(both=False))
def test_brier_is_the_mean_squared_error_also_with_one_class(sample: Sample) -> None:
    label, score, weight = sample
    found = stats.brier(label, score, weight)
    assert found == pytest.approx(sk.mean_squared_error(label.astype(float), score, sample_weight=weight))


def test_brier_equals_scikit_learn() -> None:
    label, score = labelled_scores()
    assert stats.brier(label, score, np.ones(len(label))) == pytest.approx(sk.brier_score_loss(label, score))


@QUICK
@given(samples(both=False))
def test_log_loss_equals_scikit_learn_also_for_certain_scores(sample: Sample) -> None:
    label, score, weight = sample
    kept = np.clip(score, 1e-15, 1 - 1e-15)
    expected = sk.log_loss(label, kept, sample_weight=weight, labels=[False, True])
    assert stats.log_loss(label, score, weight) == pytest.approx(expected)


def test_log_loss_of_a_certain_error_is_finite() -> None:
    found = stats.log_loss(np.array([True, False]), np.array([0.0, 1.0]), np.ones(2))
    assert found == pytest.approx(-np.log(1e-15), rel=1e-3)


@QUICK
@given(samples(both=False))
def test_calibration_error_equals_a_loop_over_ten_bins(sample: Sample) -> None:
    label, score = repeated(sample)
    error = 0.0
    for low in range(10):
        inside = [i for i, s in enumerate(score) if 10 * s >= low and (10 * s < low + 1 or low == 9)]
        if inside:
            gap = abs(np.mean([score[i] for i in inside]) - np.mean([label[i] for i in inside]))
            error += gap * len(inside) / len(score)
    assert stats.calibration_error(*sample) == pytest.approx(error, abs=1e-12)


def test_calibration_error_of_calibrated_scores_is_zero_and_of_inverted_scores_is_large() -> None:
    label = np.repeat([True, False, True, False], [25, 75, 75, 25])
    honest, inverted = np.repeat([0.25, 0.75], 100), np.repeat([0.75, 0.25], 100)
    assert stats.calibration_error(label, honest, np.ones(200)) == pytest.approx(0)
    assert stats.calibration_error(label, inverted, np.ones(200)) == pytest.approx(0.5)


@pytest.mark.parametrize("score", [0.0, 0.5, 1.0])
def test_constant_scores_rank_nothing(score: float) -> None:
    label, same = np.array([True, False, True, False]), np.full(4, score)
    ranking = stats.rank(label, same)
    assert stats.roc_auc(ranking, np.ones(4)) == 0.5
    assert stats.average_precision(ranking, np.ones(4)) == 0.5


@pytest.mark.parametrize("value", [True, False])
def test_one_class_has_no_roc_auc(value: bool) -> None:
    ranking = stats.rank(np.full(3, value), np.array([0.1, 0.2, 0.3]))
    assert np.isnan(stats.roc_auc(ranking, np.ones(3)))


def test_average_precision_needs_a_yes_and_nothing_else() -> None:
    score = np.array([0.1, 0.2])
    assert np.isnan(stats.average_precision(stats.rank(np.array([False, False]), score), np.ones(2)))
    assert stats.average_precision(stats.rank(np.array([True, True]), score), np.ones(2)) == 1.0


def test_a_class_drawn_out_of_a_resample_counts_as_missing() -> None:
    ranking = stats.rank(np.array([True, False]), np.array([0.9, 0.1]))
    assert np.isnan(stats.roc_auc(ranking, np.array([2.0, 0.0])))
    assert np.isnan(stats.average_precision(ranking, np.array([0.0, 2.0])))


@QUICK
@given(samples(both=False), st.randoms(use_true_random=False))
def test_permuting_the_cases_changes_nothing(sample: Sample, random) -> None:
    label, score, weight = sample
    order = list(range(len(label)))
    random.shuffle(order)
    before = _everything(label, score, weight)
    assert _everything(label[order], score[order], weight[order]) == pytest.approx(before, nan_ok=True)


def _everything(label: NDArray[np.bool_], score: NDArray[np.float64], weight: NDArray[np.float64]) -> list[float]:
    ranking = stats.rank(label, score)
    on_ranks = [measure(ranking, weight) for measure in (stats.roc_auc, stats.average_precision)]
    measures = (stats.brier, stats.log_loss, stats.calibration_error)
    return on_ranks + [measure(label, score, weight) for measure in measures]


@QUICK
@given(samples(), st.integers(0, 64))
def test_rates_equal_scikit_learn_at_every_threshold(sample: Sample, cut: int) -> None:
    label, score = repeated(sample)
    acted = score >= cut / 64
    counts = [np.array([float(v)]) for v in (sum(acted & label), sum(acted & ~label), sum(label), sum(~label))]
    found = {name: float(values[0]) for name, values in stats.rates(*counts).items()}
    expected = {
        "recall": sk.recall_score(label, acted),
        "precision": sk.precision_score(label, acted, zero_division=np.nan),
        "specificity": sk.recall_score(~label, ~acted),
        "f1": sk.f1_score(label, acted),
        "mcc": sk.matthews_corrcoef(label, acted),
    }
    assert found == pytest.approx(expected, nan_ok=True)


def test_rates_keep_the_shape_of_the_counts() -> None:
    counts = [np.full((3, 2), v) for v in (4.0, 2.0, 5.0, 10.0)]
    assert {values.shape for values in stats.rates(*counts).values()} == {(3, 2)}


def test_rates_without_a_yes_or_without_a_no_are_not_numbers() -> None:
    one, zero = np.ones(1), np.zeros(1)
    assert np.isnan(stats.rates(zero, one, zero, one)["recall"][0])
    assert np.isnan(stats.rates(one, zero, one, zero)["specificity"][0])
    assert stats.rates(one, zero, one, zero)["mcc"][0] == 0
