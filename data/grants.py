"""Share links and sending tokens: shown once, kept as a hash, expiring, revocable, every use counted."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from data import initiatives, streams
from data.codec import aware, first, utc
from data.store import Cursor, Saved, Store
from lifecycle.access import Capability, Principal, check_administer
from lifecycle.audit import Act, event
from lifecycle.errors import Conflict, NotFound
from lifecycle.ids import new_id
from lifecycle.share.grant import Grant, check_label, expiry, new_token, token_hash

COLUMNS = "g.id, g.capability, g.label, g.initiative_id, g.stream_id, g.token_hash, g.made_at, g.expires_at, r.moment"
TABLES = "access_grant g LEFT JOIN grant_revoked r ON r.grant_id = g.id"


@dataclass(frozen=True)
class Use:
    """How often a grant was used, and when last."""

    count: int
    last_at: datetime | None


def make_link(store: Store, act: Act, initiative_id: str, label: str, days: int) -> tuple[Grant, str]:
    """Make a read-only link to the leadership page; returns it with its token, which is never shown again."""
    return _make(store, act, Capability.VIEWER, initiative_id, None, label, days)


def make_sending_token(store: Store, act: Act, stream_name: str, label: str, days: int) -> tuple[Grant, str]:
    """Make a token that may send to one stream and nothing else."""
    with store.read() as cursor:
        stream = streams.find(cursor, stream_name)
    return _make(store, act, Capability.INGEST, stream.initiative_id, stream.id, label, days)


def _make(
    store: Store,
    act: Act,
    capability: Capability,
    initiative_id: str,
    stream_id: str | None,
    label: str,
    days: int,
) -> tuple[Grant, str]:
    token = new_token()
    made = Grant(
        id=new_id(),
        capability=capability,
        label=check_label(label),
        initiative_id=initiative_id,
        stream_id=stream_id,
        token_hash=token_hash(token),
        made_at=act.at,
        expires_at=expiry(act.at, days),
    )

    def change(cursor: Cursor) -> Saved[Grant]:
        check_administer(act.who)
        initiatives.find(cursor, initiative_id)
        cursor.execute(
            "INSERT INTO access_grant VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                made.id,
                made.capability.value,
                made.label,
                initiative_id,
                stream_id,
                made.token_hash,
                utc(made.made_at),
                utc(made.expires_at),
            ],
        )
        after = {"label": made.label, "capability": made.capability.value, "expires": made.expires_at.isoformat()}
        return Saved(made, (event(act, "grant.made", made.id, initiative_id=initiative_id, after=after),))

    return store.write(change), token


def revoke(store: Store, act: Act, grant_id: str) -> None:
    """End a grant now: whoever holds it is nobody at the next thing they do.

    Raises:
        NotFound: there is no such grant.
        Conflict: it was revoked before.

    """

    def change(cursor: Cursor) -> Saved[None]:
        check_administer(act.who)
        found = _find(cursor, "g.id", grant_id)
        if found is None:
            raise NotFound("This link is not there.")
        if found.revoked_at:
            raise Conflict("This link was revoked before.")
        cursor.execute("INSERT INTO grant_revoked VALUES (?, ?)", [grant_id, utc(act.at)])
        entry = event(act, "grant.revoked", grant_id, initiative_id=found.initiative_id, after={"label": found.label})
        return Saved(None, (entry,))

    store.write(change)


def by_token(store: Store, token: str, now: datetime) -> Grant | None:
    """Find the active grant of a token; the same None for an unknown, an expired and a revoked one."""
    with store.read() as cursor:
        found = _find(cursor, "g.token_hash", token_hash(token))
    return found if found and found.state(now) == "active" else None


def count_use(store: Store, grant: Grant, now: datetime) -> None:
    """Note in the access log that a grant was used."""

    def change(cursor: Cursor) -> Saved[None]:
        cursor.execute("INSERT INTO grant_use VALUES (?, ?)", [grant.id, utc(now)])
        act = Act(grant.principal(), now)
        return Saved(None, (event(act, "grant.used", grant.id, initiative_id=grant.initiative_id),))

    store.write(change)


def listing(store: Store, who: Principal, initiative_id: str) -> list[tuple[Grant, Use]]:
    """List the grants of an initiative with their use, the latest first."""
    check_administer(who)
    with store.read() as cursor:
        rows = cursor.execute(
            f"SELECT {COLUMNS} FROM {TABLES} WHERE g.initiative_id = ? ORDER BY g.made_at DESC, g.id DESC",  # noqa: S608
            [initiative_id],
        ).fetchall()
        used = {
            row[0]: Use(row[1], aware(row[2]))
            for row in cursor.execute("SELECT grant_id, count(*), max(moment) FROM grant_use GROUP BY 1").fetchall()
        }
    return [(grant, used.get(grant.id, Use(0, None))) for grant in map(_grant, rows)]


def _find(cursor: Cursor, column: str, value: str) -> Grant | None:
    row = first(cursor.execute(f"SELECT {COLUMNS} FROM {TABLES} WHERE {column} = ?", [value]).fetchall())  # noqa: S608
    return _grant(row) if row else None


def _grant(row: tuple[Any, ...]) -> Grant:
    own, capability, label, initiative, stream, mark, made, expires, revoked = row
    return Grant(
        own,
        Capability(capability),
        label,
        initiative,
        stream,
        mark,
        aware(made),
        aware(expires),
        aware(revoked) if revoked else None,
    )
