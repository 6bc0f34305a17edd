"""Dots as somebody sees them."""

from lifecycle.envision.workshop.entries import Kind
from lifecycle.envision.workshop.views import my_dots, tally_for, vote_tally
from tests.lifecycle.envision.workshop.room import NOTES, Room, a_room, a_wall


def voted() -> Room:
    room = a_wall()
    room.group("g1", "a1", "b1", title="Waiting")
    room.vote("ada", "g1", 3)
    room.vote("ada", "c1", 1)
    room.vote("ben", "g1", 1)
    return room


def test_the_tally_counts_dots_and_people_most_first() -> None:
    found = vote_tally(voted().state, NOTES)
    assert [(one.target, one.title, one.dots, one.voters, one.notes) for one in found] == [
        ("g1", "Waiting", 4, 2, ("a1", "b1")),
        ("c1", "Text of c1", 1, 1, ("c1",)),
        ("a2", "Text of a2", 0, 0, ("a2",)),
    ]


def test_participants_see_the_result_once_it_is_shown() -> None:
    room = voted()
    assert tally_for(room.state, NOTES) == ()
    room.lead(Kind.VOTES_REVEALED, step=NOTES)
    assert tally_for(room.state, NOTES) == vote_tally(room.state, NOTES)


def test_before_the_reveal_there_is_nothing_to_count() -> None:
    room = a_room()
    room.note("ada", "a1")
    assert vote_tally(room.state, NOTES) == ()


def test_everybody_sees_their_own_dots() -> None:
    state = voted().state
    assert my_dots(state, "ada", NOTES) == {"g1": 3, "c1": 1}
    assert my_dots(state, "cyd", NOTES) == {}


def test_the_dots_of_a_group_that_is_taken_apart_are_given_back() -> None:
    room = voted()
    room.lead(Kind.UNGROUPED, group="g1")
    assert my_dots(room.state, "ada", NOTES) == {"c1": 1}
