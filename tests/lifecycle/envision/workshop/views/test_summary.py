"""The workshop in a few numbers, and its acts in words."""

from dataclasses import replace

import pytest

from lifecycle.envision.workshop.entries import Kind
from lifecycle.envision.workshop.kinds import rules
from lifecycle.envision.workshop.state import State, last_undoable
from lifecycle.envision.workshop.views import Summary, act_in_words, summary
from lifecycle.envision.workshop.views.summary import IN_WORDS
from tests.lifecycle.envision.workshop.room import NOTES, a_room, a_wall


def test_nothing_came_of_a_workshop_that_has_not_begun() -> None:
    assert summary(State.empty()) == Summary(*[0] * 14)


def test_what_came_of_a_workshop_is_counted() -> None:
    room = a_wall()
    room.group("g1", "a1", "b1")
    room.vote("ada", "g1", 3)
    room.vote("ben", "c1", 1)
    room.lead(Kind.PROMOTED, group="g1", path="intent", text="Nobody waits.")
    room.say("ada", Kind.PARKED, item="i1", text="Later")
    room.say("ben", Kind.DISSENT, text="No")
    room.move("estimates")
    room.lead(Kind.ROUND, path="volume", number=1)
    room.estimate("ada", 1, 2, 3)
    room.lead(Kind.ESTIMATES_REVEALED, path="volume", round=1)
    room.lead(Kind.ACCEPTED, path="volume", estimate={"low": 1, "likely": 2, "high": 3})
    room.lead(Kind.DIAL_SET, component="fair", level="high")
    room.lead(Kind.RISK, risk="r1", family="data", text="Late")
    room.move("verdict")
    room.say("ada", Kind.FIST, fingers=4)
    assert summary(room.state) == Summary(
        participants=3,
        steps=11,
        steps_done=3,
        notes=4,
        groups=1,
        dots=4,
        estimates=1,
        accepted=1,
        dials_set=1,
        risks=1,
        hands=1,
        parked=1,
        dissents=1,
        into_canvas=3,
    )


@pytest.mark.parametrize("kind", [kind for kind, rule in rules().items() if rule.undo and kind is not Kind.MOVED])
def test_every_act_that_can_be_taken_back_has_words(kind: Kind) -> None:
    assert IN_WORDS[kind][0].islower()
    assert IN_WORDS[kind][-1].isalpha()


def test_a_move_is_named_by_its_step() -> None:
    room = a_room()
    last = last_undoable(room.state, "facilitator")
    assert last is not None
    assert last.body["step"] == NOTES
    assert act_in_words(room.state, last) == "the move to “The problem”"
    assert act_in_words(State.empty(), last) == "the last move"
    room.reveal()
    assert act_in_words(room.state, room.log[-1]) == "turning the notes over"


def test_a_canvas_field_is_named_by_its_label() -> None:
    room = a_room()
    entry = room.lead(Kind.FIELD_SET, path="problem", value="Waiting")
    assert act_in_words(room.state, entry) == "what was written in “The problem”"
    gone = replace(entry, body={"path": "gone", "value": "x"})
    assert act_in_words(room.state, gone) == "the last canvas field"
