"""Who may follow what: the whole table, and names that never run into each other."""

from itertools import product

import pytest

from lifecycle.access import NOBODY, Capability, Principal
from lifecycle.errors import NotAllowed
from lifecycle.topics import ACTIVITY, can_watch, check_watch, console, initiative, room, view, workshop_of

TOPICS = {
    "own room": room("w1"),
    "own console": console("w1"),
    "another room": room("w2"),
    "another console": console("w2"),
    "own initiative": initiative("i1"),
    "another initiative": initiative("i2"),
    "own view": view("i1"),
    "another view": view("i2"),
    "activity": ACTIVITY,
    "made up": "whatever",
    "a room's prefix": "workshop/w1",
    "a longer room": "workshop/w1/room/more",
    "a room of nobody": room("None"),
    "nothing": "",
}
PEOPLE = {
    "owner": Principal("o", "Owner", Capability.OWNER),
    "editor": Principal("e", "Editor", Capability.EDITOR),
    "owner of one initiative": Principal("o1", "Owner", Capability.OWNER, "i1"),
    "editor of one initiative": Principal("e1", "Editor", Capability.EDITOR, "i1"),
    "participant": Principal("p", "Amara", Capability.PARTICIPANT, "i1", workshop_id="w1"),
    "participant without a seat": Principal("q", "Noah", Capability.PARTICIPANT, "i1"),
    "viewer": Principal("v", "Link", Capability.VIEWER, "i1"),
    "viewer with a workshop": Principal("v", "Link", Capability.VIEWER, "i1", workshop_id="w1"),
    "sender": Principal("t", "Token", Capability.INGEST, "i1", "s1", workshop_id="w1"),
    "nobody": NOBODY,
}
HOMES = {"own room": "i1", "own console": "i1", "another room": "i2", "another console": "i2"}
ALLOWED = {
    "owner": set(TOPICS),
    "editor": set(TOPICS),
    "owner of one initiative": {"own initiative", "own view", "own room", "own console"},
    "editor of one initiative": {"own initiative", "own view", "own room", "own console"},
    "participant": {"own room"},
}


@pytest.mark.parametrize(("person", "topic"), product(PEOPLE, TOPICS))
def test_who_may_follow_what(person: str, topic: str) -> None:
    allowed = topic in ALLOWED.get(person, set())
    home = HOMES.get(topic)
    assert can_watch(PEOPLE[person], TOPICS[topic], home) is allowed
    if allowed:
        check_watch(PEOPLE[person], TOPICS[topic], home)
    else:
        with pytest.raises(NotAllowed, match=r"\w\.$"):
            check_watch(PEOPLE[person], TOPICS[topic], home)


def test_topics_have_different_names() -> None:
    names = [make(own) for make in (initiative, view, room, console) for own in ("a", "b")]
    assert len({*names, ACTIVITY}) == 9


@pytest.mark.parametrize("topic", sorted(set(TOPICS) - set(HOMES)))
def test_what_is_no_workshops_is_not_opened_by_naming_an_initiative(topic: str) -> None:
    allowed = topic in ("own initiative", "own view")
    assert can_watch(PEOPLE["editor of one initiative"], TOPICS[topic], "i1") is (
        allowed or topic == "a room of nobody"
    )


@pytest.mark.parametrize("topic", ["own room", "own console"])
def test_a_workshop_that_is_not_there_is_nobodys(topic: str) -> None:
    assert not can_watch(PEOPLE["editor of one initiative"], TOPICS[topic], None)


def test_a_room_and_a_console_name_their_workshop_and_nothing_else_does() -> None:
    found = {name: workshop_of(topic) for name, topic in TOPICS.items()}
    assert {name for name, own in found.items() if own} == {*HOMES, "a room of nobody"}
    assert (found["own room"], found["another console"]) == ("w1", "w2")
    assert workshop_of("workshop//room") is None
