"""The parking lot and dissent: at any time, by anybody, until the end."""

import pytest

from lifecycle.envision.workshop.entries import FACILITATOR, Kind
from lifecycle.envision.workshop.kinds import remarks
from lifecycle.errors import BadInput, Conflict, NotAllowed, NotFound
from tests.lifecycle.envision.workshop.kinds.test_reading import KEPT
from tests.lifecycle.envision.workshop.room import Room, a_room


@pytest.mark.parametrize("author", ["ada", FACILITATOR])
@pytest.mark.parametrize("step", ["purpose", "break", "verdict"])
def test_something_is_parked_at_any_step(author: str, step: str) -> None:
    room = a_room()
    room.move(step)
    room.say(author, Kind.PARKED, item="i1", text="Who pays for the licences?")
    assert (room.state.parked["i1"].text, room.state.parked["i1"].author) == ("Who pays for the licences?", author)


def test_something_is_parked_before_the_first_step() -> None:
    room = Room(("ada", "user"))
    room.say("ada", Kind.PARKED, item="i1", text="Later")
    assert "i1" in room.state.parked


def test_an_item_is_parked_once() -> None:
    room = a_room()
    room.say("ada", Kind.PARKED, item="i1", text="Later")
    with pytest.raises(Conflict, match="parking lot already"):
        room.say("ben", Kind.PARKED, item="i1", text="Mine")


@pytest.mark.parametrize("text", KEPT, ids=range(len(KEPT)))
def test_what_is_said_is_kept_exactly(text: str) -> None:
    room = a_room()
    room.say("ada", Kind.PARKED, item="i1", text=text)
    dissent = room.say("ada", Kind.DISSENT, text=text)
    assert room.state.parked["i1"].text == text == room.state.dissents[dissent.id].text


def test_the_facilitator_takes_out_anything_others_their_own() -> None:
    room = a_room()
    for item in ("i1", "i2"):
        room.say("ada", Kind.PARKED, item=item, text="Later")
    for item in ("i1", "unknown"):
        with pytest.raises(NotAllowed):
            room.say("ben", Kind.UNPARKED, item=item)
    room.say("ada", Kind.UNPARKED, item="i1")
    room.lead(Kind.UNPARKED, item="i2")
    assert dict(room.state.parked) == {}
    with pytest.raises(NotFound):
        room.lead(Kind.UNPARKED, item="i2")
    room.undo()
    assert list(room.state.parked) == ["i2"]


def test_dissent_is_recorded_under_its_own_name_and_taken_back_by_who_gave_it() -> None:
    room = a_room()
    for text in ("Too early", "And too dear"):
        room.say("ada", Kind.DISSENT, text=text)
    assert [(one.author, one.text) for one in room.state.dissents.values()] == [
        ("ada", "Too early"),
        ("ada", "And too dear"),
    ]
    room.undo("ada")
    assert len(room.state.dissents) == 1


def test_an_empty_dissent_is_none() -> None:
    with pytest.raises(BadInput):
        a_room().say("ada", Kind.DISSENT, text=" ")


def test_a_flood_is_stopped_but_not_the_facilitators_record(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remarks, "MOST_REMARKS", 1)
    room = a_room()
    for author in ("ada", FACILITATOR):
        room.say(author, Kind.DISSENT, text="No")
        room.say(author, Kind.PARKED, item=f"i-{author}", text="Later")
    for kind, body in ((Kind.DISSENT, {}), (Kind.PARKED, {"item": "i3"})):
        with pytest.raises(Conflict, match="Put the rest together"):
            room.say("ada", kind, text="No", **body)
        room.say(FACILITATOR, kind, text="No", **body)
