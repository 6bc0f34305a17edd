"""Better quality: fewer units go wrong, and each that does has a cost."""

from collections.abc import Mapping

from lifecycle.envision.levers import Lever, LeverInput, rarer
from lifecycle.envision.three_point import Floats
from lifecycle.payoff import Payoff
from lifecycle.tally import Measured, Tally


def value(draw: Mapping[str, Floats]) -> Floats:
    """Price the defects that do not happen any more."""
    return draw["units"] * draw["defects"] * draw["cost"]


def realise(tally: Tally, means: Mapping[str, float], payoff: Payoff) -> Measured | None:
    """Price how much rarer defects are among units acted on than among units left as today by chance."""
    return rarer(tally, means["cost"])


LEVER = Lever(
    key="quality",
    name="Better quality",
    question="Fewer units are defective.",
    formula="units a year × defects fewer per unit × cost of poor quality",
    inputs=(
        LeverInput("units", "Units", "a year", "Pieces, documents or answers that can go wrong.", least=0),
        LeverInput("defects", "Defect rate, lower by", "pp", "Defects per 100 units today minus then.", 0.01),
        LeverInput("cost", "Cost of poor quality", "money", "Rework, scrap, complaints for one defect.", least=0),
    ),
    uses_payoffs=False,
    value=value,
    realise=realise,
    proof="the defects among units acted on and among a group left out by chance",
    draws_on=frozenset({"errors", "staff time"}),
)
