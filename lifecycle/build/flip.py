"""Does the winner flip? Statistics against money, and the ranges of payoffs over which each row wins."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from lifecycle.build.comparison import FIXED, INCUMBENT, TREAT_ALL, TREAT_NONE, Comparison, Difference, Floats
from lifecycle.build.decision import winner
from lifecycle.build.exchange import rates_of_exchange
from lifecycle.payoff import OUTCOMES

SAME = 1e-12


@dataclass(frozen=True)
class Ranking:
    """The candidates from best to worst, by a measure and by the value of a year where each acts at its best.

    `p_measure`: how sure the first by measure ranks before the first by value; `gap`: how much more the first by
    value earns.
    """

    measure: str
    by_measure: tuple[str, ...]
    by_value: tuple[str, ...]
    p_measure: float
    gap: Difference

    @property
    def flips(self) -> bool:
        """Answer whether statistics and money name different winners."""
        return self.by_measure[0] != self.by_value[0]


def ranking(comparison: Comparison, measure: str) -> Ranking | None:
    """Rank candidates by a measure of which more is better, and by value; None where the measure is not defined."""
    found = {key: comparison.resampled.measures[key][measure] for key in comparison.names}
    if not found or any(np.isnan(values[0]) for values in found.values()):
        return None
    best = comparison.cuts()
    value = {key: comparison.yearly(key, best[key])[0] for key in found}
    first, top = winner(comparison, best), max(found, key=lambda key: found[key][0])
    known = ~np.isnan(found[top][1:]) & ~np.isnan(found[first][1:])
    return Ranking(
        measure=measure,
        by_measure=tuple(sorted(found, key=lambda key: -found[key][0])),
        by_value=tuple(sorted(found, key=lambda key: -value[key])),
        p_measure=float((found[top][1:] > found[first][1:])[known].mean()) if known.any() else float("nan"),
        gap=comparison.difference((first, best[first]), (top, best[top])),
    )


@dataclass(frozen=True)
class Stretch:
    """A row earns most while a missed case costs from `low` to `high` times a false alarm; `high` may be infinite."""

    key: str
    low: float
    high: float


@dataclass(frozen=True)
class CostCurves:
    """What errors cost under any ratio of the cost of a miss to the cost of a false alarm (Drummond & Holte 2006).

    `lines`: by row, one line a threshold, shape (T, 2): the normalised cost at probability cost 0 (false-positive rate,
    plus running costs) and at 1 (share of the yes missed). `stretches` cut the ratios from 0 to infinity without gaps
    among the rows that earn most there. `ratio` is today's, `alarm` what a false alarm costs in currency a case, `odds`
    yes to no in the sample.
    """

    lines: dict[str, Floats]
    stretches: tuple[Stretch, ...]
    ratio: float
    alarm: float
    odds: float

    def today(self) -> Stretch:
        """Give the stretch today's payoffs are in."""
        return next(one for one in self.stretches if self.ratio <= one.high)

    def probability_cost(self, ratio: float) -> float:
        """Turn a ratio into the probability-cost function π·r/(π·r + 1 − π), from 0 to 1."""
        return 1.0 if np.isinf(ratio) else ratio * self.odds / (1 + ratio * self.odds)

    def curve(self, key: str, at: Floats) -> Floats:
        """Give a row's lowest normalised expected cost at probability costs, shape of `at`."""
        ends = self.lines[key]
        return np.asarray((ends[:, :1] * (1 - at) + ends[:, 1:] * at).min(axis=0))


