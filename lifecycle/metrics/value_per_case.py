"""Net value per case: the mean payoff of the decisions made."""

from lifecycle.metrics import BusinessMetric
from lifecycle.tally import mean_payoff

METRIC = BusinessMetric(
    key="value_per_case",
    name="Net value per case",
    unit="money",
    means="What one decided case earns or costs on average, by the payoffs of the contract.",
    counts="cases whose truth is known",
    needs_holdout=False,
    measure=mean_payoff,
)
