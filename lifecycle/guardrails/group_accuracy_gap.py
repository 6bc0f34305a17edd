"""Fair: one group is decided rightly as often as another."""

from lifecycle.guardrails import by_group

GUARDRAIL = by_group("group_accuracy_gap")
