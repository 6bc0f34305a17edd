import pytest

from lifecycle.guardrails import GroupFigure, Outcome, judge
from lifecycle.guardrails.smallest_cell import GUARDRAIL
from tests.lifecycle.builders import a_contract, dials, some_evidence


@pytest.mark.parametrize(("level", "k"), [("light", 5), ("standard", 10), ("high", 20)])
def test_the_smallest_group_shown_must_hold_k_cases(level: str, k: int) -> None:
    for n, outcome in ((k, Outcome.PASS), (k - 1, Outcome.FAIL)):
        cells = (GroupFigure("many", 500), GroupFigure("few", n))
        verdict = judge(GUARDRAIL, some_evidence(contract=a_contract(**dials(privacy=level)), cells=cells))
        assert (verdict.outcome, verdict.value, verdict.n) == (outcome, n, n)
        assert "is few with" in verdict.sentence


def test_a_group_of_one_that_is_shown_does_not_pass() -> None:
    assert judge(GUARDRAIL, some_evidence(cells=(GroupFigure("one", 1),))).outcome is Outcome.FAIL


@pytest.mark.parametrize("cells", [(), (GroupFigure("nobody", 0),)])
def test_where_no_group_is_shown_it_does_not_apply(cells: tuple[GroupFigure, ...]) -> None:
    assert judge(GUARDRAIL, some_evidence(cells=cells)).outcome is Outcome.NOT_APPLICABLE
