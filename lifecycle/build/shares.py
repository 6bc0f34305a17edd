"""Shares of small groups with their intervals, and how far two of them lie apart."""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from lifecycle.build.diagnostics import wilson
from lifecycle.figures import Interval
from lifecycle.guardrails import GroupFigure

DRAWS = 2000
SEED = 20_260_301
Floats = NDArray[np.float64]


def share(hits: int, n: int) -> Interval | None:
    """Give a share with its 95 % interval (Wilson 1927); None without cases.

    >>> share(8, 10).mid, round(share(8, 10).low, 3)
    (0.8, 0.49)
    """
    if n == 0:
        return None
    low, high = wilson(np.array([float(hits)]), np.array([n]))
    return Interval(float(low[0]), hits / n, float(high[0]))


def figure(group: str, hits: int, n: int) -> GroupFigure:
    """Write a share as a row of a table of groups."""
    found = share(hits, n)
    return GroupFigure(group, n, found.mid, found.low, found.high) if found else GroupFigure(group, n)


def apart(
    first: tuple[int, int], second: tuple[int, int], of: Callable[[Floats, Floats], Floats]
) -> tuple[float, float] | None:
    """Give the 95 % bounds of a function of two shares, each (hits, cases), by 2,000 binomial draws of each.

    Draws for which the function is not defined are left out; None where that is all of them.
    """
    rng = np.random.default_rng(SEED)
    a, b = (rng.binomial(n, hits / n, DRAWS) / n for hits, n in (first, second))
    return bounds(of(a, b))


def bounds(values: Floats) -> tuple[float, float] | None:
    """Give the 2.5 % and 97.5 % quantiles of what is finite among resampled values; None where nothing is."""
    known = values[np.isfinite(values)]
    if not len(known):
        return None
    low, high = np.quantile(known, [0.025, 0.975])
    return float(low), float(high)


def around(value: float, ends: tuple[float, float] | None) -> Interval | None:
    """Put bounds around a value; None where either is not known."""
    return None if ends is None or math.isnan(value) else Interval(min(ends[0], value), value, max(ends[1], value))
