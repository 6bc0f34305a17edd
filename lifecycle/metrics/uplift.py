"""Uplift: how much rarer the unwanted outcome is among those acted on than among those left out by chance."""

from lifecycle.metrics import BusinessMetric
from lifecycle.tally import uplift

METRIC = BusinessMetric(
    key="uplift",
    name="Uplift over the holdout",
    unit="pp",
    means="How many fewer of 100 people leave when contacted, compared with people left out by chance.",
    counts="people in the smaller of the two groups",
    needs_holdout=True,
    measure=lambda tally, payoff: uplift(tally),
)
