"""The canvas: one row a changed field, so that two people can edit it and nothing is overwritten."""

import json
from dataclasses import dataclass
from typing import Any

from data import initiatives
from data.codec import utc
from data.store import Cursor, Saved, Store
from lifecycle.access import Principal, check_change, check_work_in
from lifecycle.audit import Act, event
from lifecycle.envision.canvas import clean, fields
from lifecycle.errors import NotFound
from lifecycle.ids import canonical


@dataclass(frozen=True)
class Draft:
    """A canvas as it stands: values by path, and the revision of the last edit."""

    values: dict[str, Any]
    revision: int


def load(store: Store, who: Principal, initiative_id: str) -> Draft:
    """Read the canvas of an initiative."""
    check_work_in(who, initiative_id)
    with store.read() as cursor:
        return current(cursor, initiative_id)


def current(cursor: Cursor, initiative_id: str) -> Draft:
    """Read the canvas within a read or a change."""
    rows = cursor.execute(
        "SELECT path, arg_max(value, revision), max(revision) FROM ("
        " SELECT path, coalesce(value, 'null') AS value, revision FROM canvas_edit WHERE initiative_id = ?"
        ") GROUP BY path",
        [initiative_id],
    ).fetchall()
    values = {path: json.loads(value) for path, value, _ in rows}
    return Draft({k: v for k, v in values.items() if v is not None}, max((row[2] for row in rows), default=0))


def edit(store: Store, act: Act, initiative_id: str, changed: dict[str, Any]) -> int:
    """Save changed fields; returns the new revision. A value of None empties a field."""
    cleaned = {path: clean(path, value) for path, value in changed.items()}

    def change(cursor: Cursor) -> Saved[int]:
        check_change(act.who, initiative_id)
        initiatives.find(cursor, initiative_id)
        return save(cursor, act, initiative_id, cleaned)

    return store.write(change)


def save(cursor: Cursor, act: Act, initiative_id: str, cleaned: dict[str, Any]) -> Saved[int]:
    """Insert changed fields within a change; fields that keep their value are left alone."""
    draft = current(cursor, initiative_id)
    changed = {path: value for path, value in cleaned.items() if draft.values.get(path) != value}
    if not changed:
        return Saved(draft.revision)
    revision = draft.revision + 1
    cursor.executemany(
        "INSERT INTO canvas_edit VALUES (?, ?, ?, ?, ?, ?)",
        [[initiative_id, revision, p, canonical(v), utc(act.at), act.who.name] for p, v in changed.items()],
    )
    before = {path: draft.values.get(path) for path in changed}
    entry = event(act, "canvas.edited", initiative_id, initiative_id=initiative_id, before=before, after=changed)
    return Saved(revision, (entry,))


def undo(store: Store, act: Act, initiative_id: str) -> list[str]:
    """Put the fields of the last edit back to what they were; returns their labels.

    Undoing is itself an edit, so undoing twice brings the edit back.

    Raises:
        NotFound: nothing has been edited yet.

    """

    def change(cursor: Cursor) -> Saved[list[str]]:
        check_change(act.who, initiative_id)
        revision = current(cursor, initiative_id).revision
        if revision == 0:
            raise NotFound("Nothing has been edited yet.")
        rows = cursor.execute(
            "SELECT path, (SELECT arg_max(coalesce(value, 'null'), revision) FROM canvas_edit AS earlier"
            " WHERE earlier.initiative_id = last.initiative_id AND earlier.path = last.path"
            " AND earlier.revision < last.revision)"
            " FROM canvas_edit AS last WHERE initiative_id = ? AND revision = ?",
            [initiative_id, revision],
        ).fetchall()
        before = {path: json.loads(value) if value else None for path, value in rows}
        saved = save(cursor, act, initiative_id, before)
        return Saved([fields()[path].label for path in before], saved.events)

    return store.write(change)
