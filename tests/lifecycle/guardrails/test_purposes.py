import pytest

from lifecycle.guardrails import Outcome, judge
from lifecycle.guardrails.purposes import GUARDRAIL
from tests.lifecycle.builders import a_contract, dials, some_evidence


def test_a_purpose_for_each_feature_passes() -> None:
    verdict = judge(GUARDRAIL, some_evidence(purposes={"a": "Because.", "b": "So."}))
    assert (verdict.outcome, verdict.value) == (Outcome.PASS, 1.0)


@pytest.mark.parametrize("level", ["light", "standard", "high"])
@pytest.mark.parametrize("why", ["", "  "])
def test_one_feature_without_a_purpose_does_not_pass_whatever_the_dial(level: str, why: str) -> None:
    contract = a_contract(**dials(privacy=level))
    verdict = judge(GUARDRAIL, some_evidence(contract=contract, purposes={"a": "Because.", "b": why}))
    assert (verdict.outcome, verdict.value) == (Outcome.FAIL, 0.5)
    assert verdict.sentence == "1 of 2 features have no purpose on record: b."


def test_many_that_are_missing_are_counted_and_some_named() -> None:
    verdict = judge(GUARDRAIL, some_evidence(purposes=dict.fromkeys("abcdefg", "")))
    assert verdict.sentence == "7 of 7 features have no purpose on record: a, b, c, d, e and 2 more."


def test_nobody_asked_is_insufficient_and_no_features_need_none() -> None:
    assert judge(GUARDRAIL, some_evidence(purposes=None)).outcome is Outcome.INSUFFICIENT
    assert judge(GUARDRAIL, some_evidence(purposes={})).outcome is Outcome.NOT_APPLICABLE
