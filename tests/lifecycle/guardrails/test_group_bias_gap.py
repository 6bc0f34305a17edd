"""Judges how far apart groups are forecast too high."""

from lifecycle.guardrails.group_bias_gap import GUARDRAIL
from tests.lifecycle.guardrails.by_group import check_groups


def test_it_is_judged_by_the_dial_and_asks_for_groups() -> None:
    check_groups(GUARDRAIL, "regression")
