"""Robust: probabilities mean what they say."""

from lifecycle.contract import Level
from lifecycle.guardrails import Evidence, Finding, Guardrail


def measure(evidence: Evidence) -> Finding:
    """Take the expected calibration error of the champion over 10 equal-width bins."""
    error = evidence.champion.measures.get("calibration_error")
    if error is None:
        return Finding("The champion gives no probabilities.", None)
    sentence = f"Probabilities are off by {error.mid:.3f} on average ({error.low:.3f} to {error.high:.3f})."
    return Finding(sentence, error.mid, interval=error)


GUARDRAIL = Guardrail(
    key="calibration",
    component="robust",
    name="Calibration error",
    means="By how much predicted probabilities differ from what happens, on average over ten bins (ECE).",
    limits={Level.LIGHT: 0.08, Level.STANDARD: 0.05, Level.HIGH: 0.03},
    at_least=False,
    measure=measure,
)
