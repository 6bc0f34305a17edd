"""Fair: each group's share of those acted on, compared with its share of all cases."""

from lifecycle.build.fairness import LEAST_GROUP, too_small
from lifecycle.build.guardrail_curves import band
from lifecycle.build.shares import share
from lifecycle.contract import Level
from lifecycle.guardrails import Evidence, Finding, GroupFigure, GroupRate, Guardrail, without_groups


def measure(evidence: Evidence) -> Finding:
    """Take the group whose share of those acted on is furthest from its share of all cases."""
    if evidence.groups is None:
        return without_groups(evidence)
    total = sum(group.n for group in evidence.groups)
    acted = sum(group.acted for group in evidence.groups)
    n = min((group.n for group in evidence.groups), default=0)
    if not acted:
        return Finding("Nobody is acted on, so no group has a share of it.", None, n=n)
    rows = tuple(_row(group, acted, total) for group in evidence.groups)
    if why := too_small(evidence.groups, lambda group: group.n, LEAST_GROUP):
        return Finding(f"Groups of fewer than {LEAST_GROUP} cases cannot be compared{why}.", None, n=n, groups=rows)
    low, high = band(GUARDRAIL, evidence.level("fair"))
    far = max(rows, key=lambda row: max(low - (row.value or 0), (row.value or 0) - high))
    of = next(group for group in evidence.groups if group.group == far.group)
    sentence = (
        f"{far.group} is {of.n / total:.0%} of all cases and {of.acted / acted:.0%} of those acted on: "
        f"ratio {far.value:.2f}."
    )
    wide = share(of.acted, acted)
    interval = wide.scaled(total / of.n) if wide else None
    return Finding(sentence, far.value, n=n, interval=interval, groups=rows)


def _row(group: GroupRate, acted: int, total: int) -> GroupFigure:
    wide = share(group.acted, acted)
    found = wide.scaled(total / group.n) if wide and group.n else None
    return GroupFigure(group.group, group.n, found.mid, found.low, found.high) if found else GroupFigure(group.group, 0)


GUARDRAIL = Guardrail(
    key="representation",
    component="fair",
    name="Representation ratio",
    means="A group's share of those acted on, divided by its share of all cases; of the group furthest from 1.",
    limits={Level.LIGHT: None, Level.STANDARD: 0.80, Level.HIGH: 0.90},
    at_least=True,
    measure=measure,
    highest={Level.STANDARD: 1.25, Level.HIGH: 1.10},
)
