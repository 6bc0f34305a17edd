"""The strategy: one row a change of an item; the latest of each counts, and nothing is overwritten unseen."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from data.codec import aware, utc
from data.store import Cursor, Saved, Store
from lifecycle.access import Principal, check_administer, check_see_portfolio
from lifecycle.audit import Act, Event, event
from lifecycle.errors import Conflict, NotFound
from lifecycle.ids import canonical, new_id
from lifecycle.strategy.items import Body, Item, changed_fields, clean_item, kinds, name_of

DONE = {"strategy.added": "added", "strategy.changed": "changed", "strategy.removed": "removed"}


@dataclass(frozen=True)
class Change:
    """The last change of all: its revision, and in words who did what, such as "Ann changed “Keep customers”"."""

    revision: int
    text: str


def load(store: Store, who: Principal) -> list[Item]:
    """Read every item, in the order of the kinds and then of when it was added."""
    check_see_portfolio(who)
    with store.read() as cursor:
        return current(cursor)


def current(cursor: Cursor) -> list[Item]:
    """Read the items within a read or a change."""
    rows = cursor.execute(
        "SELECT item, kind, arg_max(coalesce(body, 'null'), revision), max(revision), max(moment),"
        " arg_max(editor, revision), min(revision) FROM strategy_edit GROUP BY item, kind ORDER BY min(revision), item"
    ).fetchall()
    order = list(kinds())
    found = [
        Item(item, kind, json.loads(body), revision, aware(moment), editor)
        for item, kind, body, revision, moment, editor, _ in rows
        if body != "null"
    ]
    return sorted(found, key=lambda item: order.index(item.kind))


def last(store: Store, who: Principal) -> Change | None:
    """Say what the last change of all did, for whoever may undo it; None while there is none."""
    check_see_portfolio(who)
    with store.read() as cursor:
        return _last(cursor)


def put(
    store: Store, act: Act, kind: str, body: Mapping[str, Any], item_id: str | None = None, seen: int | None = None
) -> str:
    """Add an item, or change one that was read at revision `seen`; returns its id.

    Raises:
        BadInput: a field is missing or does not fit.
        Conflict: somebody changed it since it was read; nothing was overwritten.
        NotFound: it was removed meanwhile.

    """
    cleaned, own = clean_item(kind, body), item_id or new_id()

    def change(cursor: Cursor) -> Saved[str]:
        check_administer(act.who)
        before = _seen(cursor, own, seen).body if item_id else None
        if before == cleaned:
            return Saved(own)
        return Saved(own, (_insert(cursor, act, _next(cursor), own, kind, before, cleaned),))

    return store.write(change)


def put_all(store: Store, act: Act, kind: str, bodies: Sequence[Mapping[str, Any]]) -> None:
    """Add several items of a kind in one change, which is undone as one."""
    cleaned = [(new_id(), clean_item(kind, body)) for body in bodies]

    def change(cursor: Cursor) -> Saved[None]:
        check_administer(act.who)
        revision = _next(cursor)
        return Saved(None, tuple(_insert(cursor, act, revision, own, kind, None, body) for own, body in cleaned))

    store.write(change)


def remove(store: Store, act: Act, item_id: str, seen: int) -> None:
    """Remove an item that was read at revision `seen`; it stays on record.

    Raises:
        Conflict: somebody changed it since it was read, or it is a goal that initiatives serve.
        NotFound: it was removed meanwhile.

    """

    def change(cursor: Cursor) -> Saved[None]:
        check_administer(act.who)
        before = _seen(cursor, item_id, seen)
        return Saved(None, (_insert(cursor, act, _next(cursor), item_id, before.kind, before.body, None),))

    store.write(change)


def undo(store: Store, act: Act, seen: int) -> str:
    """Put back what the change of revision `seen`, the last of all, changed; returns the names of the items.

    Undoing is itself a change: undoing twice brings the first one back.

    Raises:
        NotFound: nothing has been changed yet.
        Conflict: somebody changed something since, or a goal that initiatives serve would go.

    """

    def change(cursor: Cursor) -> Saved[str]:
        check_administer(act.who)
        latest = _last(cursor)
        if latest is None:
            raise NotFound("Nothing has been changed yet.")
        if latest.revision != seen:
            raise Conflict(f"{latest.text} meanwhile. Nothing was undone: look at it first.")
        revision = _next(cursor)
        steps = [
            (item, kind, _body(cursor, item, seen), _body(cursor, item, seen - 1))
            for item, kind in _changed_in(cursor, seen)
        ]
        entries = tuple(_insert(cursor, act, revision, item, kind, now, back) for item, kind, now, back in steps)
        return Saved(_names([(back or now, item, kind) for item, kind, now, back in steps]), entries)

    return store.write(change)


def _changed_in(cursor: Cursor, revision: int) -> list[tuple[str, str]]:
    return cursor.execute(
        "SELECT item, kind FROM strategy_edit WHERE revision = ? ORDER BY item", [revision]
    ).fetchall()


def _body(cursor: Cursor, item: str, revision: int) -> Body | None:
    """Read an item as it stood after a revision; None where it was not there."""
    rows = cursor.execute(
        "SELECT body FROM strategy_edit WHERE item = ? AND revision <= ? ORDER BY revision DESC LIMIT 1",
        [item, revision],
    ).fetchall()
    found: Body | None = json.loads(rows[0][0]) if rows and rows[0][0] else None
    return found


def _last(cursor: Cursor) -> Change | None:
    rows = cursor.execute("SELECT revision, editor FROM strategy_edit ORDER BY revision DESC LIMIT 1").fetchall()
    if not rows:
        return None
    revision, editor = rows[0]
    touched = [
        (_body(cursor, item, revision - 1), _body(cursor, item, revision), item, kind)
        for item, kind in _changed_in(cursor, revision)
    ]
    done = DONE[_action(touched[0][0], touched[0][1])]
    return Change(revision, f"{editor} {done} {_names([(now or old, item, kind) for old, now, item, kind in touched])}")


def _names(items: list[tuple[Body | None, str, str]]) -> str:
    """Name one item, or count several of a kind."""
    if len(items) > 1:
        return f"{len(items)} items of {kinds()[items[0][2]].title.lower()}"
    body, item, kind = items[0]
    return f"“{name_of(Item(item, kind, body or {}, 0, datetime.min, ''))}”"


def _seen(cursor: Cursor, item_id: str, seen: int | None) -> Item:
    found = next((item for item in current(cursor) if item.id == item_id), None)
    if found is None:
        raise NotFound("This was removed meanwhile. Undo brings it back.")
    if found.revision != seen:
        before = _body(cursor, item_id, seen or 0)
        what = ", ".join(changed_fields(found.kind, before or {}, found.body))
        raise Conflict(
            f"{found.editor} changed “{name_of(found)}” meanwhile{f' ({what})' if what else ''}. "
            "Nothing was overwritten: look at it and change it again."
        )
    return found


def _check_unserved(cursor: Cursor, item: str, kind: str) -> None:
    """Keep a goal that initiatives serve: without it their canvas would name nothing."""
    if kind != "goal":
        return
    rows = cursor.execute(
        "SELECT i.name FROM initiative AS i JOIN ("
        " SELECT initiative_id, arg_max(coalesce(value, 'null'), revision) AS goal FROM canvas_edit"
        " WHERE path = 'goal' GROUP BY initiative_id"
        ") AS c ON c.initiative_id = i.id WHERE c.goal = ? ORDER BY i.started_at",
        [canonical(item)],
    ).fetchall()
    if rows:
        names = ", ".join(name for (name,) in rows)
        raise Conflict(f"{names} serve{'s' if len(rows) == 1 else ''} this goal. Choose another goal there first.")


def _next(cursor: Cursor) -> int:
    return int(cursor.execute("SELECT coalesce(max(revision), 0) + 1 FROM strategy_edit").fetchall()[0][0])


def _action(before: Body | None, after: Body | None) -> str:
    return "strategy.removed" if after is None else "strategy.changed" if before else "strategy.added"


def _insert(
    cursor: Cursor, act: Act, revision: int, item: str, kind: str, before: Body | None, after: Body | None
) -> Event:
    """Insert one changed item within a change, and describe it for the trail."""
    if after is None:
        _check_unserved(cursor, item, kind)
    kept = None if after is None else canonical(dict(after))
    cursor.execute(
        "INSERT INTO strategy_edit VALUES (?, ?, ?, ?, ?, ?)", [revision, kind, item, kept, utc(act.at), act.who.name]
    )
    subject = f"{kinds()[kind].name} {item}"
    old, new = (dict(body) if body else None for body in (before, after))
    return event(act, _action(before, after), subject, before=old, after=new)


def goals(store: Store) -> dict[str, str]:
    """Name the goals an initiative may serve, by their key; names are no secret to who works in an initiative."""
    with store.read() as cursor:
        return {item.id: name_of(item) for item in current(cursor) if item.kind == "goal"}


def served(store: Store, who: Principal) -> dict[str, str]:
    """Give the key of the goal each initiative's canvas names, by the initiative's id; without one it is left out."""
    check_see_portfolio(who)
    with store.read() as cursor:
        rows = cursor.execute(
            "SELECT initiative_id, arg_max(coalesce(value, 'null'), revision) FROM canvas_edit"
            " WHERE path = 'goal' GROUP BY initiative_id"
        ).fetchall()
    return {own: str(json.loads(goal)) for own, goal in rows if json.loads(goal)}


def policies(cursor: Cursor) -> list[Item]:
    """Read the policies within a read or a change."""
    return [item for item in current(cursor) if item.kind == "policy"]


def in_force(store: Store) -> list[Item]:
    """Read the policies; what holds for an initiative is no secret to who works in it."""
    with store.read() as cursor:
        return policies(cursor)
