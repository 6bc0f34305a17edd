import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from lifecycle.annex import Annex
from lifecycle.catalogue import components, roles
from lifecycle.contract import LATER, RIGOUR, Level, ValueContract, Version, changes, in_force, sign, terms_at
from lifecycle.errors import Conflict, NotAllowed
from tests.lifecycle.builders import (
    MOMENT,
    SIGNERS,
    TERMS,
    TEXT_TERMS,
    a_boundary,
    a_contract,
    a_group_term,
    a_signed_version,
    a_version,
    contracts,
    dials,
    three,
)

HOUR = timedelta(hours=1)
REVENUE = {
    "key": "revenue",
    "inputs": {name: three(1) for name in ("eligible", "uplift", "uplift_today", "margin", "extra_cost")},
}
CHANGES: dict[str, Any] = {
    "intent": "Something else.",
    "decision": "Something else.",
    "positive": "Something else.",
    "today": "Something else.",
    "currency": "USD",
    "volume": three(1, 2, 3),
    "payoffs": TERMS["payoffs"] | {"fn": three(-1)},
    "counterfactual": "incumbent",
    "levers": [REVENUE],
    "capacity_per_week": 50,
    "build_cost": 20_001,
    "run_cost": 0,
    "boundary": a_boundary(minimum_n=31).model_dump(),
    "protocol": "replay",
    "dials": dials(fair="high")["dials"],
    "owners": TERMS["owners"] | {"deputy": "Somebody else"},
    "review_date": "2026-12-02",
    "limits": "",
    "horizon_years": 5,
    "discount_rate": 0.1,
    "correlation": 0.3,
    **dict.fromkeys(TEXT_TERMS, "Something else."),
    "autonomy": "act",
    "baseline_value": -4.5,
    "cashable": 0.6,
    "value_target": 1_000,
    "base_rate": 0.02,
    "holdout": 0.1,
    "proof_points": [{"id": "1", "what": "The first list was called", "reached": True}],
    "task": "binary",
    "outcome_days": 30,
    "label_delay_days": 35,
    "feeds": [{"id": "1", "source": "Billing", "personal": "special"}],
    "stakeholders": [{"id": "1", "group": "Callers", "severity": 3}],
    "restricted_uses": [{"id": "1", "use": "Pricing", "condition": "the board agrees"}],
    "tier": "high",
    "group_thresholds": [a_group_term()],
    "dial_scores": {"impact": 2},
    "risks": [
        {
            "id": "1",
            "family": "data",
            "text": "The feed comes late",
            "inherent": {"likelihood": 2, "impact": 2, "detectability": 1},
            "residual": {"likelihood": 1, "impact": 2, "detectability": 1},
        }
    ],
    "assumptions": [{"id": "1", "text": "People pick up", "importance": 5}],
    "duties": [{"id": "1", "work": "Calling", "responsible": "Agents"}],
    "users": 40,
    "adoption_target": 0.9,
    "override_low": 0.05,
    "override_high": 0.15,
    "verdict": "mitigate",
    "conditions": [{"id": "1", "text": "Ask the works council", "due": "2026-05-01"}],
    "dissent": [{"id": "1", "name": "Jonas", "text": "Too early."}],
}


def test_the_rigour_of_a_contract_is_its_highest_dial() -> None:
    assert a_contract(**dials(**dict.fromkeys(components(), "light"))).rigour is Level.LIGHT
    assert a_contract(**dials(fair="light")).rigour is Level.STANDARD
    assert a_contract(**dials(fair="light", safe="high")).rigour is Level.HIGH


def test_rigour_rises_from_light_to_high() -> None:
    assert RIGOUR == [Level.LIGHT, Level.STANDARD, Level.HIGH]
    assert set(RIGOUR) == set(Level)


def test_an_intent_has_200_characters_at_most() -> None:
    assert len(a_contract(intent="x" * 200).intent) == 200
    with pytest.raises(ValidationError, match="intent"):
        a_contract(intent="x" * 201)


