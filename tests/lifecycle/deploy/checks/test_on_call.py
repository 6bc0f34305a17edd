"""The check "on_call" follows the guardrail "ownership"."""

from lifecycle.deploy.checks.on_call import CHECK
from tests.lifecycle.deploy.checks.following import check_follows


def test_it_is_found_by_its_key() -> None:
    assert CHECK.key == "on_call"


def test_it_says_whether_on_call_and_deputy_are_named() -> None:
    check_follows(CHECK, "ownership")
