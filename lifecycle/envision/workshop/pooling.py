"""Many three-point estimates become one range: the disagreement of the people in the room is kept in it."""

from collections.abc import Sequence
from functools import lru_cache
from statistics import median

import numpy as np
from scipy.special import betainc

from lifecycle.envision.three_point import Floats, ThreePoint
from lifecycle.errors import BadInput

TAIL = 0.05
HALVINGS = 64
Triple = tuple[float, float, float]


def pool(points: Sequence[ThreePoint]) -> ThreePoint:
    """Pool estimates with equal weights (linear opinion pool, Stone 1961) and read the pool as one estimate.

    Low and high are the 5 % and 95 % quantiles of the mixture of the PERT distributions, found from its distribution
    function without sampling; likely is the median of the likelies, kept between them. People who all say the same
    get what they said. The order of `points` does not matter. Same unit as the points.

    Raises:
        BadInput: there is nothing to pool.

    >>> pool([ThreePoint(low=1, likely=2, high=4)])
    ThreePoint(low=1.0, likely=2.0, high=4.0)
    """
    if not points:
        raise BadInput("Nobody has estimated this yet, so there is nothing to pool.")
    low, likely, high = _pool(tuple(sorted((p.low, p.likely, p.high) for p in points)))
    return ThreePoint(low=low, likely=likely, high=high)


@lru_cache(maxsize=512)
def _pool(points: tuple[Triple, ...]) -> Triple:
    if len(set(points)) == 1:
        return points[0]
    low, high = _quantiles(np.array(points, dtype=np.float64), np.array([TAIL, 1 - TAIL]))
    likely = median(point[1] for point in points)
    return low, min(max(likely, low), high), high


def _quantiles(points: Floats, shares: Floats) -> tuple[float, float]:
    """Halve the range until the mixture's distribution function reaches each share; shapes (n, 3) and (2,)."""
    below = np.full(shares.shape, points[:, 0].min())
    above = np.full(shares.shape, points[:, 2].max())
    for _ in range(HALVINGS):
        middle = below + (above - below) / 2
        reached = mixture_cdf(points, middle) >= shares
        above = np.where(reached, middle, above)
        below = np.where(reached, below, middle)
    return float(above[0]), float(max(above))


def mixture_cdf(points: Floats, at: Floats) -> Floats:
    """Give the mixture's distribution function; `points` has shape (n, 3), `at` and the result shape (m,).

    A point without spread is a step of 1/n.
    """
    low, likely, high = points[:, 0, None], points[:, 1, None], points[:, 2, None]
    width = high - low
    wide = np.where(width > 0, width, 1.0)
    alpha, beta = 1 + 4 * (likely - low) / wide, 1 + 4 * (high - likely) / wide
    share = np.where(width > 0, np.clip((at - low) / wide, 0, 1), at >= low)
    found: Floats = np.where(width > 0, betainc(alpha, beta, share), share).mean(axis=0)
    return found
