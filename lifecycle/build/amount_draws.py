"""Amounts people only know from low to high, drawn once for each resample, so that all rows share the draws."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lifecycle.build.comparison import SEED
from lifecycle.envision.three_point import ThreePoint

Floats = NDArray[np.float64]


@lru_cache(maxsize=64)
def drawn(points: tuple[ThreePoint, ...], resamples: int) -> Floats:
    """Give each amount's PERT mean, then a draw of it for each resample: shape (amounts, 1+B), not to be written to.

    The same amounts are always drawn alike, one after the other from one stream; an exact one is the same throughout.

    >>> drawn((ThreePoint.exactly(3.0), ThreePoint(low=1, likely=2, high=9)), 2)[:, 0]
    array([3., 3.])
    """
    rng = np.random.default_rng(SEED)
    found = np.stack([np.r_[point.mean, point.draw(rng, resamples)] for point in points])
    found.setflags(write=False)
    return found


def is_spread(*points: ThreePoint) -> bool:
    """Answer whether any amount is known from low to high only."""
    return any(point.low != point.high for point in points)
