"""Where people are: live at the facilitator's step, async at any step until the deadline and a little longer."""

from datetime import timedelta

import pytest

from lifecycle.envision.workshop.agenda import Activity
from lifecycle.envision.workshop.entries import FACILITATOR, Kind
from lifecycle.envision.workshop.kinds import Asked
from lifecycle.envision.workshop.kinds.place import GRACE, check_here, check_step, step_for
from lifecycle.errors import Conflict, NotAllowed, NotFound
from tests.lifecycle.envision.workshop.room import LEVERS, NOTES, START, Room, a_room


def asked(room: Room, author: str = "ada") -> Asked:
    return Asked(author, {}, room.now)


def test_a_step_of_the_agenda_is_found() -> None:
    assert check_step(a_room().state, NOTES).title == "The problem"
    with pytest.raises(NotFound):
        check_step(a_room().state, "nowhere")


def test_live_people_work_at_the_step_everybody_is_at() -> None:
    room = a_room()
    assert check_here(room.state, asked(room), NOTES, Activity.NOTES).key == NOTES
    with pytest.raises(NotAllowed, match="at another step"):
        check_here(room.state, asked(room), LEVERS, Activity.NOTES)


def test_a_step_is_for_its_own_activity() -> None:
    room = a_room()
    with pytest.raises(Conflict, match="“The problem” is not a step for this"):
        check_here(room.state, asked(room), NOTES, Activity.RISKS)


def test_async_people_work_at_any_step() -> None:
    room = Room(("ada", "user"), mode="async")
    for step in (NOTES, LEVERS):
        assert check_here(room.state, asked(room), step, Activity.NOTES).key == step


@pytest.mark.parametrize("late", [timedelta(0), GRACE])
def test_what_was_being_typed_at_the_deadline_still_counts(late: timedelta) -> None:
    deadline = START + timedelta(hours=1)
    room = Room(("ada", "user"), mode="async", deadline=deadline.isoformat())
    room.now = deadline + late
    assert check_here(room.state, asked(room), NOTES, Activity.NOTES)


def test_after_the_deadline_and_the_grace_nothing_is_taken_any_more() -> None:
    deadline = START + timedelta(hours=1)
    room = Room(("ada", "user"), mode="async", deadline=deadline.isoformat())
    room.now = deadline + GRACE + timedelta(seconds=1)
    with pytest.raises(NotAllowed, match="deadline has passed"):
        check_here(room.state, asked(room), NOTES, Activity.NOTES)


def test_more_time_lets_people_go_on() -> None:
    deadline = START + timedelta(hours=1)
    room = Room(("ada", "user"), mode="async", deadline=deadline.isoformat())
    room.now = deadline + timedelta(days=1)
    room.lead(Kind.SETTINGS, deadline=(deadline + timedelta(days=2)).isoformat())
    room.note("ada", "n1")
    assert "n1" in room.state.notes


def test_a_deadline_does_not_bind_a_live_workshop() -> None:
    room = a_room(deadline=START.isoformat())
    room.wait(days=3)
    assert check_here(room.state, asked(room), NOTES, Activity.NOTES)


def test_what_names_no_step_belongs_to_the_one_everybody_is_at() -> None:
    room = a_room()
    room.move("dials")
    assert step_for(room.state, asked(room), Activity.DIALS) == "dials"
    with pytest.raises(Conflict):
        step_for(room.state, asked(room), Activity.VERDICT)


def test_before_the_first_step_there_is_nothing_to_do() -> None:
    room = Room(("ada", "user"))
    with pytest.raises(NotAllowed, match="has not come to this yet"):
        step_for(room.state, asked(room), Activity.DIALS)


def test_async_what_names_no_step_belongs_to_the_first_that_is_for_it() -> None:
    room = Room(("ada", "user"), mode="async")
    assert step_for(room.state, asked(room), Activity.VERDICT) == "verdict"


def test_the_facilitator_prepares_things_from_any_step() -> None:
    room = a_room()
    assert step_for(room.state, asked(room, FACILITATOR), Activity.ESTIMATES) == "estimates"
