"""Policies: whom they hold for, the strictest counts, and a contract may only tighten."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lifecycle.contract import Level, Version
from lifecycle.envision.dials import Autonomy, DialFacts, PersonalData, Tier
from lifecycle.errors import NotAllowed
from lifecycle.strategy.items import Item
from lifecycle.strategy.policies import (
    applies,
    broken,
    check_limits,
    check_signing,
    inherited,
    limits,
    outgrown,
)
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


LIMITS = {"minimum_n": 500, "credit": 60, "review_days": 90}
LOOSE = {"boundary.minimum_n": 499, "protocol": "prepost", "review_date": (NOW + timedelta(days=91)).date().isoformat()}
TIGHT = {
    "boundary.minimum_n": 500,
    "protocol": "interrupted",
    "review_date": (NOW + timedelta(days=90)).date().isoformat(),
}


def test_every_limit_that_is_not_kept_is_listed_with_policy_field_and_owner() -> None:
    canvas = LOOSE | {"section.boundary.owner": "Lena"}
    found = broken(canvas, [policy(name="Enough", thresholds=LIMITS)], NOTHING, NOW)
    assert [gap.path for gap in found] == ["boundary.minimum_n", "protocol", "review_date"]
    assert all("the policy “Enough” asks for" in gap.label for gap in found)
    assert [gap.label.rsplit("; ", 1)[1] for gap in found] == [
        "the canvas says 499.",
        "the canvas says 30.",
        "the canvas says 91.",
    ]
    assert [gap.owner for gap in found][:2] == ["Lena", "Lena"]


def test_a_canvas_at_its_limits_or_without_policies_has_nothing_in_the_way() -> None:
    assert broken(TIGHT, [policy(thresholds=LIMITS)], NOTHING, NOW) == []
    assert broken(LOOSE, [], NOTHING, NOW) == []
    assert broken(LOOSE, [policy("special", thresholds=LIMITS)], NOTHING, NOW) == []


def test_a_limit_of_a_field_nobody_filled_in_is_named_too() -> None:
    found = broken({}, [policy(thresholds={"credit": 60})], NOTHING, NOW)
    assert [gap.path for gap in found] == ["protocol"]
    assert found[0].label.endswith("asks for at least 60 %; the canvas says nothing yet.")


def signed_for(**dials: str) -> Version:
    terms = a_contract(boundary=a_boundary(minimum_n=30).model_dump(), review_date=(NOW + timedelta(days=60)).date())
    levels = {
        key: {**dial.model_dump(mode="json"), "level": dials.get(key, "high")} for key, dial in terms.dials.items()
    }
    body = terms.body() | {"dials": levels}
    return Version(3, type(terms).model_validate(body), "", NOW, "Ann")


def test_what_was_offered_before_a_policy_was_tightened_is_refused_with_the_way_out() -> None:
    version = signed_for(fair="light")
    check_signing(version, [policy(thresholds={"minimum_n": 30}, dials={"fair": "light"})], NOW)
    tighter = [policy(name="Fairer", thresholds={"minimum_n": 31}, dials={"fair": "standard", "safe": "high"})]
    with pytest.raises(NotAllowed, match=r"^Version 3 cannot come into force\.") as raised:
        check_signing(version, tighter, NOW)
    said = str(raised.value)
    assert "the policy “Fairer” asks for at least 31 cases; this version says 30." in said
    assert "Fair & impartial is light in this version; the policy “Fairer” asks for at least standard." in said
    assert "Safe & secure" not in said
    assert "Withdraw this version" in said
    assert "offer it anew" in said


def test_time_that_passes_before_the_signature_tightens_the_review_and_never_breaks_it() -> None:
    held = [policy(thresholds={"review_days": 60})]
    for days in (0, 30, 90):
        assert outgrown(signed_for().terms, held, NOW + timedelta(days=days)) == []
    assert len(outgrown(signed_for().terms, held, NOW - timedelta(days=1))) == 1
