"""A guardrail whose figure was measured before, judged at each level of its dial."""

from lifecycle.contract import Level
from lifecycle.guardrails import Guardrail, Measured, judge
from tests.lifecycle.builders import a_contract, dials, some_evidence

Outcomes = dict[str, str]


def outcomes(guardrail: Guardrail, dial: str, value: float) -> Outcomes:
    """Give the outcome at each level, once the verdict has the figure, the sentence and the cases as measured."""
    found: Outcomes = {}
    for level in Level:
        contract = a_contract(**dials(**{dial: level.value}))
        measured = {guardrail.key: Measured(value, "Computed.", 120)}
        verdict = judge(guardrail, some_evidence(contract=contract, measured=measured))
        assert (verdict.value, verdict.sentence, verdict.n) == (value, "Computed.", 120)
        found[level.value] = verdict.outcome.value
    return found
