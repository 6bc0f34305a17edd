"""Every guardrail its dial requires is kept, on data less than 30 days old."""

from datetime import timedelta

from lifecycle.build.group_terms import why_not
from lifecycle.deploy.checks import Check, GateEvidence, Outcome
from lifecycle.guardrails import Outcome as Kept

MOST_DAYS = 30


def judge(evidence: GateEvidence) -> tuple[Outcome, str]:
    """Take the verdicts frozen with the decision; one with a limit that could not be measured counts as missing.

    Thresholds by group count as broken where the contract in force no longer allows them; a waiver of
    this check does not change that: the release is refused all the same.
    """
    decision = evidence.decision
    if decision.by_group is not None and (why := why_not(evidence.version.terms, decision.by_group.attribute)):
        return Outcome.FAIL, f"Decision {decision.number} {decision.acts()}. {why}"
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
