"""Curves against scikit-learn and against loops over single cases."""

import numpy as np
import pytest
from sklearn.metrics import auc, average_precision_score, precision_recall_curve, roc_auc_score, roc_curve
from statsmodels.stats.proportion import proportion_confint

from lifecycle.build import diagnostics as d
from tests.lifecycle.samples import labelled_scores

LABEL, ROUNDED = labelled_scores(n=150)
SCORE = np.clip(ROUNDED + np.random.default_rng(6).uniform(-0.004, 0.004, 150), 0, 1)  # no two alike
TIED = np.round(SCORE, 1)
PAYOFFS = np.array([12.0, -2.0, -5.0, 0.5])


@pytest.mark.parametrize("score", [SCORE, TIED, np.full(150, 0.3)])
def test_the_roc_curve_is_scikit_learns(score: np.ndarray) -> None:
    found = d.roc(LABEL, score)
    fpr, tpr, _ = roc_curve(LABEL, score, drop_intermediate=False)
    assert found.x == pytest.approx(fpr)
    assert found.y == pytest.approx(tpr)
    assert auc(found.x, found.y) == pytest.approx(roc_auc_score(LABEL, score))


@pytest.mark.parametrize("score", [SCORE, TIED])
def test_precision_and_recall_are_scikit_learns(score: np.ndarray) -> None:
    found = d.precision_recall(LABEL, score)
    precision, recall, _ = precision_recall_curve(LABEL, score)
    assert found.x == pytest.approx(recall[:-1][::-1])
    assert found.y == pytest.approx(precision[:-1][::-1])
    area = (np.diff(np.r_[0, found.x]) * found.y).sum()
    assert area == pytest.approx(average_precision_score(LABEL, score))


def test_long_curves_are_thinned_and_keep_their_ends() -> None:
    label = np.arange(3000) % 3 == 0
    score = np.random.default_rng(7).beta(2 + label, 3)
    found = d.roc(label, score)
    assert len(found.x) == 201
    assert (found.x[0], found.y[0], found.x[-1], found.y[-1]) == (0, 0, 1, 1)
    assert auc(found.x, found.y) == pytest.approx(roc_auc_score(label, score), abs=0.005)


def test_calibration_counts_every_case_once_in_bins_of_like_size() -> None:
    found = d.calibration(LABEL, SCORE)
    assert found.n.tolist() == [15] * 10
    order = np.argsort(SCORE, kind="stable")
    for place in range(10):
        part = order[place * 15 : (place + 1) * 15]
        assert found.x[place] == pytest.approx(SCORE[part].mean())
        assert found.y[place] == pytest.approx(LABEL[part].mean())
        low, high = proportion_confint(LABEL[part].sum(), 15, method="wilson")
        assert (found.low[place], found.high[place]) == pytest.approx((low, high), abs=1e-9)


def test_ties_stay_in_one_bin_of_the_calibration() -> None:
    found = d.calibration(LABEL, TIED)
    assert found.n.sum() == 150
    assert len(found.n) <= 10
    whole = {round(value, 1): int((value == TIED).sum()) for value in np.unique(TIED)}
    assert all(n >= min(whole.values()) for n in found.n)
    flat = d.calibration(LABEL, np.full(150, 0.4))
    assert flat.n.tolist() == [150]
    assert flat.y[0] == pytest.approx(LABEL.mean())


def test_gains_count_the_yes_among_the_highest_scores() -> None:
    found = d.gains(LABEL, SCORE)
    order = np.argsort(-SCORE, kind="stable")
    for percent in (0, 10, 50, 100):
        top = order[: int(150 * percent / 100)]
        assert found.y[percent] == pytest.approx(LABEL[top].sum() / LABEL.sum())
    assert d.gains(LABEL, np.full(150, 0.5)).y == pytest.approx(found.x)


@pytest.mark.parametrize("score", [SCORE, TIED])
def test_net_benefit_is_the_formula_at_every_threshold(score: np.ndarray) -> None:
    found = d.net_benefit(LABEL, score)
    for cell in range(0, 200, 7):
        t = found.x[cell]
        acted = score >= t
        expected = (acted & LABEL).sum() / 150 - (acted & ~LABEL).sum() / 150 * t / (1 - t)
        assert found.y[cell] == pytest.approx(expected)
    everyone = d.treat_all_benefit(LABEL)
    assert everyone.y == pytest.approx(d.net_benefit(LABEL, np.ones(150)).y)
    assert everyone.y[0] == found.y[0] == pytest.approx(LABEL.mean())


def test_distributions_of_the_classes_each_sum_to_one() -> None:
    middles, yes, no = d.distribution(LABEL, SCORE)
    assert (yes.sum(), no.sum()) == pytest.approx((1, 1))
    assert (yes * middles).sum() == pytest.approx(SCORE[LABEL].mean(), abs=1 / 80)
    assert d.distribution(LABEL, np.ones(150))[1][-1] == 1


def test_dual_lift_means_each_bin_of_disagreement() -> None:
    other = np.clip(SCORE + np.random.default_rng(5).normal(0, 0.2, 150), 0, 1)
    found = d.dual_lift(LABEL, SCORE, other)
    order = np.argsort(other - SCORE, kind="stable")
    last = order[-15:]
    assert found.n.tolist() == [15] * 10
    assert (found.truth[-1], found.first[-1], found.second[-1]) == pytest.approx(
        (LABEL[last].mean(), SCORE[last].mean(), other[last].mean())
    )
    assert (np.diff(found.second - found.first) >= 0).all()


def test_the_value_of_a_list_sums_its_cases() -> None:
    found = d.list_value(LABEL, SCORE, PAYOFFS)
    order = np.argsort(-SCORE, kind="stable")
    for percent in (0, 20, 60, 100):
        taken = np.zeros(150, dtype=bool)
        taken[order[: int(150 * percent / 100)]] = True
        total = sum(PAYOFFS[(0 if y else 1) if t else (2 if y else 3)] for y, t in zip(LABEL, taken, strict=True))
        assert found.y[percent] == pytest.approx(total / 150)


@pytest.mark.parametrize("label", [np.ones(30, dtype=bool), np.zeros(30, dtype=bool)])
def test_one_class_breaks_nothing(label: np.ndarray) -> None:
    score = np.linspace(0, 1, 30)
    for found in (d.roc(label, score), d.gains(label, score), d.precision_recall(label, score)):
        assert len(found.x) == len(found.y) > 0
    assert d.calibration(label, score).y.tolist() == [float(label[0])] * 10
    assert d.net_benefit(label, score).y[0] == label.mean()
    assert np.isfinite(d.list_value(label, score, PAYOFFS).y).all()


def test_a_single_case_breaks_nothing() -> None:
    one, score = np.array([True]), np.array([0.7])
    assert d.calibration(one, score).n.tolist() == [1]
    assert d.dual_lift(one, score, score).n.tolist() == [1]
    assert d.gains(one, score).y[-1] == 1
