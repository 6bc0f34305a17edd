"""Less risk: costly events become rarer. An average over many years, so it stands apart from cash."""

from collections.abc import Mapping

from lifecycle.envision.levers import Lever, LeverInput, unproven
from lifecycle.envision.three_point import Floats


def value(draw: Mapping[str, Floats]) -> Floats:
    """Price the events that do not happen any more."""
    return draw["events"] * draw["loss"]


LEVER = Lever(
    key="risk",
    name="Less risk",
    question="Costly events happen less often.",
    formula="events fewer a year × loss per event",
    inputs=(
        LeverInput("events", "Events, fewer by", "a year", "How often today minus how often then; 0.1 is one in ten."),
        LeverInput("loss", "Loss per event", "money", "What one event costs, all in all.", least=0),
    ),
    uses_payoffs=False,
    value=value,
    realise=unproven,
    proof="a log of events over years long enough to hold several, before and after",
    draws_on=frozenset({"errors"}),
    cash=False,
)
