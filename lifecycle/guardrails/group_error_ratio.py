"""Fair: no group is forecast much worse than another."""

from lifecycle.guardrails import by_group

GUARDRAIL = by_group("group_error_ratio")
