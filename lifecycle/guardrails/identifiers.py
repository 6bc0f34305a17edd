"""Privacy: no direct identifier among the features."""

from lifecycle.contract import Level
from lifecycle.guardrails import AnyEvidence, Finding, Guardrail


def measure(evidence: AnyEvidence) -> Finding:
    """Count features in which a pattern scan found names, addresses or numbers that point at a person."""
    found = evidence.identifiers
    sentence = f"Found: {'; '.join(found)}." if found else "No feature looks like a name, address or personal number."
    return Finding(sentence, float(len(found)))


GUARDRAIL = Guardrail(
    key="identifiers",
    component="privacy",
    name="Direct identifiers in features",
    means="Features in which e-mail addresses, phone numbers, bank or identity numbers, or names were found.",
    limits={Level.LIGHT: 0.0, Level.STANDARD: 0.0, Level.HIGH: 0.0},
    at_least=False,
    measure=measure,
    measure_any=measure,
)
