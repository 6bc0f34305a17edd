"""Thresholds by group where not all combinations can be tried: rates held within windows, and a price of places."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lifecycle.build.group_limits import SLACK, Floats, Kind, Limit, kept
from lifecycle.build.guardrail_curves import ByThreshold
from lifecycle.build.resampling import THRESHOLDS

Places = NDArray[np.int64]
WINDOWS = 60_000
PRICES_OF_A_PLACE = 41


def in_windows(groups: ByThreshold, value: Floats, limits: Sequence[Limit], most: float, gain: float) -> Places | None:
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
        places = best_within(value - place_price * groups.acted, low, high)
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


def best_within(net: Floats, low: Places, high: Places) -> Places:
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
