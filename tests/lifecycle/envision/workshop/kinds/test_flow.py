"""The flow: steps, clock, agenda, settings, the end."""

from dataclasses import replace
from typing import Any

import pytest

from lifecycle.envision.workshop.agenda import Activity, Step, default_agenda, step_to_json
from lifecycle.envision.workshop.entries import FACILITATOR, Kind
from lifecycle.envision.workshop.kinds.flow import trimmed
from lifecycle.envision.workshop.rules import check_entry
from lifecycle.envision.workshop.state import State
from lifecycle.envision.workshop.things import Mode
from lifecycle.errors import BadInput, Conflict, NotFound
from tests.lifecycle.builders import point
from tests.lifecycle.envision.workshop.room import LEVERS, NOTES, START, Room, a_room, a_wall


def steps(*changed: Step) -> list[dict[str, Any]]:
    return [step_to_json(step) for step in changed]


def without(*keys: str) -> list[dict[str, Any]]:
    return steps(*(step for step in default_agenda() if step.key not in keys))


def test_a_workshop_opens_with_nobody_at_no_step() -> None:
    state = Room().state
    assert (state.title, state.step, state.index, state.closed) == ("Breast-cancer triage", None, None, False)
    assert state.next_step() == state.agenda[0] == default_agenda()[0]
    assert (state.settings.anonymous, state.settings.votes_each, state.settings.mode) == (False, 5, Mode.LIVE)


def test_it_opens_once() -> None:
    with pytest.raises(Conflict, match="open already"):
        Room().lead(Kind.OPENED, title="Again", agenda=without())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": ""}, "The title"),
        ({"title": "x" * 121}, "at most 120"),
        ({"agenda": None}, "The agenda is missing"),
        ({"agenda": []}, "1 to 30 steps"),
        ({"agenda": [{"key": "a"}]}, "cannot be read"),
        ({"anonymous": "yes"}, "yes or no"),
        ({"votes_each": 0}, "from 1 to 20"),
        ({"votes_each": 21}, "from 1 to 20"),
        ({"mode": "later"}, "one of live, async"),
        ({"deadline": "soon"}, "The deadline"),
    ],
)
def test_what_cannot_be_led_does_not_open(change: dict[str, Any], said: str) -> None:
    body = {"title": "T", "agenda": without()} | change
    with pytest.raises(BadInput, match=said):
        check_entry(State.empty(), FACILITATOR, Kind.OPENED, body, START)


def test_moving_starts_the_clock_of_the_step() -> None:
    room = a_room()
    assert room.state.step is not None
    assert (room.state.index, room.state.step.key) == (1, NOTES)
    timer = room.state.timer
    assert timer.running
    assert timer.remaining(room.log[-1].at) == 20 * 60


def test_moving_on_and_back_starts_the_clock_anew() -> None:
    room = a_room()
    room.wait(minutes=15)
    room.move(LEVERS)
    room.move(NOTES)
    assert room.state.timer.remaining(room.log[-1].at) == 20 * 60
    assert room.state.visited == {NOTES, LEVERS}


def test_async_the_clock_waits_to_be_started() -> None:
    room = Room(mode="async")
    room.move(NOTES)
    assert not room.state.timer.running
    room.lead(Kind.TIMER, action="start")
    assert room.state.timer.running


def test_one_moves_to_a_step_there_is_and_not_to_where_one_is() -> None:
    room = a_room()
    with pytest.raises(NotFound):
        room.lead(Kind.MOVED, step="nowhere")
    with pytest.raises(Conflict, match="at “The problem” already"):
        room.lead(Kind.MOVED, step=NOTES)


def test_the_last_step_has_no_next() -> None:
    room = Room()
    room.move("verdict")
    assert room.state.next_step() is None


def test_the_clock_is_paused_resumed_and_extended() -> None:
    room = a_room()
    room.wait(seconds=99)
    paused = room.lead(Kind.TIMER, action="pause").at
    assert room.state.timer.remaining(paused) == 20 * 60 - 100
    room.wait(hours=1)
    resumed = room.lead(Kind.TIMER, action="resume").at
    assert room.state.timer.remaining(resumed) == 20 * 60 - 100
    extended = room.lead(Kind.TIMER, action="extend", seconds=120).at
    assert room.state.timer.remaining(extended) == 20 * 60 - 101 + 120


