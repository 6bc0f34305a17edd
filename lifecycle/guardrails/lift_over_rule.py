"""Robust: the candidate earns more than a rule of thumb, chance excluded."""

import math

from lifecycle.contract import Level
from lifecycle.figures import money, money_range
from lifecycle.guardrails import AnyEvidence, Evidence, Finding, Guardrail, found


def measure(evidence: Evidence) -> Finding:
    """Take the lower 95 % bound of the yearly value above the rule of thumb, on the same resamples."""
    more, currency = evidence.over_rule.more, evidence.contract.currency
    if not all(map(math.isfinite, (more.low, more.mid, more.high))):
        return Finding(f"What it earns above {evidence.rule} cannot be told from these cases.", None)
    sentence = (
        f"Earns {money(more.mid, currency)} a year more than {evidence.rule} "
        f"({money_range(more, currency)}, {evidence.over_rule.p_more:.0%} sure)."
    )
    return Finding(sentence, more.low, interval=more)


def measure_any(evidence: AnyEvidence) -> Finding:
    """Take the same where no yes or no is predicted."""
    return found(evidence, "lift_over_rule")


GUARDRAIL = Guardrail(
    key="lift_over_rule",
    component="robust",
    name="Better than a rule of thumb",
    means="Lower 95 % bound of the yearly value above the rule of thumb must be above zero.",
    limits={Level.LIGHT: 0.0, Level.STANDARD: 0.0, Level.HIGH: 0.0},
    at_least=True,
    strictly=True,
    measure=measure,
    measure_any=measure_any,
)
