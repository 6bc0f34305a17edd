from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lifecycle.access import Capability, Principal
from lifecycle.audit import FIRST_HASH, Act, Event, chain, chain_problem, event, fingerprint
from tests.lifecycle.builders import MOMENT

ACT = Act(Principal("p-1", "Lena", Capability.EDITOR, "i-1"), MOMENT, role="product", reason="Agreed on Monday.")
ENTRY = event(ACT, "contract.offered", "version 1", initiative_id="i-1", before={"a": 1}, after={"a": 2, "b": None})

OTHER: dict[str, Any] = {
    "action": "contract.signed",
    "subject": "version 2",
    "initiative_id": "i-2",
    "at": MOMENT + timedelta(microseconds=1),
    "actor_id": "p-2",
    "actor": "Noah",
    "capability": "owner",
    "role": None,
    "reason": "Agreed on Tuesday.",
    "before": {"a": 1.5},
    "after": {"a": 2},
    "sequence": 7,
    "previous_hash": "f" * 64,
}


def a_run(length: int) -> list[Event]:
    """Chain events that differ, from the first one on."""
    run: list[Event] = []
    for number in range(1, length + 1):
        previous = run[-1].hash if run else FIRST_HASH
        run.append(chain(replace(ENTRY, subject=f"version {number}"), number, previous))
    return run


RUNS = st.integers(2, 7).map(a_run)


def test_an_event_says_who_did_what_when_in_which_role_and_why() -> None:
    assert (ENTRY.actor_id, ENTRY.actor, ENTRY.capability) == ("p-1", "Lena", "editor")
    assert (ENTRY.at, ENTRY.role, ENTRY.reason) == (MOMENT, "product", "Agreed on Monday.")
    assert (ENTRY.action, ENTRY.subject, ENTRY.initiative_id) == ("contract.offered", "version 1", "i-1")
    assert (ENTRY.before, ENTRY.after) == ({"a": 1}, {"a": 2, "b": None})


def test_an_event_has_no_place_before_it_is_chained() -> None:
    assert (ENTRY.sequence, ENTRY.previous_hash, ENTRY.hash) == (0, "", "")


def test_chaining_gives_an_event_its_number_and_the_hash_before_it() -> None:
    placed = chain(ENTRY, 3, "a" * 64)
    assert (placed.sequence, placed.previous_hash) == (3, "a" * 64)
    assert len(placed.hash) == 64
    assert replace(placed, sequence=0, previous_hash="", hash="") == ENTRY


def test_every_field_is_tried_below() -> None:
    assert set(OTHER) | {"hash"} == {field.name for field in fields(Event)}


@pytest.mark.parametrize("name", OTHER)
def test_the_fingerprint_covers(name: str) -> None:
    assert fingerprint(replace(ENTRY, **{name: OTHER[name]})) != fingerprint(ENTRY)


def test_the_fingerprint_leaves_out_the_hash_itself() -> None:
    assert fingerprint(replace(ENTRY, hash="f" * 64)) == fingerprint(ENTRY)


def test_the_same_moment_in_another_time_zone_has_the_same_fingerprint() -> None:
    elsewhere = MOMENT.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert fingerprint(replace(ENTRY, at=elsewhere)) == fingerprint(ENTRY)


def test_the_order_of_keys_does_not_change_the_fingerprint() -> None:
    assert fingerprint(replace(ENTRY, after={"b": None, "a": 2})) == fingerprint(ENTRY)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31), timezones=st.just(UTC)))
def test_a_microsecond_more_is_another_fingerprint(at: datetime) -> None:
    later = at + timedelta(microseconds=1)
    assert fingerprint(replace(ENTRY, at=at)) != fingerprint(replace(ENTRY, at=later))


def test_the_chain_begins_with_number_1_after_a_hash_of_zeros() -> None:
    assert a_run(1)[0].sequence == 1
    assert a_run(1)[0].previous_hash == "0" * 64


def test_no_events_are_no_problem() -> None:
    assert chain_problem([]) is None


@given(RUNS, st.data())
def test_an_honest_chain_holds_and_can_be_checked_in_parts(run: list[Event], data: st.DataObject) -> None:
    cut = data.draw(st.integers(1, len(run)))
    assert chain_problem(run) is None
    assert chain_problem(run[:cut]) is None
    assert chain_problem(run[cut:], previous=run[cut - 1]) is None


@given(RUNS, st.sampled_from(sorted(OTHER)), st.data())
def test_a_changed_field_is_detected(run: list[Event], name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(run) - 1))
    changed = replace(run[at], **{name: OTHER[name]})
    assume(changed != run[at])  # the seventh event has the number 7 anyhow
    assert chain_problem([*run[:at], changed, *run[at + 1 :]]) is not None


@given(RUNS, st.data())
def test_an_event_rewritten_with_a_fresh_hash_is_detected_at_the_next(run: list[Event], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(run) - 2))
    forged = chain(replace(run[at], actor="Somebody else"), run[at].sequence, run[at].previous_hash)
    problem = chain_problem([*run[:at], forged, *run[at + 1 :]])
    assert problem is not None
    assert problem.startswith(f"event {at + 2} (contract.offered)")


@given(RUNS, st.data())
def test_a_missing_event_is_named_by_its_number(run: list[Event], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(run) - 2))
    problem = chain_problem([*run[:at], *run[at + 1 :]])
    assert problem is not None
    assert problem.startswith(f"event {at + 1} is missing")


@given(RUNS, st.data())
def test_a_repeated_event_is_detected(run: list[Event], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(run) - 1))
    assert chain_problem([*run[: at + 1], *run[at:]]) is not None


@given(RUNS, st.data())
def test_two_events_that_changed_places_are_detected(run: list[Event], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(run) - 2))
    assert chain_problem([*run[:at], run[at + 1], run[at], *run[at + 2 :]]) is not None


def test_a_run_that_does_not_follow_the_event_before_it_is_detected() -> None:
    run = a_run(4)
    other = chain(replace(ENTRY, actor="Somebody else"), 2, run[0].hash)
    assert chain_problem(run[2:], previous=other) is not None
    assert chain_problem(run[3:], previous=run[1]) is not None
    assert chain_problem(run[1:]) is not None
