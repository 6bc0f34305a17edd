"""Readings of the business metric against its boundary, and the signal they raise."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from lifecycle.boundary import Boundary, Status
from lifecycle.contract import ValueContract
from lifecycle.metrics import metrics
from lifecycle.monitor.windows import Window, trailing
from lifecycle.tally import Measured

BEYOND = (Status.WARN, Status.BELOW_FLOOR)


@dataclass(frozen=True)
class Reading:
    """The metric over one review window, and where it stands. `measured` is None where cases cannot tell."""

    start: datetime
    end: datetime
    measured: Measured | None
    status: Status


@dataclass(frozen=True)
class Signal:
    """A rule that fired: which, how severe (1 worst to 4), since when, and a sentence."""

    rule: str
    severity: int
    since: datetime
    sentence: str


def read(window: Window, terms: ValueContract) -> Reading:
    """Measure the boundary's metric on one window; windows whose labels are not in yet are not known."""
    boundary, payoff = terms.boundary, terms.payoffs.expected()
    measured = metrics()[boundary.metric].measure(window.tally, payoff) if window.mature else None
    return Reading(window.start, window.end, measured, boundary.status(measured))


def by_window(windows: list[Window], terms_at: Callable[[datetime], ValueContract]) -> list[Reading]:
    """Read the metric on each window by itself, as a control chart does; windows without a value are left out."""
    readings = (read(window, terms_at(window.end)) for window in windows)
    return [reading for reading in readings if reading.measured is not None]


def review(windows: list[Window], terms_at: Callable[[datetime], ValueContract]) -> list[Reading]:
    """Read the metric over a trailing review window at the end of each window, by the terms then in force."""
    joined = trailing(windows, lambda end: terms_at(end).boundary.window_days)
    return [read(window, terms_at(window.end)) for window in joined]


def current(readings: list[Reading]) -> Reading | None:
    """Give the latest reading that is known, or None."""
    return next((r for r in reversed(readings) if r.status is not Status.UNKNOWN), None)


def boundary_signal(readings: list[Reading], boundary: Boundary) -> Signal | None:
    """Fire when the latest known readings, as many in a row as the boundary's persistence, lie below the warning.

    Severity 1 when all of them are below the floor, 2 when the latest is, 3 otherwise.
    """
    known = [r for r in readings if r.status is not Status.UNKNOWN]
    row: list[Reading] = []
    for reading in reversed(known):
        if reading.status not in BEYOND:
            break
        row.insert(0, reading)
    if len(row) < boundary.persistence:
        return None
    floor = [reading.status is Status.BELOW_FLOOR for reading in row]
    name = metrics()[boundary.metric].name
    if all(floor[-boundary.persistence :]):
        severity, sentence = 1, f"{name} has been below its floor for {_readings(_run(floor))} in a row."
    else:
        severity = 2 if floor[-1] else 3
        sentence = f"{name} has been below its warning level for {_readings(len(row))} in a row"
        sentence += ", the latest below its floor." if floor[-1] else "."
    return Signal("boundary", severity, row[0].start, sentence)


def _run(flags: list[bool]) -> int:
    """Count how many at the end are true in a row."""
    return next((i for i, flag in enumerate(reversed(flags)) if not flag), len(flags))


def _readings(count: int) -> str:
    return f"{count} reading{'s' if count > 1 else ''}"
