"""Joining: by oneself, with any name, twice the same if need be."""

import pytest

from lifecycle.envision.workshop.entries import FACILITATOR, Kind
from lifecycle.envision.workshop.kinds import people
from lifecycle.envision.workshop.seats import seat_roles
from lifecycle.errors import BadInput, Conflict, NotAllowed
from tests.lifecycle.envision.workshop.kinds.test_reading import KEPT
from tests.lifecycle.envision.workshop.room import Room


@pytest.mark.parametrize("name", KEPT, ids=range(len(KEPT)))
def test_a_name_is_kept_exactly(name: str) -> None:
    room = Room()
    room.join("p1", name=name)
    assert room.state.participants["p1"].name == name


@pytest.mark.parametrize("role", list(seat_roles()))
def test_people_join_in_every_role(role: str) -> None:
    assert Room(("p1", role)).state.participants["p1"].role == role


def test_two_people_may_have_the_same_name() -> None:
    room = Room()
    for own in ("p1", "p2"):
        room.join(own, name="Anna")
    assert [person.name for person in room.state.participants.values()] == ["Anna", "Anna"]


@pytest.mark.parametrize("name", ["", "   ", "x" * 10_001, None])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(BadInput, match="Your name"):
        Room().say("p1", Kind.JOINED, participant="p1", name=name, role="user")


@pytest.mark.parametrize("role", ["", "king", None])
def test_a_role_that_is_not_offered_is_refused(role: str) -> None:
    with pytest.raises(BadInput, match="Your role is one of"):
        Room().say("p1", Kind.JOINED, participant="p1", name="Ada", role=role)


def test_nobody_joins_for_somebody_else() -> None:
    for author in ("p1", FACILITATOR):
        with pytest.raises(NotAllowed):
            Room().say(author, Kind.JOINED, participant="p2", name="Ada", role="user")


def test_who_sits_may_mend_their_name_and_role_and_stays_the_same_person() -> None:
    room = Room(("p1", "user"), ("p2", "risk"))
    before = room.state.participants["p1"]
    room.join("p1", "sponsor", name="Ada Lovelace")
    after = room.state.participants["p1"]
    assert (after.name, after.role, after.joined_at) == ("Ada Lovelace", "sponsor", before.joined_at)
    assert list(room.state.participants) == ["p1", "p2"]


def test_people_join_late() -> None:
    room = Room()
    room.move("verdict")
    room.join("p1")
    room.say("p1", Kind.FIST, fingers=4)
    assert room.state.fists == {"p1": 4}


def test_a_full_workshop_takes_nobody_else_but_lets_those_in_it_mend_their_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(people, "MOST_PARTICIPANTS", 2)
    room = Room(("p1", "user"), ("p2", "user"))
    with pytest.raises(Conflict, match="full: 2 people"):
        room.join("p3")
    room.join("p2", "risk")
    assert room.state.participants["p2"].role == "risk"


def test_joining_is_not_taken_back() -> None:
    room = Room(("p1", "user"))
    with pytest.raises(Conflict, match="nothing to take back"):
        room.undo("p1")
