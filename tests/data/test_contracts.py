"""Contracts: versions are appended with their reasons, signed by role, and never overwritten."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from data import audit, canvases, contracts, strategy
from data.demo import breast_cancer
from data.store import Store
from lifecycle.annex import Annex
from lifecycle.audit import Act
from lifecycle.catalogue import components
from lifecycle.contract import ValueContract, Version, in_force, terms_at
from lifecycle.envision.dials import questions
from lifecycle.envision.risks import Scores
from lifecycle.errors import BadInput, Conflict, NotAllowed, NotFound
from lifecycle.ids import canonical, sha256
from lifecycle.initiative import Initiative
from tests import journey
from tests.conftest import NOW, OWNER
from tests.data.builders import actions, chain_problem, rows, trail
from tests.lifecycle.builders import TERMS

SIGNED = {"sponsor": "Dr. Amara Osei", "product": "Lena Brandt", "science": "Noah Fischer", "risk": "Ines Carvalho"}


@pytest.fixture
def filled(store: Store, act: Act, initiative: Initiative) -> Initiative:
    """An initiative whose canvas is complete."""
    canvases.edit(store, act, initiative.id, breast_cancer.canvas(NOW.date()))
    return initiative


@pytest.fixture
def signed(store: Store, act: Act, initiative: Initiative) -> Initiative:
    """An initiative whose first version is in force."""
    journey.sign(store, act, initiative)
    return initiative


def amend(store: Store, act: Act, initiative: Initiative, reason: str = "Costs rose.") -> Version:
    latest = contracts.load(store, OWNER, initiative.id)[-1].terms
    canvases.edit(store, act, initiative.id, {"run_cost": latest.run_cost + 1000})
    return contracts.offer(store, act, initiative.id, reason)


def sign_all(store: Store, act: Act, initiative: Initiative, number: int) -> Version:
    return [contracts.add_signature(store, act, initiative.id, number, r, n) for r, n in SIGNED.items()][-1]


def test_an_initiative_starts_without_a_contract(store: Store, initiative: Initiative) -> None:
    assert contracts.load(store, OWNER, initiative.id) == []
    with store.read() as cursor:
        assert contracts.current(cursor, initiative.id) is None


def test_offering_freezes_the_canvas_as_it_stands(store: Store, act: Act, filled: Initiative) -> None:
    made = contracts.offer(store, act, filled.id)
    canvases.edit(store, act, filled.id, {"run_cost": 1})
    found = contracts.load(store, OWNER, filled.id)
    assert found == [made]
    assert (found[0].number, found[0].offered_by, found[0].offered_at, found[0].waiting) == (1, "Owner", NOW, True)
    assert found[0].terms.run_cost == 60_000
    assert rows(store, "SELECT fingerprint FROM contract") == [(made.terms.fingerprint(),)]


def test_an_incomplete_canvas_cannot_be_offered(store: Store, act: Act, initiative: Initiative) -> None:
    canvases.edit(store, act, initiative.id, {"intent": "Spare people"})
    before = trail(store)
    with pytest.raises(BadInput, match="Before this can be signed, fill in: What happens today"):
        contracts.offer(store, act, initiative.id)
    assert trail(store) == before


HELD: dict[str, dict[str, Any]] = {
    "a dial below its minimum": {"tier": "high"},
    "a dial lowered without approval": {
        **{f"question.{key}": "2" for key in questions()},
        **{f"dial.{key}": "high" for key in components()},
        "dial.fair": "light",
        "dial.fair.approved": None,
    },
    "a risk nobody may live with": {
        "risks": [
            {"id": "a", "family": "data", "text": "Late", "owner": "Ida"}
            | {f"{which}_{name}": 5 for which in ("inherent", "residual") for name in Scores.model_fields}
        ]
    },
    "a condition without an owner": {"conditions": [{"id": "a", "text": "Ask the works council"}]},
}


@pytest.mark.parametrize("held", HELD)
def test_what_may_not_be_signed_is_refused_in_the_writer(store: Store, act: Act, filled: Initiative, held: str) -> None:
    canvases.edit(store, act, filled.id, HELD[held])
    before = trail(store)
    with pytest.raises(NotAllowed):
        contracts.offer(store, act, filled.id)
    assert trail(store) == before
    assert contracts.load(store, OWNER, filled.id) == []


def test_after_the_verdict_stop_nothing_is_offered(store: Store, act: Act, filled: Initiative) -> None:
    canvases.edit(store, act, filled.id, {"verdict": "stop"})
    with pytest.raises(BadInput, match="The verdict is “stop”"):
        contracts.offer(store, act, filled.id)


def test_a_contract_stored_before_the_annex_existed_is_read_with_the_hash_it_was_signed_under(
    store: Store, act: Act, initiative: Initiative
) -> None:
    body = json.loads(ValueContract.model_validate(TERMS).model_dump_json())
    assert not set(body) & set(Annex.model_fields)
    terms = ValueContract.model_validate(body)
    made = store.write(lambda cursor: contracts.add(cursor, act, initiative.id, terms, ""))
    [found] = contracts.load(store, OWNER, initiative.id)
    assert found == made
    assert rows(store, "SELECT terms::VARCHAR FROM contract") == [(canonical(body),)]
    assert found.terms.fingerprint() == sha256(canonical(body))


def test_nothing_can_be_offered_for_an_initiative_that_is_not_there(store: Store, act: Act) -> None:
    with pytest.raises(NotFound):
        contracts.offer(store, act, "nowhere")


def test_the_last_signature_brings_it_into_force(store: Store, act: Act, filled: Initiative) -> None:
    offered = contracts.offer(store, act, filled.id)
    assert offered.missing_roles == list(SIGNED)
    for number, (role, name) in enumerate(SIGNED.items(), 1):
        with store.read() as cursor:
            assert contracts.current(cursor, filled.id) is None
        version = contracts.add_signature(store, act, filled.id, 1, role, name)
        assert len(version.signatures) == number
    assert version.in_force_since == NOW
    assert contracts.load(store, OWNER, filled.id) == [replace(version, signatures=tuple(sorted_by_role(version)))]
    assert actions(store)[-5:] == ["contract.signed"] * 4 + ["contract.in_force"]
    assert audit.recent(store, OWNER)[0].after == {
        "version": 1,
        "signed by": {
            "Sponsor": "Dr. Amara Osei",
            "AI Model Product Manager": "Lena Brandt",
            "Data scientist": "Noah Fischer",
            "Risk & compliance": "Ines Carvalho",
        },
    }


def sorted_by_role(version: Version) -> list[object]:
    return sorted(version.signatures, key=lambda one: (one.at, one.role))


def test_each_signature_is_kept_with_the_hash_of_what_was_signed(store: Store, signed: Initiative) -> None:
    version = contracts.load(store, OWNER, signed.id)[0]
    assert {one.role: one.name for one in version.signatures} == SIGNED
    assert {one.fingerprint for one in version.signatures} == {version.terms.fingerprint()}


def test_the_same_person_cannot_sign_in_both_lines(store: Store, act: Act, filled: Initiative) -> None:
    contracts.offer(store, act, filled.id)
    contracts.add_signature(store, act, filled.id, 1, "science", "Noah Fischer")
    before = trail(store)
    with pytest.raises(NotAllowed, match="Nobody approves their own work"):
        contracts.add_signature(store, act, filled.id, 1, "risk", "  noah   FISCHER ")
    assert trail(store) == before
    contracts.add_signature(store, act, filled.id, 1, "product", "Noah Fischer")
    assert len(contracts.load(store, OWNER, filled.id)[0].signatures) == 2


@pytest.mark.parametrize(
    ("number", "role", "name", "said"),
    [
        (2, "sponsor", "Ada", "There is no version 2 to sign"),
        (1, "oncall", "Ada", "does not sign contracts"),
        (1, "king", "Ada", "does not sign contracts"),
        (1, "sponsor", "  ", "needs the name"),
        (1, "science", "Somebody else", "has signed version 1 already"),
    ],
)
def test_a_signature_that_does_not_fit_is_refused(
    store: Store, act: Act, filled: Initiative, number: int, role: str, name: str, said: str
) -> None:
    contracts.offer(store, act, filled.id)
    contracts.add_signature(store, act, filled.id, 1, "science", "Noah Fischer")
    before = trail(store)
    with pytest.raises(Conflict, match=said):
        contracts.add_signature(store, act, filled.id, number, role, name)
    assert trail(store) == before
    assert rows(store, "SELECT role FROM signature") == [("science",)]


def test_an_amendment_is_a_new_version_beside_the_old_one(store: Store, act: Act, signed: Initiative) -> None:
    before = contracts.load(store, OWNER, signed.id)
    made = amend(store, act, signed)
    assert (made.number, made.reason) == (2, "Costs rose.")
    assert contracts.load(store, OWNER, signed.id) == [*before, made]
    with store.read() as cursor:
        assert contracts.current(cursor, signed.id) == before[0]
    sign_all(store, act, signed, 2)
    with store.read() as cursor:
        now = contracts.current(cursor, signed.id)
    assert now is not None
    assert (now.number, now.terms.run_cost) == (2, 61_000)
    assert contracts.load(store, OWNER, signed.id)[0] == before[0]
    assert chain_problem(store) is None


def test_an_amendment_records_what_changed_and_only_that(store: Store, act: Act, signed: Initiative) -> None:
    amend(store, act, signed)
    assert audit.recent(store, OWNER)[0].after["changes"] == {"run_cost": ["60000", "61000"]}


@pytest.mark.parametrize("reason", ["", "  \n "])
def test_an_amendment_needs_a_reason(store: Store, act: Act, signed: Initiative, reason: str) -> None:
    with pytest.raises(BadInput, match="Say why the contract changes"):
        amend(store, act, signed, reason)
    assert len(contracts.load(store, OWNER, signed.id)) == 1


def test_what_did_not_change_cannot_be_offered_again(store: Store, act: Act, signed: Initiative) -> None:
    with pytest.raises(Conflict, match="Nothing differs from version 1, which is in force"):
        contracts.offer(store, act, signed.id, "just so")
    assert len(contracts.load(store, OWNER, signed.id)) == 1


def test_one_version_waits_at_a_time(store: Store, act: Act, signed: Initiative) -> None:
    amend(store, act, signed)
    with pytest.raises(Conflict, match="Version 2 waits for signatures"):
        amend(store, act, signed, "Once more.")
    assert [version.number for version in contracts.load(store, OWNER, signed.id)] == [1, 2]


def test_a_withdrawn_version_stays_on_record_and_makes_room(store: Store, act: Act, signed: Initiative) -> None:
    amend(store, act, signed)
    contracts.add_signature(store, act, signed.id, 2, "sponsor", "Dr. Amara Osei")
    contracts.withdraw(store, act, signed.id, 2)
    withdrawn = contracts.load(store, OWNER, signed.id)[1]
    assert (withdrawn.withdrawn_at, withdrawn.waiting, len(withdrawn.signatures)) == (NOW, False, 1)
    assert actions(store)[-1] == "contract.withdrawn"
    with pytest.raises(Conflict, match="was withdrawn and cannot be signed"):
        contracts.add_signature(store, act, signed.id, 2, "product", "Lena Brandt")
    assert contracts.offer(store, act, signed.id, "The same again.").number == 3
    force = in_force(contracts.load(store, OWNER, signed.id))
    assert force is not None
    assert force.number == 1


def test_the_first_version_can_be_withdrawn_and_offered_anew_without_a_reason(
    store: Store, act: Act, filled: Initiative
) -> None:
    contracts.offer(store, act, filled.id)
    contracts.withdraw(store, act, filled.id, 1)
    assert contracts.offer(store, act, filled.id).number == 2


@pytest.mark.parametrize("number", [1, 2, 3])
def test_only_a_waiting_version_can_be_withdrawn(store: Store, act: Act, signed: Initiative, number: int) -> None:
    amend(store, act, signed)
    contracts.withdraw(store, act, signed.id, 2)
    before = trail(store)
    with pytest.raises(Conflict, match=f"Version {number} does not wait for signatures"):
        contracts.withdraw(store, act, signed.id, number)
    assert trail(store) == before


def test_terms_are_never_retroactive(store: Store, act: Act, initiative: Initiative) -> None:
    days = {1: NOW, 2: NOW + timedelta(days=10), 3: NOW + timedelta(days=20)}
    journey.sign(store, act, initiative)
    for number in (2, 3):
        later = replace(act, at=days[number])
        amend(store, later, initiative)
        if number == 2:
            sign_all(store, later, initiative, number)
    versions = contracts.load(store, OWNER, initiative.id)

    def run_cost(moment: int) -> float:
        terms = terms_at(versions, NOW + timedelta(days=moment))
        assert terms is not None
        return terms.run_cost

    assert [run_cost(day) for day in (-100, 0, 9, 10, 19, 20, 99)] == [60_000] * 3 + [61_000] * 4
    sign_all(store, replace(act, at=NOW + timedelta(days=25)), initiative, 3)
    versions = contracts.load(store, OWNER, initiative.id)
    assert [run_cost(day) for day in (-100, 9, 10, 24, 25)] == [60_000, 60_000, 61_000, 61_000, 62_000]


def test_terms_stay_the_same_to_the_last_digit(store: Store, signed: Initiative) -> None:
    version = contracts.load(store, OWNER, signed.id)[0]
    assert rows(store, "SELECT fingerprint FROM contract") == [(version.terms.fingerprint(),)]
    assert rows(store, "SELECT DISTINCT fingerprint FROM signature") == [(version.terms.fingerprint(),)]


STRICT = {"name": "Enough cases", "kind": "regulatory", "statement": "Count more.", "applies_when": "always"}


def test_a_policy_tightened_after_the_offer_keeps_the_version_from_coming_into_force(
    store: Store, act: Act, filled: Initiative
) -> None:
    number = contracts.offer(store, act, filled.id).number
    *first, last = SIGNED.items()
    for role, name in first:
        contracts.add_signature(store, act, filled.id, number, role, name)
    strategy.put(store, act, "policy", STRICT | {"thresholds": {"minimum_n": 5000}})
    before = rows(store, "FROM signature")
    with pytest.raises(NotAllowed, match=r"“Enough cases” asks for at least 5000 cases.*Withdraw this version"):
        contracts.add_signature(store, act, filled.id, number, *last)
    assert rows(store, "FROM signature") == before
    assert in_force(contracts.load(store, OWNER, filled.id)) is None
    contracts.withdraw(store, act, filled.id, number)
    canvases.edit(store, act, filled.id, {"boundary.minimum_n": 5000})
    assert sign_all(store, act, filled, contracts.offer(store, act, filled.id).number).in_force_since


def test_a_contract_in_force_stays_in_force_when_a_policy_is_tightened(
    store: Store, act: Act, signed: Initiative
) -> None:
    strategy.put(store, act, "policy", STRICT | {"thresholds": {"minimum_n": 5000}})
    found = in_force(contracts.load(store, OWNER, signed.id))
    assert found is not None
    assert found.number == 1
