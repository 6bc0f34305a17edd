from lifecycle.contract import Level
from lifecycle.guardrails import Measured, judge
from lifecycle.guardrails.membership import GUARDRAIL
from tests.lifecycle.builders import a_contract, dials, some_evidence

EXPECTED = {"light": "reported", "standard": "pass", "high": "fail"}


def test_a_model_that_gives_its_members_away_a_little_passes_up_to_a_standard_dial() -> None:
    measured = {"membership": Measured(0.58, "Computed.", 120)}
    outcomes = {}
    for level in Level:
        contract = a_contract(**dials(privacy=level.value))
        verdict = judge(GUARDRAIL, some_evidence(contract=contract, measured=measured))
        assert (verdict.value, verdict.sentence, verdict.n) == (0.58, "Computed.", 120)
        outcomes[level.value] = verdict.outcome.value
    assert outcomes == EXPECTED
