"""Groups: nothing is lost when like is put with like, neither a note nor a dot."""

from dataclasses import replace
from typing import Any

import pytest

from lifecycle.envision.workshop.entries import Kind
from lifecycle.envision.workshop.state import fold
from lifecycle.errors import BadInput, Conflict, NotFound
from tests.lifecycle.envision.workshop.room import LEVERS, NOTES, Room, a_room, a_wall


def dots(room: Room) -> dict[str, dict[str, int]]:
    return {who: dict(mine) for who, mine in room.state.votes.get(NOTES, {}).items()}


def test_a_group_holds_notes_and_their_authors_stay_known() -> None:
    room = a_wall()
    room.group("g1", "a1", "b1", title="Waiting")
    group = room.state.groups["g1"]
    assert (group.title, group.notes, group.step) == ("Waiting", ("a1", "b1"), NOTES)
    assert [room.state.notes[note].author for note in group.notes] == ["ada", "ben"]
    assert room.state.grouped == {"a1": "g1", "b1": "g1"}


def test_private_notes_are_not_grouped() -> None:
    room = a_room()
    room.note("ada", "n1")
    with pytest.raises(Conflict, match="once they are revealed"):
        room.group("g1", "n1")


@pytest.mark.parametrize(
    ("body", "error", "said"),
    [
        ({"group": ""}, BadInput, "The group is not named"),
        ({"group": "a2"}, Conflict, "a name of its own"),
        ({"title": " "}, BadInput, "title of the group is empty"),
        ({"title": "x" * 201}, BadInput, "at most 200"),
        ({"notes": []}, BadInput, "not named"),
        ({"notes": ["a1", "gone"]}, NotFound, "not there any more"),
    ],
)
def test_what_is_no_group_is_refused(body: dict[str, Any], error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        a_wall().lead(Kind.GROUPED, **({"group": "g1", "title": "T", "notes": ["a1"]} | body))


def test_a_group_holds_notes_of_one_step() -> None:
    room = a_wall()
    room.move(LEVERS)
    room.note("ada", "l1", step=LEVERS)
    room.reveal(LEVERS)
    with pytest.raises(BadInput, match="notes of one step"):
        room.group("g1", "a1", "l1")
    room.group("g1", "a1")
    with pytest.raises(BadInput, match="notes of one step"):
        room.group("g1", "l1")


def test_a_group_gets_another_title_and_other_notes() -> None:
    room = a_wall()
    room.group("g1", "a1", "b1")
    room.group("g1", "b1", "c1", title="Better")
    assert (room.state.groups["g1"].title, room.state.groups["g1"].notes) == ("Better", ("b1", "c1"))
    assert room.state.grouped == {"b1": "g1", "c1": "g1"}


def test_a_note_is_in_one_group() -> None:
    room = a_wall()
    room.group("g1", "a1", "b1")
    room.group("g2", "b1", "c1")
    assert {key: group.notes for key, group in room.state.groups.items()} == {"g1": ("a1",), "g2": ("b1", "c1")}


def test_a_group_that_lost_its_last_note_goes_and_leaves_its_title() -> None:
    room = a_wall()
    room.group("g1", "a1", title="Old")
    room.vote("ben", "g1", 2)
    room.group("g2", "a1", "b1", title="New")
    assert list(room.state.groups) == ["g2"]
    assert room.state.groups["g2"].merged == ("Old",)
    assert dots(room) == {"ben": {"g2": 2}}


def test_dots_follow_a_note_into_its_group() -> None:
    room = a_wall()
    room.vote("ada", "b1", 2)
    room.vote("ada", "c1", 1)
    room.vote("cyd", "a1", 1)
    room.group("g1", "a1", "b1", "c1")
    assert dots(room) == {"ada": {"g1": 3}, "cyd": {"g1": 1}}


def test_groups_are_merged_with_their_notes_dots_and_titles() -> None:
    room = a_wall()
    room.group("g1", "a1", title="One")
    room.group("g2", "b1", title="Two")
    room.group("g3", "c1", title="Three")
    room.vote("ada", "g1", 1)
    room.vote("ada", "g2", 2)
    room.vote("ben", "g3", 5)
    room.lead(Kind.MERGED, into="g1", groups=["g2", "g3"])
    group = room.state.groups["g1"]
    assert list(room.state.groups) == ["g1"]
    assert (group.title, group.notes, group.merged) == ("One", ("a1", "b1", "c1"), ("Two", "Three"))
    assert dots(room) == {"ada": {"g1": 3}, "ben": {"g1": 5}}
    assert set(room.state.grouped.values()) == {"g1"}


def test_merging_again_keeps_the_titles_of_the_first_merge() -> None:
    room = a_wall()
    for key, note in (("g1", "a1"), ("g2", "b1"), ("g3", "c1")):
        room.group(key, note, title=key.upper())
    room.lead(Kind.MERGED, into="g2", groups=["g1"])
    room.lead(Kind.MERGED, into="g3", groups=["g2"])
    assert room.state.groups["g3"].merged == ("G2", "G1")


@pytest.mark.parametrize(
    ("into", "others", "error"),
    [("g1", ["g1"], BadInput), ("g1", [], BadInput), ("g1", ["gone"], NotFound), ("gone", ["g1"], NotFound)],
)
def test_a_merge_takes_two_groups_there_are(into: str, others: list[str], error: type[Exception]) -> None:
    room = a_wall()
    room.group("g1", "a1")
    with pytest.raises(error):
        room.lead(Kind.MERGED, into=into, groups=others)


def test_groups_of_two_steps_are_not_merged() -> None:
    room = a_wall()
    room.group("g1", "a1")
    room.move(LEVERS)
    room.note("ada", "l1", step=LEVERS)
    room.reveal(LEVERS)
    room.group("g2", "l1")
    with pytest.raises(BadInput, match="different steps"):
        room.lead(Kind.MERGED, into="g1", groups=["g2"])


def test_a_dissolved_group_leaves_its_notes_and_gives_dots_back() -> None:
    room = a_wall()
    room.group("g1", "a1", "b1")
    room.vote("cyd", "g1", 4)
    room.vote("cyd", "c1", 1)
    room.lead(Kind.UNGROUPED, group="g1")
    assert dict(room.state.groups) == {}
    assert dict(room.state.grouped) == {}
    assert {"a1", "b1"} <= set(room.state.notes)
    assert dots(room) == {"cyd": {"c1": 1}}
    room.vote("cyd", "a1", 4)
    with pytest.raises(NotFound):
        room.lead(Kind.UNGROUPED, group="g1")


def test_taking_a_grouping_back_gives_the_dots_back_to_the_notes() -> None:
    room = a_wall()
    room.vote("ada", "b1", 2)
    room.group("g1", "b1", "c1")
    room.undo()
    assert dots(room) == {"ada": {"b1": 2}}
    assert dict(room.state.grouped) == {}


def test_taking_a_grouping_back_frees_what_was_placed_on_the_group() -> None:
    room = a_wall()
    room.group("g1", "b1", "c1")
    room.vote("ada", "g1", 5)
    room.undo()
    assert dots(room).get("ada", {}) == {}


def test_taking_a_dissolution_back_brings_group_and_dots_back_within_the_cap() -> None:
    room = a_wall()
    room.group("g1", "a1", "b1")
    room.vote("cyd", "g1", 4)
    room.lead(Kind.UNGROUPED, group="g1")
    room.vote("cyd", "a1", 5)
    room.undo()
    assert room.state.groups["g1"].notes == ("a1", "b1")
    assert dots(room) == {"cyd": {"g1": 5}}


def test_taking_a_merge_back_brings_the_groups_back() -> None:
    room = a_wall()
    room.group("g1", "a1")
    room.group("g2", "b1")
    before = room.state
    room.lead(Kind.MERGED, into="g1", groups=["g2"])
    room.undo()
    assert (room.state.groups, room.state.grouped) == (before.groups, before.grouped)


def test_a_group_gets_another_title_and_keeps_its_notes_and_dots() -> None:
    room = a_wall()
    room.group("g1", "a1", "b1", title="Wating")
    room.vote("cyd", "g1", 2)
    room.lead(Kind.RENAMED, group="g1", title="Waiting")
    group = room.state.groups["g1"]
    assert (group.title, group.notes, dots(room)["cyd"]) == ("Waiting", ("a1", "b1"), {"g1": 2})
    room.undo()
    assert room.state.groups["g1"].title == "Wating"


def test_a_new_title_leaves_notes_alone_that_came_in_meanwhile() -> None:
    room = a_wall()
    room.group("g1", "a1")
    room.group("g1", "a1", "b1")
    room.lead(Kind.RENAMED, group="g1", title="New")
    assert room.state.groups["g1"].notes == ("a1", "b1")


def test_a_group_that_was_dissolved_in_the_past_is_not_renamed_back_to_life() -> None:
    room = a_wall()
    room.group("g1", "a1")
    made = room.log[-1].id
    room.lead(Kind.RENAMED, group="g1", title="New")
    log = [entry for entry in room.log if entry.id != made]
    numbered = [replace(entry, number=number) for number, entry in enumerate(log, 1)]
    assert not fold(numbered).groups


@pytest.mark.parametrize(
    ("body", "error", "said"),
    [
        ({"group": "gone"}, NotFound, "not there any more"),
        ({"title": "  "}, BadInput, "title of the group is empty"),
        ({"title": "x" * 201}, BadInput, "at most 200"),
        ({"title": "Alike"}, Conflict, "its title already"),
    ],
)
def test_a_title_that_cannot_be_given_is_refused(body: dict[str, Any], error: type[Exception], said: str) -> None:
    room = a_wall()
    room.group("g1", "a1")
    with pytest.raises(error, match=said):
        room.lead(Kind.RENAMED, **({"group": "g1", "title": "New"} | body))
