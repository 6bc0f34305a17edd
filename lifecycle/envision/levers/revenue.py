"""More revenue: people contacted do more often what we hope for than they would have done otherwise."""

from collections.abc import Mapping

from lifecycle.envision.levers import Lever, LeverInput
from lifecycle.envision.three_point import Floats
from lifecycle.payoff import Payoff
from lifecycle.tally import Measured, Tally, uplift


def value(draw: Mapping[str, Floats]) -> Floats:
    """Price the conversions gained over today's way, less what contacting them costs more than today's way."""
    gained = draw["eligible"] * (draw["uplift"] - draw["uplift_today"])
    return gained * draw["margin"] - draw["eligible"] * draw["extra_cost"]


def realise(tally: Tally, means: Mapping[str, float], payoff: Payoff) -> Measured | None:
    """Price the measured uplift over today's way on everybody contacted."""
    measured = uplift(tally)
    if measured is None:
        return None
    per_contact = measured.scaled(means["margin"], -means["uplift_today"] * means["margin"] - means["extra_cost"])
    return per_contact.scaled(tally.acted)


LEVER = Lever(
    key="revenue",
    name="More revenue",
    question="People contacted convert, or stay, more often.",
    formula="people contacted a year × (uplift − uplift today) × margin per conversion"
    " − people contacted × extra cost per contact",
    inputs=(
        LeverInput("eligible", "People contacted", "a year", "Contacts the team can make in a year."),
        LeverInput("uplift", "Uplift", "pp", "Conversions per 100 contacted above 100 not contacted.", 0.01),
        LeverInput("uplift_today", "Uplift of today's way", "pp", "The same for today's list or rule.", 0.01),
        LeverInput("margin", "Margin per conversion", "money", "What one conversion, or one save, is worth."),
        LeverInput("extra_cost", "Extra cost per contact", "money", "Contact and incentive above today's."),
    ),
    uses_payoffs=False,
    value=value,
    realise=realise,
    proof="the outcome of people contacted and of a group left out by chance",
    draws_on=frozenset({"cases", "customers"}),
)
