"""The classic views of a score, as short curves: what people who build models look at, ready to be drawn.

All take `label` (n,) of bool and `score` (n,) in [0, 1], larger meaning more likely yes, and give arrays whose length
does not grow with n. A case is acted on where its score reaches the threshold.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifecycle.build.resampling import THRESHOLDS

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
POINTS = 101
BINS = 10
BARS = 40
Z = 1.959963984540054


@dataclass(frozen=True)
class Line:
    """A curve: `x` and `y` of one length; NaN where `y` is not defined."""

    x: Floats
    y: Floats


@dataclass(frozen=True)
class Band:
    """Points with a 95 % interval: predicted mean `x`, observed share `y` between `low` and `high`, of `n` cases."""

    x: Floats
    y: Floats
    low: Floats
    high: Floats
    n: NDArray[np.integer]


@dataclass(frozen=True)
class DualLift:
    """Two candidates against the truth, in bins of how much they disagree (the second's score less the first's).

    `truth`, `first`, `second`: means in each bin, shape (bins,); whoever is closer to the truth is right.
    """

    n: NDArray[np.integer]
    truth: Floats
    first: Floats
    second: Floats


def roc(label: Bools, score: Floats) -> Line:
    """Give the ROC curve at the distinct scores, thinned to 201 points: false-positive rate, recall.

    NaN recall (or rate) where a class does not occur.
    """
    yes, no, _ = _reached(label, score)
    with np.errstate(invalid="ignore"):
        return _thinned(Line(no / no[-1], yes / yes[-1]))


def precision_recall(label: Bools, score: Floats) -> Line:
    """Give precision against recall at the distinct scores, from the highest; thinned to 201 points."""
    yes, no, _ = _reached(label, score)
    with np.errstate(invalid="ignore"):
        return _thinned(Line(yes[1:] / yes[-1], yes[1:] / (yes[1:] + no[1:])))


def calibration(label: Bools, score: Floats, bins: int = BINS) -> Band:
    """Give observed against predicted shares, in bins of equal size by score; ties stay together.

    The interval is Wilson's (1927). Bins that ties empty are left out.
    """
    order = np.argsort(score, kind="stable")
    edges = score[order][np.linspace(0, len(score), bins + 1)[1:-1].astype(int)]
    cell = np.searchsorted(np.unique(edges), score, side="right")
    n = np.bincount(cell)
    held = n > 0
    total = np.bincount(cell, weights=score)[held]
    hits = np.bincount(cell, weights=label)[held].astype(float)
    n = n[held]
    low, high = wilson(hits, n)
    return Band(total / n, hits / n, low, high, n)


def wilson(hits: Floats, n: NDArray[np.integer]) -> tuple[Floats, Floats]:
    """Give the 95 % interval of a share (Wilson 1927)."""
    p, z2 = hits / n, Z * Z
    centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z / (1 + z2 / n) * np.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    return np.asarray(np.maximum(centre - half, 0)), np.asarray(np.minimum(centre + half, 1))


def gains(label: Bools, score: Floats) -> Line:
    """Give the share of all yes found against the share of cases taken, highest scores first, at whole percents.

    Among equal scores yes and no come as often as they do on the whole of them: ties are taken in part.
    """
    yes, no, _ = _reached(label, score)
    taken = np.linspace(0, 1, POINTS)
    with np.errstate(invalid="ignore"):
        return Line(taken, np.interp(taken, (yes + no) / len(label), yes / yes[-1]))


def net_benefit(label: Bools, score: Floats) -> Line:
    """Give net benefit by threshold probability: TP/n − FP/n · t/(1−t), t from 0 to 0.995 (Vickers & Elkin 2006)."""
    t = THRESHOLDS[:-1]
    at = np.searchsorted(np.sort(score[label]), t, side="left")
    tp = label.sum() - at
    fp = (~label).sum() - np.searchsorted(np.sort(score[~label]), t, side="left")
    return Line(t, (tp - fp * t / (1 - t)) / len(label))


def treat_all_benefit(label: Bools) -> Line:
    """Give the net benefit of acting on everyone by threshold probability."""
    t, share = THRESHOLDS[:-1], label.mean()
    return Line(t, share - (1 - share) * t / (1 - t))


def distribution(label: Bools, score: Floats) -> tuple[Floats, Floats, Floats]:
    """Count scores by class in 40 equal bars: (bar middles, share of the yes, share of the no); each sums to 1."""
    cell = np.minimum((score * BARS).astype(int), BARS - 1)
    middles = (np.arange(BARS) + 0.5) / BARS
    parts = [np.bincount(cell[of], minlength=BARS) / max(of.sum(), 1) for of in (label, ~label)]
    return middles, parts[0], parts[1]


def dual_lift(label: Bools, first: Floats, second: Floats, bins: int = BINS) -> DualLift:
    """Compare two candidates where they disagree: cases in equal bins of the second's score less the first's."""
    order = np.argsort(second - first, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    means = [[values[part].mean() for part in parts] for values in (label, first, second)]
    return DualLift(np.array([len(part) for part in parts]), *(np.array(found) for found in means))


def list_value(label: Bools, score: Floats, payoffs: Floats) -> Line:
    """Give the mean payoff of a case when the highest scores are taken, against the share taken, at whole percents.

    `payoffs`: shape (4,), of TP, FP, FN, TN. Ties are taken in part, as in `gains`.
    """
    yes, no, _ = _reached(label, score)
    taken = np.linspace(0, 1, POINTS)
    tp, fp = (np.interp(taken, (yes + no) / len(label), found) for found in (yes, no))
    outcomes = np.stack([tp, fp, yes[-1] - tp, no[-1] - fp], axis=1)
    return Line(taken, np.asarray(outcomes @ payoffs / len(label)))


def _reached(label: Bools, score: Floats) -> tuple[Floats, Floats, Floats]:
    """Count yes and no at or above each distinct score, falling, after a first (0, 0); with the scores."""
    order = np.argsort(-score, kind="stable")
    falling = score[order]
    ends = np.flatnonzero(np.r_[falling[1:] != falling[:-1], True])
    yes = np.cumsum(label[order])[ends].astype(float)
    return np.r_[0.0, yes], np.r_[0.0, ends + 1 - yes], falling[ends]


def _thinned(line: Line, most: int = 201) -> Line:
    if len(line.x) <= most:
        return line
    keep = np.unique(np.linspace(0, len(line.x) - 1, most).round().astype(int))
    return Line(line.x[keep], line.y[keep])
