"""What keeping a guardrail costs: value given up to stay where its limit is kept, with one threshold for all."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifecycle.build.comparison import Comparison, Floats, interval
from lifecycle.build.resampling import THRESHOLDS
from lifecycle.figures import Interval
from lifecycle.payoff import OUTCOMES

Bools = NDArray[np.bool_]
At = tuple[str, float]


@dataclass(frozen=True)
class Price:
    """What a limit costs a year. `free`: the candidate and threshold that earn most, `kept`: most while keeping it.

    `given_up` is the value at `free` less that at `kept`, in currency a year, on the same resamples, both thresholds
    held; `anew` is the same where each resample chooses both thresholds (and the candidate) for itself: what the limit
    costs whoever starts from other cases. Both are None where the limit is kept at no threshold within the capacity.
    Their middle is the same and at least 0. `nobody`: whether keeping the limit means to act on nobody, where the best
    without it acts on somebody.
    """

    free: At
    kept: At | None
    given_up: Interval | None
    anew: Interval | None = None
    nobody: bool = False

    @property
    def switches(self) -> bool:
        """Answer whether another candidate keeps the limit more cheaply."""
        return self.kept is not None and self.kept[0] != self.free[0]


def price(comparison: Comparison, allowed: Mapping[str, Bools], *, anew: bool = False) -> Price:
    """Price a limit over the candidates in `allowed`, each with a mask (201,) of the thresholds that keep it.

    `anew` asks for the interval with thresholds chosen anew too.
    """
    values = {key: within_capacity(comparison, key) for key in allowed}
    free = _best(values)
    if free is None:  # nothing is within the capacity: as `best_threshold` does
        key = max(values, key=lambda key: comparison.curve(key)[-1])
        values[key][-1] = comparison.curve(key)[-1]
        free = (key, float(THRESHOLDS[-1]))
    kept = _best({key: np.where(allowed[key], value, -np.inf) for key, value in values.items()})
    if kept is None:
        return Price(free, None, None)
    held = comparison.difference(free, kept).more
    nobody = comparison.workload(*kept)[0] == 0 < comparison.workload(*free)[0]
    return Price(free, kept, held, chosen_anew(comparison, allowed) if anew else None, bool(nobody))


def chosen_anew(comparison: Comparison, allowed: Mapping[str, Bools]) -> Interval | None:
    """Price a limit with the best of all thresholds, and of those that keep it, chosen anew on every resample.

    They are chosen as on the sample: at mean payoffs and volume, within the capacity there; then valued at the
    resample's draw of payoffs and volume. Which thresholds keep the limit is read from the sample. Resamples on which
    none is within the capacity say nothing; None where that holds for the sample, or for all of them.
    """
    cases = (comparison.resampled.yes + comparison.resampled.no).astype(float)
    found = [_chosen(comparison, key, mask, cases) for key, mask in allowed.items()]
    free, kept = (
        np.stack([one[place][1] for one in found])[
            np.argmax([one[place][0] for one in found], axis=0), np.arange(len(cases))
        ]
        for place in (0, 1)
    )
    more = np.asarray(comparison.volume * (free - kept))
    return interval(more) if not np.isnan(more[1:]).all() else None


def _chosen(comparison: Comparison, key: str, mask: Bools, cases: Floats) -> tuple[tuple[Floats, Floats], ...]:
    """Choose a candidate's threshold on each resample, from all and from those of a mask.

    Gives for each way: the mean value a case it was chosen by, and the payoff a case at the resample's draw, (1+B,)
    each; minus infinity and NaN where nothing is within the capacity.
    """
    counts = _by_outcome(comparison, key)
    means = sum(of * pay for of, pay in zip(counts, comparison.payoffs[0], strict=True)) / cases[:, None]
    most = comparison.stakes.capacity_per_week
    if most is not None:
        acted = (comparison.resampled.tp[key] + comparison.resampled.fp[key]) / cases[:, None]
        means = np.where(acted * comparison.weekly_cases > most, -np.inf, means)
    row = np.arange(len(cases))
    made = []
    for values in (means, np.where(mask, means, -np.inf)):
        at = values.argmax(axis=1)
        paid = np.stack([of[row, at] for of in counts], axis=1)
        by = values[row, at]
        drawn = (paid * comparison.payoffs).sum(axis=1) / cases
        made.append((by, np.where(np.isneginf(by), np.nan, drawn)))
    return tuple(made)


def _by_outcome(comparison: Comparison, key: str) -> list[Floats]:
    """Give TP, FP, FN, TN of a candidate, each (1+B, 201); a scaled outcome counts a case by its relative amount."""
    resampled = comparison.resampled
    tp, fp = resampled.tp[key], resampled.fp[key]
    counts = {"tp": tp, "fp": fp, "fn": resampled.yes[:, None] - tp, "tn": resampled.no[:, None] - fp}
    return [
        np.asarray(resampled.sums[key][name] if name in comparison.scaled else counts[name], dtype=float)
        for name in OUTCOMES
    ]


def together(masks: Mapping[str, Bools]) -> Bools:
    """Mark the thresholds that keep all limits, shape (201,)."""
    return np.asarray(np.logical_and.reduce([np.ones(len(THRESHOLDS), dtype=bool), *masks.values()]))


def within_capacity(comparison: Comparison, key: str) -> Floats:
    """Give the value of a year at each threshold, shape (201,), minus infinity where more is acted on than can be."""
    value, most = comparison.curve(key).copy(), comparison.stakes.capacity_per_week
    if most is not None:
        acted = comparison.resampled.tp[key][0] + comparison.resampled.fp[key][0]
        total = comparison.resampled.yes[0] + comparison.resampled.no[0]
        value[acted / total * comparison.weekly_cases > most] = -np.inf
    return value


def _best(values: Mapping[str, Floats]) -> At | None:
    key = max(values, key=lambda key: values[key].max())
    at = int(np.argmax(values[key]))
    return (key, float(THRESHOLDS[at])) if np.isfinite(values[key][at]) else None
