"""Who may follow what: the whole table, and names that never run into each other."""

from itertools import product

import pytest

from lifecycle.access import NOBODY, Capability, Principal
from lifecycle.errors import NotAllowed
from lifecycle.topics import ACTIVITY, can_watch, check_watch, console, initiative, room

TOPICS = {
    "own room": room("w1"),
    "own console": console("w1"),
    "another room": room("w2"),
    "own initiative": initiative("i1"),
    "another initiative": initiative("i2"),
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
ALLOWED = {
    "owner": set(TOPICS),
    "editor": set(TOPICS),
    "owner of one initiative": {"own initiative"},
    "editor of one initiative": {"own initiative"},
    "participant": {"own room"},
}


@pytest.mark.parametrize(("person", "topic"), product(PEOPLE, TOPICS))
def test_who_may_follow_what(person: str, topic: str) -> None:
    allowed = topic in ALLOWED.get(person, set())
    assert can_watch(PEOPLE[person], TOPICS[topic]) is allowed
    if allowed:
        check_watch(PEOPLE[person], TOPICS[topic])
    else:
        with pytest.raises(NotAllowed, match=r"\w\.$"):
            check_watch(PEOPLE[person], TOPICS[topic])


def test_topics_have_different_names() -> None:
    names = [make(own) for make in (initiative, room, console) for own in ("a", "b")]
    assert len({*names, ACTIVITY}) == 7
