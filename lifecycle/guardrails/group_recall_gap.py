"""Fair: who truly is of a class is told so as often in one group as in another."""

from lifecycle.guardrails import by_group

GUARDRAIL = by_group("group_recall_gap")
