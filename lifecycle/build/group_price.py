"""One threshold a group: the thresholds that keep fairness limits at least loss, found on the grid.

The search is our own because what is kept high is the value under the payoffs. fairlearn's ThresholdOptimizer (Hardt,
Price & Srebro 2016) knows accuracy and rates only, and draws lots.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from lifecycle.build.comparison import Comparison, Floats
from lifecycle.build.guardrail_curves import ByThreshold, GuardrailCurve, band
from lifecycle.build.resampling import THRESHOLDS
from lifecycle.guardrails import guardrails

Places = NDArray[np.int64]
Bools = NDArray[np.bool_]
SLACK = 1e-12
EXACT = 2_500_000  # combinations of thresholds that are all tried
WINDOWS = 60_000
PRICES_OF_A_PLACE = 41


class Kind(StrEnum):
    """What is held alike between groups, by the key of its guardrail."""

    RATIO = "selection_ratio"
    GAP = "equal_opportunity"
    SHARE = "representation"


@dataclass(frozen=True)
class Limit:
    """What is held: a ratio of at least `low`, a gap of at most `high`, or every share from `low` to `high`."""

    kind: Kind
    low: float = 0.0
    high: float = math.inf


def sign_of(limit: Limit) -> str:
    """Write the number of a limit with its sign.

    >>> sign_of(Limit(Kind.RATIO, 0.8)), sign_of(Limit(Kind.GAP, high=0.1)), sign_of(Limit(Kind.SHARE, 0.8, 1.25))
    ('≥ 0.8', '≤ 0.1', '0.8 to 1.25')
    """
    if limit.kind is Kind.SHARE:
        return f"{limit.low:g} to {limit.high:g}"
    return f"≥ {limit.low:g}" if limit.kind is Kind.RATIO else f"≤ {limit.high:g}"


def limits_of(curves: Sequence[GuardrailCurve]) -> tuple[Limit, ...]:
    """Read the limits on groups among guardrails, in the order of Kind.

    One that cannot be measured, as its groups are too small, is among them: it cannot be kept, and `choose` says so.
    """
    by_key = {one.key: one for one in curves if one.limit is not None}
    found = []
    for kind in Kind:
        curve = by_key.get(kind.value)
        if curve is None or curve.limit is None:
            continue
        if kind is Kind.SHARE:
            found.append(Limit(kind, *band(guardrails()[curve.key], curve.level)))
        else:
            found.append(Limit(kind, curve.limit) if kind is Kind.RATIO else Limit(kind, high=curve.limit))
    return tuple(found)


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
        else _in_windows(groups, value, limits, most, max(float(tp - fn), 0.0))
    )
    if picked is None:
        return None
    return dict(zip(groups.groups, (float(t) for t in THRESHOLDS[picked]), strict=True))


def reached(acted: Sequence[int], found: Sequence[int], groups: ByThreshold, kind: Kind) -> float:
    """Give the ratio, gap, or the share furthest from 1 with these cases acted on, and truly yes found, by group."""
    done, right = np.asarray(acted, dtype=float), np.asarray(found, dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):
        rates = done / groups.n
        if kind is Kind.GAP:
            recall = right / groups.yes
            return float(recall.max() - recall.min())
        if kind is Kind.RATIO:
            return float(rates.min() / rates.max()) if rates.max() > 0 else 1.0
        shares = (done / done.sum()) / (groups.n / groups.n.sum())
    return float(shares[np.argmax(np.maximum(shares, 1 / np.maximum(shares, SLACK)))])


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


def kept(
    acted: Sequence[Floats], found: Sequence[Floats], groups: ByThreshold, limits: Sequence[Limit], most: float
) -> Bools:
    """Mark where all limits and the capacity are kept; `acted` and `found` hold one array a group, of one shape."""
    total = sum(acted[1:], acted[0])
    fine = np.asarray(total <= most)
    rates = [did / n for did, n in zip(acted, groups.n, strict=True)]
    for limit in limits:
        if limit.kind is Kind.GAP:
            recall = [did / n for did, n in zip(found, groups.yes, strict=True)]
            fine = fine & (_highest(recall) - _lowest(recall) <= limit.high + SLACK)
        elif limit.kind is Kind.RATIO:
            fine = fine & (_lowest(rates) >= limit.low * _highest(rates) - SLACK)
        else:
            overall = total / groups.n.sum()  # acting on no one has no shares, and is no way to keep this limit
            fine = fine & (total > 0) & (_lowest(rates) >= limit.low * overall - SLACK)
            fine = fine & (_highest(rates) <= limit.high * overall + SLACK)
    return np.asarray(fine)


def _lowest(of: Sequence[Floats]) -> Floats:
    made = of[0]
    for one in of[1:]:
        made = np.minimum(made, one)
    return made


def _highest(of: Sequence[Floats]) -> Floats:
    made = of[0]
    for one in of[1:]:
        made = np.maximum(made, one)
    return made


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


def _in_windows(groups: ByThreshold, value: Floats, limits: Sequence[Limit], most: float, gain: float) -> Places | None:
    """Hold the rates of all groups within windows; each group takes the best of its thresholds there.

    What one threshold for all does is tried too, and from the better of both one group's threshold at a time is moved
    to where most is earned, until none is.
    """
    low, high = _spans(groups, limits, most)
    possible = (low <= high).all(axis=1)
    low, high = low[possible], high[possible]
    best, found = _one_for_all(groups, value, limits, most)
    row = np.arange(len(value))[None, :]
    for place_price in np.linspace(0, gain, PRICES_OF_A_PLACE if len(low) else 0):
        places = _best_within(value - place_price * groups.acted, low, high)
        acted, right = groups.acted[row, places].astype(float), groups.found[row, places].astype(float)
        total = value[row, places].sum(axis=1)
        fits = np.where(kept(list(acted.T), list(right.T), groups, limits, most), total, -math.inf)
        if fits.max() > best:
            best, found = float(fits.max()), places[int(fits.argmax())]
        if place_price == 0 and best == total.max():
            break  # nothing is lost to the capacity: no place has to be priced
    return None if found is None else _improved(groups, value, limits, most, found)


def _one_for_all(
    groups: ByThreshold, value: Floats, limits: Sequence[Limit], most: float
) -> tuple[float, Places | None]:
    """Find the best single threshold that keeps the limits: its value and place for each group."""
    fits = kept(list(groups.acted.astype(float)), list(groups.found.astype(float)), groups, limits, most)
    total = np.where(fits, value.sum(axis=0), -math.inf)
    at = int(total.argmax())
    return float(total[at]), np.full(len(value), at) if fits.any() else None


def _improved(groups: ByThreshold, value: Floats, limits: Sequence[Limit], most: float, start: Places) -> Places:
    """Move one group's threshold at a time to where most is earned and all is kept, until nothing more is gained."""
    picked, row = start.copy(), np.arange(len(start))
    while True:
        gains = np.full(value.shape, -math.inf)
        for group in row:
            acted, found = groups.acted[row, picked].astype(float), groups.found[row, picked].astype(float)
            did, right = (
                [of[name] if name == group else np.full(value.shape[1], now[name]) for name in row]
                for of, now in ((groups.acted.astype(float), acted), (groups.found.astype(float), found))
            )
            more = value[group] - value[group, picked[group]]
            gains[group] = np.where(kept(did, right, groups, limits, most), more, -math.inf)
        group, place = divmod(int(gains.argmax()), value.shape[1])
        if gains[group, place] <= SLACK * max(1.0, float(np.abs(value).max())):
            return picked
        picked[group] = place


