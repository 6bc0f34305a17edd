"""Share of the true yes that were found: TP / (TP + FN)."""

from lifecycle.metrics import BusinessMetric
from lifecycle.tally import share

METRIC = BusinessMetric(
    key="recall",
    name="True yes found",
    unit="%",
    means="Of 100 cases that were truly yes, how many were acted on.",
    counts="cases that were truly yes",
    needs_holdout=False,
    measure=lambda tally, payoff: share(tally.tp, tally.tp + tally.fn),
)
