"""What holds for every check that follows one guardrail."""

from lifecycle.deploy.checks import Check, Outcome
from lifecycle.guardrails import Outcome as Kept
from lifecycle.guardrails import guardrails
from tests.lifecycle.samples import decision, evidence, verdicts

FOLLOWED = {Kept.PASS: Outcome.PASS, Kept.FAIL: Outcome.FAIL, Kept.INSUFFICIENT: Outcome.MISSING}


def check_follows(check: Check, guardrail: str) -> None:
    """Check that the guardrail decides, that no other does, and that it is missed where it was not measured."""
    found = {kept: judged(check, **{guardrail: kept}) for kept in FOLLOWED}
    assert found == FOLLOWED, found
    others = dict.fromkeys(guardrails().keys() - {guardrail}, Kept.FAIL)
    assert judged(check, **others) is Outcome.PASS, "another guardrail matters"
    assert check.judge(evidence(decision=decision(verdicts=())))[0] is Outcome.MISSING


def judged(check: Check, **outcomes: Kept) -> Outcome:
    """Judge a decision whose other guardrails pass."""
    return check.judge(evidence(decision=decision(verdicts=verdicts(**outcomes))))[0]
