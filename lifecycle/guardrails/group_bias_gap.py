"""Fair: no group is forecast further too high or too low than another."""

from lifecycle.guardrails import by_group

GUARDRAIL = by_group("group_bias_gap")