@pytest.mark.parametrize(
    ("terms", "reason"),
    [
        ({"intent": ""}, "intent"),
        ({"currency": "euro"}, "currency"),
        ({"currency": "EURO"}, "currency"),
        ({"counterfactual": "hope"}, "counterfactual"),
        ({"capacity_per_week": 0}, "capacity_per_week"),
        ({"build_cost": -1}, "build_cost"),
        ({"run_cost": -1}, "run_cost"),
        ({"volume": three(-1, 0, 1)}, "the volume is negative"),
        ({"volume": three(0, 0, 0)}, "the volume is zero"),
        ({"protocol": "hope"}, "no measurement protocol is called 'hope'"),
        ({"owners": TERMS["owners"] | {"wizard": "W", "elf": "E"}}, "no role is called elf, wizard"),
        ({"dials": {"fair": {"level": "light"}}}, "each of the six components needs a dial"),
        ({"dials": dials(fair="extreme")["dials"]}, "dials"),
        ({"dials": dials()["dials"] | {"kind": {"level": "light"}}}, "each of the six components needs a dial"),
        ({"lever": {"key": "hope", "inputs": {}}}, "no lever is called 'hope'"),
        ({"lever": REVENUE | {"key": "decision"}}, "the lever 'Better decisions' needs Share of cases"),
        ({"lever": {"key": "revenue", "inputs": {}}}, "the lever 'More revenue' needs People contacted"),
        ({"review_date": "some day"}, "review_date"),
        ({"colour": "red"}, "colour"),
        ({"autonomy": "guess"}, "autonomy"),
        ({"verdict": "stop"}, "verdict"),
        ({"cashable": 1.1}, "cashable"),
        ({"holdout": 0}, "holdout"),
        ({"override_low": 0.2, "override_high": 0.1}, "overrule it in at least 20% and at most 10%"),
        ({"feeds": [{"id": "1", "source": "A"}, {"id": "1", "source": "B"}]}, "two rows of feeds have the same id"),
        ({"feeds": [{"id": "1", "source": ""}]}, "source"),
        ({"feeds": [{"source": "A"}]}, "id"),
        ({"stakeholders": [{"id": "1", "group": "A", "severity": 6}]}, "severity"),
        ({"group_thresholds": [a_group_term(answer="perhaps")]}, "answer"),
        *(({"group_thresholds": [a_group_term(**{cell: " "})]}, cell) for cell in ("attribute", "why", "by", "law")),
        (
            {"group_thresholds": [a_group_term("Age band"), a_group_term("age_band", answer="refused")]},
            "whether Age band may have thresholds by group is answered twice",
        ),
    ],
)
def test_terms_that_make_no_sense_are_refused(terms: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        a_contract(**terms)


def test_a_contract_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        a_contract().run_cost = 0  # type: ignore[misc]


@given(contracts())
def test_a_contract_written_as_json_reads_back_the_same(terms: ValueContract) -> None:
    again = ValueContract.model_validate(json.loads(json.dumps(terms.body())))
    assert again == terms
    assert again.fingerprint() == terms.fingerprint()


def test_terms_that_came_later_leave_the_hash_of_earlier_contracts_alone() -> None:
    body = a_contract().body()
    assert set(body) == set(TERMS)
    assert set(body["dials"]["fair"]) == {"level", "reason"}
    empty = {name: ValueContract.model_fields[name].default for name in LATER}
    assert a_contract(**empty).fingerprint() == a_contract().fingerprint()


def test_the_hash_of_a_contract_signed_before_the_annex_existed_stands() -> None:
    assert a_contract().fingerprint() == "92f026b7ba30f8011acc6881152d510b2d9f09df9720a29a9f6fbabf8addf62d"


@pytest.mark.parametrize("name", Annex.model_fields)
def test_a_term_of_the_annex_is_written_once_it_says_something(name: str) -> None:
    assert name in a_contract(**{name: CHANGES[name]}).body()


def test_a_row_writes_what_is_filled_in() -> None:
    feeds = a_contract(feeds=CHANGES["feeds"]).body()["feeds"]
    assert feeds == [{"id": "1", "source": "Billing", "personal": "special"}]


def test_several_levers_are_kept_in_their_order() -> None:
    both = a_contract(levers=[REVENUE, TERMS["lever"]])
    assert [choice.key for choice in both.levers] == ["revenue", "decision"]
    assert both.lever.key == "revenue"
    assert ValueContract.model_validate(both.body()) == both


def test_a_lever_is_named_once() -> None:
    with pytest.raises(ValidationError, match="a lever is named twice"):
        a_contract(levers=[REVENUE, REVENUE])


def test_every_term_is_tried_below() -> None:
    assert set(CHANGES) == set(ValueContract.model_fields)


@pytest.mark.parametrize("name", CHANGES)
def test_any_changed_term_changes_what_is_signed(name: str) -> None:
    before, after = a_contract(), a_contract(**{name: CHANGES[name]})
    assert after.fingerprint() != before.fingerprint()


@pytest.mark.parametrize("name", CHANGES)
def test_any_changed_term_is_listed_under_its_name(name: str) -> None:
    found = changes(a_contract(), a_contract(**{name: CHANGES[name]}))
    assert found
    assert {where.split(".")[0] for where, _, _ in found} == {name}


def test_the_order_terms_were_entered_in_does_not_change_what_is_signed() -> None:
    turned = a_contract(owners=dict(reversed(TERMS["owners"].items())), dials=dict(reversed(TERMS["dials"].items())))
    assert turned.fingerprint() == a_contract().fingerprint()


def test_a_change_is_listed_with_what_was_and_what_is() -> None:
    before, after = a_contract(), a_contract(run_cost=7_500.5, payoffs=TERMS["payoffs"] | {"fn": three(-9, 0, 0)})
    assert changes(before, after) == [("payoffs.fn.low", "0", "-9"), ("run_cost", "5000", "7500.5")]


def test_nothing_is_listed_when_nothing_changed() -> None:
    assert changes(a_contract(), a_contract()) == []


def test_what_was_or_became_empty_is_listed_with_a_dash() -> None:
    before, after = a_contract(capacity_per_week=None), a_contract(capacity_per_week=40, limits="")
    assert changes(before, after) == [("capacity_per_week", "—", "40"), ("limits", "Pricing.", "—")]


def test_a_changed_lever_lists_the_inputs_it_lost_and_gained() -> None:
    found = {where: (old, new) for where, old, new in changes(a_contract(), a_contract(lever=REVENUE))}
    assert found["levers.order.decision"] == ("1", "—")
    assert found["levers.decision.recall.likely"] == ("70", "—")
    assert found["levers.revenue.margin.likely"] == ("—", "1")


def test_a_small_change_of_a_large_amount_is_listed() -> None:
    found = changes(a_contract(build_cost=1_234_567), a_contract(build_cost=1_234_569))
    assert [where for where, _, _ in found] == ["build_cost"]


def test_rows_are_compared_by_their_id_and_called_by_what_they_say() -> None:
    first = {"id": "a", "source": "Billing", "owner": "Ida"}
    second = {"id": "b", "source": "Calls"}
    before = a_contract(feeds=[first, second])
    after = a_contract(feeds=[second | {"personal": "special"}, first | {"owner": "Ben"}])
    assert changes(before, after) == [
        ("feeds.“Billing”.owner", "Ida", "Ben"),
        ("feeds.“Calls”.personal", "—", "special"),
    ]
    gone = changes(before, a_contract(feeds=[first]))
    assert gone == [("feeds.“Calls”.source", "Calls", "—")]


def test_rows_that_say_the_same_are_told_apart() -> None:
    feeds = [{"id": name, "source": "Billing", "owner": name} for name in ("a", "b")]
    after = [feed | {"owner": "Ben"} for feed in feeds]
    found = [where for where, _, _ in changes(a_contract(feeds=feeds), a_contract(feeds=after))]
    assert found == ["feeds.“Billing”.owner", "feeds.“Billing” (2).owner"]


@given(contracts(), contracts())
def test_two_contracts_differ_exactly_where_a_change_is_listed(before: ValueContract, after: ValueContract) -> None:
    found = [where for where, _, _ in changes(before, after)]
    assert bool(found) is (before != after)
    assert len(set(found)) == len(found)


def test_a_version_waits_for_every_role_that_signs_in_order() -> None:
    assert a_version().missing_roles == ["sponsor", "product", "science", "risk"]
    assert a_version().missing_roles == [key for key, role in roles().items() if role.signs]
    assert a_version().waiting


def test_a_version_is_in_force_once_the_last_role_has_signed() -> None:
    version = a_version()
    for number, (role, name) in enumerate(SIGNERS.items(), start=1):
        assert version.in_force_since is None
        version = sign(version, role, name, MOMENT + number * HOUR)
    assert version.missing_roles == []
    assert not version.waiting
    assert version.in_force_since == MOMENT + 4 * HOUR


def test_roles_may_sign_in_any_order() -> None:
    version = a_version()
    for number, (role, name) in enumerate(reversed(SIGNERS.items())):
        version = sign(version, role, name, MOMENT + number * HOUR)
    assert version.in_force_since == MOMENT + 3 * HOUR


def test_a_signature_keeps_the_hash_of_what_was_signed() -> None:
    signature = sign(a_version(), "sponsor", "  Amara \n Osei ", MOMENT).signatures[0]
    assert (signature.role, signature.name, signature.at) == ("sponsor", "Amara Osei", MOMENT)
    assert signature.fingerprint == a_contract().fingerprint()


def test_signing_leaves_the_version_it_was_given_alone() -> None:
    version = a_version()
    sign(version, "sponsor", "Amara Osei", MOMENT)
    assert version.signatures == ()


def test_a_role_signs_once() -> None:
    version = sign(a_version(), "sponsor", "Amara Osei", MOMENT)
    with pytest.raises(Conflict, match="The Sponsor has signed version 1 already"):
        sign(version, "sponsor", "Somebody Else", MOMENT)


@pytest.mark.parametrize("role", ["process", "oncall", "deputy", "wizard"])
def test_a_role_that_does_not_sign_contracts_is_refused(role: str) -> None:
    with pytest.raises(Conflict, match="does not sign contracts"):
        sign(a_version(), role, "Somebody", MOMENT)


@pytest.mark.parametrize("name", ["", "  \t "])
def test_a_signature_needs_a_name(name: str) -> None:
    with pytest.raises(Conflict, match="needs the name"):
        sign(a_version(), "sponsor", name, MOMENT)


@pytest.mark.parametrize(("first", "second"), [("science", "risk"), ("risk", "science"), ("sponsor", "risk")])
@pytest.mark.parametrize("again", ["Noah Fischer", "noah  FISCHER"])
def test_nobody_signs_in_both_lines_of_defence(first: str, second: str, again: str) -> None:
    version = sign(a_version(), first, "Noah Fischer", MOMENT)
    with pytest.raises(NotAllowed, match="Nobody approves their own work"):
        sign(version, second, again, MOMENT)


def test_one_person_may_sign_for_two_roles_of_the_first_line() -> None:
    version = sign(a_version(), "sponsor", "Lena Brandt", MOMENT)
    assert sign(version, "product", "Lena Brandt", MOMENT).missing_roles == ["science", "risk"]


def test_a_withdrawn_version_waits_for_nobody_and_cannot_be_signed() -> None:
    version = replace(a_version(number=3), withdrawn_at=MOMENT)
    assert not version.waiting
    with pytest.raises(Conflict, match="Version 3 was withdrawn"):
        sign(version, "sponsor", "Amara Osei", MOMENT)


def test_nothing_is_in_force_before_every_role_has_signed() -> None:
    partly = sign(a_version(), "sponsor", "Amara Osei", MOMENT)
    assert in_force([]) is None
    assert in_force([a_version(), partly]) is None
    assert terms_at([partly], MOMENT) is None


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_the_latest_signed_version_is_in_force_whatever_is_still_waiting(order: tuple[int, ...]) -> None:
    versions = [a_signed_version(1), a_signed_version(2), a_version(3)]
    found = in_force([versions[i] for i in order])
    assert found is versions[1]


def test_a_change_is_never_retroactive() -> None:
    first = a_signed_version(1, a_contract(run_cost=1), at=MOMENT)
    second = a_signed_version(2, a_contract(run_cost=2), at=MOMENT + 10 * HOUR)
    waiting = a_version(3, a_contract(run_cost=3))
    run_costs = {
        hours: terms.run_cost
        for hours in (-5, 0, 9, 10, 99)
        if (terms := terms_at([waiting, second, first], MOMENT + hours * HOUR))
    }
    assert run_costs == {-5: 1, 0: 1, 9: 1, 10: 2, 99: 2}


@given(st.lists(st.integers(1, 100), min_size=1, max_size=5, unique=True).map(sorted), st.integers(-10, 110))
def test_the_terms_of_a_moment_are_the_latest_signed_by_then(signed_at: list[int], asked: int) -> None:
    versions: list[Version] = [
        a_signed_version(number, a_contract(run_cost=hour), at=MOMENT + hour * HOUR)
        for number, hour in enumerate(signed_at, start=1)
    ]
    expected = signed_at[0]
    for hour in signed_at:
        if hour <= asked:
            expected = hour
    moment: datetime = MOMENT + asked * HOUR
    found = terms_at(versions, moment)
    assert found is not None
    assert found.run_cost == expected
