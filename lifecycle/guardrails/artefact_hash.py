"""Safe: what is loaded is what was decided on."""

from lifecycle.contract import Level
from lifecycle.guardrails import AnyEvidence, Finding, Guardrail, Outcome


def measure(evidence: AnyEvidence) -> Finding:
    """Compare the hash of the model file as loaded with the hash recorded when it was trained."""
    if not evidence.artefact_sha256 and not evidence.artefact_found:
        reason = "Only predictions were brought, no model file: where the model runs its hash has to be watched."
        return Finding(reason, None, Outcome.NOT_APPLICABLE)
    if not evidence.artefact_sha256 or not evidence.artefact_found:
        return Finding("There is no model file to compare, or no hash of it was recorded.", None)
    same = evidence.artefact_found == evidence.artefact_sha256
    short = evidence.artefact_sha256[:12]
    sentence = f"The model file is {short}…, as recorded." if same else f"The model file is not {short}…: it changed."
    return Finding(sentence, 1.0 if same else 0.0)


GUARDRAIL = Guardrail(
    key="artefact_hash",
    component="safe",
    name="Model file unchanged",
    means="The SHA-256 of the model file when it is loaded equals the one recorded when it was trained.",
    limits={Level.LIGHT: 1.0, Level.STANDARD: 1.0, Level.HIGH: 1.0},
    at_least=True,
    measure=measure,
    measure_any=measure,
)
