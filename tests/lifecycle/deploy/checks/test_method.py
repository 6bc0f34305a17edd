"""The check "method" looks for a release plan."""

import pytest

from lifecycle.deploy.checks import Outcome
from lifecycle.deploy.checks.method import CHECK
from lifecycle.deploy.release import Method
from tests.lifecycle.samples import evidence, plan


def test_it_is_found_by_its_key() -> None:
    assert CHECK.key == "method"


def test_it_is_missing_without_a_plan() -> None:
    assert CHECK.judge(evidence(plan=None)) == (Outcome.MISSING, "No release plan has been written yet.")


@pytest.mark.parametrize(
    ("method", "exposure", "shown"), [(Method.CANARY, 0.05, "canary, deciding 5%"), (Method.SHADOW, 0.0, "shadow")]
)
def test_it_passes_with_a_plan_and_says_what_was_planned(method: Method, exposure: float, shown: str) -> None:
    outcome, sentence = CHECK.judge(evidence(plan=plan(method=method, exposure=exposure)))
    assert outcome is Outcome.PASS
    assert shown in sentence
