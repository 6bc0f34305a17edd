"""Fields: a note becomes the text of the canvas, with its origin; or the facilitator writes with the room watching."""

from typing import Any

import pytest

from lifecycle.envision.canvas import fields
from lifecycle.envision.workshop.entries import Kind
from lifecycle.envision.workshop.kinds.fields import row_of
from lifecycle.envision.workshop.rules import canvas_fields, canvas_rows
from lifecycle.errors import BadInput, Conflict, NotFound
from tests.lifecycle.envision.workshop.room import Room, a_room, a_wall


@pytest.mark.parametrize("named", [{"note": "a1"}, {"group": "g1"}])
def test_a_note_or_a_group_is_promoted_with_its_origin(named: dict[str, str]) -> None:
    room = a_wall()
    room.group("g1", "b1", "c1")
    entry = room.lead(Kind.PROMOTED, path="intent", text="Nobody waits a week.", **named)
    [promoted] = room.state.promoted
    assert ({promoted.source}, promoted.path, promoted.text) == (
        set(named.values()),
        "intent",
        "Nobody waits a week.",
    )
    assert room.state.fields == {"intent": "Nobody waits a week."}
    assert canvas_fields(entry.kind, entry.body) == {"intent": "Nobody waits a week."}


@pytest.mark.parametrize(
    ("body", "error", "said"),
    [
        ({"note": None}, BadInput, "Name the note or the group"),
        ({"group": "g1"}, BadInput, "Name the note or the group"),
        ({"note": "gone"}, NotFound, "not there any more"),
        ({"path": "no.such"}, BadInput, "no field 'no.such'"),
        ({"path": None}, BadInput, "The field"),
        ({"text": "x" * 201}, BadInput, "at most 200 fit"),
        ({"text": ""}, BadInput, "The text is empty"),
        ({"path": "volume"}, BadInput, "Cases a year"),
    ],
)
def test_what_does_not_fit_the_field_is_refused(body: dict[str, Any], error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        a_wall().lead(Kind.PROMOTED, **({"note": "a1", "path": "intent", "text": "Yes."} | body))


def test_a_private_note_is_not_promoted() -> None:
    room = a_room()
    room.note("ada", "n1")
    with pytest.raises(Conflict, match="once they are revealed"):
        room.lead(Kind.PROMOTED, note="n1", path="intent", text="Yes.")


def test_a_promotion_is_taken_back() -> None:
    room = a_wall()
    room.lead(Kind.PROMOTED, note="a1", path="intent", text="One.")
    room.lead(Kind.PROMOTED, note="b1", path="intent", text="Two.")
    room.undo()
    assert room.state.fields == {"intent": "One."}
    assert [one.source for one in room.state.promoted] == ["a1"]


@pytest.mark.parametrize(
    ("path", "value", "kept"),
    [
        ("boundary.metric", "recall", "recall"),
        ("boundary.target", "90", 90.0),
        ("owner.sponsor", " Ada ", "Ada"),
        ("volume", {"low": 1, "likely": 2, "high": 3}, {"low": 1.0, "likely": 2.0, "high": 3.0}),
        ("levers", ["decision"], ["decision"]),
        ("limits", None, None),
    ],
)
def test_a_field_is_written_with_the_room_watching(path: str, value: Any, kept: Any) -> None:
    room = Room()
    entry = room.lead(Kind.FIELD_SET, path=path, value=value)
    assert room.state.fields == {path: kept}
    assert canvas_fields(entry.kind, entry.body) == {path: kept}


@pytest.mark.parametrize(("path", "value"), [("boundary.metric", "luck"), ("volume", 3), ("no.such", "x")])
def test_a_value_that_does_not_fit_is_refused(path: str, value: Any) -> None:
    with pytest.raises(BadInput):
        Room().lead(Kind.FIELD_SET, path=path, value=value)


def test_a_note_becomes_a_row_of_a_list_known_by_the_note() -> None:
    room = a_wall()
    entry = room.lead(Kind.PROMOTED, note="a1", path="stakeholders", text=" Customers with rare cases ")
    row = {"id": "a1", "group": "Customers with rare cases"}
    assert canvas_rows(entry.kind, entry.body) == {"stakeholders": row}
    assert canvas_fields(entry.kind, entry.body) == {}
    room.lead(Kind.PROMOTED, note="b1", path="stakeholders", text="Agents")
    assert room.state.fields["stakeholders"] == [row, {"id": "b1", "group": "Agents"}]
    assert [one.text for one in room.state.promoted] == ["Customers with rare cases", "Agents"]
    room.undo()
    assert room.state.fields["stakeholders"] == [row]


@pytest.mark.parametrize("path", [path for path, field in fields().items() if field.kind == "rows"])
def test_the_words_of_a_note_stand_in_the_first_cell_every_row_needs(path: str) -> None:
    row = row_of(path, "n1", "Said")
    named = {column.key: column for column in fields()[path].columns}
    [cell] = set(row) - {"id"}
    assert (row["id"], row[cell], named[cell].kind, named[cell].required) == ("n1", "Said", "text", True)


def test_an_entry_that_adds_no_row_gives_none() -> None:
    entry = Room().lead(Kind.FIELD_SET, path="limits", value="Never")
    assert canvas_rows(entry.kind, entry.body) == {}
    assert canvas_rows(Kind.UNDONE, {"entry": "x"}) == {}
