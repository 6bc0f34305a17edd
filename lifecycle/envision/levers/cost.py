"""Lower cost: work takes less time, and the hours saved leave the budget."""

from collections.abc import Mapping

from lifecycle.envision.levers import Lever, LeverInput, unproven
from lifecycle.envision.three_point import Floats


def value(draw: Mapping[str, Floats]) -> Floats:
    """Price the hours saved where the new way is used, as far as they are really not paid for any more."""
    hours = draw["volume"] * draw["minutes"] / 60
    return hours * draw["rate"] * draw["cashable"] * draw["adoption"]


LEVER = Lever(
    key="cost",
    name="Lower cost",
    question="Each case takes less work.",
    formula="cases a year × minutes saved a case ÷ 60 × loaded rate an hour × cashable share × adoption",
    inputs=(
        LeverInput("minutes", "Minutes saved a case", "minutes", "Working time today minus working time then."),
        LeverInput("rate", "Loaded rate an hour", "money", "Wages with everything that comes on top.", least=0),
        LeverInput("cashable", "Cashable share", "%", "Of 100 hours saved, how many leave the budget?", 0.01),
        LeverInput("adoption", "Adoption", "%", "Of 100 cases, in how many is the new way used?", 0.01),
    ),
    uses_payoffs=False,
    value=value,
    realise=unproven,
    proof="working time clocked with and without the new way, and hours that finance took out of the budget",
    draws_on=frozenset({"staff time", "handling", "upkeep"}),
    uses_volume=True,
)
