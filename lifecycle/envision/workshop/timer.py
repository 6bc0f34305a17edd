"""The clock of a step: it runs on the server, can be paused and extended, and goes on below zero."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Timer:
    """A countdown. `ends_at` is set while it runs, `left` (seconds) counts while it does not; `total` is its length."""

    total: float = 0.0
    left: float = 0.0
    ends_at: datetime | None = None

    @property
    def running(self) -> bool:
        """Answer whether time passes."""
        return self.ends_at is not None

    def remaining(self, now: datetime) -> float:
        """Give the seconds left, negative in overtime."""
        return self.left if self.ends_at is None else (self.ends_at - now).total_seconds()

    def paused(self, now: datetime) -> "Timer":
        """Stop the clock where it stands."""
        return Timer(self.total, self.remaining(now))

    def resumed(self, now: datetime) -> "Timer":
        """Let it go on from where it stood."""
        return replace(self, ends_at=now + timedelta(seconds=self.remaining(now)))

    def extended(self, now: datetime, seconds: float) -> "Timer":
        """Give more time; in overtime it counts from now, so that two more minutes are two minutes."""
        left = max(self.remaining(now), 0.0) + seconds
        more = Timer(self.total + seconds, left)
        return more.resumed(now) if self.running else more


def started(now: datetime, seconds: float) -> Timer:
    """Start a clock."""
    return Timer(seconds, seconds).resumed(now)
