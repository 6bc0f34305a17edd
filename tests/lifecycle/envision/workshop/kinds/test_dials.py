"""Dials: an opinion each, one setting for all, both with a reason."""

from typing import Any

import pytest

from lifecycle.contract import Level
from lifecycle.envision.dials import Minimum, questions
from lifecycle.envision.workshop.entries import Kind
from lifecycle.envision.workshop.kinds.dials import check_levels
from lifecycle.envision.workshop.rules import canvas_fields
from lifecycle.envision.workshop.things import DialChoice
from lifecycle.errors import BadInput, Conflict, NotAllowed
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


def test_a_dial_that_is_lowered_says_by_whom_and_who_approved_it() -> None:
    names = {"reason": "Few people", "by": "Ada", "approved": "Cyd"}
    entry = at_the_dials().lead(Kind.DIAL_SET, component="safe", level="light", **names)
    assert canvas_fields(entry.kind, entry.body) == {
        "dial.safe": "light",
        "dial.safe.reason": "Few people",
        "dial.safe.by": "Ada",
        "dial.safe.approved": "Cyd",
    }


ASKED = {f"question.{key}": "1" for key in questions()}  # 5 of 10: standard
FULL = {"dial.safe": "light", "dial.safe.reason": "Few", "dial.safe.by": "Ada", "dial.safe.approved": "Cyd"}


@pytest.mark.parametrize(
    ("canvas", "changed", "said"),
    [
        ({}, {"dial.safe": "light"}, None),
        ({"tier": "high"}, {"dial.safe": "standard"}, "cannot be standard: it is at least high"),
        ({"tier": "high"}, {"dial.safe": "high"}, None),
        ({}, {"dial.safe": "light", "tier": "high"}, "at least high"),
        ({"tier": "high"}, FULL, "cannot be light"),
        ({"dial.safe": "light"}, {"tier": "high"}, None),
        ({"dial.safe": "light", "tier": "high"}, {"dial.safe": "light", "dial.safe.reason": "Few"}, None),
        ({"dial.safe": "light", "tier": "high"}, {"dial.safe": None}, None),
        (ASKED, {"dial.safe": "light"}, "below the suggested standard: say why"),
        (ASKED, {"dial.safe": "light", "dial.safe.reason": "Few"}, "say who lowered it"),
        (ASKED, {k: v for k, v in FULL.items() if not k.endswith("approved")}, "has to approve that"),
        (ASKED, FULL | {"dial.safe.approved": "ada"}, "Nobody approves their own work"),
        (ASKED, FULL, None),
        (ASKED | {key: value for key, value in FULL.items() if key != "dial.safe"}, {"dial.safe": "light"}, None),
        (ASKED, {"dial.safe": "standard"}, None),
    ],
)
def test_a_dial_is_set_below_what_holds_for_it_only_as_the_rule_permits(
    canvas: dict[str, Any], changed: dict[str, Any], said: str | None
) -> None:
    if said is None:
        check_levels(canvas, changed)
        return
    with pytest.raises(NotAllowed, match=said):
        check_levels(canvas, changed)


def test_a_minimum_of_a_policy_holds_too() -> None:
    least = Minimum("fair", Level.HIGH, "the policy “Bias” asks for")
    check_levels({}, {"dial.fair": "standard"})
    with pytest.raises(NotAllowed, match="the policy “Bias” asks for"):
        check_levels({}, {"dial.fair": "standard"}, [least])


def test_taking_back_may_go_below_a_suggestion_and_never_below_a_minimum() -> None:
    check_levels(ASKED | {"dial.safe": "high"}, {"dial.safe": "light"}, back=True)
    with pytest.raises(NotAllowed, match="at least high"):
        check_levels({"tier": "high", "dial.safe": "high"}, {"dial.safe": "light"}, back=True)


@pytest.mark.parametrize(
    ("path", "value", "kept"),
    [
        ("dial.safe", "light", DialChoice("light", "Why")),
        ("dial.safe.reason", "Because", DialChoice("high", "Because")),
        ("dial.safe.reason", None, DialChoice("high")),
        ("dial.safe.by", "Ada", DialChoice("high", "Why")),
        ("dial.fair", "light", DialChoice("high", "Why")),
        ("limits", "Never", DialChoice("high", "Why")),
        ("dial.safe", None, None),
    ],
)
def test_a_dial_written_as_a_field_is_the_dial_the_room_sees(path: str, value: str | None, kept: object) -> None:
    room = at_the_dials()
    room.lead(Kind.DIAL_SET, component="safe", level="high", reason="Why")
    room.lead(Kind.FIELD_SET, path=path, value=value)
    assert room.state.dials_set.get("safe") == kept


def test_a_reason_without_a_level_sets_no_dial() -> None:
    room = at_the_dials()
    room.lead(Kind.FIELD_SET, path="dial.safe.reason", value="Why")
    room.lead(Kind.FIELD_SET, path="dial.safe", value=None)
    assert room.state.dials_set == {}


def test_another_level_keeps_the_reason_the_canvas_keeps() -> None:
    room = at_the_dials()
    room.lead(Kind.DIAL_SET, component="safe", level="high", reason="Why")
    room.lead(Kind.DIAL_SET, component="safe", level="standard")
    assert room.state.dials_set["safe"] == DialChoice("standard", "Why")
