"""One paired bootstrap for everything: the same resamples of cases for every candidate and every measure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lifecycle.build import statistics as stats
from lifecycle.build.blocks import THREADS, Report, each_block
from lifecycle.payoff import OUTCOMES

RESAMPLES = 1000
LEAST_RESAMPLES = 100
STEPS_AT_ONCE = 500_000_000  # cases × candidates × resamples, about half a second on two cores
THRESHOLDS = np.round(np.linspace(0, 1, 201), 3)
MEASURES = ("roc_auc", "average_precision", "log_loss", "brier", "calibration_error")
Counts = NDArray[np.int32]
Floats = NDArray[np.float64]
Labels = NDArray[np.bool_]


@dataclass(frozen=True)
class Resampled:
    """Counts and measures, row 0 on the sample itself, rows 1… on its resamples.

    `yes`, `no`: shape (1+B,). `tp`, `fp`: by candidate, shape (1+B, 201), cases acted on at each of THRESHOLDS.
    `measures`: by candidate and name, shape (1+B,).
    `sums`: where cases have amounts of their own, by candidate and outcome (tp, fp, fn, tn), the sum of those amounts
    over the cases with that outcome, shape (1+B, 201); their total is the value at a threshold.
    """

    yes: Counts
    no: Counts
    tp: dict[str, Counts]
    fp: dict[str, Counts]
    measures: dict[str, dict[str, Floats]]
    sums: dict[str, dict[str, Floats]] = field(default_factory=dict)

    @property
    def resamples(self) -> int:
        """How many resamples there are beside the sample itself."""
        return len(self.yes) - 1

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
    label: Labels,
    scores: Mapping[str, Floats],
    seed: int,
    resamples: int = RESAMPLES,
    report: Report = lambda share: None,
    *,
    uncalibrated: frozenset[str] = frozenset(),
    amounts: Floats | None = None,
    threads: int = THREADS,
) -> Resampled:
    """Draw cases with replacement, seeded, and measure every candidate on each draw.

    `label` (n,), each of `scores` (n,) in [0, 1]. A draw without one of the outcomes gives NaN where a measure needs
    both. The scores of `uncalibrated` candidates are ranks and no probabilities: log loss, Brier score and calibration
    error are NaN. `amounts` are what a case is worth, in currency: (n,) at least 0, the same in every outcome, or
    (n, 4) in the order of OUTCOMES. The result is the same whatever the number of threads; an exception from `report`
    ends the work.

    Raises:
        ValueError: there are no cases, or a score or an amount is missing or out of range.

    """
    ranked = {key: Ranked.of(label, score, key not in uncalibrated) for key, score in scores.items()}
    by_row = None if amounts is None else _by_decision(label, amounts)
    money = {} if by_row is None else {key: by_row[one.cases >> 2] for key, one in ranked.items()}
    shape = (resamples + 1, len(THRESHOLDS))
    yes = np.empty(resamples + 1, np.int32)
    tp = {key: np.empty(shape, np.int32) for key in scores}
    fp = {key: np.empty(shape, np.int32) for key in scores}
    tables = {key: np.empty((resamples + 1, len(MEASURES))) for key in scores}
    sums = {key: np.empty((resamples + 1, 4, len(THRESHOLDS))) for key in money}

    def work(part: slice, weights: NDArray[np.uint8]) -> None:
        from lifecycle.build import kernels

        kernels.count_block(label, weights, yes[part])
        for key, one in ranked.items():
            counts = tp[key][part], fp[key][part]
            kernels.measure_block(one.cases, one.terms, one.cuts, one.bins, weights, *counts, tables[key][part])
            if key in money:
                kernels.sum_block(one.cases, money[key], one.cuts, weights, sums[key][part])

    each_block(len(label), seed, resamples, work, report, threads)
    measures = {key: dict(zip(MEASURES, table.T.copy(), strict=True)) for key, table in tables.items()}
    no = (len(label) - yes).astype(np.int32)
    return Resampled(yes, no, tp, fp, measures, {key: _by_outcome(table) for key, table in sums.items()})


def resample_segment(
    label: Labels,
    scores: Mapping[str, Floats],
    inside: NDArray[np.bool_],
    seed: int,
    report: Report = lambda share: None,
    *,
    uncalibrated: frozenset[str] = frozenset(),
    amounts: Floats | None = None,
) -> Resampled:
    """Resample the cases of a segment alone, `inside` (n,), quickly enough to wait for; see `resample`.

    The larger the segment, the fewer resamples there are: `affordable` says how many, and the result knows it.

    Raises:
        ValueError: the segment is empty, or a score or an amount is missing or out of range.

    """
    cut = {key: score[inside] for key, score in scores.items()}
    cases = int(np.count_nonzero(inside))
    return resample(
        label[inside],
        cut,
        seed,
        affordable(cases, len(scores)),
        report,
        uncalibrated=uncalibrated,
        amounts=None if amounts is None else amounts[inside],
    )


def affordable(cases: int, candidates: int) -> int:
    """Say how many resamples about half a second is enough for: 1,000, and for much data fewer, but at least 100.

    >>> affordable(100_000, 5), affordable(400_000, 5), affordable(1_000_000, 5)
    (1000, 250, 100)
    """
    return max(LEAST_RESAMPLES, min(RESAMPLES, STEPS_AT_ONCE // max(cases * candidates, 1)))


def warm() -> None:
    """Compile the loops used here, or read them where they are kept; `best_threshold.warm` does all."""
    label, scores = np.array([True, False]), {"any": np.array([0.2, 0.1])}
    resample(label, scores, 0, 1, amounts=np.ones(2))


@dataclass(frozen=True)
class Ranked:
    """The cases of a candidate by falling score, as the kernels want them; see `kernels` for what each is."""

    cases: NDArray[np.uint32]
    score: Floats
    terms: Floats
    cuts: NDArray[np.int64]
    bins: NDArray[np.int64]

    @classmethod
    def of(cls, label: Labels, score: Floats, probability: bool = True) -> "Ranked":
        """Sort the cases once.

        Raises:
            ValueError: a score is missing or not between 0 and 1, or there are not as many as labels.

        """
        if score.shape != label.shape or not (np.min(score, initial=0) >= 0 and np.max(score, initial=1) <= 1):
            raise ValueError(f"{len(label):,} scores from 0 to 1 are needed, and none may be missing")
        order = np.argsort(-score, kind="stable").astype(np.uint32)
        falling, yes = score[order].astype(float), label[order]
        closing = np.r_[falling[1:] != falling[:-1], [True] * (len(order) > 0)]
        return cls(
            cases=(order << 2) | (yes.astype(np.uint32) << 1) | closing.astype(np.uint32),
            score=falling,
            terms=_terms(yes, falling) if probability else np.full((len(order), 3), np.nan),
            cuts=np.searchsorted(-falling, -THRESHOLDS[::-1], side="right"),
            bins=np.searchsorted(-stats.calibration_cell(falling), -np.arange(stats.CALIBRATION_BINS)[::-1], "right"),
        )


def _terms(label: Labels, score: Floats) -> Floats:
    """Give what a case adds to calibration error, Brier score and log loss, shape (n, 3)."""
    gap = score - label
    return np.column_stack([gap, gap**2, stats.losses(label, score)])


def _by_decision(label: Labels, amounts: Floats) -> Floats:
    """Give the amount of each case when acted on and when not, shape (n, 2)."""
    if amounts.shape not in ((len(label),), (len(label), len(OUTCOMES))) or not np.isfinite(amounts).all():
        raise ValueError("a case needs one amount, or one for each outcome, and none may be missing")
    if amounts.ndim == 1 and (amounts < 0).any():
        raise ValueError("an amount below 0 needs one for each outcome")
    four = np.broadcast_to(amounts[:, None], (len(label), len(OUTCOMES))) if amounts.ndim == 1 else amounts
    return np.where(label[:, None], four[:, [0, 2]], four[:, [1, 3]]).astype(float)


def _by_outcome(table: Floats) -> dict[str, Floats]:
    """Turn sums over the cases acted on into sums by outcome: those left alone are all without those acted on."""
    tp, fp, fn, tn = table.transpose(1, 0, 2)
    return {"tp": tp.copy(), "fp": fp.copy(), "fn": fn[:, :1] - fn, "tn": tn[:, :1] - tn}
