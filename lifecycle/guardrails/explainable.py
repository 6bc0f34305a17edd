"""Transparent: every decision can be explained."""

from lifecycle.contract import Level
from lifecycle.guardrails import Guardrail, found

GUARDRAIL = Guardrail(
    key="explainable",
    component="transparent",
    name="Every decision explainable",
    means="SHAP splits the score of a case between the features.",
    limits={Level.LIGHT: 1.0, Level.STANDARD: 1.0, Level.HIGH: 1.0},
    at_least=True,
    measure=lambda evidence: found(evidence, "explainable"),
)
