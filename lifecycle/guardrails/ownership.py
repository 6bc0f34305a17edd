"""Responsible: somebody answers, and somebody else when they cannot."""

from lifecycle.contract import Level
from lifecycle.guardrails import AnyEvidence, Finding, Guardrail
from lifecycle.people import same_person


def measure(evidence: AnyEvidence) -> Finding:
    """Check that the one on call and the deputy are named and are two people."""
    call, deputy = (evidence.contract.owners.get(role, "").strip() for role in ("oncall", "deputy"))
    if not call or not deputy:
        return Finding("On call or deputy is not named.", 0.0)
    if same_person(call, deputy):
        return Finding(f"{call} is on call and also the deputy: nobody answers when they are away.", 0.0)
    return Finding(f"{call} is on call, {deputy} is the deputy.", 1.0)


GUARDRAIL = Guardrail(
    key="ownership",
    component="responsible",
    name="Named owner and deputy",
    means="Two different people are named as on call and as deputy.",
    limits={Level.LIGHT: 1.0, Level.STANDARD: 1.0, Level.HIGH: 1.0},
    at_least=True,
    measure=measure,
    measure_any=measure,
)
