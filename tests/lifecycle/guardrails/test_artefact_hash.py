import pytest

from lifecycle.guardrails import Outcome, judge
from lifecycle.guardrails.artefact_hash import GUARDRAIL
from tests.lifecycle.builders import a_contract, dials, some_evidence

RECORDED = "0123456789abcdef" * 4


def test_an_unchanged_model_file_passes() -> None:
    verdict = judge(GUARDRAIL, some_evidence(artefact_sha256=RECORDED, artefact_found=RECORDED))
    assert verdict.outcome is Outcome.PASS
    assert "0123456789ab" in verdict.sentence


@pytest.mark.parametrize("level", ["light", "standard", "high"])
def test_a_changed_model_file_does_not_pass_whatever_the_dial(level: str) -> None:
    found = RECORDED[:-1] + "0"
    contract = a_contract(**dials(safe=level))
    verdict = judge(GUARDRAIL, some_evidence(contract=contract, artefact_sha256=RECORDED, artefact_found=found))
    assert verdict.outcome is Outcome.FAIL
    assert "it changed" in verdict.sentence


def test_a_model_file_without_a_hash_does_not_pass() -> None:
    assert judge(GUARDRAIL, some_evidence(artefact_sha256="", artefact_found="")).outcome is not Outcome.PASS


def test_without_a_model_file_it_does_not_apply_and_says_why() -> None:
    verdict = judge(GUARDRAIL, some_evidence(artefact_sha256="", artefact_found=""))
    assert verdict.outcome is Outcome.NOT_APPLICABLE
    assert "Only predictions were brought" in verdict.sentence


def test_a_recorded_file_that_is_gone_is_no_reason_not_to_apply() -> None:
    assert judge(GUARDRAIL, some_evidence(artefact_sha256=RECORDED, artefact_found="")).outcome is Outcome.INSUFFICIENT
