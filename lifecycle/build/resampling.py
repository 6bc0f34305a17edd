"""One paired bootstrap for everything: the same resamples of cases for every candidate and every measure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lifecycle.build import statistics as stats

RESAMPLES = 1000
THRESHOLDS = np.round(np.linspace(0, 1, 201), 3)
MEASURES = ("roc_auc", "average_precision", "log_loss", "brier", "calibration_error")
Counts = NDArray[np.int32]


@dataclass(frozen=True)
class Resampled:
    """Counts and measures, row 0 on the sample itself, rows 1… on its resamples.

    `yes`, `no`: shape (1+B,). `tp`, `fp`: by candidate, shape (1+B, 201), cases acted on at each of THRESHOLDS.
    `measures`: by candidate and name, shape (1+B,). `sums`: by candidate and outcome (tp, fp, fn, tn), shape
    (1+B, 201), the cases' amounts added up at each of THRESHOLDS; empty where cases have no amount.
    """

    yes: Counts
    no: Counts
    tp: dict[str, Counts]
    fp: dict[str, Counts]
    measures: dict[str, dict[str, NDArray[np.float64]]]
    sums: dict[str, dict[str, NDArray[np.float64]]] = field(default_factory=dict)

    def at(self, candidate: str, threshold: float) -> tuple[Counts, Counts]:
        """Give TP and FP of a candidate acting where score ≥ threshold, each of shape (1+B,)."""
        cell = grid_index(threshold)
        return self.tp[candidate][:, cell], self.fp[candidate][:, cell]


def grid_index(threshold: float) -> int:
    """Find a threshold among THRESHOLDS.

    Raises:
        ValueError: the threshold is not on the grid (0 to 1 in steps of 0.005).

    """
    index = round(threshold * (len(THRESHOLDS) - 1))
    if not 0 <= index < len(THRESHOLDS) or abs(THRESHOLDS[index] - threshold) > 1e-9:
        raise ValueError(f"threshold {threshold} is not between 0 and 1 in steps of 0.005")
    return index


def resample(
    label: NDArray[np.bool_],
    scores: Mapping[str, NDArray[np.float64]],
    seed: int,
    resamples: int = RESAMPLES,
    report: Callable[[float], None] = lambda share: None,
) -> Resampled:
    """Draw cases with replacement, seeded, and measure every candidate on each draw.

    A draw without one of the outcomes gives NaN where a measure needs both.
    """
    rng, n = np.random.default_rng(seed), len(label)
    cells = {key: np.searchsorted(THRESHOLDS, score, side="right") for key, score in scores.items()}
    rankings = {key: stats.rank(label, score) for key, score in scores.items()}
    shape = (resamples + 1, len(THRESHOLDS))
    tp = {key: np.zeros(shape, np.int32) for key in scores}
    fp = {key: np.zeros(shape, np.int32) for key in scores}
    measures = {key: {name: np.zeros(resamples + 1) for name in MEASURES} for key in scores}
    yes = np.zeros(resamples + 1, np.int32)
    for draw in range(resamples + 1):
        weight = np.bincount(rng.integers(0, n, n), minlength=n).astype(float) if draw else np.ones(n)
        yes[draw] = weight[label].sum()
        for key, score in scores.items():
            tp[key][draw] = _at_or_above(cells[key][label], weight[label])
            fp[key][draw] = _at_or_above(cells[key][~label], weight[~label])
            for name, value in _measure(label, score, rankings[key], weight).items():
                measures[key][name][draw] = value
        if draw % 50 == 0:
            report(draw / resamples)
    return Resampled(yes, (n - yes).astype(np.int32), tp, fp, measures)


def _at_or_above(cell: NDArray[np.intp], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Count weights whose score reaches each threshold: a score in cell c reaches thresholds 0 … c−1."""
    counts = np.bincount(cell, weights=weight, minlength=len(THRESHOLDS) + 1)
    reached: NDArray[np.float64] = counts[::-1].cumsum()[::-1][1:]
    return reached


def _measure(
    label: NDArray[np.bool_], score: NDArray[np.float64], ranking: stats.Ranking, weight: NDArray[np.float64]
) -> dict[str, float]:
    return {
        "roc_auc": stats.roc_auc(ranking, weight),
        "average_precision": stats.average_precision(ranking, weight),
        "log_loss": stats.log_loss(label, score, weight),
        "brier": stats.brier(label, score, weight),
        "calibration_error": stats.calibration_error(label, score, weight),
    }
