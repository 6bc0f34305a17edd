"""The state is a fold over the log; taking something back is as if it had never been written."""

from dataclasses import replace

import pytest

from lifecycle.envision.workshop.agenda import default_agenda
from lifecycle.envision.workshop.entries import FACILITATOR, Entry, Kind
from lifecycle.envision.workshop.state import State, apply, fold, last_undoable
from tests.lifecycle.envision.workshop.room import LEVERS, NOTES, START, Room, a_room, a_wall


def test_an_empty_log_is_the_empty_state() -> None:
    assert fold([]) == State.empty() == State()


def test_folding_the_log_gives_what_applying_its_entries_gave() -> None:
    room = a_wall()
    room.group("g1", "a1", "b1")
    room.vote("cyd", "g1", 3)
    assert fold(room.log) == room.state


def test_an_entry_has_to_follow() -> None:
    room = a_room()
    for number in (room.state.number, room.state.number + 2):
        with pytest.raises(ValueError, match="does not follow"):
            apply(room.state, replace(room.log[-1], number=number))


def test_an_undo_needs_the_whole_log() -> None:
    room = a_room()
    undo = Entry("u", room.state.number + 1, Kind.UNDONE, FACILITATOR, START, {"entry": room.log[-1].id})
    with pytest.raises(ValueError, match="whole log"):
        apply(room.state, undo)
    assert fold([*room.log, undo]).position is None


def test_what_was_taken_back_is_as_if_it_had_never_been_written() -> None:
    room = a_room()
    before = room.state
    room.move(LEVERS)
    room.undo()
    assert replace(room.state, number=0) == replace(before, number=0)
    assert room.state.number == before.number + 2


def test_acts_are_taken_back_one_after_another() -> None:
    room = a_room()
    room.move(LEVERS)
    room.move("break")
    room.undo()
    assert room.state.position == LEVERS
    room.undo()
    assert room.state.position == NOTES
    room.undo()
    assert room.state.position is None
    assert last_undoable(room.state, FACILITATOR) is None


def test_everybody_takes_back_their_own() -> None:
    room = a_room()
    room.note("ada", "a1")
    room.note("ben", "b1")
    last = last_undoable(room.state, "ada")
    assert last is not None
    assert last.body["note"] == "a1"
    room.undo("ada")
    assert list(room.state.notes) == ["b1"]
    assert last_undoable(room.state, "ada") is None


def test_a_state_somebody_reads_does_not_change_under_them() -> None:
    room = a_wall()
    seen, before = room.state, repr(room.state)
    room.group("g1", "a1", "b1")
    room.vote("cyd", "g1", 2)
    room.note("ben", "b2")
    room.undo("ben")
    assert repr(seen) == before


def test_the_beginning_of_a_log_is_what_the_workshop_was_then() -> None:
    room = Room(("ada", "user"))
    seen = [room.state]
    for step in default_agenda():
        room.move(step.key)
        seen.append(room.state)
    first = len(room.log) - len(default_agenda())
    assert [fold(room.log[: first + count]) for count in range(len(seen))] == seen


def test_notes_of_a_step_are_given_in_their_order() -> None:
    room = a_wall()
    room.note("ada", "a0")
    assert [note.id for note in room.state.notes_in(NOTES)] == ["a1", "a2", "b1", "c1", "a0"]
    assert room.state.notes_in(LEVERS) == ()
