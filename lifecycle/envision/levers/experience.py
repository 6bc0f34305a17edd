"""Better experience: more customers stay, and a customer who stays has a margin, or stays a number."""

from collections.abc import Mapping

from lifecycle.envision.levers import Kpi, Lever, LeverInput, rarer
from lifecycle.envision.three_point import Floats
from lifecycle.payoff import Payoff
from lifecycle.tally import Measured, Tally


def value(draw: Mapping[str, Floats]) -> Floats:
    """Price the customers who stay."""
    return kept(draw) * draw["margin"]


def kept(draw: Mapping[str, Floats]) -> Floats:
    """Count the customers of a year who stay and would have left."""
    return draw["customers"] * draw["retention"]


def realise(tally: Tally, means: Mapping[str, float], payoff: Payoff) -> Measured | None:
    """Price how much rarer leaving is among customers reached than among those left as today by chance."""
    # Without a price the effect is no money, whatever was measured.
    return rarer(tally, means["margin"]) if means["margin"] else None


LEVER = Lever(
    key="experience",
    name="Better experience",
    question="More customers stay.",
    formula="customers × retention gained × margin of a customer a year",
    inputs=(
        LeverInput("customers", "Customers who notice it", "customers", "Not all you have.", least=0),
        LeverInput("retention", "Retention, higher by", "pp", "Of 100 customers, how many more stay a year?", 0.01),
        LeverInput("margin", "Margin of a customer", "money", "A year; 0 to count customers only.", least=0),
    ),
    uses_payoffs=False,
    value=value,
    realise=realise,
    proof="whether customers leave, among those reached and among a group left out by chance",
    draws_on=frozenset({"customers"}),
    kpi=Kpi("Customers kept", "customers a year", "customers × retention gained", "margin", kept),
)