def test_the_clock_is_started_anew_with_the_minutes_of_the_step_or_others() -> None:
    room = a_room()
    room.wait(minutes=9)
    assert room.state.timer.remaining(room.lead(Kind.TIMER, action="start").at) != 20 * 60
    assert room.state.timer.remaining(room.log[-1].at) == 20 * 60
    room.lead(Kind.TIMER, action="start", seconds=90)
    assert room.state.timer.remaining(room.log[-1].at) == 90


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"action": "resume"}, "runs already"),
        ({"action": "stop"}, "one of start, pause, resume, extend"),
        ({"action": "extend"}, "whole number"),
        ({"action": "extend", "seconds": 0}, "from 1 to 14400"),
        ({"action": "start", "seconds": 14_401}, "from 1 to 14400"),
        ({}, "What the clock does"),
    ],
)
def test_the_clock_does_nothing_else(body: dict[str, Any], said: str) -> None:
    with pytest.raises((BadInput, Conflict), match=said):
        a_room().lead(Kind.TIMER, **body)


def test_a_clock_that_stands_is_not_paused() -> None:
    room = a_room()
    room.lead(Kind.TIMER, action="pause")
    with pytest.raises(Conflict, match="stands already"):
        room.lead(Kind.TIMER, action="pause")


def test_there_is_no_clock_before_the_first_step() -> None:
    with pytest.raises(Conflict, match="starts with the first step"):
        Room().lead(Kind.TIMER, action="start")


def test_settings_that_are_not_named_stay() -> None:
    room = Room(votes_each=7)
    room.lead(Kind.SETTINGS, title="Renamed", mode="async", deadline="2026-03-05T12:00:00+00:00")
    assert room.state.title == "Renamed"
    assert (room.state.settings.votes_each, room.state.settings.mode) == (7, Mode.ASYNC)
    room.lead(Kind.SETTINGS, deadline=None)
    assert room.state.settings.deadline is None


def test_a_change_of_settings_says_what_changes() -> None:
    with pytest.raises(BadInput, match="which setting"):
        Room().lead(Kind.SETTINGS)


def test_there_cannot_be_fewer_dots_than_somebody_has_placed() -> None:
    room = a_wall()
    room.vote("ada", "b1", 3)
    room.vote("ada", "c1", 1)
    with pytest.raises(Conflict, match="placed 4 dots already"):
        room.lead(Kind.SETTINGS, votes_each=3)
    room.lead(Kind.SETTINGS, votes_each=4)


def test_taking_back_more_dots_takes_back_those_beyond_the_cap() -> None:
    room = a_wall(votes_each=3)
    room.lead(Kind.SETTINGS, votes_each=5)
    room.vote("ada", "b1", 3)
    room.vote("ada", "c1", 2)
    room.undo()
    assert room.state.votes[NOTES]["ada"] == {"b1": 3}


def test_dots_a_person_takes_back_do_not_come_back_beyond_a_lower_cap() -> None:
    room = a_wall()
    room.vote("ada", "b1", 5)
    room.vote("ada", "b1", 0)
    room.lead(Kind.SETTINGS, votes_each=2)
    room.undo("ada")
    assert room.state.votes[NOTES]["ada"] == {"b1": 2}


@pytest.mark.parametrize(
    ("most", "kept"), [(6, {"a": 2, "b": 3}), (4, {"a": 2, "b": 2}), (2, {"a": 2}), (1, {"a": 1}), (0, {})]
)
def test_the_last_dots_go_first(most: int, kept: dict[str, int]) -> None:
    assert trimmed({"a": 2, "b": 3}, most) == kept


def test_the_promise_of_anonymity_is_not_taken_back_but_switched_off() -> None:
    room = a_room()
    room.lead(Kind.SETTINGS, anonymous=True)
    with pytest.raises(Conflict, match="stays anonymous"):
        room.undo()
    room.lead(Kind.SETTINGS, anonymous=False)
    assert not room.state.settings.anonymous
    assert room.state.veiled


def test_the_agenda_changes_ahead_of_the_room() -> None:
    room = a_room()
    longer = [replace(step, minutes=12, title="Pause") if step.key == "break" else step for step in default_agenda()]
    room.lead(Kind.AGENDA, steps=steps(*longer, Step("more", "More", 5, Activity.LISTEN)))
    pause = room.state.step_of("break")
    assert pause is not None
    assert (pause.minutes, pause.title) == (12, "Pause")
    assert room.state.agenda[-1].key == "more"
    room.lead(Kind.AGENDA, steps=without("break"))
    assert room.state.step_of("break") is None


