"""How it is released is agreed: the plan names a method and a share of cases."""

from lifecycle.deploy.checks import Check, GateEvidence, Outcome


def judge(evidence: GateEvidence) -> tuple[Outcome, str]:
    """Look for a release plan."""
    plan = evidence.plan
    if plan is None:
        return Outcome.MISSING, "No release plan has been written yet."
    return Outcome.PASS, f"Released as {plan.method.value}, deciding {plan.exposure:.0%} of cases."


CHECK = Check("method", judge)
