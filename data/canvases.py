"""The canvas: one row a changed field, so that two people can edit it and nothing is overwritten."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from data import initiatives
from data.codec import aware, utc
from data.store import Cursor, Saved, Store
from lifecycle import topics
from lifecycle.access import Principal, check_change, check_work_in
from lifecycle.audit import Act, event
from lifecycle.envision.cleaning import clean
from lifecycle.envision.fields import fields
from lifecycle.envision.merging import Overtaken, merge
from lifecycle.errors import Conflict, NotFound
from lifecycle.ids import canonical


@dataclass(frozen=True)
class Draft:
    """A canvas as it stands: values by path, and the revision of the last edit."""

    values: dict[str, Any]
    revision: int


@dataclass(frozen=True)
class Edit:
    """One field as one edit changed it; None is an empty field."""

    revision: int
    path: str
    before: Any
    after: Any
    at: datetime
    editor: str


@dataclass(frozen=True)
class Change:
    """One edit as a whole: who changed which fields, by their labels, and when."""

    revision: int
    editor: str
    at: datetime
    labels: tuple[str, ...]

    @property
    def what(self) -> str:
        """Name what was changed: a field, and how many more."""
        more = len(self.labels) - 1
        return f"{self.labels[0]} and {more} more" if more else self.labels[0]


def load(store: Store, who: Principal, initiative_id: str) -> Draft:
    """Read the canvas of an initiative."""
    check_work_in(who, initiative_id)
    with store.read() as cursor:
        return current(cursor, initiative_id)


def at_revision(store: Store, who: Principal, initiative_id: str, revision: int) -> Draft:
    """Read the canvas as it stood after a revision; revision 0 is the empty one."""
    check_work_in(who, initiative_id)
    with store.read() as cursor:
        return current(cursor, initiative_id, revision)


def current(cursor: Cursor, initiative_id: str, until: int | None = None) -> Draft:
    """Read the canvas within a read or a change, as it stands or as it stood after a revision."""
    rows = cursor.execute(
        "SELECT path, arg_max(value, revision), max(revision) FROM ("
        " SELECT path, coalesce(value, 'null') AS value, revision FROM canvas_edit"
        " WHERE initiative_id = $initiative AND ($until IS NULL OR revision <= $until)"
        ") GROUP BY path",
        {"initiative": initiative_id, "until": until},
    ).fetchall()
    values = {path: json.loads(value) for path, value, _ in rows}
    return Draft({k: v for k, v in values.items() if v is not None}, max((row[2] for row in rows), default=0))


def history(store: Store, who: Principal, initiative_id: str, path: str | None = None) -> list[Edit]:
    """Read every change of the canvas, or of one field, the latest first: who, when, from what to what."""
    check_work_in(who, initiative_id)
    with store.read() as cursor:
        rows = cursor.execute(
            "SELECT revision, path, lag(coalesce(value, 'null')) OVER (PARTITION BY path ORDER BY revision),"
            " coalesce(value, 'null'), moment, editor FROM canvas_edit"
            " WHERE initiative_id = $initiative AND ($path IS NULL OR path = $path) ORDER BY revision DESC, path",
            {"initiative": initiative_id, "path": path},
        ).fetchall()
    return [
        Edit(revision, where, json.loads(before or "null"), json.loads(after), aware(at), editor)
        for revision, where, before, after, at, editor in rows
    ]


def last(store: Store, who: Principal, initiative_id: str) -> Change | None:
    """Say what the last edit of all changed, for whoever may undo it; None while there is none."""
    check_work_in(who, initiative_id)
    with store.read() as cursor:
        return _last(cursor, initiative_id)


def _last(cursor: Cursor, initiative_id: str) -> Change | None:
    rows = cursor.execute(
        "SELECT revision, path, editor, moment FROM canvas_edit WHERE initiative_id = $initiative AND revision ="
        " (SELECT max(revision) FROM canvas_edit WHERE initiative_id = $initiative)",
        {"initiative": initiative_id},
    ).fetchall()
    if not rows:
        return None
    changed, order = {path for _, path, _, _ in rows}, list(fields())
    labels = tuple(fields()[path].label for path in sorted(changed & set(order), key=order.index))
    revision, _, editor, at = rows[0]
    return Change(revision, editor, aware(at), labels or ("a field of an older canvas",))


def edit(
    store: Store, act: Act, initiative_id: str, changed: Mapping[str, Any], seen: Mapping[str, Any] | None = None
) -> int:
    """Save changed fields; returns the new revision. A value of None empties a field.

    `seen` is what the editor had before them for each changed field; None counts as an empty field where it names a
    path. A field somebody else changed since is merged where both changes can stand.

    Raises:
        BadInput: a value does not fit its field.
        Overtaken: somebody else changed the same meanwhile; then nothing of the edit is saved.

    """
    cleaned = {path: clean(path, value) for path, value in changed.items()}
    before = {path: value for path, value in (seen or {}).items() if path in cleaned}

    def change(cursor: Cursor) -> Saved[int]:
        check_change(act.who, initiative_id)
        initiatives.find(cursor, initiative_id)
        stored = current(cursor, initiative_id).values
        merged = {
            path: merged_with(cursor, initiative_id, path, old, cleaned[path], stored) for path, old in before.items()
        }
        return save(cursor, act, initiative_id, cleaned | merged)

    return store.write(change)


def merged_with(
    cursor: Cursor,
    initiative_id: str,
    path: str,
    seen: Any,
    mine: Any,
    stored: Mapping[str, Any],
    *,
    meant: bool = False,
) -> Any:
    """Merge what the editor saw and wants with what is stored, and check that the whole still fits its field.

    `meant` says that the editor wants this value although it is the one they saw: then it gives way to no other.

    Raises:
        Overtaken: somebody else changed the same meanwhile.

    """
    theirs, field = stored.get(path), fields()[path]
    found = merge(seen, mine, theirs, rows=field.kind == "rows")
    if found.clashes or (meant and field.kind != "rows" and found.value != mine):
        last = cursor.execute(
            "SELECT editor, moment FROM canvas_edit WHERE initiative_id = ? AND path = ?"
            " ORDER BY revision DESC LIMIT 1",
            [initiative_id, path],
        ).fetchall()[0]
        raise Overtaken(path, field.label, mine, theirs, found.value, last[0], aware(last[1]))
    return clean(path, found.value)


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
    return Saved(revision, (entry,), _shown_in(cursor, initiative_id))


def _shown_in(cursor: Cursor, initiative_id: str) -> tuple[str, ...]:
    """Name the topics of the workshops that show this canvas: on the wall, at the desk and on phones."""
    rows = cursor.execute("SELECT id FROM workshop WHERE initiative_id = ?", [initiative_id]).fetchall()
    return tuple(topic for (own,) in rows for topic in (topics.room(own), topics.console(own)))


def undo(store: Store, act: Act, initiative_id: str, seen: int | None = None) -> list[str]:
    """Put the fields of the last edit back to what they were; returns their labels.

    Undoing is itself an edit, so undoing twice brings the edit back. `seen` is the revision whoever undoes was shown:
    what somebody else changed since is not taken back unseen.

    Raises:
        NotFound: nothing has been edited yet.
        Conflict: there is a later edit than the one that was shown.

    """

    def change(cursor: Cursor) -> Saved[list[str]]:
        check_change(act.who, initiative_id)
        latest = _last(cursor, initiative_id)
        if latest is None:
            raise NotFound("Nothing has been edited yet.")
        revision = latest.revision
        if seen is not None and revision != seen:
            raise Conflict(f"{latest.editor} changed {latest.what} meanwhile. Nothing was undone: look at it first.")
        rows = cursor.execute(
            "SELECT path, (SELECT arg_max(coalesce(value, 'null'), revision) FROM canvas_edit AS earlier"
            " WHERE earlier.initiative_id = last.initiative_id AND earlier.path = last.path"
            " AND earlier.revision < last.revision)"
            " FROM canvas_edit AS last WHERE initiative_id = ? AND revision = ?",
            [initiative_id, revision],
        ).fetchall()
        before = {path: json.loads(value) if value else None for path, value in rows}
        saved = save(cursor, act, initiative_id, before)
        return Saved([fields()[path].label for path in before], saved.events, saved.topics)

    return store.write(change)