def test_steps_may_change_their_order_and_the_place_follows() -> None:
    room = a_room()
    room.lead(Kind.AGENDA, steps=list(reversed(without())))
    assert room.state.index == len(default_agenda()) - 2


def test_a_step_where_people_have_been_stays() -> None:
    room = a_room()
    room.move(LEVERS)
    with pytest.raises(Conflict, match="“The problem” cannot go"):
        room.lead(Kind.AGENDA, steps=without(NOTES))


def test_what_is_done_in_a_step_that_has_begun_stays() -> None:
    room = Room(("ada", "user"), mode="async")
    room.note("ada", "n1")
    changed = [replace(s, activity=Activity.LISTEN) if s.key == NOTES else s for s in default_agenda()]
    with pytest.raises(Conflict, match="“The problem” has begun"):
        room.lead(Kind.AGENDA, steps=steps(*changed))
    with pytest.raises(Conflict, match="“The problem” cannot go"):
        room.lead(Kind.AGENDA, steps=without(NOTES))


def test_taking_back_a_longer_agenda_leaves_the_room_where_it_was() -> None:
    room = a_room()
    room.lead(Kind.AGENDA, steps=[*without(), *steps(Step("more", "More", 5, Activity.LISTEN))])
    room.undo()
    assert (room.state.agenda, room.state.position) == (default_agenda(), NOTES)


def test_closing_stops_the_clock_and_reopening_leaves_it_stopped() -> None:
    room = a_room()
    room.wait(seconds=9)
    closed = room.lead(Kind.CLOSED).at
    assert room.state.closed_at == closed
    left = room.state.timer.remaining(room.now)
    assert not room.state.timer.running
    with pytest.raises(Conflict, match="closed already"):
        room.lead(Kind.CLOSED)
    room.wait(hours=2)
    room.lead(Kind.REOPENED)
    assert not room.state.closed
    assert room.state.timer.remaining(room.now) == left
    with pytest.raises(Conflict, match="is open"):
        room.lead(Kind.REOPENED)


def test_a_closed_workshop_lets_the_facilitator_finish_the_record() -> None:
    room = a_wall()
    room.lead(Kind.CLOSED)
    room.group("g1", "a1", "b1")
    room.lead(Kind.PROMOTED, group="g1", path="intent", text="Spare people the wait.")
    assert room.state.fields == {"intent": "Spare people the wait."}


def first_rounds(room: Room) -> dict[tuple[str, int], str]:
    return {key: one.step for key, one in room.state.rounds.items()}


def asked(room: Room) -> dict[tuple[str, int], str]:
    return {
        (path, 1): step.key for step in room.state.agenda if step.activity is Activity.ESTIMATES for path in step.paths
    }


def test_in_their_own_time_every_quantity_can_be_estimated_at_once_and_blind() -> None:
    assert first_rounds(a_room()) == {}
    room = a_room(mode=Mode.ASYNC.value)
    assert first_rounds(room) == asked(room) != {}
    room.estimate("ada", 1, 2, 4)
    assert room.state.estimates == {("volume", 1): {"ada": point(1, 2, 4)}}
    with pytest.raises(Conflict, match=r"is open\. Show it first"):
        room.lead(Kind.ROUND, path="volume", number=1)
    room.lead(Kind.ESTIMATES_REVEALED, path="volume", round=1)
    room.lead(Kind.SETTINGS, votes_each=9)
    assert room.state.rounds["volume", 1].revealed
    room.lead(Kind.ROUND, path="volume", number=2)
    assert not room.state.rounds["volume", 2].revealed


def test_first_rounds_come_when_a_workshop_becomes_one_of_their_own_time_and_follow_its_agenda() -> None:
    room = a_room()
    room.lead(Kind.SETTINGS, mode=Mode.ASYNC.value)
    assert first_rounds(room) == asked(room)
    estimates = next(step for step in room.state.agenda if step.activity is Activity.ESTIMATES)
    fewer = replace(estimates, paths=("volume",))
    others = [step for step in room.state.agenda if step is not estimates]
    room.lead(Kind.AGENDA, steps=steps(*others, fewer))
    assert first_rounds(room) == {("volume", 1): estimates.key}
    room.lead(Kind.AGENDA, steps=steps(*others))
    assert first_rounds(room) == {}


def test_a_quantity_somebody_has_estimated_keeps_its_step() -> None:
    room = a_room(mode=Mode.ASYNC.value)
    room.estimate("ada", 1, 2, 4)
    with pytest.raises(Conflict, match="cannot go: people have been there"):
        room.lead(Kind.AGENDA, steps=without("estimates"))
