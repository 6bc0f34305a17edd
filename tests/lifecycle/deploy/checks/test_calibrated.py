"""The check "calibrated" follows the guardrail "calibration"."""

from lifecycle.deploy.checks.calibrated import CHECK
from tests.lifecycle.deploy.checks.following import check_follows


def test_it_is_found_by_its_key() -> None:
    assert CHECK.key == "calibrated"


def test_it_says_whether_its_probabilities_are_calibrated() -> None:
    check_follows(CHECK, "calibration")
