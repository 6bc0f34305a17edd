"""The figures of a load run: spreads of milliseconds, and the processor time of two processes."""

import math
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Spread:
    """How a number of waits were spread, in milliseconds."""

    count: int
    p50: float
    p95: float
    worst: float

    def __str__(self) -> str:
        """Write the spread in a line."""
        return f"p50 {self.p50:,.0f} ms, p95 {self.p95:,.0f} ms, worst {self.worst:,.0f} ms ({self.count:,})"


def spread(waits: Sequence[float]) -> Spread:
    """Order waits and read the spread off: the p95 is a wait that at least 95 of 100 do not exceed.

    Without any wait everything is NaN, which no limit holds.
    """
    if not waits:
        return Spread(0, math.nan, math.nan, math.nan)
    ordered = sorted(waits)

    def at(share: float) -> float:
        return ordered[max(0, math.ceil(share * len(ordered)) - 1)]

    return Spread(len(ordered), at(0.5), at(0.95), ordered[-1])


class Processor:
    """Shares of one core that the program and this process took since it was made; NaN where that cannot be read."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._begun, self._own, self._other = time.perf_counter(), time.process_time(), seconds_of(pid)

    def shares(self) -> tuple[float, float]:
        """Give the share of the program and the share of this process."""
        passed = time.perf_counter() - self._begun
        return (seconds_of(self._pid) - self._other) / passed, (time.process_time() - self._own) / passed

    def __str__(self) -> str:
        """Write both in a line."""
        program, own = self.shares()
        return f"the program took {program:.2f} of a core, the people {own:.2f}"


def seconds_of(pid: int) -> float:
    """Read the processor seconds a process has taken so far; NaN where there is no /proc, or no such process."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return math.nan
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
