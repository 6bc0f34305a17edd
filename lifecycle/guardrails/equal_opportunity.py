"""Fair: who truly is a yes is found as often in one group as in another."""

from lifecycle.build.fairness import LEAST_YES, too_small
from lifecycle.build.shares import apart, around, figure
from lifecycle.contract import Level
from lifecycle.guardrails import Evidence, Finding, Guardrail, without_groups


def measure(evidence: Evidence) -> Finding:
    """Take the highest recall less the lowest, over groups with at least 20 cases that are truly yes.

    Equal opportunity after Hardt, Price & Srebro (2016); rates by fairlearn.
    """
    if evidence.groups is None:
        return without_groups(evidence)
    table = tuple(figure(group.group, group.found, group.yes) for group in evidence.groups)
    n = min((group.yes for group in evidence.groups), default=0)
    if why := too_small(evidence.groups, lambda group: group.yes, LEAST_YES):
        said = f"Groups with fewer than {LEAST_YES} cases that are truly yes cannot be compared{why}."
        return Finding(said, None, n=n, groups=table)
    low = min(evidence.groups, key=lambda g: g.found / g.yes)
    high = max(evidence.groups, key=lambda g: g.found / g.yes)
    gap = high.found / high.yes - low.found / low.yes
    ends = apart((low.found, low.yes), (high.found, high.yes), lambda a, b: b - a)
    sentence = (
        f"Of those who truly are a yes {low.found / low.yes:.0%} are found in {low.group} and "
        f"{high.found / high.yes:.0%} in {high.group}: {gap * 100:.0f} points apart."
    )
    return Finding(sentence, gap, n=n, interval=around(gap, ends), groups=table)


GUARDRAIL = Guardrail(
    key="equal_opportunity",
    component="fair",
    name="Equal-opportunity gap",
    means="Share of the truly yes that is found: the best served group's less the worst served group's.",
    limits={Level.LIGHT: None, Level.STANDARD: 0.10, Level.HIGH: 0.05},
    at_least=False,
    measure=measure,
)
