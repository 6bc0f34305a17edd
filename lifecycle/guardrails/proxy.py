"""Fair: the features do not give the protected group away."""

from lifecycle.contract import Level
from lifecycle.guardrails import AnyEvidence, Evidence, Finding, Guardrail, found, without_groups


def measure(evidence: Evidence) -> Finding:
    """Take how well the protected group can be predicted from the features."""
    return without_groups(evidence) if evidence.groups is None else found(evidence, "proxy")


def measure_any(evidence: AnyEvidence) -> Finding:
    """Take the same where no yes or no is predicted."""
    return found(evidence, "proxy") if evidence.attribute else without_groups(evidence)


GUARDRAIL = Guardrail(
    key="proxy",
    component="fair",
    name="Features that stand for the group",
    means="How well the protected group can be predicted from the features, cross-validated (AUC); 0.5 is a coin.",
    limits={Level.LIGHT: None, Level.STANDARD: 0.75, Level.HIGH: 0.65},
    at_least=False,
    measure=measure,
    measure_any=measure_any,
)
