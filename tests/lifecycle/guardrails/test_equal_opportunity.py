import pytest

from lifecycle.guardrails import Evidence, Outcome, judge
from lifecycle.guardrails.equal_opportunity import GUARDRAIL
from tests.lifecycle.builders import a_contract, dials, some_evidence, two_groups


def evidence(level: str = "standard", **changes: object) -> Evidence:
    return some_evidence(contract=a_contract(**dials(fair=level)), groups=two_groups(**changes))


@pytest.mark.parametrize(("level", "found"), [("standard", 35), ("high", 38)])
def test_groups_found_nearly_as_often_pass_and_others_do_not(level: str, found: int) -> None:
    # 40 of 50 are found in the north: 80 %.
    assert judge(GUARDRAIL, evidence(level, found=found)).outcome is Outcome.PASS
    assert judge(GUARDRAIL, evidence(level, found=found - 1)).outcome is Outcome.FAIL


def test_the_two_groups_and_the_interval_of_their_difference_are_told() -> None:
    verdict = judge(GUARDRAIL, evidence(found=30))
    assert verdict.sentence == (
        "Of those who truly are a yes 60% are found in south and 80% in north: 20 points apart."
    )
    assert verdict.value == pytest.approx(0.2)
    assert verdict.interval is not None
    # By the normal approximation 0.2 ± 1.96 · √(.8·.2/50 + .6·.4/50).
    assert verdict.interval.low == pytest.approx(0.2 - 0.175, abs=0.02)
    assert verdict.interval.high == pytest.approx(0.2 + 0.175, abs=0.02)
    assert [(row.group, row.n, row.value) for row in verdict.groups] == [("north", 50, 0.8), ("south", 50, 0.6)]


@pytest.mark.parametrize("yes", [0, 1, 19])
def test_a_group_with_hardly_anybody_to_be_found_cannot_be_compared(yes: int) -> None:
    verdict = judge(GUARDRAIL, evidence(yes=yes, found=0))
    assert (verdict.outcome, verdict.n) == (Outcome.INSUFFICIENT, yes)
    assert "south too small" in verdict.sentence


def test_twenty_are_enough() -> None:
    assert judge(GUARDRAIL, evidence(yes=20, found=16)).outcome is Outcome.PASS


@pytest.mark.parametrize("count", [0, 1])
def test_two_groups_are_needed(count: int) -> None:
    assert judge(GUARDRAIL, some_evidence(groups=two_groups()[:count])).outcome is Outcome.INSUFFICIENT
