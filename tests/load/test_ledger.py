"""The ledger finds what was lost, doubled or changed in a real log, and nothing else."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from data import seats, workshops
from data.audit import SYSTEM
from data.store import Store
from lifecycle.access import Principal
from lifecycle.audit import Act
from lifecycle.envision.workshop.entries import FACILITATOR, Entry, Kind
from lifecycle.envision.workshop.seats import seat_roles
from lifecycle.ids import new_id
from tests.load import stage
from tests.load.ledger import Ledger, compare

Write = Callable[..., None]
STEP = "problem"


@pytest.fixture
def played(tmp_path: Path) -> tuple[Ledger, list[Entry]]:
    """Two people with two notes each and a dot on their own first one, all acknowledged; and the log of it."""
    set_up = stage.make(tmp_path / "home")
    store, ledger, own = Store(set_up.home), Ledger(), set_up.workshop.id

    def write(who: Principal, author: str, kind: Kind, body: dict[str, Any]) -> None:
        workshops.write(store, Act(who, datetime.now(UTC)), own, author, kind, body)

    write(SYSTEM, FACILITATOR, Kind.MOVED, {"step": STEP})
    people = [
        seats.join(store, datetime.now(UTC), set_up.workshop.code, n, next(iter(seat_roles())), f"{n} token" * 4)
        for n in "AB"
    ]
    first: dict[str, str] = {}
    for seat in people:
        for number in range(2):
            text, note = f"{seat.name} {number} \u202e🙂", new_id()
            first.setdefault(seat.name, note)
            ledger.ask_note(text)
            write(seat.principal(), seat.participant_id, Kind.NOTED, {"note": note, "step": STEP, "text": text})
            ledger.acknowledge_note(text)
    write(SYSTEM, FACILITATOR, Kind.REVEALED, {"step": STEP})
    for seat in people:
        target = first[seat.name]
        ledger.ask_vote(seat.name, target, 2)
        write(seat.principal(), seat.participant_id, Kind.VOTED, {"step": STEP, "target": target, "dots": 2})
        ledger.acknowledge_vote(seat.name, target, 2)
    store.close()
    return ledger, list(stage.log(set_up))


def test_a_sound_run_is_sound(played: tuple[Ledger, list[Entry]]) -> None:
    verdict = compare(*played)
    assert verdict.sound
    assert (verdict.notes, verdict.notes_once, verdict.votes, verdict.votes_right) == (4, 4, 2, 2)
    assert "4 of them found exactly once, 0 lost, 0 doubled" in str(verdict)


def test_a_lost_note_is_named(played: tuple[Ledger, list[Entry]]) -> None:
    ledger, log = played
    gone = next(entry for entry in log if entry.kind is Kind.NOTED)
    verdict = compare(ledger, [entry for entry in log if entry is not gone and entry.kind is not Kind.VOTED])
    assert verdict.lost == (gone.body["text"],)
    assert verdict.notes_once == 3
    assert len(verdict.votes_wrong) == 2, "the dots are gone with what was left out"
    assert not verdict.sound


def test_a_note_under_two_ids_is_doubled(played: tuple[Ledger, list[Entry]]) -> None:
    ledger, log = played
    note = next(entry for entry in log if entry.kind is Kind.NOTED)
    body = dict(note.body) | {"note": new_id()}
    again = Entry(new_id(), len(log) + 1, Kind.NOTED, note.author, note.at, body)
    verdict = compare(ledger, [*log, again])
    assert verdict.doubled == (note.body["text"],)
    assert not verdict.sound


def test_a_note_nobody_sent_is_a_stranger(played: tuple[Ledger, list[Entry]]) -> None:
    ledger, log = played
    text = ledger.notes_asked.pop()
    ledger.notes.discard(text)
    verdict = compare(ledger, log)
    assert verdict.strangers == (text,)
    assert not verdict.sound


def test_dots_nobody_was_told_of_may_be_there_when_they_were_asked_for(played: tuple[Ledger, list[Entry]]) -> None:
    ledger, log = played
    dot = next(iter(ledger.votes))
    ledger.acknowledge_vote(*dot, 1)
    assert compare(ledger, log).votes_wrong == (dot,), "one dot was acknowledged last, and two are there"
    ledger.ask_vote(*dot, 2)
    assert compare(ledger, log).sound, "two were asked for since, and may have gone through"


def test_dots_that_were_never_asked_for_are_wrong(played: tuple[Ledger, list[Entry]]) -> None:
    ledger, log = played
    dot = next(iter(ledger.votes))
    del ledger.votes[dot]
    assert compare(ledger, log).votes_wrong == (dot,)


def test_an_estimate_that_was_acknowledged_and_is_not_there_is_lost(played: tuple[Ledger, list[Entry]]) -> None:
    ledger, log = played
    ledger.ask_estimate("A", "volume", 1, (1, 2, 3))
    assert compare(ledger, log).sound, "nobody was told that it is kept"
    ledger.acknowledge_estimate("A", "volume", 1, (1, 2, 3))
    verdict = compare(ledger, log)
    assert verdict.estimates_wrong == (("A", "volume", 1),)
    assert not verdict.sound
