"""Fair: the least favoured group's rate of being acted on, compared with the most favoured group's."""

import numpy as np

from lifecycle.build.fairness import LEAST_GROUP, too_small
from lifecycle.build.shares import apart, around, figure
from lifecycle.contract import Level
from lifecycle.guardrails import Evidence, Finding, Guardrail, without_groups


def measure(evidence: Evidence) -> Finding:
    """Take the lowest selection rate over the highest, over groups of at least 30 cases.

    The four-fifths rule of the US Uniform Guidelines on Employee Selection Procedures (1978) is the limit .80.
    """
    if evidence.groups is None:
        return without_groups(evidence)
    table = tuple(figure(group.group, group.acted, group.n) for group in evidence.groups)
    n = min((group.n for group in evidence.groups), default=0)
    if why := too_small(evidence.groups, lambda group: group.n, LEAST_GROUP):
        return Finding(f"Groups of fewer than {LEAST_GROUP} cases cannot be compared{why}.", None, n=n, groups=table)
    low = min(evidence.groups, key=lambda g: g.acted / g.n)
    high = max(evidence.groups, key=lambda g: g.acted / g.n)
    rates = low.acted / low.n, high.acted / high.n
    ratio = rates[0] / rates[1] if rates[1] else 1.0
    with np.errstate(invalid="ignore", divide="ignore"):
        ends = apart((low.acted, low.n), (high.acted, high.n), lambda a, b: a / b)
    sentence = f"{low.group} is acted on in {rates[0]:.0%} of cases, {high.group} in {rates[1]:.0%}: ratio {ratio:.2f}."
    return Finding(sentence, ratio, n=n, interval=around(ratio, ends), groups=table)


GUARDRAIL = Guardrail(
    key="selection_ratio",
    component="fair",
    name="Selection-rate ratio",
    means="How often the least favoured group is acted on, divided by the most favoured group's rate.",
    limits={Level.LIGHT: None, Level.STANDARD: 0.80, Level.HIGH: 0.90},
    at_least=True,
    measure=measure,
)
