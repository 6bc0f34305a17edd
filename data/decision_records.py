"""Decision records as they lie in the store: a table for each kind, numbered together."""

from typing import TypeVar

from data.codec import first, from_json
from data.store import Cursor
from lifecycle.build.decision import Decision
from lifecycle.build.kind_decision import KindDecision

Kind = TypeVar("Kind", Decision, KindDecision)
TABLES: dict[type, str] = {Decision: "decision", KindDecision: "kind_decision"}


def of_initiative(cursor: Cursor, kind: type[Kind], initiative_id: str) -> list[Kind]:
    """Read every decision of a kind in an initiative, the latest first."""
    rows = cursor.execute(
        f"SELECT body FROM {TABLES[kind]} WHERE initiative_id = ? ORDER BY number DESC",  # noqa: S608
        [initiative_id],
    ).fetchall()
    return [from_json(kind, row[0]) for row in rows]


def latest(cursor: Cursor, kind: type[Kind], initiative_id: str) -> Kind | None:
    """Read the latest decision of a kind in an initiative."""
    row = first(
        cursor.execute(
            f"SELECT body FROM {TABLES[kind]} WHERE initiative_id = ? ORDER BY number DESC LIMIT 1",  # noqa: S608
            [initiative_id],
        ).fetchall()
    )
    return from_json(kind, row[0]) if row else None


def next_number(cursor: Cursor, initiative_id: str) -> int:
    """Give the number of the next decision of an initiative, whatever it is about, within a change."""
    every = " UNION ALL ".join(f"SELECT initiative_id, number FROM {table}" for table in TABLES.values())  # noqa: S608
    row = first(
        cursor.execute(f"SELECT max(number) FROM ({every}) WHERE initiative_id = ?", [initiative_id]).fetchall()  # noqa: S608
    )
    return 1 + (int(row[0]) if row and row[0] else 0)
