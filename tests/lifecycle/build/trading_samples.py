"""Cases and stakes for the tests of trading off: small, with a year's cases equal to the sample's."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from lifecycle.build.comparison import INCUMBENT, Comparison
from lifecycle.build.resampling import resample
from lifecycle.build.stakes import Stakes
from lifecycle.envision.three_point import ThreePoint
from tests.lifecycle.samples import exactly

N = 160
_RNG = np.random.default_rng(21)
LABEL = _RNG.random(N) < 0.3
SCORES = {
    "sharp": np.clip(0.35 * LABEL + _RNG.random(N) * 0.65, 0, 1).round(3),
    "broad": np.clip(0.25 * LABEL + _RNG.random(N) * 0.7, 0, 1).round(3),
    "blind": _RNG.random(N).round(3),
}
for _score in SCORES.values():  # no threshold is without both errors
    _score[[int(np.argmin(LABEL)), int(np.argmax(LABEL))]] = 1.0, 0.0
LISTED = _RNG.random(N) < 0.25
NAMES = {key: key.capitalize() for key in SCORES}
PLAIN = resample(LABEL, SCORES, 3, 60)
LISTING = resample(LABEL, SCORES | {INCUMBENT: LISTED.astype(float)}, 3, 60)


def compared(
    amounts: tuple[float, float, float, float] = (100, -20, -50, 0), *, listed: bool = False, **more: Any
) -> Comparison:
    """Set the three candidates side by side under known payoffs, as many cases a year as in the sample."""
    known: dict[str, Any] = {"volume": ThreePoint.exactly(N)}
    return Comparison(Stakes(exactly(*amounts), **known | more), LISTING if listed else PLAIN, NAMES)


def naive_value(acted: NDArray[np.bool_], amounts: tuple[float, float, float, float], run_cost: float = 0.0) -> float:
    """Add up the payoff of every case by its outcome."""
    tp, fp, fn, tn = amounts
    total = -run_cost
    for yes, did in zip(LABEL, acted, strict=True):
        total += (tp if yes else fp) if did else (fn if yes else tn)
    return total
