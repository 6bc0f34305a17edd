"""Statistical measures of a score, for whole samples and for bootstrap resamples given as integer weights.

All take `label` (n,) of bool, `score` (n,) in [0, 1], and `weight` (n,) of how often a case stands in the sample.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
CALIBRATION_BINS = 10


@dataclass(frozen=True)
class Ranking:
    """A score sorted once, so that each resample is a single pass; ties share a group."""

    order: NDArray[np.intp]
    starts: NDArray[np.intp]
    label: NDArray[np.bool_]


def rank(label: NDArray[np.bool_], score: Floats) -> Ranking:
    """Sort cases by falling score and mark where each run of equal scores begins."""
    order = np.argsort(-score, kind="stable")
    falling = score[order]
    starts = np.flatnonzero(np.r_[True, falling[1:] != falling[:-1]])
    return Ranking(order, starts, label[order])


def _cumulative(ranking: Ranking, weight: Floats) -> tuple[Floats, Floats]:
    """Count yes and no at or above each distinct score, falling."""
    w = weight[ranking.order]
    yes = np.add.reduceat(w * ranking.label, ranking.starts)
    no = np.add.reduceat(w * ~ranking.label, ranking.starts)
    return yes.cumsum(), no.cumsum()


def roc_auc(ranking: Ranking, weight: Floats) -> float:
    """Area under the ROC curve: the chance that a yes scores above a no, ties counting half. NaN with one class."""
    yes, no = _cumulative(ranking, weight)
    if yes[-1] == 0 or no[-1] == 0:
        return float("nan")
    return float(np.trapezoid(np.r_[0, yes], np.r_[0, no]) / (yes[-1] * no[-1]))


def average_precision(ranking: Ranking, weight: Floats) -> float:
    """Average precision Σ (R_k − R_{k−1}) P_k over distinct scores. NaN without a yes."""
    yes, no = _cumulative(ranking, weight)
    if yes[-1] == 0:
        return float("nan")
    found = np.diff(np.r_[0, yes]) / yes[-1]
    seen = yes + no
    return float((found * np.divide(yes, seen, out=np.zeros_like(seen), where=seen > 0)).sum())


def brier(label: NDArray[np.bool_], score: Floats, weight: Floats) -> float:
    """Mean squared error of the probability; the smaller the better."""
    return float(np.average((score - label) ** 2, weights=weight))


def log_loss(label: NDArray[np.bool_], score: Floats, weight: Floats) -> float:
    """Mean negative log likelihood, probabilities kept at least 1e-15 from 0 and 1; the smaller the better."""
    return float(np.average(losses(label, score), weights=weight))


def losses(label: NDArray[np.bool_], score: Floats) -> Floats:
    """Give the negative log likelihood of each case, shape (n,), probabilities kept at least 1e-15 from 0 and 1."""
    p = np.clip(score, 1e-15, 1 - 1e-15)
    return np.where(label, -np.log(p), -np.log1p(-p))


def calibration_error(label: NDArray[np.bool_], score: Floats, weight: Floats) -> float:
    """Expected calibration error over 10 equal-width bins; the smaller the better (Naeini et al. 2015)."""
    gap = np.bincount(calibration_cell(score), weights=weight * (score - label), minlength=CALIBRATION_BINS)
    return float(np.abs(gap).sum() / weight.sum())


def calibration_cell(score: Floats) -> NDArray[np.int64]:
    """Find the bin of each score, shape (n,), from 0 to 9; 1 is in the last."""
    return np.minimum((score * CALIBRATION_BINS).astype(np.int64), CALIBRATION_BINS - 1)


def rates(tp: Floats, fp: Floats, yes: Floats, no: Floats) -> dict[str, Floats]:
    """Turn counts at a threshold, of any common shape, into shares; NaN where a share has no cases.

    f1 = 2TP/(2TP+FP+FN); mcc = (TP·TN − FP·FN)/√((TP+FP)(TP+FN)(TN+FP)(TN+FN)), 0 where that root is 0.
    """
    fn, tn = yes - tp, no - fp
    root = np.sqrt((tp + fp) * yes * no * (tn + fn))
    with np.errstate(invalid="ignore", divide="ignore"):
        return {
            "recall": tp / yes,
            "precision": tp / (tp + fp),
            "specificity": tn / no,
            "f1": 2 * tp / (2 * tp + fp + fn),
            "mcc": np.where(root > 0, (tp * tn - fp * fn) / np.where(root > 0, root, 1), 0.0),
        }
