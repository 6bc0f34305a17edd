"""The strategy: one row a change of an item; the latest of each counts, and nothing is overwritten unseen."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from data.codec import aware, utc
from data.store import Cursor, Saved, Store
from lifecycle.access import Principal, check_administer, check_see_portfolio
from lifecycle.audit import Act, event
from lifecycle.envision.dials import DialFacts, Minimum
from lifecycle.errors import Conflict, NotFound
from lifecycle.ids import canonical, new_id
from lifecycle.strategy.items import Item, clean_item, kinds, name_of
from lifecycle.strategy.policies import inherited


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
        before = _seen(cursor, own, seen) if item_id else None
        if before and before.body == cleaned:
            return Saved(own)
        return _insert(cursor, act, own, kind, before.body if before else None, cleaned)

    return store.write(change)


def put_all(store: Store, act: Act, kind: str, bodies: list[Mapping[str, Any]]) -> None:
    """Add several items of a kind in one change."""
    cleaned = [clean_item(kind, body) for body in bodies]

    def change(cursor: Cursor) -> Saved[None]:
        check_administer(act.who)
        saved = [_insert(cursor, act, new_id(), kind, None, body) for body in cleaned]
        return Saved(None, tuple(entry for one in saved for entry in one.events))

    store.write(change)


def remove(store: Store, act: Act, item_id: str, seen: int) -> None:
    """Remove an item that was read at revision `seen`; it stays on record.

    Raises:
        Conflict, NotFound: as for `put`.

    """

    def change(cursor: Cursor) -> Saved[None]:
        check_administer(act.who)
        before = _seen(cursor, item_id, seen)
        saved = _insert(cursor, act, item_id, before.kind, before.body, None)
        return Saved(None, saved.events)

    store.write(change)


def undo(store: Store, act: Act) -> str:
    """Put back what the last change changed; returns its name. Undoing twice brings the change back.

    Raises:
        NotFound: nothing has been changed yet.

    """

    def change(cursor: Cursor) -> Saved[str]:
        check_administer(act.who)
        rows = cursor.execute(
            "SELECT item, kind, body, revision FROM strategy_edit ORDER BY revision DESC LIMIT 1"
        ).fetchall()
        if not rows:
            raise NotFound("Nothing has been changed yet.")
        item, kind, body, revision = rows[0]
        earlier = cursor.execute(
            "SELECT body FROM strategy_edit WHERE item = ? AND revision < ? ORDER BY revision DESC LIMIT 1",
            [item, revision],
        ).fetchall()
        back = json.loads(earlier[0][0]) if earlier and earlier[0][0] else None
        now = json.loads(body) if body else None
        saved = _insert(cursor, act, item, kind, now, back)
        return Saved(name_of(Item(item, kind, back or now or {}, 0, act.at, "")), saved.events)

    return store.write(change)


def _seen(cursor: Cursor, item_id: str, seen: int | None) -> Item:
    found = next((item for item in current(cursor) if item.id == item_id), None)
    if found is None:
        raise NotFound("This was removed meanwhile. Undo brings it back.")
    if found.revision != seen:
        raise Conflict(
            f"{found.editor} changed “{name_of(found)}” meanwhile. "
            "Nothing was overwritten: look at it and change it again."
        )
    return found


def _insert(
    cursor: Cursor, act: Act, item: str, kind: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> Saved[str]:
    row = cursor.execute("SELECT coalesce(max(revision), 0) + 1 FROM strategy_edit").fetchall()[0]
    kept = None if after is None else canonical(dict(after))
    cursor.execute(
        "INSERT INTO strategy_edit VALUES (?, ?, ?, ?, ?, ?)", [row[0], kind, item, kept, utc(act.at), act.who.name]
    )
    action = "strategy.removed" if after is None else "strategy.changed" if before else "strategy.added"
    entry = event(
        act,
        action,
        f"{kinds()[kind].name} {item}",
        before=dict(before) if before else None,
        after=dict(after) if after else None,
    )
    return Saved(item, (entry,))


def goals(store: Store) -> dict[str, str]:
    """Name the goals an initiative may serve, by their key; names are no secret to who works in an initiative."""
    with store.read() as cursor:
        return {item.id: name_of(item) for item in current(cursor) if item.kind == "goal"}


def policies(cursor: Cursor) -> list[Item]:
    """Read the policies within a read or a change."""
    return [item for item in current(cursor) if item.kind == "policy"]


def minimums(store: Store, facts: DialFacts) -> list[Minimum]:
    """Give the least levels policies set for an initiative."""
    with store.read() as cursor:
        return inherited(policies(cursor), facts)


def changed_at(items: list[Item]) -> datetime | None:
    """Say when the strategy was last changed; None while it is empty."""
    return max((item.at for item in items), default=None)
