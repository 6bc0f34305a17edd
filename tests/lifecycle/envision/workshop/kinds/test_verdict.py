"""Fist to five: everybody at once, and not before."""

from typing import Any

import pytest

from lifecycle.envision.workshop.entries import Kind
from lifecycle.errors import BadInput, Conflict, NotAllowed
from tests.lifecycle.envision.workshop.room import Room, a_room


def at_the_verdict() -> Room:
    room = a_room()
    room.move("verdict")
    return room


@pytest.mark.parametrize("fingers", range(6))
def test_a_hand_has_0_to_5_fingers(fingers: int) -> None:
    room = at_the_verdict()
    room.say("ada", Kind.FIST, fingers=fingers)
    assert room.state.fists == {"ada": fingers}


@pytest.mark.parametrize("fingers", [-1, 6, 2.5, "3", None, True])
def test_no_other_hand_counts(fingers: Any) -> None:
    with pytest.raises(BadInput, match="from 0 to 5"):
        at_the_verdict().say("ada", Kind.FIST, fingers=fingers)


def test_a_hand_is_changed_and_taken_back_until_all_are_shown() -> None:
    room = at_the_verdict()
    room.say("ada", Kind.FIST, fingers=1)
    room.say("ada", Kind.FIST, fingers=4)
    room.undo("ada")
    assert room.state.fists == {"ada": 1}
    room.lead(Kind.FISTS_REVEALED)
    with pytest.raises(NotAllowed, match="A dissent can still be recorded"):
        room.say("ada", Kind.FIST, fingers=5)
    with pytest.raises(NotAllowed):
        room.undo("ada")
    room.undo()
    room.say("ada", Kind.FIST, fingers=5)
    assert room.state.fists == {"ada": 5}


def test_hands_are_shown_at_the_verdict() -> None:
    with pytest.raises(Conflict, match="not a step for this"):
        a_room().say("ada", Kind.FIST, fingers=3)


def test_the_verdict_is_shown_once_and_only_with_a_hand() -> None:
    room = at_the_verdict()
    with pytest.raises(Conflict, match="Nobody has shown a hand"):
        room.lead(Kind.FISTS_REVEALED)
    room.say("ada", Kind.FIST, fingers=3)
    room.lead(Kind.FISTS_REVEALED)
    with pytest.raises(Conflict, match="shown already"):
        room.lead(Kind.FISTS_REVEALED)


def test_async_a_verdict_is_given_at_any_time() -> None:
    room = Room(("ada", "user"), mode="async")
    room.say("ada", Kind.FIST, fingers=3)
    assert room.state.fists == {"ada": 3}
