from lifecycle.guardrails.membership import GUARDRAIL
from tests.lifecycle.guardrails.at_dials import outcomes


def test_a_model_that_gives_its_members_away_a_little_passes_up_to_a_standard_dial() -> None:
    assert GUARDRAIL.key == "membership"
    assert outcomes(GUARDRAIL, "privacy", 0.58) == {"light": "reported", "standard": "pass", "high": "fail"}
