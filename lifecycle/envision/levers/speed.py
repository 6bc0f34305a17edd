"""Faster cases: each is settled days earlier, and a day of waiting has a price, or stays a number of days."""

from collections.abc import Mapping

from lifecycle.envision.levers import Kpi, Lever, LeverInput, unproven
from lifecycle.envision.three_point import Floats


def value(draw: Mapping[str, Floats]) -> Floats:
    """Price the days saved."""
    return days_saved(draw) * draw["day_value"]


def days_saved(draw: Mapping[str, Floats]) -> Floats:
    """Count the days by which all cases of a year are settled earlier."""
    return draw["volume"] * draw["days"]


LEVER = Lever(
    key="speed",
    name="Faster cases",
    question="Each case is settled earlier.",
    formula="cases a year × days saved a case × value of a case-day",
    inputs=(
        LeverInput("days", "Days saved a case", "days", "From start to end: days today minus days then."),
        LeverInput("day_value", "Value of a case-day", "money", "One case, one day earlier; 0 to count days only."),
    ),
    uses_payoffs=False,
    value=value,
    realise=unproven,
    proof="the days from start to end of cases handled the new way and of comparable cases that were not",
    draws_on=frozenset({"handling"}),
    uses_volume=True,
    kpi=Kpi("Days saved", "case-days a year", "cases a year × days saved a case", "day_value", days_saved),
)
