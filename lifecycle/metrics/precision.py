"""Share of the cases acted on that were truly yes: TP / (TP + FP)."""

from lifecycle.metrics import BusinessMetric
from lifecycle.tally import share

METRIC = BusinessMetric(
    key="precision",
    name="Right when acting",
    unit="%",
    means="Of 100 cases acted on, how many were truly yes.",
    counts="cases acted on",
    needs_holdout=False,
    measure=lambda tally, payoff: share(tally.tp, tally.acted),
)
