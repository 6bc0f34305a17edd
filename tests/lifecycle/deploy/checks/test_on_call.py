"""The check "on_call" follows the guardrail "ownership"."""

import pytest

from lifecycle.deploy.checks import Outcome
from lifecycle.deploy.checks.on_call import CHECK
from lifecycle.guardrails import Outcome as Kept
from tests.lifecycle.samples import decision, evidence, verdicts


def judged(kept: Kept) -> Outcome:
    return CHECK.judge(evidence(decision=decision(verdicts=verdicts(ownership=kept))))[0]


def test_it_is_found_by_its_key() -> None:
    assert CHECK.key == "on_call"


@pytest.mark.parametrize(
    ("kept", "outcome"),
    [(Kept.PASS, Outcome.PASS), (Kept.FAIL, Outcome.FAIL), (Kept.INSUFFICIENT, Outcome.MISSING)],
)
def test_it_says_whether_on_call_and_deputy_are_named(kept: Kept, outcome: Outcome) -> None:
    assert judged(kept) is outcome


def test_other_guardrails_do_not_matter() -> None:
    others = dict.fromkeys(("model_card", "artefact_hash", "selection_ratio"), Kept.FAIL)
    assert CHECK.judge(evidence(decision=decision(verdicts=verdicts(**others))))[0] is Outcome.PASS


def test_without_a_verdict_it_is_missing() -> None:
    assert CHECK.judge(evidence(decision=decision(verdicts=())))[0] is Outcome.MISSING
