"""Fair: the forecast is enough as often in one group as in another."""

from lifecycle.guardrails import by_group

GUARDRAIL = by_group("group_enough_gap")
