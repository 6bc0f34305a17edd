from lifecycle.guardrails.out_of_range import GUARDRAIL
from tests.lifecycle.guardrails.at_dials import outcomes


def test_letting_three_in_a_hundred_through_passes_up_to_a_standard_dial() -> None:
    assert GUARDRAIL.key == "out_of_range"
    assert outcomes(GUARDRAIL, "safe", 0.97) == {"light": "reported", "standard": "pass", "high": "fail"}
