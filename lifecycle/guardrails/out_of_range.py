"""Safe: inputs the model was never trained for are refused."""

from lifecycle.contract import Level
from lifecycle.guardrails import AnyEvidence, Finding, Guardrail, found


def measure(evidence: AnyEvidence) -> Finding:
    """Take how many spoilt rows the ranges refuse, whatever is predicted from them."""
    return found(evidence, "out_of_range")


GUARDRAIL = Guardrail(
    key="out_of_range",
    component="safe",
    name="Out-of-range inputs refused",
    means="Share of spoilt rows that the ranges declared in training refuse.",
    limits={Level.LIGHT: None, Level.STANDARD: 0.95, Level.HIGH: 0.99},
    at_least=True,
    measure=measure,
    measure_any=measure,
)
