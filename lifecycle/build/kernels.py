"""The loops of the paired bootstrap, compiled: many resamples side by side in one pass over sorted cases.

A block is LANES resamples: `weights` (n, LANES) says how often each case stands in each. Sorted by falling score, a
case is one number: its row × 4 + 2 if it is a yes + 1 if it closes a run of equal scores; ties are counted at the end.
All kernels let other threads run, and overwrite what they are given to fill. Importing this module costs a second.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

LANES = 16
MOST_CASES = 2**30
Weights = NDArray[np.uint8]  # a case is drawn more than 255 times with a chance below 1e-500
Sorted = NDArray[np.uint32]
Cuts = NDArray[np.int64]
Counts = NDArray[np.int32]
Floats = NDArray[np.float64]
Keys = NDArray[np.uint64]
STEP, MIX_A, MIX_B = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
LOW = np.uint64(0xFFFFFFFF)
S27, S30, S31, S32 = (np.uint64(bits) for bits in (27, 30, 31, 32))
TWO_POWER_32 = np.uint64(2**32)
ONE, TWO = np.uint32(1), np.uint32(2)
TP, FP, TP_BEFORE, FP_BEFORE, AREA, PRECISION, GAP, SQUARES, LOSSES, GAPS = range(10)
F = TypeVar("F", bound=Callable[..., Any])


def _part(function: F) -> F:
    """Compile a part of a kernel; it is kept on disk with the kernel."""
    return cast(F, numba.njit(nogil=True, error_model="numpy")(function))


def _kernel(function: F) -> F:
    """Compile at the first call and keep that on disk: beside this file, or wherever numba may write.

    Where nothing can be written it is compiled anew in each process; a full disk is no reason not to count.
    """
    try:
        compiled = numba.njit(nogil=True, error_model="numpy", cache=True)(function)
    except RuntimeError:  # no folder to keep it in
        compiled = numba.njit(nogil=True, error_model="numpy")(function)

    def call(*given: Any) -> None:
        try:
            compiled(*given)
        except OSError:  # compiled, and not written down
            compiled(*given)

    call.py_func = function  # type: ignore[attr-defined]
    return cast(F, call)


@_part
def mix(state: np.uint64) -> np.uint64:
    """Turn a counter into 64 random bits: SplitMix64 (Steele, Lea & Flood 2014)."""
    z = (state ^ (state >> S30)) * MIX_A
    z = (z ^ (z >> S27)) * MIX_B
    return z ^ (z >> S31)


@_part
def draw(key: np.uint64, times: NDArray[np.uint8]) -> None:
    """Draw n of n cases with replacement and count how often each was drawn.

    Each 64 bits make two rows, each exactly uniform (Lemire 2019: products that would favour a row are passed over).
    """
    times[:] = 0
    left, state = len(times), key
    cases = np.uint64(left)
    uneven = TWO_POWER_32 % cases
    while left > 0:
        state += STEP
        bits = mix(state)
        for half in (bits & LOW, bits >> S32):
            product = half * cases
            if left > 0 and product & LOW >= uneven:
                times[product >> S32] += 1
                left -= 1


@_kernel
def draw_block(keys: Keys, first_is_sample: bool, times: NDArray[np.uint8], weights: Weights) -> None:
    """Fill the weights of a block, one lane a key; lanes without a key stay empty.

    `times` (n,) is room to work in. With `first_is_sample` the first lane holds every case once.
    """
    for lane in range(LANES):
        times[:] = 0
        if lane == 0 and first_is_sample:
            times[:] = 1
        elif lane < len(keys):
            draw(keys[lane], times)
        for row in range(len(times)):
            weights[row, lane] = times[row]


@_kernel
def count_block(label: NDArray[np.bool_], weights: Weights, yes: Counts) -> None:
    """Count the yes of each resample of a block: `yes` (lanes,)."""
    yes[:] = 0
    for row in range(len(label)):
        if label[row]:
            for lane in range(len(yes)):
                yes[lane] += weights[row, lane]


@_kernel
def measure_block(
    cases: Sorted, terms: Floats, cuts: Cuts, bins: Cuts, weights: Weights, tp: Counts, fp: Counts, measures: Floats
) -> None:
    """Measure one candidate on a block of resamples, in one pass.

    `terms` (n, 3) of each sorted case: score − label, its square, log loss. `cuts` (201,), `bins` (10,): how many cases
    reach each threshold and each calibration bin, both from the highest down. Fills `tp`, `fp` (lanes, 201) and
    `measures` (lanes, 5): AUC, average precision, log loss, Brier, calibration error; NaN where one needs what is not
    there.
    """
    at = np.zeros((10, LANES))  # one array, so that the compiler knows that nothing overlaps
    lanes, cut, cell = len(tp), 0, 0
    for place in range(len(cases) + 1):
        while cut < len(cuts) and cuts[cut] == place:
            for lane in range(lanes):
                tp[lane, len(cuts) - 1 - cut] = at[TP, lane]
                fp[lane, len(cuts) - 1 - cut] = at[FP, lane]
            cut += 1
        while cell < len(bins) and bins[cell] == place:
            for lane in range(LANES):
                at[GAPS, lane] += abs(at[GAP, lane])
                at[GAP, lane] = 0.0
            cell += 1
        if place == len(cases):
            break
        case = cases[place]
        row, gap, square, loss = case >> TWO, terms[place, 0], terms[place, 1], terms[place, 2]
        side = TP if case & TWO else FP
        for lane in range(LANES):
            weight = float(weights[row, lane])
            at[side, lane] += weight
            at[GAP, lane] += weight * gap
            at[SQUARES, lane] += weight * square
            at[LOSSES, lane] += weight * loss
        if case & ONE:
            for lane in range(LANES):
                yes, no = at[TP, lane], at[FP, lane]
                at[AREA, lane] += (no - at[FP_BEFORE, lane]) * (yes + at[TP_BEFORE, lane])
                at[PRECISION, lane] += (yes - at[TP_BEFORE, lane]) * yes / max(yes + no, 1.0)
                at[TP_BEFORE, lane], at[FP_BEFORE, lane] = yes, no
    for lane in range(lanes):
        yes, no = at[TP, lane], at[FP, lane]
        measures[lane, 0] = at[AREA, lane] / (2 * yes * no) if yes > 0 and no > 0 else np.nan
        measures[lane, 1] = at[PRECISION, lane] / yes if yes > 0 else np.nan
        measures[lane, 2] = at[LOSSES, lane] / (yes + no)
        measures[lane, 3] = at[SQUARES, lane] / (yes + no)
        measures[lane, 4] = at[GAPS, lane] / (yes + no)


@_kernel
def sum_block(cases: Sorted, money: Floats, cuts: Cuts, weights: Weights, sums: Floats) -> None:
    """Add up amounts of the cases that reach each threshold, for one candidate on a block of resamples.

    `money` (n, 2): of each sorted case, its amount when acted on and when not. Fills `sums` (lanes, 4, 201) for those
    reaching the threshold: yes acted on, no acted on, and the amounts the same cases would have if not acted on.
    """
    at = np.zeros((4, LANES))
    lanes, cut = len(sums), 0
    for place in range(len(cases) + 1):
        while cut < len(cuts) and cuts[cut] == place:
            for kind in range(4):
                for lane in range(lanes):
                    sums[lane, kind, len(cuts) - 1 - cut] = at[kind, lane]
            cut += 1
        if place == len(cases):
            break
        case = cases[place]
        row, acted, left = case >> TWO, money[place, 0], money[place, 1]
        side = 0 if case & TWO else 1
        for lane in range(LANES):
            weight = float(weights[row, lane])
            at[side, lane] += weight * acted
            at[side + 2, lane] += weight * left


@_kernel
def profit_block(
    cases: Sorted, gain: float, loss: float, kept: int, weights: Weights, best: Floats, place_of: Cuts, fixed: Floats
) -> None:
    """Find the best cut of one candidate on each resample of a block, over all distinct scores and acting on no one.

    Acting on a yes adds `gain`, on a no adds `loss`, both against not acting. Fills, each of shape (lanes,): `best`,
    `place_of` (how many sorted cases are acted on, the most of equals that end with a case of the resample), and
    `fixed`, what acting on the first `kept` sorted cases gives.
    """
    at = np.zeros((5, LANES))
    lanes = len(best)
    for place in range(len(cases)):
        if place == kept:
            for lane in range(lanes):
                fixed[lane] = at[TP, lane] * gain + at[FP, lane] * loss
        case = cases[place]
        row, side = case >> TWO, TP if case & TWO else FP
        for lane in range(LANES):
            at[side, lane] += float(weights[row, lane])
        if case & ONE:
            end = float(place + 1)
            for lane in range(LANES):
                yes, no = at[TP, lane], at[FP, lane]
                value, seen = yes * gain + no * loss, yes + no
                better = (value >= at[2, lane]) & (seen > at[4, lane])  # no branch: lanes go side by side
                at[2, lane] = value if better else at[2, lane]
                at[3, lane] = end if better else at[3, lane]
                at[4, lane] = seen
    for lane in range(lanes):
        best[lane], place_of[lane] = at[2, lane], int(at[3, lane])
        if kept == len(cases):
            fixed[lane] = at[TP, lane] * gain + at[FP, lane] * loss
