"""One threshold a group: the thresholds that keep fairness limits at least loss, found on the grid.

The search is our own because what is kept high is the value under the payoffs. fairlearn's ThresholdOptimizer (Hardt,
Price & Srebro 2016) knows accuracy and rates only, and draws lots.
"""

import itertools
import math
from collections.abc import Sequence

import numpy as np

from lifecycle.build.comparison import Comparison, Floats
from lifecycle.build.group_limits import Kind, Limit, kept
from lifecycle.build.group_windows import Places, in_windows
from lifecycle.build.guardrail_curves import ByThreshold
from lifecycle.build.resampling import THRESHOLDS

EXACT = 2_500_000  # combinations of thresholds that are all tried


def choose(comparison: Comparison, groups: ByThreshold, limits: Sequence[Limit]) -> dict[str, float] | None:
    """Find a threshold for each group so that all limits are kept together at least loss, within the capacity.

    Where there are few combinations (two groups, mostly three) all are tried. Else the rates are held within windows,
    each group takes the best of its thresholds there, and under a capacity places are priced (Everett 1963), which may
    miss the last few cases; what is found keeps every limit all the same. Of thresholds that decide alike the lowest.
    None where no thresholds keep all, where rates are not defined, or where each case has an amount of its own.
    """
    if comparison.scaled or len(groups.groups) < 2 or not _defined(groups, limits):
        return None
    tp, fp, fn, tn = comparison.payoffs[0]
    value = groups.found * (tp - fn) + (groups.acted - groups.found) * (fp - tn)
    most = _most(comparison, int(groups.n.sum()))
    places = [_distinct(groups, row) for row in range(len(groups.groups))]
    few = math.prod(len(own) for own in places) <= EXACT
    picked = (
        _all_tried(groups, value, places, limits, most)
        if few
        else in_windows(groups, value, limits, most, max(float(tp - fn), 0.0))
    )
    if picked is None:
        return None
    return dict(zip(groups.groups, (float(t) for t in THRESHOLDS[picked]), strict=True))


def _defined(groups: ByThreshold, limits: Sequence[Limit]) -> bool:
    needs_yes = any(limit.kind is Kind.GAP for limit in limits)
    return bool((groups.n > 0).all()) and not (needs_yes and bool((groups.yes == 0).any()))


def _most(comparison: Comparison, cases: int) -> float:
    capacity = comparison.stakes.capacity_per_week
    return math.inf if capacity is None else capacity / comparison.weekly_cases * cases * (1 + 1e-9)


def _distinct(groups: ByThreshold, row: int) -> Places:
    """Give the places that decide differently in a group, the lowest of each, in rising order."""
    acted = groups.acted[row]
    return np.flatnonzero(np.r_[True, acted[1:] != acted[:-1]]).astype(np.int64)


def _all_tried(
    groups: ByThreshold, value: Floats, places: Sequence[Places], limits: Sequence[Limit], most: float
) -> Places | None:
    """Try every combination: the last two groups at once, for each combination of the others."""
    acted = [groups.acted[row, own].astype(float) for row, own in enumerate(places)]
    found = [groups.found[row, own].astype(float) for row, own in enumerate(places)]
    worth = [value[row, own] for row, own in enumerate(places)]
    shape = len(places[-2]), len(places[-1])
    last = worth[-2][:, None] + worth[-1][None, :]
    tails = [_pair(of, shape) for of in (acted, found)]
    best, picked = -math.inf, None
    for heads in itertools.product(*(range(len(own)) for own in places[:-2])):
        did, right = (
            [*(np.broadcast_to(of[row][at], shape) for row, at in enumerate(heads)), *tail]
            for of, tail in zip((acted, found), tails, strict=True)
        )
        total = last + sum(float(worth[row][at]) for row, at in enumerate(heads))
        if total.max() <= best:
            continue
        total = np.where(kept(did, right, groups, limits, most), total, -math.inf)
        if total.max() > best:
            best, one = float(total.max()), divmod(int(total.argmax()), shape[1])
            picked = np.array([own[i] for own, i in zip(places, (*heads, *one), strict=True)])
    return picked


def _pair(of: Sequence[Floats], shape: tuple[int, int]) -> list[Floats]:
    return [np.broadcast_to(of[-2][:, None], shape), np.broadcast_to(of[-1][None, :], shape)]
