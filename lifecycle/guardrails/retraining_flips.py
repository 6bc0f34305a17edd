"""Robust: training again with another seed decides the same."""

from lifecycle.contract import Level
from lifecycle.guardrails import Finding, Guardrail

GUARDRAIL = Guardrail(
    key="retraining_flips",
    component="robust",
    name="Decisions that flip when retrained",
    means="Share of cases decided differently when the candidate is trained again with another seed.",
    limits={Level.LIGHT: 0.10, Level.STANDARD: 0.05, Level.HIGH: 0.03},
    at_least=False,
    measure=lambda evidence: Finding(
        f"{evidence.flips:.1%} of cases are decided differently after retraining.", evidence.flips
    ),
)
