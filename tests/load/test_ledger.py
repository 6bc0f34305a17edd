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


@pytest.fixture
def answered(tmp_path: Path) -> tuple[Ledger, list[Entry]]:
    """Somebody who set a dial, scored a risk and showed a hand, all acknowledged; and the log of it."""
    set_up = stage.make(tmp_path / "home")
    store, ledger, own = Store(set_up.home), Ledger(), set_up.workshop.id
    seat = seats.join(store, datetime.now(UTC), set_up.workshop.code, "A", next(iter(seat_roles())), "a token" * 4)

    def lead(kind: Kind, **body: Any) -> None:
        workshops.write(store, Act(SYSTEM, datetime.now(UTC)), own, FACILITATOR, kind, body)

    def give(kind: Kind, what: str, answer: str | int | tuple[int, int, int], **body: Any) -> None:
        ledger.ask_answer("A", what, answer)
        workshops.write(store, Act(seat.principal(), datetime.now(UTC)), own, seat.participant_id, kind, body)
        ledger.acknowledge_answer("A", what, answer)

    lead(Kind.MOVED, step="dials")
    give(Kind.DIAL, "dial/privacy", "high", component="privacy", level="high")
    lead(Kind.MOVED, step="premortem")
    lead(Kind.REVEALED, step="premortem")
    lead(Kind.RISK, risk="r", family="data", text="Late")
    scores = {"likelihood": 1, "impact": 5, "detectability": 3}
    give(Kind.RISK_SCORED, "score/r", (1, 5, 3), risk="r", **scores)
    lead(Kind.MOVED, step="verdict")
    give(Kind.FIST, "hand", 4, fingers=4)
    store.close()
    return ledger, list(stage.log(set_up))


def test_answers_are_found_as_they_were_acknowledged(answered: tuple[Ledger, list[Entry]]) -> None:
    verdict = compare(*answered)
    assert verdict.sound
    assert verdict.answers == {"dial": 1, "score": 1, "hand": 1}
    assert "1 of dial, 1 of score, 1 of hand acknowledged, 0 of them lost" in str(verdict)


@pytest.mark.parametrize(
    ("kind", "what"), [(Kind.DIAL, "dial/privacy"), (Kind.RISK_SCORED, "score/r"), (Kind.FIST, "hand")]
)
def test_an_answer_that_was_acknowledged_and_is_not_there_is_lost(
    answered: tuple[Ledger, list[Entry]], kind: Kind, what: str
) -> None:
    ledger, log = answered
    verdict = compare(ledger, [entry for entry in log if entry.kind is not kind])
    assert verdict.answers_wrong == (("A", what),)
    assert not verdict.sound


def test_another_answer_than_the_one_acknowledged_last_is_wrong(answered: tuple[Ledger, list[Entry]]) -> None:
    ledger, log = answered
    ledger.acknowledge_answer("A", "hand", 2)
    assert compare(ledger, log).answers_wrong == (("A", "hand"),)
    ledger.ask_answer("A", "hand", 4)
    assert compare(ledger, log).sound, "four fingers were asked for since, and may have gone through"
