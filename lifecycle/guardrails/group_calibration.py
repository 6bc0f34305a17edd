"""Fair: a probability means the same in every group."""

from lifecycle.build.fairness import LEAST_GROUP, off_figure, off_gap, too_small
from lifecycle.contract import Level
from lifecycle.guardrails import Evidence, Finding, Guardrail, without_groups


def measure(evidence: Evidence) -> Finding:
    """Take how much further probabilities are off in one group than in another, with their sign."""
    if evidence.groups is None:
        return without_groups(evidence)
    table = tuple(off_figure(group) for group in evidence.groups)
    n = min((group.n for group in evidence.groups), default=0)
    if why := too_small(evidence.groups, lambda group: group.n, LEAST_GROUP):
        return Finding(f"Groups of fewer than {LEAST_GROUP} cases cannot be compared{why}.", None, n=n, groups=table)
    found = off_gap(evidence.groups)
    if found is None:
        return Finding("The champion gives no probabilities that could be compared between groups.", None, n=n)
    low, high, gap = found
    sentence = (
        f"Mean probability less what happened: {low.off:+.3f} in {low.group}, {high.off:+.3f} in {high.group}, "
        f"{gap.mid:.3f} apart."
    )
    return Finding(sentence, gap.mid, n=n, interval=gap, groups=table)


GUARDRAIL = Guardrail(
    key="group_calibration",
    component="fair",
    name="Group calibration gap",
    means="Mean probability less the share that is truly yes: highest group less lowest group.",
    limits={Level.LIGHT: None, Level.STANDARD: 0.05, Level.HIGH: 0.03},
    at_least=False,
    measure=measure,
)
