"""Fair: where calibration and equal error rates cannot both be had, somebody chose and it is on record."""

from lifecycle.build.decision_choice import CHOICES
from lifecycle.build.fairness import LEAST_GROUP, too_small
from lifecycle.build.shares import apart, figure
from lifecycle.contract import Level
from lifecycle.guardrails import (
    Evidence,
    Finding,
    Guardrail,
    Outcome,
    Verdict,
    equal_opportunity,
    group_calibration,
    judge,
    without_groups,
)

# What each choice says of the groups, as the guardrail that measures it.
CLAIMS = {
    "calibration": (group_calibration.GUARDRAIL,),
    "error_rates": (equal_opportunity.GUARDRAIL,),
    "neither": (group_calibration.GUARDRAIL, equal_opportunity.GUARDRAIL),
}


def measure(evidence: Evidence) -> Finding:
    """Say whether groups differ in how many are truly yes, what was then preferred, and whether it holds.

    With unequal base rates no imperfect score is both calibrated in every group and wrong equally often in each
    (Kleinberg, Mullainathan & Raghavan 2016; Chouldechova 2017).
    """
    groups = evidence.groups
    if groups is None:
        return without_groups(evidence)
    table = tuple(figure(group.group, group.yes, group.n) for group in groups)
    n = min((group.n for group in groups), default=0)
    if why := too_small(groups, lambda group: group.n, LEAST_GROUP):
        return Finding(f"Groups of fewer than {LEAST_GROUP} cases cannot be compared{why}.", None, n=n, groups=table)
    low, high = min(groups, key=lambda g: g.yes / g.n), max(groups, key=lambda g: g.yes / g.n)
    ends = apart((low.yes, low.n), (high.yes, high.n), lambda a, b: b - a)
    rates = f"{low.yes / low.n:.1%} of {low.group} and {high.yes / high.n:.1%} of {high.group} are truly yes"
    if ends is None or ends[0] <= 0:
        said = f"{rates}: no difference beyond chance, so calibration and equal error rates need not conflict."
        return Finding(said, None, Outcome.NOT_APPLICABLE, n=n, groups=table)
    conflict = f"{rates}, so no score can be calibrated in both and be wrong equally often in both"
    if evidence.choice not in CHOICES:
        return Finding(f"{conflict}. What is preferred was not recorded with the decision.", 0.0, n=n, groups=table)
    said = f"{conflict}. Chosen: {CHOICES[evidence.choice]}"
    claims = [judge(one, evidence) for one in CLAIMS[evidence.choice]]
    broken = [_told(one) for one in claims if one.outcome is Outcome.FAIL]
    if broken:
        return Finding(f"{said} That does not hold: {' and '.join(broken)}.", 0.0, n=n, groups=table)
    unknown = [one.name.lower() for one in claims if one.outcome is Outcome.INSUFFICIENT]
    if unknown:
        return Finding(f"{said} Whether that holds cannot be told: {' and '.join(unknown)}.", None, n=n, groups=table)
    return Finding(said, 1.0, n=n, groups=table)


def _told(verdict: Verdict) -> str:
    value = 0.0 if verdict.value is None else verdict.value
    return f"{verdict.name.lower()} is {value:.3f}, limit {verdict.limit:g}"


GUARDRAIL = Guardrail(
    key="fairness_choice",
    component="fair",
    name="Calibration or equal error rates",
    means="Where groups differ in how many are truly yes it is stated, the choice recorded, and what was chosen holds.",
    limits={Level.LIGHT: None, Level.STANDARD: 1.0, Level.HIGH: 1.0},
    at_least=True,
    measure=measure,
)
