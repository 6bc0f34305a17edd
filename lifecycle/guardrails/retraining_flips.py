"""Robust: training again with another seed decides the same."""

from lifecycle.build.dataset import REGRESSION
from lifecycle.build.shares import share
from lifecycle.contract import Level
from lifecycle.guardrails import AnyEvidence, Evidence, Finding, Guardrail, Outcome, found


def measure(evidence: Evidence) -> Finding:
    """Take the share of cases decided differently after retraining; predictions from elsewhere cannot be retrained."""
    if evidence.flips is None:
        brought = (
            "The model came as a file from outside" if evidence.artefact_sha256 else "Only predictions were brought"
        )
        reason = f"{brought}: whoever trained the model has to train it again with another seed."
        return Finding(reason, None, Outcome.NOT_APPLICABLE)
    said = f"{evidence.flips:.1%} of cases are decided differently after retraining."
    interval = share(round(evidence.flips * evidence.flips_n), evidence.flips_n) if evidence.flips_n else None
    return Finding(said, evidence.flips, n=evidence.flips_n, interval=interval)


def measure_any(evidence: AnyEvidence) -> Finding:
    """Take the same of decided classes; a forecast decides nothing that could flip."""
    if evidence.kind == REGRESSION:
        return Finding("A forecast is a number, not a decision that could flip.", None, Outcome.NOT_APPLICABLE)
    return found(evidence, "retraining_flips")


GUARDRAIL = Guardrail(
    key="retraining_flips",
    component="robust",
    name="Decisions that flip when retrained",
    means="Share of cases decided differently when the candidate is trained again with another seed.",
    limits={Level.LIGHT: 0.10, Level.STANDARD: 0.05, Level.HIGH: 0.03},
    at_least=False,
    measure=measure,
    measure_any=measure_any,
)
