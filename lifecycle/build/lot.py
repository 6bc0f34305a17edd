"""A capacity filled by lot: where equal scores leave no threshold that acts on anyone and keeps within it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifecycle.build.resampling import THRESHOLDS

BY_LOT = "fills the capacity by lot among equal scores"
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Lot:
    """Act on as many as can be handled, drawn by lot among the cases from `threshold` on, of which all score alike.

    Scores are alike where they stand between the same two steps of THRESHOLDS.
    """

    threshold: float


Cut = float | Lot | None


def acts(cut: Cut) -> str:
    """Write where a row acts from, in a word or two.

    >>> acts(0.3), acts(Lot(0.06)), acts(None)
    ('0.300', '0.060, by lot', '–')
    """
    if isinstance(cut, Lot):
        return f"{cut.threshold:.3f}, by lot"
    return "–" if cut is None else f"{cut:.3f}"


def lot_of(acted: Floats, most: float) -> Lot | None:
    """Find the highest cut that acts on anyone where no cut acts on anyone and keeps within `most` cases.

    `acted` (201,): cases acted on at each of THRESHOLDS. None where a cut fits, or nobody is ever acted on.
    """
    some = acted > 0
    if not some.any() or (some & (acted <= most * (1 + 1e-9))).any():
        return None
    return Lot(float(THRESHOLDS[np.flatnonzero(some)[-1]]))


def drawn(acted: Floats, most: float) -> Floats:
    """Give the share of `acted` cases that is drawn to fill `most`, all of them where there are no more; any shape."""
    return np.asarray(np.minimum(1.0, most / np.maximum(acted, 1.0)))
