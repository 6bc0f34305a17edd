import pytest

from lifecycle.guardrails import Evidence, Outcome, judge
from lifecycle.guardrails.ownership import GUARDRAIL
from tests.lifecycle.builders import a_contract, dials, some_evidence


def evidence(level: str = "standard", **owners: str) -> Evidence:
    return some_evidence(contract=a_contract(**dials(responsible=level), owners=owners))


def test_two_people_pass_and_are_named() -> None:
    verdict = judge(GUARDRAIL, evidence(oncall="Noah Fischer", deputy="Priya Raman"))
    assert verdict.outcome is Outcome.PASS
    assert verdict.sentence == "Noah Fischer is on call, Priya Raman is the deputy."


@pytest.mark.parametrize("level", ["light", "standard", "high"])
@pytest.mark.parametrize("owners", [{}, {"oncall": "Noah"}, {"deputy": "Priya"}, {"oncall": "Noah", "deputy": "  "}])
def test_a_vacant_seat_does_not_pass_whatever_the_dial(level: str, owners: dict[str, str]) -> None:
    verdict = judge(GUARDRAIL, evidence(level, **owners))
    assert verdict.outcome is Outcome.FAIL
    assert "not named" in verdict.sentence


@pytest.mark.parametrize("deputy", ["Noah Fischer", "NOAH fischer", " Noah Fischer "])
def test_one_person_in_both_seats_does_not_pass(deputy: str) -> None:
    verdict = judge(GUARDRAIL, evidence(oncall="Noah Fischer", deputy=deputy))
    assert verdict.outcome is Outcome.FAIL
    assert "nobody answers" in verdict.sentence


def test_a_space_more_does_not_make_another_person() -> None:
    assert judge(GUARDRAIL, evidence(oncall="Noah Fischer", deputy="Noah  Fischer")).outcome is Outcome.FAIL
