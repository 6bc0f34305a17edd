"""Dots: as many as each has, on what is there to vote for, until the result is shown."""

from typing import Any

import pytest

from lifecycle.envision.workshop.entries import Kind
from lifecycle.errors import BadInput, Conflict, NotAllowed, NotFound
from tests.lifecycle.envision.workshop.room import LEVERS, NOTES, a_room, a_wall


def test_dots_are_set_not_added() -> None:
    room = a_wall()
    room.vote("ada", "b1", 3)
    room.vote("ada", "b1", 2)
    assert room.state.votes[NOTES]["ada"] == {"b1": 2}
    room.vote("ada", "b1", 0)
    assert room.state.votes[NOTES]["ada"] == {}


def test_a_person_has_as_many_dots_as_the_settings_say_and_no_more() -> None:
    room = a_wall(votes_each=3)
    room.vote("ada", "b1", 2)
    with pytest.raises(Conflict, match="You have 3 dots in this step, and 1 are left"):
        room.vote("ada", "c1", 2)
    room.vote("ada", "c1", 1)
    with pytest.raises(Conflict, match="0 are left"):
        room.vote("ada", "a1", 1)


def test_all_dots_may_go_to_one_note_even_ones_own() -> None:
    room = a_wall()
    room.vote("ada", "a1", 5)
    assert room.state.votes[NOTES]["ada"] == {"a1": 5}


def test_each_step_has_its_own_dots() -> None:
    room = a_wall()
    room.vote("ada", "b1", 5)
    room.move(LEVERS)
    room.note("ben", "l1", step=LEVERS)
    room.reveal(LEVERS)
    room.vote("ada", "l1", 5, LEVERS)
    assert {step: votes["ada"] for step, votes in room.state.votes.items()} == {NOTES: {"b1": 5}, LEVERS: {"l1": 5}}


@pytest.mark.parametrize("dots", [-1, 6, 1.5, "2", True, None])
def test_what_is_no_number_of_dots_is_refused(dots: Any) -> None:
    with pytest.raises(BadInput, match="from 0 to 5"):
        a_wall().vote("ada", "b1", dots)


def test_nobody_votes_on_what_is_not_revealed() -> None:
    room = a_room()
    room.note("ada", "n1")
    with pytest.raises(NotAllowed, match="once the notes are revealed"):
        room.vote("ada", "n1", 1)


def test_nobody_votes_on_what_is_not_there() -> None:
    with pytest.raises(NotFound):
        a_wall().vote("ada", "gone", 1)


def test_nobody_votes_on_something_of_another_step() -> None:
    room = a_wall()
    room.move(LEVERS)
    room.reveal(LEVERS)
    with pytest.raises(NotFound):
        room.vote("ada", "b1", 1, LEVERS)
    with pytest.raises(NotAllowed, match="at another step"):
        room.vote("ada", "b1", 1, NOTES)


def test_a_note_in_a_group_is_voted_for_with_its_group() -> None:
    room = a_wall()
    room.group("g1", "b1", title="Waiting")
    with pytest.raises(Conflict, match="belongs to “Waiting”"):
        room.vote("ada", "b1", 1)
    room.vote("ada", "g1", 1)


def test_showing_the_votes_ends_the_vote() -> None:
    room = a_wall()
    with pytest.raises(Conflict, match="Nobody has placed a dot"):
        room.lead(Kind.VOTES_REVEALED, step=NOTES)
    room.vote("ada", "b1", 1)
    room.lead(Kind.VOTES_REVEALED, step=NOTES)
    assert room.state.votes_revealed == {NOTES}
    with pytest.raises(NotAllowed, match="have been shown"):
        room.vote("ben", "b1", 1)
    with pytest.raises(NotAllowed, match="have been shown"):
        room.undo("ada")
    with pytest.raises(Conflict, match="shown already"):
        room.lead(Kind.VOTES_REVEALED, step=NOTES)
    room.undo()
    room.vote("ben", "b1", 1)


def test_dots_are_taken_back_while_people_vote() -> None:
    room = a_wall()
    room.vote("ada", "b1", 1)
    room.vote("ada", "b1", 4)
    room.undo("ada")
    assert room.state.votes[NOTES]["ada"] == {"b1": 1}


def test_taking_the_reveal_back_takes_the_dots_off() -> None:
    room = a_wall()
    room.vote("ada", "b1", 1)
    room.undo()
    assert dict(room.state.votes) == {}
