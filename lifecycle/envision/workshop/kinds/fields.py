"""Fields: what the workshop writes into the canvas, promoted from a note or set with the room watching."""

from typing import Any

from lifecycle.envision.canvas import clean, fields
from lifecycle.envision.workshop.draft import Draft
from lifecycle.envision.workshop.entries import Body, Entry, Kind
from lifecycle.envision.workshop.kinds import Asked, Rule
from lifecycle.envision.workshop.kinds.dials import apply_field
from lifecycle.envision.workshop.kinds.reading import identifier, only, text
from lifecycle.envision.workshop.things import Promotion, State
from lifecycle.errors import BadInput, Conflict, NotFound

LONGEST_PATH = 120


def check_promoted(state: State, asked: Asked) -> dict[str, Any]:
    """Make a revealed note or a group the text of a canvas field, or a row of a list; where it came from is kept."""
    named = [key for key in ("note", "group") if asked.body.get(key)]
    if len(named) != 1:
        raise BadInput("Name the note or the group that is promoted.")
    source = identifier(asked.body, named[0], "What is promoted")
    found = state.groups.get(source) if named[0] == "group" else state.notes.get(source)
    if found is None:
        raise NotFound("What is promoted is not there any more.")
    if found.step not in state.revealed:
        raise Conflict("Notes are promoted once they are revealed.")
    path, said = check_path(asked.body), text(asked.body, "text", "The text")
    kept = {named[0]: source, "path": path}
    if fields()[path].kind == "rows":
        return kept | {"text": said.strip(), "row": row_of(path, source, said)}
    return kept | {"text": clean(path, said)}


def row_of(path: str, source: str, said: str) -> dict[str, Any]:
    """Make a row of a list whose first words are a note's; it is known by the note, so that none is put in twice."""
    cell = next(column.key for column in fields()[path].columns if column.kind == "text" and column.required)
    row: dict[str, Any] = clean(path, [{"id": source, cell: said}])[0]
    return row


def check_path(body: Body) -> str:
    """Check that a path names a field of the canvas."""
    path = text(body, "path", "The field", LONGEST_PATH)
    if path not in fields():
        raise BadInput(f"The canvas has no field {path!r}.")
    return path


def apply_promoted(draft: Draft, entry: Entry) -> None:
    """Keep the promotion and the value."""
    body = entry.body
    source = body.get("note") or body["group"]
    draft.put("promoted", (*draft.get("promoted"), Promotion(source, body["path"], body["text"], entry.at)))
    written = draft.own("fields")
    row, before = body.get("row"), written.get(body["path"]) or []
    written[body["path"]] = [*before, row] if row else body["text"]


def into_canvas(body: Body) -> dict[str, Any]:
    """Give the canvas field a promoted text sets; a row is added to what stands there instead."""
    return {} if "row" in body else {body["path"]: body["text"]}


def row_into_canvas(body: Body) -> dict[str, dict[str, Any]]:
    """Give the row a promoted text adds to a list."""
    return {body["path"]: body["row"]} if "row" in body else {}


def check_field_set(state: State, asked: Asked) -> dict[str, Any]:
    """Write one canvas field with the room watching; None empties it."""
    path = check_path(asked.body)
    return {"path": path, "value": clean(path, only(asked.body, "value"))}


def apply_field_set(draft: Draft, entry: Entry) -> None:
    """Keep the value."""
    path, value = entry.body["path"], entry.body["value"]
    draft.own("fields")[path] = value
    apply_field(draft, path, value)


RULES = {
    Kind.PROMOTED: Rule(check_promoted, apply_promoted, canvas=into_canvas, rows=row_into_canvas),
    Kind.FIELD_SET: Rule(check_field_set, apply_field_set, canvas=lambda body: {body["path"]: body["value"]}),
}
