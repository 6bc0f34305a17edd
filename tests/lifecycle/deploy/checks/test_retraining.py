"""The check "retraining" follows the guardrail "retraining_flips"."""

from lifecycle.deploy.checks.retraining import CHECK
from tests.lifecycle.deploy.checks.following import check_follows


def test_it_is_found_by_its_key() -> None:
    assert CHECK.key == "retraining"


def test_it_says_whether_retraining_decides_the_same() -> None:
    check_follows(CHECK, "retraining_flips")
