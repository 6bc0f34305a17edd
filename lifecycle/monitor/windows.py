"""Stretches of time a stream is read in."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from lifecycle.tally import Tally

RHYTHMS = (30, 7, 1)
ENOUGH = 20
FILLED = 30
FEWEST = 4
MATURE = 0.95


@dataclass(frozen=True)
class Window:
    """A stretch of time [start, end) with its cases, how many of them have labels, and the tally of those."""

    start: datetime
    end: datetime
    cases: int
    labelled: int
    tally: Tally

    @property
    def mature(self) -> bool:
        """Answer whether the truth of nearly all its cases (95 %) is known."""
        return self.cases > 0 and self.labelled >= MATURE * self.cases

    @property
    def days(self) -> float:
        """Its length in days."""
        return (self.end - self.start) / timedelta(days=1)


def rhythm(first: datetime, last: datetime, cases: int) -> int:
    """Choose the length of a window in days: 30, 7 or 1.

    The longest that gives 20 windows; a longer one where these would hold fewer than 30 cases on average, as long as
    four windows remain.

    >>> year = datetime(2021, 6, 1), datetime(2022, 5, 10)
    >>> rhythm(*year, 8000), rhythm(*year, 200)
    (7, 30)
    """
    days = (last - first) / timedelta(days=1)
    chosen = next((length for length in RHYTHMS if days / length >= ENOUGH), RHYTHMS[-1])
    for longer in reversed(RHYTHMS):
        small = cases * chosen / max(days, 1) < FILLED
        if longer > chosen and small and days / longer >= FEWEST:
            chosen = longer
    return chosen


def window_starts(first: datetime, last: datetime, days: int) -> list[datetime]:
    """Give the starts of windows of `days` from midnight of the first case until the last one is covered."""
    origin = first.replace(hour=0, minute=0, second=0, microsecond=0)
    count = math.floor((last - origin) / timedelta(days=days)) + 1
    return [origin + timedelta(days=days * index) for index in range(count)]


def trailing(windows: list[Window], days_at: Callable[[datetime], int]) -> list[Window]:
    """Read each window together with those before it, as many as a review window holds at that time.

    `days_at` gives the length of a review window agreed at a moment. Windows that cannot look back that far yet are
    left out.
    """
    found = []
    for place, window in enumerate(windows):
        span = max(1, round(days_at(window.end) / windows[0].days))
        if span <= place + 1:
            found.append(_joined(windows[place - span + 1 : place + 1]))
    return found


def _joined(parts: list[Window]) -> Window:
    return Window(
        start=parts[0].start,
        end=parts[-1].end,
        cases=sum(p.cases for p in parts),
        labelled=sum(p.labelled for p in parts),
        tally=sum((p.tally for p in parts), Tally()),
    )
