from lifecycle.guardrails.explainable import GUARDRAIL
from tests.lifecycle.guardrails.at_dials import outcomes


def test_a_model_that_cannot_be_explained_passes_no_dial() -> None:
    assert GUARDRAIL.key == "explainable"
    assert outcomes(GUARDRAIL, "transparent", 0.0) == {"light": "fail", "standard": "fail", "high": "fail"}
