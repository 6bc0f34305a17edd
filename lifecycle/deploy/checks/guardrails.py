"""Every guardrail its dial requires is kept, on data less than 30 days old."""

from datetime import timedelta

from lifecycle.deploy.checks import Check, GateEvidence, Outcome
from lifecycle.guardrails import Outcome as Kept

MOST_DAYS = 30


def judge(evidence: GateEvidence) -> tuple[Outcome, str]:
    """Take the verdicts frozen with the decision; one with a limit that could not be measured counts as missing."""
    decision = evidence.decision
    age = evidence.now - decision.decided_at
    if not decision.verdicts:
        return Outcome.MISSING, "No guardrail was measured when the decision was made."
    failed = [v.name for v in decision.verdicts if v.outcome is Kept.FAIL]
    unknown = [v.name for v in decision.verdicts if v.blocks and v.outcome is Kept.INSUFFICIENT]
    if failed:
        return Outcome.FAIL, f"Not kept: {', '.join(failed)}."
    if unknown:
        return Outcome.MISSING, f"Could not be measured: {', '.join(unknown)}."
    if age >= timedelta(days=MOST_DAYS):
        return Outcome.FAIL, f"They were measured {age.days} days ago; measure them again (less than {MOST_DAYS} days)."
    return Outcome.PASS, f"{len(decision.verdicts)} guardrails measured {age.days} days ago; none is broken."


CHECK = Check("guardrails", judge)
