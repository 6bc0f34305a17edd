"""Privacy: for every feature somebody wrote down what it is used for."""

from lifecycle.contract import Level
from lifecycle.guardrails import AnyEvidence, Finding, Guardrail, Outcome

NAMED = 5


def measure(evidence: AnyEvidence) -> Finding:
    """Take the share of features with a purpose on record."""
    if evidence.purposes is None:
        return Finding("Nobody was asked what each feature is used for.", None)
    if not evidence.purposes:
        return Finding("Only predictions were brought, no features that need a purpose.", None, Outcome.NOT_APPLICABLE)
    missing = [name for name, why in evidence.purposes.items() if not why.strip()]
    n = len(evidence.purposes)
    if not missing:
        return Finding(f"Each of the {n} features has a purpose on record.", 1.0)
    more = f" and {len(missing) - NAMED} more" if len(missing) > NAMED else ""
    said = f"{len(missing)} of {n} features have no purpose on record: {', '.join(missing[:NAMED])}{more}."
    return Finding(said, 1 - len(missing) / n)


GUARDRAIL = Guardrail(
    key="purposes",
    component="privacy",
    name="A purpose for every feature",
    means="Share of the features for which the decision says what they are used for.",
    limits={Level.LIGHT: 1.0, Level.STANDARD: 1.0, Level.HIGH: 1.0},
    at_least=True,
    measure=measure,
    measure_any=measure,
)
