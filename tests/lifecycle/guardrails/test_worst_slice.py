from lifecycle.guardrails.worst_slice import GUARDRAIL
from tests.lifecycle.guardrails.at_dials import outcomes


def test_a_slice_four_fifths_as_good_passes_a_light_dial_only() -> None:
    assert GUARDRAIL.key == "worst_slice"
    assert outcomes(GUARDRAIL, "robust", 0.8) == {"light": "pass", "standard": "fail", "high": "fail"}
