"""The log in memory: read once, gone on with, and never ahead of the disk."""

import pytest

from data import canvases, workshops
from data.store import Store
from data.workshop_log import Log, Reading, log_of, read_rows
from lifecycle.audit import Act
from lifecycle.envision.workshop.entries import Kind
from lifecycle.envision.workshop.seats import Seat
from lifecycle.envision.workshop.state import fold
from lifecycle.errors import BadInput
from lifecycle.initiative import Initiative
from tests.data.workshop import STEP, Session, opened, together


@pytest.fixture
def session(store: Store, initiative: Initiative) -> Session:
    return opened(store, initiative)


@pytest.fixture
def ada(session: Session) -> Seat:
    return session.join("Ada", "sponsor")


def test_without_news_the_state_is_not_read_again(session: Session, ada: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    session.note(ada, "a1")
    first = session.state
    monkeypatch.setattr(session.store, "read", None)
    assert session.state is first


def test_a_reader_keeps_a_consistent_state(session: Session, ada: Seat) -> None:
    before = session.state
    session.note(ada, "a1")
    assert (before.number, dict(before.notes)) == (3, {})
    assert session.state.number == 4


def test_a_log_is_read_in_pieces_or_whole_alike(session: Session, ada: Seat) -> None:
    for number in range(6):
        session.note(ada, f"a{number}")
    session.undo(seat=ada)
    with session.store.read() as cursor:
        log = read_rows(cursor, session.workshop.id, 0)
        assert Log().in_change(cursor, session.workshop).state == session.state
    for cut in range(len(log) + 1):
        reading = Reading()
        reading.add(log[:cut])
        reading.add(log[cut:])
        assert (reading.state, list(reading.known)) == (fold(log), [entry.id for entry in log])


def test_a_reading_and_its_copy_go_their_own_ways(session: Session, ada: Seat) -> None:
    session.note(ada, "a1")
    with session.store.read() as cursor:
        log = read_rows(cursor, session.workshop.id, 0)
    first = Reading()
    first.add(log[:2])
    second = first.copy()
    second.add(log[2:])
    assert (len(first.entries), len(first.known), first.state.number) == (2, 2, 2)
    assert second.state == fold(log)


def test_entries_are_read_after_a_number_in_their_order(session: Session, ada: Seat) -> None:
    for number in range(3):
        session.note(ada, f"a{number}")
    with session.store.read() as cursor:
        assert [entry.number for entry in read_rows(cursor, session.workshop.id, 4)] == [5, 6]
        assert read_rows(cursor, session.workshop.id, 6) == read_rows(cursor, "nowhere", 0) == []


def test_an_entry_comes_back_from_the_disk_as_it_was_written(session: Session, ada: Seat) -> None:
    session.note(ada, "a1", "Said", entry_id="sent")
    with session.store.read() as cursor:
        entry = read_rows(cursor, session.workshop.id, 0)[-1]
    assert (entry.id, entry.number, entry.kind, entry.author) == ("sent", 4, Kind.NOTED, ada.participant_id)
    assert entry.at == session.now
    assert entry.body == {"note": "a1", "step": STEP, "text": "Said", "prompt": ""}


def test_what_was_rolled_back_is_never_taken_for_committed(session: Session, ada: Seat) -> None:
    log = log_of(session.store, session.workshop)
    found = together(
        session.store,
        lambda: session.note(ada, "a1"),
        lambda: session.note(ada, "a2", ""),
        lambda: session.note(ada, "a3"),
    )
    assert [type(one) for one in found] == [int, BadInput, int]
    committed = log.committed(session.store, session.workshop)
    with session.store.read() as cursor:
        assert committed.entries == read_rows(cursor, session.workshop.id, 0)


def test_the_log_is_one_for_everybody_until_the_store_is_opened_anew(session: Session) -> None:
    log = log_of(session.store, session.workshop)
    assert log_of(session.store, session.workshop) is log
    session.store.exclusively(lambda: None)
    assert log_of(session.store, session.workshop) is not log


def test_the_canvas_is_read_again_when_something_was_saved(
    session: Session, act: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = log_of(session.store, session.workshop)
    assert log.canvas(session.store, session.workshop) == {}
    canvases.edit(session.store, act, session.workshop.initiative_id, {"today": "By hand"})
    assert log.canvas(session.store, session.workshop) == {"today": "By hand"}
    monkeypatch.setattr(session.store, "read", None)
    assert log.canvas(session.store, session.workshop) == {"today": "By hand"}
    assert workshops.currency_of(session.store, session.workshop.id) == "EUR"
