"""Fair: the least favoured group's rate of being acted on, compared with the most favoured group's."""

from lifecycle.contract import Level
from lifecycle.guardrails import Evidence, Finding, Guardrail, Outcome

LEAST_GROUP = 30


def measure(evidence: Evidence) -> Finding:
    """Take the lowest selection rate over the highest, over groups of at least 30 cases.

    The four-fifths rule of the US Uniform Guidelines on Employee Selection Procedures (1978) is the limit .80.
    """
    if evidence.groups is None:
        reason = "No protected attribute was named in the data, so groups cannot be compared."
        required = evidence.contract.dials["fair"].level is not Level.LIGHT
        return Finding(reason, None, Outcome.INSUFFICIENT if required else Outcome.NOT_APPLICABLE)
    small = [group.group for group in evidence.groups if group.n < LEAST_GROUP]
    rates = {group.group: group.acted / group.n for group in evidence.groups if group.n >= LEAST_GROUP}
    if len(rates) < 2 or small:
        named = f" ({', '.join(small)} too small)" if small else ""
        return Finding(f"Groups of fewer than {LEAST_GROUP} cases cannot be compared{named}.", None)
    low, high = min(rates, key=lambda g: rates[g]), max(rates, key=lambda g: rates[g])
    ratio = rates[low] / rates[high] if rates[high] else 1.0
    sentence = f"{low} is acted on in {rates[low]:.0%} of cases, {high} in {rates[high]:.0%}: ratio {ratio:.2f}."
    return Finding(sentence, ratio)


GUARDRAIL = Guardrail(
    key="selection_ratio",
    component="fair",
    name="Selection-rate ratio",
    means="How often the least favoured group is acted on, divided by the most favoured group's rate.",
    limits={Level.LIGHT: None, Level.STANDARD: 0.80, Level.HIGH: 0.90},
    at_least=True,
    measure=measure,
)
