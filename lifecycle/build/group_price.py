"""One threshold a group: what a fairness limit costs when groups may be treated by different thresholds.

The search is our own, over the grid of thresholds, because what is kept high is the value under the payoffs.
fairlearn's ThresholdOptimizer (Hardt, Price & Srebro 2016) knows accuracy and rates only, and draws lots.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from lifecycle.build.comparison import SEED, TREAT_NONE, Comparison, Floats, interval
from lifecycle.build.guardrail_curves import ByThreshold
from lifecycle.build.resampling import THRESHOLDS, grid_index
from lifecycle.figures import Interval

Places = NDArray[np.int64]
SLACK = 1e-12
PRICES_OF_A_PLACE = 41


class Kind(StrEnum):
    """What is held alike between groups."""

    RATIO = "selection_ratio"
    GAP = "equal_opportunity"


@dataclass(frozen=True)
class ByGroup:
    """The thresholds by group that keep a limit at least loss. `value` in currency a year, `workload` a week.

    `given_up`: what the best single threshold earns more a year, `reached`: the ratio or gap with these thresholds.
    """

    thresholds: dict[str, float]
    value: float
    workload: float
    reached: float
    given_up: Interval


def by_group(comparison: Comparison, groups: ByThreshold, kind: Kind, limit: float, free: float) -> ByGroup | None:
    """Find a threshold for each group so that the limit is kept at least loss; `free` is the best single threshold.

    RATIO: the lowest rate of being acted on over the highest is at least `limit`. GAP: the highest recall less the
    lowest is at most `limit`. Exact on the grid without a capacity: the rates must lie in one window, and each group
    takes its best threshold in it. Under a capacity places are priced (Lagrange), which may miss the last few cases.
    None where no thresholds keep both, or where each case has an amount of its own.
    """
    if comparison.scaled or not groups.groups:
        return None
    gain, loss = (float(of) for of in _edges(comparison.payoffs[:1])[:, 0])
    value = groups.found * gain + (groups.acted - groups.found) * loss
    rates = _rates(groups, kind)
    if np.isnan(rates).any():
        return None
    most = _most(comparison, int(groups.n.sum()))
    picked = _search(value, groups.acted, rates, _windows(rates, kind, limit), most, gain)
    if picked is None:
        return None
    return _measured(comparison, groups, kind, picked, free)


def year_between(comparison: Comparison, groups: ByThreshold, one: Places, other: Places) -> Interval:
    """Give what thresholds by group `one` earn more a year than `other`, both (G,) places on the grid, with 95 %.

    Only cases between the two thresholds count; their numbers are drawn as a bootstrap of the cases would.
    """
    row = np.arange(len(one))
    yes = groups.found[row, one] - groups.found[row, other]
    no = (groups.acted - groups.found)[row, one] - (groups.acted - groups.found)[row, other]
    moved, n = np.r_[yes, no], int(groups.n.sum())
    draws = len(comparison.volume) - 1
    shares = np.r_[np.abs(moved), n - np.abs(moved).sum()] / n
    drawn = np.random.default_rng(SEED).multinomial(n, shares, draws)[:, :-1] * np.sign(moved)
    counts = np.vstack([moved, drawn]).reshape(draws + 1, 2, -1).sum(axis=2)
    gain, loss = _edges(comparison.payoffs)
    more = comparison.volume * (counts[:, 0] * gain + counts[:, 1] * loss) / n
    return interval(np.asarray(more)) or Interval(np.nan, np.nan, np.nan)


def _edges(payoffs: Floats) -> Floats:
    """Give what acting adds on a yes and on a no, shape (2, R)."""
    tp, fp, fn, tn = payoffs.T
    return np.stack([tp - fn, fp - tn])


def _rates(groups: ByThreshold, kind: Kind) -> Floats:
    over = (groups.acted, groups.n) if kind is Kind.RATIO else (groups.found, groups.yes)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(over[0] / over[1][:, None])


def _windows(rates: Floats, kind: Kind, limit: float) -> Floats:
    """Give the windows all rates can lie in together, shape (U, 2): each begins at a rate some group can have."""
    low = np.unique(rates)
    return np.column_stack([low, low / limit if kind is Kind.RATIO else low + limit])


def _most(comparison: Comparison, cases: int) -> float:
    capacity = comparison.stakes.capacity_per_week
    return float("inf") if capacity is None else capacity / comparison.weekly_cases * cases


def _search(
    value: Floats, acted: NDArray[np.int64], rates: Floats, windows: Floats, most: float, gain: float
) -> Places | None:
    """Find the places on the grid, shape (G,), that earn most in a window and act on no more than `most` cases."""
    low, high = windows[:, :1] - SLACK, windows[:, 1:] + SLACK
    inside = [(rate >= low) & (rate <= high) for rate in rates]
    row, best, found = np.arange(len(value))[:, None], -np.inf, None
    for place_price in np.linspace(0, max(gain, 0.0), PRICES_OF_A_PLACE):
        net = [np.where(mask, v - place_price * a, -np.inf) for mask, v, a in zip(inside, value, acted, strict=True)]
        places = np.stack([of.argmax(axis=1) for of in net])
        kept = np.logical_and.reduce([of.max(axis=1) > -np.inf for of in net])
        total = np.where(kept, value[row, places].sum(axis=0), -np.inf)
        fits = np.where(acted[row, places].sum(axis=0) <= most, total, -np.inf)
        if fits.max() > best:
            best, found = float(fits.max()), places[:, int(fits.argmax())]
        if place_price == 0 and best == total.max():
            break  # the capacity does not bind: no place has to be priced
    return found


def _measured(comparison: Comparison, groups: ByThreshold, kind: Kind, picked: Places, free: float) -> ByGroup:
    row, n = np.arange(len(picked)), int(groups.n.sum())
    at = _rates(groups, kind)[row, picked]
    reached = float(at.max() - at.min())
    if kind is Kind.RATIO:
        reached = float(at.min() / at.max()) if at.max() > 0 else 1.0
    single = np.full(len(picked), grid_index(free))
    given_up = year_between(comparison, groups, single, picked)
    thresholds = dict(zip(groups.groups, (float(t) for t in THRESHOLDS[picked]), strict=True))
    acted = float(groups.acted[row, picked].sum())
    value = _yearly(comparison, groups, picked)
    return ByGroup(thresholds, value, acted / n * comparison.weekly_cases, reached, given_up)


def _yearly(comparison: Comparison, groups: ByThreshold, picked: Places) -> float:
    """Give the expected value of a year with thresholds by group, as `Comparison.curve` does with one for all."""
    row = np.arange(len(picked))
    found, acted = int(groups.found[row, picked].sum()), int(groups.acted[row, picked].sum())
    yes, n = int(groups.yes.sum()), int(groups.n.sum())
    counts = np.array([found, acted - found, yes - found, n - yes - acted + found], dtype=float)
    idle = comparison.yearly(TREAT_NONE, None)[0]
    per_case = float(counts @ comparison.payoffs[0]) / n
    none = float((np.array([0, 0, yes, n - yes]) @ comparison.payoffs[0]) / n)
    return float(idle + comparison.volume[0] * (per_case - none) - comparison.stakes.run_cost)
