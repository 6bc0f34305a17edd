import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lifecycle.guardrails import Evidence, GroupRate, Outcome, judge
from lifecycle.guardrails.selection_ratio import GUARDRAIL
from tests.lifecycle.builders import a_contract, dials, some_evidence


def evidence(*groups: tuple[str, int, int], level: str = "standard") -> Evidence:
    """Make evidence with groups, each (name, cases, cases acted on)."""
    rates = tuple(GroupRate(*group) for group in groups)
    return some_evidence(contract=a_contract(**dials(fair=level)), groups=rates)


@pytest.mark.parametrize(("level", "least"), [("standard", 80), ("high", 90)])
def test_groups_acted_on_nearly_as_often_pass_and_others_do_not(level: str, least: int) -> None:
    assert judge(GUARDRAIL, evidence(("A", 100, 100), ("B", 100, least), level=level)).outcome is Outcome.PASS
    assert judge(GUARDRAIL, evidence(("A", 100, 100), ("B", 100, least - 1), level=level)).outcome is Outcome.FAIL


def test_a_light_dial_only_reports_the_ratio() -> None:
    verdict = judge(GUARDRAIL, evidence(("A", 100, 50), ("B", 100, 10), level="light"))
    assert verdict.outcome is Outcome.REPORTED
    assert verdict.value == pytest.approx(0.2)


@given(st.lists(st.tuples(st.integers(30, 500), st.integers(0, 500)), min_size=2, max_size=4))
def test_the_ratio_is_the_smallest_of_those_between_any_two_groups(cases: list[tuple[int, int]]) -> None:
    groups = [(f"G{i}", n, min(acted, n)) for i, (n, acted) in enumerate(cases)]
    assume(any(acted for _, _, acted in groups))
    ratios = [(acted * n) / (m * most) for _, m, acted in groups for _, n, most in groups if most]
    assert judge(GUARDRAIL, evidence(*groups)).value == pytest.approx(min(ratios))


def test_the_least_and_the_most_favoured_group_are_named() -> None:
    verdict = judge(GUARDRAIL, evidence(("North", 100, 40), ("South", 50, 10), ("West", 200, 60)))
    assert verdict.value == pytest.approx(0.5)
    assert verdict.sentence == "South is acted on in 20% of cases, North in 40%: ratio 0.50."


def test_groups_nobody_of_whom_is_acted_on_are_treated_alike() -> None:
    assert judge(GUARDRAIL, evidence(("A", 100, 0), ("B", 100, 0))).value == 1


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        ("light", Outcome.NOT_APPLICABLE),
        ("standard", Outcome.INSUFFICIENT),
        ("high", Outcome.INSUFFICIENT),
    ],
)
def test_without_a_protected_attribute_it_cannot_be_measured(level: str, expected: Outcome) -> None:
    verdict = judge(GUARDRAIL, some_evidence(contract=a_contract(**dials(fair=level)), groups=None))
    assert verdict.outcome is expected
    assert verdict.value is None


def test_a_group_that_is_too_small_cannot_be_measured_and_is_named() -> None:
    verdict = judge(GUARDRAIL, evidence(("A", 100, 50), ("B", 100, 50), ("Few", 29, 0)))
    assert verdict.outcome is Outcome.INSUFFICIENT
    assert "Few too small" in verdict.sentence


def test_thirty_cases_are_enough_for_a_group() -> None:
    assert judge(GUARDRAIL, evidence(("A", 100, 50), ("Few", 30, 15))).outcome is Outcome.PASS


@pytest.mark.parametrize("groups", [(), (("A", 100, 50),)])
def test_fewer_than_two_groups_cannot_be_compared(groups: tuple[tuple[str, int, int], ...]) -> None:
    assert judge(GUARDRAIL, evidence(*groups)).outcome is Outcome.INSUFFICIENT


@pytest.mark.parametrize(
    ("level", "low", "high", "n"), [("standard", 20, 25, 30), ("standard", 8, 10, 34), ("high", 9, 10, 33)]
)
def test_exactly_four_fifths_and_nine_tenths_pass(level: str, low: int, high: int, n: int) -> None:
    assert judge(GUARDRAIL, evidence(("A", n, high), ("B", n, low), level=level)).outcome is Outcome.PASS
