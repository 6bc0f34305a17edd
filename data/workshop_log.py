"""The log of a workshop as this program keeps it in memory: what is committed, and what is being committed."""

import json
import threading
from collections.abc import Sequence
from typing import Any

from data import canvases
from data.codec import aware
from data.store import Cursor, Store
from lifecycle.envision.workshop.entries import Entry, Kind
from lifecycle.envision.workshop.seats import Workshop
from lifecycle.envision.workshop.state import State, apply, fold

COLUMNS = "id, number, kind, author, moment, body"


class Reading:
    """A log as far as it was read, and the state it folds into."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.known: dict[str, Entry] = {}
        self.state = State.empty()

    def copy(self) -> "Reading":
        """Give a copy to go on with."""
        other = Reading()
        other.entries, other.known, other.state = list(self.entries), dict(self.known), self.state
        return other

    def add(self, entries: Sequence[Entry]) -> None:
        """Go on with the next entries; one that takes something back needs the whole log folded anew."""
        self.entries.extend(entries)
        self.known.update((entry.id, entry) for entry in entries)
        if any(entry.kind is Kind.UNDONE for entry in entries) or not self.state.number:
            self.state = fold(self.entries)
            return
        for entry in entries:
            self.state = apply(self.state, entry)


class Log:
    """One workshop in memory. `pending` is how far the change that runs now has written, and on which cursor."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._committed, self._revision = Reading(), (-1, -1)
        self._pending: tuple[Cursor, Reading] | None = None
        self._canvas: tuple[tuple[int, int], dict[str, Any]] = ((-1, -1), {})

    def committed(self, store: Store, workshop: Workshop) -> Reading:
        """Give what is committed. The store is asked only when something of the initiative was saved since."""
        revision = store.revision(workshop.initiative_id)
        with self._lock:
            if self._revision != revision:
                with store.read() as cursor:
                    self._go_on(cursor, workshop)
                self._revision = revision
            return self._committed

    def in_change(self, cursor: Cursor, workshop: Workshop) -> Reading:
        """Give the log within a change, with what earlier changes of the same group wrote; only the writer asks.

        Changes of one group share a cursor, and a group that failed is tried again on another one. What the first of
        them reads is committed: nothing but `append` writes entries, and it goes on from what this gives.
        """
        if self._pending and self._pending[0] is cursor:
            return self._pending[1]
        with self._lock:
            reading = self._go_on(cursor, workshop).copy()
        self._pending = (cursor, reading)
        return reading

    def _go_on(self, cursor: Cursor, workshop: Workshop) -> Reading:
        """Read what has been committed since; readers keep the reading they have."""
        if new := read_rows(cursor, workshop.id, self._committed.state.number):
            reading = self._committed.copy()
            reading.add(new)
            self._committed = reading
        return self._committed

    def canvas(self, store: Store, workshop: Workshop) -> dict[str, Any]:
        """Give the canvas values of the initiative; read anew only when something of it was saved since."""
        revision, (known, values) = store.revision(workshop.initiative_id), self._canvas
        if known != revision:
            with store.read() as cursor:
                values = canvases.current(cursor, workshop.initiative_id).values
            self._canvas = (revision, values)
        return values


def log_of(store: Store, workshop: Workshop) -> Log:
    """Give the log of a workshop in the store as it was opened last."""
    return store.remember(("workshop log", store.revision("")[0], workshop.id), Log)


def read_rows(cursor: Cursor, workshop_id: str, after: int) -> list[Entry]:
    """Read the entries after a number, in order."""
    rows = cursor.execute(
        f"SELECT {COLUMNS} FROM workshop_entry WHERE workshop_id = ? AND number > ? ORDER BY number",  # noqa: S608
        [workshop_id, after],
    ).fetchall()
    return [_entry(row) for row in rows]


def _entry(row: tuple[Any, ...]) -> Entry:
    own, number, kind, author, moment, body = row
    return Entry(own, number, Kind(kind), author, aware(moment), json.loads(body))
