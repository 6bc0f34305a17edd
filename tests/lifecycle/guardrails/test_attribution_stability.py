from lifecycle.guardrails.attribution_stability import GUARDRAIL
from tests.lifecycle.guardrails.at_dials import outcomes


def test_features_that_keep_three_quarters_of_their_order_pass_up_to_a_standard_dial() -> None:
    assert GUARDRAIL.key == "attribution_stability"
    assert outcomes(GUARDRAIL, "transparent", 0.75) == {"light": "reported", "standard": "pass", "high": "fail"}
