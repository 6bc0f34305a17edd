"""Robust: no slice of the cases on which it works much worse."""

from lifecycle.contract import Level
from lifecycle.guardrails import Guardrail, found

GUARDRAIL = Guardrail(
    key="worst_slice",
    component="robust",
    name="Worst slice",
    means="AUC of the slice in which yes and no are told apart worst, divided by the AUC of all cases.",
    limits={Level.LIGHT: 0.75, Level.STANDARD: 0.85, Level.HIGH: 0.90},
    at_least=True,
    measure=lambda evidence: found(evidence, "worst_slice"),
)
