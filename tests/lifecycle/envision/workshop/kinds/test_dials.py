"""Dials: an opinion each, one setting for all, both with a reason."""

from typing import Any

import pytest

from lifecycle.envision.workshop.entries import Kind
from lifecycle.envision.workshop.rules import canvas_fields
from lifecycle.envision.workshop.things import DialChoice
from lifecycle.errors import BadInput, Conflict
from tests.lifecycle.envision.workshop.room import Room, a_room


def at_the_dials() -> Room:
    room = a_room()
    room.move("dials")
    return room


def test_an_opinion_is_kept_and_replaced_by_the_next() -> None:
    room = at_the_dials()
    room.say("ada", Kind.DIAL, component="fair", level="light", reason="Few people")
    room.say("ada", Kind.DIAL, component="fair", level="high", reason="Many, in truth")
    room.say("ben", Kind.DIAL, component="fair", level="standard")
    assert room.state.dials["fair"] == {"ada": DialChoice("high", "Many, in truth"), "ben": DialChoice("standard")}
    room.undo("ada")
    assert room.state.dials["fair"]["ada"] == DialChoice("light", "Few people")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"component": "kind"}, "The component is one of"),
        ({"level": "extreme"}, "one of light, standard, high"),
        ({"reason": "x" * 10_001}, "at most 10,000"),
        ({"reason": 7}, "not a text"),
    ],
)
def test_what_is_no_opinion_is_refused(body: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        at_the_dials().say("ada", Kind.DIAL, **({"component": "fair", "level": "light"} | body))


def test_opinions_are_given_at_their_step() -> None:
    with pytest.raises(Conflict, match="not a step for this"):
        a_room().say("ada", Kind.DIAL, component="fair", level="light")
    room = at_the_dials()
    room.say("ada", Kind.DIAL, component="fair", level="light")
    room.move("break")
    with pytest.raises(Conflict, match="not a step for this"):
        room.undo("ada")


def test_a_dial_that_is_set_goes_into_the_canvas_with_its_reason() -> None:
    room = at_the_dials()
    entry = room.lead(Kind.DIAL_SET, component="safe", level="high", reason="It acts alone")
    assert room.state.dials_set == {"safe": DialChoice("high", "It acts alone")}
    assert canvas_fields(entry.kind, entry.body) == {"dial.safe": "high", "dial.safe.reason": "It acts alone"}


def test_a_dial_set_without_a_reason_leaves_the_reason_that_stands_there() -> None:
    entry = at_the_dials().lead(Kind.DIAL_SET, component="safe", level="light")
    assert canvas_fields(entry.kind, entry.body) == {"dial.safe": "light"}
