"""Transparent: fitted again, the same features matter."""

from lifecycle.contract import Level
from lifecycle.guardrails import Guardrail, found

GUARDRAIL = Guardrail(
    key="attribution_stability",
    component="transparent",
    name="Attribution stability",
    means="Rank correlation of the features' mean |SHAP| between models fitted on different parts of the cases.",
    limits={Level.LIGHT: None, Level.STANDARD: 0.70, Level.HIGH: 0.80},
    at_least=True,
    measure=lambda evidence: found(evidence, "attribution_stability"),
)
