"""What holds for every guardrail that compares groups where no yes or no is predicted."""

from lifecycle.build.dataset import MULTICLASS, REGRESSION
from lifecycle.contract import Level
from lifecycle.figures import Interval
from lifecycle.guardrails import AnyEvidence, GroupFigure, Guardrail, Measured, Outcome, judge_all_any, judge_any
from tests.lifecycle.build.kind_records import any_evidence
from tests.lifecycle.builders import a_contract, dials

TABLE = (GroupFigure("a", 40, 0.1, 0.0, 0.2), GroupFigure("b", 50, 0.4, 0.3, 0.5))


def evidence(key: str, kind: str, value: float | None, level: str = "standard", attribute: str = "site") -> AnyEvidence:
    """Make evidence of what was computed under a key."""
    span = None if value is None else Interval(value, value, value)
    item = Measured(value, "Computed.", 40, span, TABLE)
    contract = a_contract(**dials(fair=level))
    return any_evidence(contract=contract, kind=kind, attribute=attribute, measured={key: item})


def check_groups(guardrail: Guardrail, kind: str) -> None:
    """Check limits, reasons, and that it is asked for its kind alone."""
    key, said = guardrail.key, "something"
    for level in ("standard", "high"):
        limit = guardrail.limits[Level(level)]
        assert limit is not None
        for value, outcome in ((limit, Outcome.PASS), (limit + 0.001, Outcome.FAIL), (0.0, Outcome.PASS)):
            verdict = judge_any(guardrail, evidence(key, kind, value, level), said)
            assert (verdict.outcome, verdict.n, verdict.groups, verdict.limit) == (outcome, 40, TABLE, limit)
            assert verdict.interval == Interval(value, value, value)
    assert judge_any(guardrail, evidence(key, kind, 9.0, "light"), said).outcome is Outcome.REPORTED
    unknown = judge_any(guardrail, evidence(key, kind, None), said)
    assert (unknown.outcome, unknown.blocks, unknown.sentence) == (Outcome.INSUFFICIENT, True, "Computed.")
    for level, outcome in (("light", Outcome.NOT_APPLICABLE), ("standard", Outcome.INSUFFICIENT)):
        alone = judge_any(guardrail, evidence(key, kind, 0.0, level, attribute=""), said)
        assert (alone.outcome, alone.value) == (outcome, None)
        assert "No protected attribute was named" in alone.sentence
    missing = judge_any(guardrail, any_evidence(kind=kind, attribute="site"), said)
    assert (missing.outcome, missing.sentence) == (Outcome.INSUFFICIENT, "It was not measured for this decision.")
    other = ({REGRESSION, MULTICLASS} - {kind}).pop()
    for asked, there in ((kind, True), (other, False)):
        judged = {one.guardrail for one in judge_all_any(any_evidence(kind=asked), said)}
        assert (key in judged) is there
