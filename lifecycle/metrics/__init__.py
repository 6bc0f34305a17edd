"""Business metrics a boundary can be set on. A metric is a file here that defines METRIC."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from lifecycle.payoff import Payoff
from lifecycle.tally import Measured, Tally


@dataclass(frozen=True)
class BusinessMetric:
    """A number the business reviews, computed from decided cases.

    `unit` is "money", "%" or "pp"; a share is measured between 0 and 1 and shown in % or pp.
    `counts` says which cases carry it. All of them are the better the higher.
    """

    key: str
    name: str
    unit: str
    means: str
    counts: str
    needs_holdout: bool
    measure: Callable[[Tally, Payoff], Measured | None]

    @property
    def factor(self) -> float:
        """What a measured value is multiplied with to be shown in its unit."""
        return 1.0 if self.unit == "money" else 100.0


@cache
def metrics() -> dict[str, BusinessMetric]:
    """Find every business metric by its key."""
    from lifecycle import metrics as package
    from lifecycle.registry import discover

    return discover(package, "METRIC", BusinessMetric)
