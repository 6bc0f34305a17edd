"""The previous version can be restored: its model file loads with the recorded hash."""

from lifecycle.deploy.checks import Check, GateEvidence, Outcome


def judge(evidence: GateEvidence) -> tuple[Outcome, str]:
    """Use the trial load of the previous release; a first release falls back to today's way."""
    if evidence.previous is None:
        return Outcome.NOT_APPLICABLE, "This is the first release: falling back means working as today."
    if evidence.previous_loads:
        return Outcome.PASS, f"Release {evidence.previous.number} was loaded with its recorded hash."
    return Outcome.FAIL, f"The model file of release {evidence.previous.number} cannot be loaded."


CHECK = Check("restorable", judge)
