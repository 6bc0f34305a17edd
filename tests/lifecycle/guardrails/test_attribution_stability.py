from lifecycle.contract import Level
from lifecycle.guardrails import Measured, judge
from lifecycle.guardrails.attribution_stability import GUARDRAIL
from tests.lifecycle.builders import a_contract, dials, some_evidence

EXPECTED = {"light": "reported", "standard": "pass", "high": "fail"}


def test_features_that_keep_three_quarters_of_their_order_pass_up_to_a_standard_dial() -> None:
    measured = {"attribution_stability": Measured(0.75, "Computed.", 120)}
    outcomes = {}
    for level in Level:
        verdict = judge(
            GUARDRAIL, some_evidence(contract=a_contract(**dials(transparent=level.value)), measured=measured)
        )
        assert (verdict.value, verdict.sentence, verdict.n) == (0.75, "Computed.", 120)
        outcomes[level.value] = verdict.outcome.value
    assert outcomes == EXPECTED
