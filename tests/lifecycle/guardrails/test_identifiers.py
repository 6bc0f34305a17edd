import pytest

from lifecycle.guardrails import Outcome, judge
from lifecycle.guardrails.identifiers import GUARDRAIL
from tests.lifecycle.builders import a_contract, dials, some_evidence


def test_features_without_an_identifier_pass() -> None:
    verdict = judge(GUARDRAIL, some_evidence(identifiers=()))
    assert verdict.outcome is Outcome.PASS
    assert verdict.value == 0


@pytest.mark.parametrize("level", ["light", "standard", "high"])
def test_one_identifier_does_not_pass_whatever_the_dial(level: str) -> None:
    contract = a_contract(**dials(privacy=level))
    verdict = judge(GUARDRAIL, some_evidence(contract=contract, identifiers=("contact: e-mail addresses",)))
    assert verdict.outcome is Outcome.FAIL


def test_every_identifier_is_counted_and_named() -> None:
    found = ("contact: e-mail addresses", "phone: phone numbers")
    verdict = judge(GUARDRAIL, some_evidence(identifiers=found))
    assert verdict.value == 2
    assert all(text in verdict.sentence for text in found)