def cost_curves(comparison: Comparison) -> CostCurves | None:
    """Find for every ratio of the two errors' costs which row earns most at its best threshold, exactly on the grid.

    The cost of a false alarm, volume, running costs and capacity stay as they are; thresholds and rules that act on
    more than the capacity do not take part, and where none fits that acts on anyone a candidate fills it by lot. None
    where one of the errors costs nothing: one rule then always wins.
    """
    gain, cost = (float(of[0]) for of in rates_of_exchange(comparison))
    if gain <= 0 or cost <= 0:
        return None
    yes, no = float(comparison.resampled.yes[0]), float(comparison.resampled.no[0])
    each = float(comparison.volume[0]) / (yes + no)
    lines = {key: _lines(comparison, key, gain / each, cost / each) for key in _rows(comparison)}
    lines = {key: found for key, found in lines.items() if len(found)}
    for key in lines.keys() & comparison.names.keys():
        lines[key] = lines[key] + np.array([comparison.stakes.run_cost / cost, 0.0])
    odds, alarm = yes / no, cost / each / no
    cuts = envelope(lines)
    ends = [cut / odds for _, cut in cuts[1:]] + [np.inf]
    stretches = tuple(Stretch(key, cut / odds, end) for (key, cut), end in zip(cuts, ends, strict=True))
    return CostCurves(lines, stretches, gain / each / yes / alarm, alarm, odds)


def how_sure(comparison: Comparison, key: str, among: Collection[str]) -> float:
    """Give the share of resamples in which a row earns most of some under today's payoffs, each at its best."""
    values = {row: comparison.yearly(row, comparison.cut(row))[1:] for row in among}
    return float((values[key] >= np.max(list(values.values()), axis=0)).mean())


def envelope(lines: dict[str, Floats]) -> list[tuple[str, float]]:
    """Walk the lower envelope of lines intercept + slope·x over x ≥ 0, each of `lines` (T, 2).

    Gives who is lowest from which x on; of equals the first in `lines`, so that rules without a model come first.
    """
    keys = [key for key, ends in lines.items() for _ in ends]
    ends = np.concatenate(list(lines.values()))
    order = np.arange(len(ends))
    at, x = int(np.lexsort((order, ends[:, 1].round(12), ends[:, 0].round(12)))[0]), 0.0
    found = [(keys[at], 0.0)]
    while True:
        later = np.flatnonzero(ends[:, 1] < ends[at, 1] - SAME)
        if not len(later):
            return found
        cross = np.maximum((ends[later, 0] - ends[at, 0]) / (ends[at, 1] - ends[later, 1]), x)
        x = float(cross.min())
        here = later[cross <= x * (1 + SAME) + SAME]
        at = int(here[np.lexsort((order[here], ends[here, 1].round(12)))[0]])
        if keys[at] != found[-1][0]:
            found.append((keys[at], x))


def _rows(comparison: Comparison) -> list[str]:
    fixed = [TREAT_NONE, TREAT_ALL, *([INCUMBENT] if comparison.has_incumbent else [])]
    return [*fixed, *comparison.names]


def _lines(comparison: Comparison, key: str, missing: float, alarming: float) -> Floats:
    """Give a row's shares of what all misses and all false alarms would cost, shape (T, 2), within the capacity."""
    everyone, no_one = comparison.outcomes(TREAT_ALL, None)[0], comparison.outcomes(TREAT_NONE, None)[0]
    tp, fp, fn, tn = comparison.payoffs[0]
    fixed = key in FIXED
    found = comparison.outcomes(key, None)[:1] if fixed else comparison.sample_outcomes(key)
    found, lot = found[_within(comparison, key)], comparison.lot(key)
    if lot is not None:
        found = np.vstack([found, comparison.outcomes(key, lot)[:1]])
    missed = (everyone[0] * tp - found[:, OUTCOMES.index("tp")] * tp - found[:, OUTCOMES.index("fn")] * fn) / missing
    alarms = (no_one[3] * tn - found[:, OUTCOMES.index("tn")] * tn - found[:, OUTCOMES.index("fp")] * fp) / alarming
    return np.column_stack([alarms, missed])


def _within(comparison: Comparison, key: str) -> np.ndarray:
    """Mark the thresholds that act on no more than can be handled; one for a rule without a model."""
    most = comparison.stakes.capacity_per_week
    if key in FIXED:
        acted = np.array([sum(float(of[0]) for of in comparison.counts(key, None))])
    else:
        acted = (comparison.resampled.tp[key][0] + comparison.resampled.fp[key][0]).astype(float)
    if most is None:
        return np.ones(len(acted), dtype=bool)
    total = comparison.resampled.yes[0] + comparison.resampled.no[0]
    return np.asarray(acted / total * comparison.weekly_cases <= most)
