"""The audit trail in the store: appended with every change, read by page, checked from the first event on."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import duckdb

from data.codec import first
from lifecycle.access import Capability, Principal, check_administer, check_work_in
from lifecycle.audit import FIRST_HASH, Act, Event, chain, chain_problem, event
from lifecycle.ids import canonical

if TYPE_CHECKING:
    from data.store import Store

Cursor = duckdb.DuckDBPyConnection
COLUMNS = (
    "sequence, moment, actor_id, actor, capability, role, action, subject, initiative_id, reason, before, after, "
    "previous_hash, hash"
)
SYSTEM = Principal(id="program", name="Throughline", capability=Capability.OWNER)


@dataclass(frozen=True)
class Lost:
    """Acknowledged changes that a damaged log could not give back; `file` is that log, set aside."""

    first: int
    last: int
    file: str | None

    @property
    def count(self) -> int:
        """How many acknowledged changes are missing."""
        return self.last - self.first + 1

    def sentence(self) -> str:
        """Say what happened, that nothing was deleted, and what to do."""
        kept = f" The log was set aside as {self.file}; nothing was deleted." if self.file else ""
        lost = (
            f"{self.count} saved changes ({self.first} to {self.last}) could not be read back."
            if self.count > 0
            else "No acknowledged change is missing."
        )
        return f"The log of the store was damaged. {lost}{kept} To go back to a backup, open Store in the sidebar."


def head(cursor: Cursor) -> tuple[int, str]:
    """Give the last event's (sequence, hash)."""
    row = first(cursor.execute("SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1").fetchall())
    return (row[0], row[1]) if row else (0, FIRST_HASH)


def append(cursor: Cursor, events: list[Event], last: tuple[int, str]) -> list[Event]:
    """Chain events after the last one and insert them; returns them with their place."""
    placed, (sequence, previous) = [], last
    for entry in events:
        entry = chain(entry, sequence + 1, previous)
        sequence, previous = entry.sequence, entry.hash
        placed.append(entry)
    if placed:
        marks = ", ".join("?" * 14)
        cursor.executemany(f"INSERT INTO audit ({COLUMNS}) VALUES ({marks})", [_row(e) for e in placed])  # noqa: S608
    return placed


def record_loss(root: Cursor, lost: Lost, now: datetime) -> Event:
    """Record in the trail that changes were lost."""
    act = Act(who=SYSTEM, at=now)
    after = {"first": lost.first, "last": lost.last, "file": lost.file}
    return append(root, [event(act, "store.log_set_aside", "store", after=after)], head(root))[0]


def recent(store: "Store", who: Principal, initiative_id: str | None = None, limit: int = 500) -> list[Event]:
    """Read the latest events, newest first: all of them for an owner, or those of one initiative."""
    if initiative_id is None:
        check_administer(who)
    else:
        check_work_in(who, initiative_id)
    where = "WHERE initiative_id = $initiative" if initiative_id else ""
    parameters = {"limit": limit} | ({"initiative": initiative_id} if initiative_id else {})
    with store.read() as cursor:
        rows = cursor.execute(
            f"SELECT {COLUMNS} FROM audit {where} ORDER BY sequence DESC LIMIT $limit",  # noqa: S608
            parameters,
        ).fetchall()
    return [_event(row) for row in rows]


def check_chain(cursor: Cursor, page: int = 5000) -> str | None:
    """Check the whole trail; returns what is wrong with it, or None."""
    previous: Event | None = None
    while True:
        rows = cursor.execute(
            f"SELECT {COLUMNS} FROM audit WHERE sequence > ? ORDER BY sequence LIMIT ?",  # noqa: S608
            [previous.sequence if previous else 0, page],
        ).fetchall()
        if not rows:
            return None
        events = [_event(row) for row in rows]
        if problem := chain_problem(events, previous):
            return problem
        previous = events[-1]


def _row(entry: Event) -> list[Any]:
    return [
        entry.sequence,
        entry.at.astimezone(UTC).replace(tzinfo=None),
        entry.actor_id,
        entry.actor,
        entry.capability,
        entry.role,
        entry.action,
        entry.subject,
        entry.initiative_id,
        entry.reason,
        None if entry.before is None else canonical(entry.before),
        None if entry.after is None else canonical(entry.after),
        entry.previous_hash,
        entry.hash,
    ]


def _event(row: tuple[Any, ...]) -> Event:
    sequence, at, actor_id, actor, capability, role, action, subject, initiative, reason, before, after, prev, own = row
    return Event(
        action=action,
        subject=subject,
        initiative_id=initiative,
        at=at.replace(tzinfo=UTC),
        actor_id=actor_id,
        actor=actor,
        capability=capability,
        role=role,
        reason=reason,
        before=None if before is None else json.loads(before),
        after=None if after is None else json.loads(after),
        sequence=sequence,
        previous_hash=prev,
        hash=own,
    )
