"""Responsible: somebody who did not make it has looked at it."""

from lifecycle.catalogue import roles
from lifecycle.contract import Level
from lifecycle.guardrails import AnyEvidence, Finding, Guardrail


def measure(evidence: AnyEvidence) -> Finding:
    """Say who reviewed: 0 nobody, 1 a peer, 2 the second line of defence."""
    review = evidence.review
    if review is None:
        return Finding("Nobody who did not make it is named as its reviewer.", 0.0)
    line = "the second line" if review.by_second_line else "a peer"
    said = f"{review.name} ({roles()[review.role].name}) reviewed it, as {line}."
    return Finding(said, 2.0 if review.by_second_line else 1.0)


GUARDRAIL = Guardrail(
    key="independent_review",
    component="responsible",
    name="Independent review",
    means="Who reviewed without having made it: 0 nobody, 1 a peer, 2 the second line of defence.",
    limits={Level.LIGHT: None, Level.STANDARD: 1.0, Level.HIGH: 2.0},
    at_least=True,
    measure=measure,
    measure_any=measure,
)
