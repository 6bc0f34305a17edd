from lifecycle.guardrails.perturbation import GUARDRAIL
from tests.lifecycle.guardrails.at_dials import outcomes


def test_four_decisions_in_a_hundred_may_flip_up_to_a_standard_dial() -> None:
    assert GUARDRAIL.key == "perturbation"
    assert outcomes(GUARDRAIL, "robust", 0.04) == {"light": "pass", "standard": "pass", "high": "fail"}
