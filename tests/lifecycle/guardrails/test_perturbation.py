from lifecycle.contract import Level
from lifecycle.guardrails import Measured, judge
from lifecycle.guardrails.perturbation import GUARDRAIL
from tests.lifecycle.builders import a_contract, dials, some_evidence

EXPECTED = {"light": "pass", "standard": "pass", "high": "fail"}


def test_four_decisions_in_a_hundred_may_flip_up_to_a_standard_dial() -> None:
    measured = {"perturbation": Measured(0.04, "Computed.", 120)}
    outcomes = {}
    for level in Level:
        contract = a_contract(**dials(robust=level.value))
        verdict = judge(GUARDRAIL, some_evidence(contract=contract, measured=measured))
        assert (verdict.value, verdict.sentence, verdict.n) == (0.04, "Computed.", 120)
        outcomes[level.value] = verdict.outcome.value
    assert outcomes == EXPECTED
