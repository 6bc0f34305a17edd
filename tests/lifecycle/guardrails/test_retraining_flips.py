import pytest

from lifecycle.guardrails import Evidence, Outcome, judge
from lifecycle.guardrails.retraining_flips import GUARDRAIL
from tests.lifecycle.builders import a_contract, dials, some_evidence


def evidence(flips: float, level: str = "standard") -> Evidence:
    return some_evidence(contract=a_contract(**dials(robust=level)), flips=flips)


@pytest.mark.parametrize(("level", "limit"), [("light", 0.10), ("standard", 0.05), ("high", 0.03)])
def test_a_candidate_passes_while_few_decisions_flip(level: str, limit: float) -> None:
    assert judge(GUARDRAIL, evidence(0.0, level)).outcome is Outcome.PASS
    assert judge(GUARDRAIL, evidence(limit, level)).outcome is Outcome.PASS


@pytest.mark.parametrize(("level", "limit"), [("light", 0.10), ("standard", 0.05), ("high", 0.03)])
def test_a_candidate_that_decides_otherwise_when_retrained_does_not_pass(level: str, limit: float) -> None:
    assert judge(GUARDRAIL, evidence(limit + 0.001, level)).outcome is Outcome.FAIL
    assert judge(GUARDRAIL, evidence(1.0, level)).outcome is Outcome.FAIL


def test_the_share_is_told() -> None:
    verdict = judge(GUARDRAIL, evidence(0.0123))
    assert verdict.value == 0.0123
    assert verdict.sentence == "1.2% of cases are decided differently after retraining."


def test_predictions_from_elsewhere_cannot_be_retrained_here() -> None:
    verdict = judge(GUARDRAIL, some_evidence(flips=None, artefact_sha256="", artefact_found=""))
    assert verdict.outcome is Outcome.NOT_APPLICABLE
    assert "Only predictions were brought" in verdict.sentence


def test_a_model_file_from_elsewhere_cannot_be_retrained_here_either() -> None:
    verdict = judge(GUARDRAIL, some_evidence(flips=None, artefact_sha256="ab", artefact_found="ab"))
    assert verdict.outcome is Outcome.NOT_APPLICABLE
    assert verdict.sentence.startswith("The model came as a file from outside: whoever trained the model")
