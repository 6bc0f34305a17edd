"""Judges the worst forecast group's error over the best forecast group's."""

from lifecycle.guardrails.group_error_ratio import GUARDRAIL
from tests.lifecycle.guardrails.by_group import check_groups


def test_it_is_judged_by_the_dial_and_asks_for_groups() -> None:
    check_groups(GUARDRAIL, "regression")
