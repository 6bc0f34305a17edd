from lifecycle.contract import Level
from lifecycle.guardrails import Measured, judge
from lifecycle.guardrails.out_of_range import GUARDRAIL
from tests.lifecycle.builders import a_contract, dials, some_evidence

EXPECTED = {"light": "reported", "standard": "pass", "high": "fail"}


def test_letting_three_in_a_hundred_through_passes_up_to_a_standard_dial() -> None:
    measured = {"out_of_range": Measured(0.97, "Computed.", 120)}
    outcomes = {}
    for level in Level:
        contract = a_contract(**dials(safe=level.value))
        verdict = judge(GUARDRAIL, some_evidence(contract=contract, measured=measured))
        assert (verdict.value, verdict.sentence, verdict.n) == (0.97, "Computed.", 120)
        outcomes[level.value] = verdict.outcome.value
    assert outcomes == EXPECTED
