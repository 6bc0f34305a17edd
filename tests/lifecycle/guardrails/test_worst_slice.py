from lifecycle.contract import Level
from lifecycle.guardrails import Measured, judge
from lifecycle.guardrails.worst_slice import GUARDRAIL
from tests.lifecycle.builders import a_contract, dials, some_evidence

EXPECTED = {"light": "pass", "standard": "fail", "high": "fail"}


def test_a_slice_four_fifths_as_good_passes_a_light_dial_only() -> None:
    measured = {"worst_slice": Measured(0.8, "Computed.", 120)}
    outcomes = {}
    for level in Level:
        contract = a_contract(**dials(robust=level.value))
        verdict = judge(GUARDRAIL, some_evidence(contract=contract, measured=measured))
        assert (verdict.value, verdict.sentence, verdict.n) == (0.8, "Computed.", 120)
        outcomes[level.value] = verdict.outcome.value
    assert outcomes == EXPECTED
