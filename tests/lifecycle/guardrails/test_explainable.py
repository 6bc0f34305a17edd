from lifecycle.contract import Level
from lifecycle.guardrails import Measured, judge
from lifecycle.guardrails.explainable import GUARDRAIL
from tests.lifecycle.builders import a_contract, dials, some_evidence

EXPECTED = {"light": "fail", "standard": "fail", "high": "fail"}


def test_a_model_that_cannot_be_explained_passes_no_dial() -> None:
    measured = {"explainable": Measured(0.0, "Computed.", 120)}
    outcomes = {}
    for level in Level:
        verdict = judge(
            GUARDRAIL, some_evidence(contract=a_contract(**dials(transparent=level.value)), measured=measured)
        )
        assert (verdict.value, verdict.sentence, verdict.n) == (0.0, "Computed.", 120)
        outcomes[level.value] = verdict.outcome.value
    assert outcomes == EXPECTED
