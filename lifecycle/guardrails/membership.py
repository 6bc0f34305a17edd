"""Privacy: the model does not give away who was in its training data."""

from lifecycle.contract import Level
from lifecycle.guardrails import Guardrail, found

GUARDRAIL = Guardrail(
    key="membership",
    component="privacy",
    name="Membership inference",
    means="How well its loss tells cases it was trained on from others (AUC); 0.5 is a coin.",
    limits={Level.LIGHT: None, Level.STANDARD: 0.60, Level.HIGH: 0.55},
    at_least=False,
    measure=lambda evidence: found(evidence, "membership"),
)
