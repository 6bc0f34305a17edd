"""The state answers where the workshop is."""

from lifecycle.envision.workshop.agenda import default_agenda
from lifecycle.envision.workshop.entries import Kind
from lifecycle.envision.workshop.things import Mode, Round, Settings, State
from tests.lifecycle.envision.workshop.room import LEVERS, NOTES, a_room, a_wall


def test_people_are_at_no_step_before_the_first() -> None:
    state = State(agenda=default_agenda())
    assert (state.step, state.index, state.next_step()) == (None, None, default_agenda()[0])


def test_the_place_in_the_agenda_is_known() -> None:
    state = a_room().state
    assert state.step == default_agenda()[1]
    assert (state.index, state.next_step()) == (1, default_agenda()[2])
    assert state.step_of(LEVERS) == default_agenda()[3]
    assert state.step_of("nowhere") is None


def test_a_place_that_is_gone_from_the_agenda_is_no_step() -> None:
    state = State(agenda=default_agenda(), position="gone")
    assert (state.step, state.index, state.next_step()) == (None, None, default_agenda()[0])


def test_an_empty_agenda_has_no_next_step() -> None:
    assert State.empty().next_step() is None


def test_the_latest_round_of_a_quantity_is_the_one_with_the_highest_number() -> None:
    rounds = {("a", 2): Round("a", 2, "s"), ("a", 1): Round("a", 1, "s", True), ("b", 3): Round("b", 3, "s")}
    state = State(rounds=rounds)
    assert state.latest_round("a") == rounds["a", 2]
    assert state.latest_round("c") is None


def test_a_workshop_is_live_with_five_dots_and_names_unless_said_otherwise() -> None:
    assert Settings() == Settings(anonymous=False, votes_each=5, mode=Mode.LIVE, deadline=None)


def test_it_is_closed_once_it_was_closed() -> None:
    room = a_room()
    assert not room.state.closed
    room.lead(Kind.CLOSED)
    assert room.state.closed


def test_notes_of_each_step_are_found() -> None:
    room = a_wall()
    room.move(LEVERS)
    room.note("ada", "l1", step=LEVERS)
    assert {step: len(room.state.notes_in(step)) for step in (NOTES, LEVERS, "break")} == {
        NOTES: 4,
        LEVERS: 1,
        "break": 0,
    }
