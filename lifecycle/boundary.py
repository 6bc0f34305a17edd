"""The boundary of a business metric: where it started, what is promised, when to worry, when to stop."""

import math
from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, model_validator

from lifecycle.tally import Measured

ONE_SIDED_95 = 1.645


class Consequence(StrEnum):
    """What follows when the floor is broken."""

    REVIEW = "review"
    FREEZE = "freeze"
    ROLLBACK = "rollback"
    RETIRE = "retire"


class Status(StrEnum):
    """Where a metric stands against its boundary."""

    ON_TARGET = "on target"
    BELOW_TARGET = "below target"
    WARN = "warn"
    BELOW_FLOOR = "below floor"
    UNKNOWN = "not yet known"


class Boundary(BaseModel):
    """The agreed limits of one business metric, in the metric's own measure (a share is between −1 and 1).

    floor ≤ warn ≤ target; a window is `window_days` long, counts with at least `minimum_n` cases, and the boundary
    is broken when `persistence` windows in a row are beyond it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    metric: str
    baseline: FiniteFloat
    target: FiniteFloat
    warn: FiniteFloat
    floor: FiniteFloat
    window_days: int = Field(ge=1, le=366)
    persistence: int = Field(ge=1, le=12)
    minimum_n: int = Field(ge=1)
    consequence: Consequence

    @model_validator(mode="after")
    def _in_order(self) -> "Boundary":
        if not self.floor <= self.warn <= self.target:
            raise ValueError(
                f"floor {self.floor:g}, warn {self.warn:g} and target {self.target:g} are not in rising order"
            )
        return self

    def status(self, measured: Measured | None) -> Status:
        """Say where one window stands; too few cases are "not yet known", never on target."""
        if measured is None or measured.n < self.minimum_n:
            return Status.UNKNOWN
        if measured.value < self.floor:
            return Status.BELOW_FLOOR
        if measured.value < self.warn:
            return Status.WARN
        return Status.ON_TARGET if measured.value >= self.target else Status.BELOW_TARGET


def warn_level(target: float, error: float) -> float:
    """Put the warning where one noisy window falls 5 % of the time although the target is met.

    target − 1.645 × SE of one review window.

    >>> round(warn_level(2.0, 0.3), 3)
    1.506
    """
    return target - ONE_SIDED_95 * error


def too_noisy(target: float, floor: float, error: float) -> bool:
    """Answer whether a window cannot tell the target from the floor: its warning lies at or below the floor."""
    return warn_level(target, error) <= floor


def window_needed(target: float, floor: float, error: float, window_days: int) -> int | None:
    """Give the shortest window, in days, whose warning lies above the floor; None when target ≤ floor.

    The standard error shrinks with the square root of the window's length.
    """
    if target <= floor:
        return None
    return math.floor(window_days * (ONE_SIDED_95 * error / (target - floor)) ** 2) + 1


@dataclass(frozen=True)
class WindowVerdict:
    """Whether one review window can tell the target from the floor, in the metric's own measure.

    `error` is its standard error, `warn` where the warning lies. `days_needed` is the shortest window that would do;
    None where this one does, or where none would because the target does not lie above the floor.
    """

    error: float
    warn: float
    too_noisy: bool
    days_needed: int | None


def judge_window(target: float, floor: float, error: float, window_days: int) -> WindowVerdict:
    """Judge a window of so many days with so large a standard error.

    >>> judge_window(target=2.0, floor=1.2, error=0.5, window_days=28)
    WindowVerdict(error=0.5, warn=1.1775, too_noisy=True, days_needed=30)
    """
    noisy = too_noisy(target, floor, error)
    longer = window_needed(target, floor, error, window_days) if noisy else None
    return WindowVerdict(error, warn_level(target, error), noisy, longer)
