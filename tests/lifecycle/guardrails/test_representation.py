import pytest

from lifecycle.guardrails import Evidence, GroupRate, Outcome, judge
from lifecycle.guardrails.representation import GUARDRAIL
from tests.lifecycle.builders import a_contract, dials, some_evidence


def evidence(*groups: tuple[str, int, int], level: str = "standard") -> Evidence:
    rates = tuple(GroupRate(*group) for group in groups)
    return some_evidence(contract=a_contract(**dials(fair=level)), groups=rates)


def by_hand(*groups: tuple[str, int, int]) -> dict[str, float]:
    cases, acted = sum(g[1] for g in groups), sum(g[2] for g in groups)
    return {name: (hits / acted) / (n / cases) for name, n, hits in groups}


@pytest.mark.parametrize(
    ("level", "acted", "expected"),
    [
        ("standard", 100, Outcome.PASS),
        ("standard", 80, Outcome.PASS),
        ("standard", 60, Outcome.FAIL),
        ("standard", 160, Outcome.FAIL),
        ("high", 90, Outcome.PASS),
        ("high", 80, Outcome.FAIL),
        ("light", 10, Outcome.REPORTED),
    ],
)
def test_a_group_with_its_share_of_those_acted_on_passes(level: str, acted: int, expected: Outcome) -> None:
    groups = (("A", 500, 100), ("B", 500, acted))
    verdict = judge(GUARDRAIL, evidence(*groups, level=level))
    assert verdict.outcome is expected
    assert verdict.value in [pytest.approx(ratio) for ratio in by_hand(*groups).values()]


def test_the_group_furthest_outside_is_the_one_that_is_told() -> None:
    groups = (("A", 600, 60), ("B", 300, 60), ("C", 100, 10))
    verdict = judge(GUARDRAIL, evidence(*groups))
    assert verdict.value == pytest.approx(by_hand(*groups)["B"])
    assert verdict.sentence == "B is 30% of all cases and 46% of those acted on: ratio 1.54."
    assert {row.group: row.value for row in verdict.groups} == pytest.approx(by_hand(*groups))


def test_where_nobody_is_acted_on_there_is_no_share_to_compare() -> None:
    verdict = judge(GUARDRAIL, evidence(("A", 100, 0), ("B", 100, 0)))
    assert verdict.outcome is Outcome.INSUFFICIENT
    assert "Nobody is acted on" in verdict.sentence


def test_where_everybody_is_acted_on_every_share_is_its_own() -> None:
    verdict = judge(GUARDRAIL, evidence(("A", 100, 100), ("B", 40, 40)))
    assert verdict.value == pytest.approx(1.0)
    assert verdict.outcome is Outcome.PASS


def test_a_group_of_one_is_insufficient_data() -> None:
    assert judge(GUARDRAIL, evidence(("A", 100, 50), ("B", 1, 1))).outcome is Outcome.INSUFFICIENT
