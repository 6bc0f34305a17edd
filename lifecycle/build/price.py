"""What keeping a guardrail costs: value given up to stay where its limit is kept, with one threshold for all."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifecycle.build.comparison import Comparison, Floats
from lifecycle.build.resampling import THRESHOLDS
from lifecycle.figures import Interval

Bools = NDArray[np.bool_]
At = tuple[str, float]


@dataclass(frozen=True)
class Price:
    """What a limit costs a year. `free`: the candidate and threshold that earn most, `kept`: most while keeping it.

    `given_up` is the value at `free` less that at `kept`, in currency a year, on the same resamples; both are None
    where the limit is kept at no threshold within the capacity. The middle is at least 0.
    """

    free: At
    kept: At | None
    given_up: Interval | None

    @property
    def switches(self) -> bool:
        """Answer whether another candidate keeps the limit more cheaply."""
        return self.kept is not None and self.kept[0] != self.free[0]


def price(comparison: Comparison, allowed: Mapping[str, Bools]) -> Price:
    """Price a limit over the candidates in `allowed`, each with a mask (201,) of the thresholds that keep it."""
    values = {key: within_capacity(comparison, key) for key in allowed}
    free = _best(values)
    if free is None:  # nothing is within the capacity: as `best_threshold` does
        key = max(values, key=lambda key: comparison.curve(key)[-1])
        values[key][-1] = comparison.curve(key)[-1]
        free = (key, float(THRESHOLDS[-1]))
    kept = _best({key: np.where(allowed[key], value, -np.inf) for key, value in values.items()})
    return Price(free, kept, None if kept is None else comparison.difference(free, kept).more)


def together(masks: Mapping[str, Bools]) -> Bools:
    """Mark the thresholds that keep all limits, shape (201,)."""
    return np.asarray(np.logical_and.reduce([np.ones(len(THRESHOLDS), dtype=bool), *masks.values()]))


def within_capacity(comparison: Comparison, key: str) -> Floats:
    """Give the value of a year at each threshold, shape (201,), minus infinity where more is acted on than can be."""
    value, most = comparison.curve(key).copy(), comparison.stakes.capacity_per_week
    if most is not None:
        acted = comparison.resampled.tp[key][0] + comparison.resampled.fp[key][0]
        total = comparison.resampled.yes[0] + comparison.resampled.no[0]
        value[acted / total * comparison.weekly_cases > most] = -np.inf
    return value


def _best(values: Mapping[str, Floats]) -> At | None:
    key = max(values, key=lambda key: values[key].max())
    at = int(np.argmax(values[key]))
    return (key, float(THRESHOLDS[at])) if np.isfinite(values[key][at]) else None