def _spans(groups: ByThreshold, limits: Sequence[Limit], most: float) -> tuple[Places, Places]:
    """Give the first and last place of each group in every window, shape (W, G) each.

    Rates fall as the threshold rises, so a window of a rate is a run of places; two together are what both have.
    """
    selection = [limit for limit in limits if limit.kind is not Kind.GAP]
    recalls = [limit.high for limit in limits if limit.kind is Kind.GAP]
    each = math.isqrt(WINDOWS) if selection and recalls else WINDOWS
    runs = []
    if selection:
        rates = groups.acted / groups.n[:, None]
        known = np.unique(rates)  # where the least favoured group alone fills the capacity, no window fits
        lowest = _some(known[known <= most / groups.n.sum() + SLACK], each)
        wide = min(limit.high / limit.low if limit.kind is Kind.SHARE else 1 / limit.low for limit in selection)
        runs.append(_runs(rates, lowest, lowest * wide))
    if recalls:
        rates = groups.found / groups.yes[:, None]
        lowest = _some(np.unique(rates), each)
        runs.append(_runs(rates, lowest, lowest + min(recalls)))
    if not runs:
        whole = np.zeros((1, len(groups.groups)), dtype=np.int64)
        return whole, whole + len(THRESHOLDS) - 1
    low, high = runs[0]
    for first, last in runs[1:]:
        low = np.maximum(low[:, None, :], first[None, :, :]).reshape(-1, low.shape[1])
        high = np.minimum(high[:, None, :], last[None, :, :]).reshape(-1, high.shape[1])
    return low, high


def _some(rates: Floats, most: int) -> Floats:
    """Thin rates out evenly where there are more than can be tried, the lowest among them."""
    return rates if len(rates) <= most else rates[np.linspace(0, len(rates) - 1, most).round().astype(int)]


def _runs(rates: Floats, low: Floats, high: Floats) -> tuple[Places, Places]:
    first = [np.searchsorted(-of, -(high + SLACK), side="left") for of in rates]
    last = [np.searchsorted(-of, -(low - SLACK), side="right") - 1 for of in rates]
    return np.stack(first, axis=1), np.stack(last, axis=1)


def _best_within(net: Floats, low: Places, high: Places) -> Places:
    """Give where each group's value is highest from `low` to `high`, shape (W, G), the lowest place of equals."""
    groups, size = net.shape
    table = [np.broadcast_to(np.arange(size), net.shape)]  # table[k][g, i]: the best of the 2^k places from i on
    while (step := 1 << len(table)) <= size:
        ahead, before = table[-1][:, step // 2 : size - step // 2 + 1], table[-1][:, : size - step + 1]
        ahead = ahead[:, : before.shape[1]]
        row = np.arange(groups)[:, None]
        table.append(np.where(net[row, ahead] > net[row, before], ahead, before))
    found = np.empty_like(low)
    for group in range(groups):
        level = np.floor(np.log2(high[:, group] - low[:, group] + 1)).astype(int)
        for k in np.unique(level):
            of = level == k
            one, other = table[k][group][low[of, group]], table[k][group][high[of, group] + 1 - (1 << k)]
            found[of, group] = np.where(net[group, other] > net[group, one], other, one)
    return found
