"""The check "identifiers" follows the guardrail "identifiers"."""

from lifecycle.deploy.checks.identifiers import CHECK
from tests.lifecycle.deploy.checks.following import check_follows


def test_it_is_found_by_its_key() -> None:
    assert CHECK.key == "identifiers"


def test_it_says_whether_no_identifier_is_among_the_features() -> None:
    check_follows(CHECK, "identifiers")
