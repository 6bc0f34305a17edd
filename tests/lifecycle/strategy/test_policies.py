"""Policies: whom they hold for, the strictest counts, and a contract may only tighten."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lifecycle.contract import Level
from lifecycle.envision.dials import Autonomy, DialFacts, PersonalData, Tier
from lifecycle.errors import NotAllowed
from lifecycle.strategy.items import Item
from lifecycle.strategy.policies import applies, check_limits, inherited, limits
from tests.lifecycle.builders import a_boundary, a_contract

NOW = datetime(2026, 3, 2, tzinfo=UTC)
NOTHING = DialFacts(personal_data=None, autonomy=None, tier=None)


def policy(when: str = "always", name: str = "P", **more: Any) -> Item:
    body = {"name": name, "kind": "privacy", "statement": "S.", "applies_when": when} | more
    return Item(name, "policy", body, 1, NOW, "Ann")


@pytest.mark.parametrize(
    ("when", "facts", "holds"),
    [
        ("always", NOTHING, True),
        ("personal", NOTHING, False),
        ("personal", DialFacts(PersonalData.NONE, None, None), False),
        ("personal", DialFacts(PersonalData.PERSONAL, None, None), True),
        ("personal", DialFacts(PersonalData.SPECIAL, None, None), True),
        ("special", DialFacts(PersonalData.PERSONAL, None, None), False),
        ("special", DialFacts(PersonalData.SPECIAL, None, None), True),
        ("high_tier", DialFacts(None, None, Tier.LIMITED), False),
        ("high_tier", DialFacts(None, None, Tier.HIGH), True),
        ("acts", DialFacts(None, Autonomy.RECOMMEND, None), False),
        ("acts", DialFacts(None, Autonomy.VETO, None), False),
        ("acts", DialFacts(None, Autonomy.ACT, None), True),
    ],
)
def test_a_policy_holds_for_those_it_names(when: str, facts: DialFacts, holds: bool) -> None:
    assert applies(policy(when), facts) is holds


def test_a_contract_inherits_the_levels_of_the_policies_that_hold() -> None:
    held = [policy(dials={"fair": "high"}, name="A"), policy("special", dials={"safe": "high"}, name="B")]
    found = inherited(held, NOTHING)
    assert [(one.component, one.level) for one in found] == [("fair", Level.HIGH)]
    assert "“A”" in found[0].reason


def test_of_several_limits_the_strictest_counts_whatever_the_order() -> None:
    held = [
        policy(name="A", thresholds={"credit": 30, "review_days": 365}),
        policy(name="B", thresholds={"credit": 85, "review_days": 90}),
        policy("special", name="C", thresholds={"credit": 100}),
    ]
    for order in (held, held[::-1]):
        assert limits(order, NOTHING) == {"credit": (85.0, "B"), "review_days": (90.0, "B")}


@pytest.mark.parametrize(
    ("limit", "change", "said"),
    [
        ({"minimum_n": 31}, {}, r"Least cases in a judged window: the policy “P” asks for at least 31 cases"),
        ({"credit": 60}, {"protocol": "prepost"}, "at least 60 %; the canvas says 30"),
        ({"review_days": 10}, {}, "at most 10 days"),
    ],
)
def test_a_contract_below_a_limit_is_refused_with_the_name_of_the_policy(
    limit: dict[str, float], change: dict[str, Any], said: str
) -> None:
    terms = a_contract(
        boundary=a_boundary(minimum_n=30).model_dump(), review_date=(NOW + timedelta(days=60)).date(), **change
    )
    with pytest.raises(NotAllowed, match=said):
        check_limits(terms, [policy(thresholds=limit)], NOTHING, NOW)


def test_a_contract_at_a_limit_or_tighter_passes() -> None:
    terms = a_contract(boundary=a_boundary(minimum_n=30).model_dump(), review_date=(NOW + timedelta(days=60)).date())
    held = policy(thresholds={"minimum_n": 30, "review_days": 60, "credit": 30, "smallest_cell": 1000})
    check_limits(terms, [held], NOTHING, NOW)


def test_a_policy_that_does_not_hold_limits_nothing() -> None:
    check_limits(a_contract(), [policy("special", thresholds={"minimum_n": 1_000_000})], NOTHING, NOW)
