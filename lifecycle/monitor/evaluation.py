"""What was found in a stream after a delivery: windows, drift and performance. Money is judged from it when read."""

from dataclasses import dataclass
from datetime import datetime

from lifecycle.monitor.drift import Drift
from lifecycle.monitor.performance import Performance
from lifecycle.monitor.windows import Window


@dataclass(frozen=True)
class WindowDrift:
    """The columns of one window compared with the reference."""

    start: datetime
    end: datetime
    columns: tuple[Drift, ...]


@dataclass(frozen=True)
class Evaluation:
    """Everything found after delivery number `delivery`; windows are `rhythm_days` long."""

    delivery: int
    rhythm_days: int
    windows: tuple[Window, ...]
    drift: tuple[WindowDrift, ...]
    performance: tuple[Performance, ...]
    reference_performance: Performance | None


def ranked(columns: tuple[Drift, ...], importance: dict[str, float]) -> list[Drift]:
    """Order columns by what deserves a look first: verdict, then effect over its threshold times importance.

    Without importances every column counts the same. A p-value is the more drifted the smaller it is.
    """

    def weight(drift: Drift) -> tuple[bool, float]:
        p_value = drift.chance is None and "p_value" in drift.method
        effect = drift.threshold / max(drift.value, 1e-12) if p_value else drift.value / drift.threshold
        return bool(drift.verdict), effect * importance.get(drift.column, 0.0 if importance else 1.0)

    return sorted(columns, key=weight, reverse=True)
