"""Robust: a little noise in the inputs changes few decisions."""

from lifecycle.contract import Level
from lifecycle.guardrails import Guardrail, found

GUARDRAIL = Guardrail(
    key="perturbation",
    component="robust",
    name="Decisions that flip under noise",
    means="Share of cases decided differently when numbers move by 5 % of their spread and a category may change.",
    limits={Level.LIGHT: 0.10, Level.STANDARD: 0.05, Level.HIGH: 0.02},
    at_least=False,
    measure=lambda evidence: found(evidence, "perturbation"),
)
