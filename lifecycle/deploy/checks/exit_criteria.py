"""The stage ends on a number: the plan says which value, judged on how many cases."""

from lifecycle.deploy.checks import Check, GateEvidence, Outcome
from lifecycle.metrics import metrics


def judge(evidence: GateEvidence) -> tuple[Outcome, str]:
    """Look for a numeric exit criterion that does not undercut the contract's floor."""
    plan, boundary = evidence.plan, evidence.version.terms.boundary
    if plan is None or plan.exit_value is None or not plan.exit_cases:
        return Outcome.MISSING, "The release plan does not say on which number the stage ends."
    metric = metrics()[boundary.metric]
    shown = f"{metric.name} of {plan.exit_value * metric.factor:g} on {plan.exit_cases} cases"
    if plan.exit_value < boundary.floor:
        return Outcome.FAIL, f"{shown} is below the floor of the contract."
    return Outcome.PASS, f"The stage ends at {shown}."


CHECK = Check("exit_criteria", judge)
