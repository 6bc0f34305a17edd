"""Simpler systems: rules and systems that are not needed any more are switched off."""

from collections.abc import Mapping

from lifecycle.envision.levers import Lever, LeverInput, unproven
from lifecycle.envision.three_point import Floats


def value(draw: Mapping[str, Floats]) -> Floats:
    """Add up what is not spent on what was retired."""
    return draw["retired"] * draw["yearly"]


LEVER = Lever(
    key="complexity",
    name="Simpler systems",
    question="Rules and systems of today can be switched off.",
    formula="retired rules or systems × yearly cost of each",
    inputs=(
        LeverInput("retired", "Retired rules or systems", "retired", "Those really switched off.", least=0),
        LeverInput("yearly", "Yearly cost of each", "money", "Licences, upkeep, testing, audits.", least=0),
    ),
    uses_payoffs=False,
    value=value,
    realise=unproven,
    proof="the list of what was switched off, and the contracts and cost centres that ended with it",
    draws_on=frozenset({"upkeep"}),
)
