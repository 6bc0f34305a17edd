"""The check "beats_rule" follows the guardrail "lift_over_rule"."""

from lifecycle.deploy.checks.beats_rule import CHECK
from tests.lifecycle.deploy.checks.following import check_follows


def test_it_is_found_by_its_key() -> None:
    assert CHECK.key == "beats_rule"


def test_it_says_whether_it_earns_more_than_a_rule_of_thumb() -> None:
    check_follows(CHECK, "lift_over_rule")
