"""Streams: opened for a release, or for a model that runs elsewhere; each has tables of its own for its cases."""

from typing import Any

from data import initiatives
from data.codec import aware, first, from_json, plain, to_json, utc
from data.runs import Run
from data.store import Cursor, Saved, Store
from lifecycle.access import Principal, check_open_stream, check_send, check_start_initiative, check_work_in
from lifecycle.audit import Act, event
from lifecycle.build.group_thresholds import GroupThresholds
from lifecycle.deploy.release import Release
from lifecycle.errors import Conflict, NotFound
from lifecycle.ids import new_id, slug
from lifecycle.initiative import Stream, check_name
from lifecycle.monitor.stream import StreamSchema, check_schema

COLUMNS = "id, number, initiative_id, slug, name, release, schema, opened_at"


def open_stream(store: Store, act: Act, initiative_id: str, name: str, schema: StreamSchema) -> Stream:
    """Open a stream for a model that runs elsewhere.

    Raises:
        BadInput: the schema does not hold together.

    """
    check_schema(schema)
    name = check_name(name)

    def change(cursor: Cursor) -> Saved[Stream]:
        check_open_stream(act.who, initiative_id)
        initiatives.find(cursor, initiative_id)
        return insert(cursor, act, initiative_id, name, schema, None)

    return store.write(change)


def open_with_initiative(store: Store, act: Act, name: str, schema: StreamSchema) -> Stream:
    """Start an initiative and open its stream in one change: monitoring first, the contract later."""
    check_schema(schema)
    name, own_id = check_name(name), new_id()

    def change(cursor: Cursor) -> Saved[Stream]:
        check_start_initiative(act.who)
        started = initiatives.add(cursor, act, own_id, name)
        opened = insert(cursor, act, started.result.id, name, schema, None)
        return Saved(opened.result, (*started.events, *opened.events))

    return store.write(change)


def open_for_release(
    cursor: Cursor, act: Act, initiative_id: str, release: Release, schema: StreamSchema
) -> Saved[Stream]:
    """Open the stream of a release within a change."""
    name = f"{initiatives.find(cursor, initiative_id).name} release {release.number}"
    return insert(cursor, act, initiative_id, name[:80], schema, release.number)


def schema_of_release(run: Run, threshold: float | None, by_group: GroupThresholds | None = None) -> StreamSchema:
    """Give the columns the cases of a release come in by: those it was trained on, at its threshold, or by group.

    Raises:
        Conflict: there is neither.

    """
    if threshold is None and by_group is None:
        raise Conflict("This decision names no threshold, so its cases cannot be decided.")
    taken = set(run.task.features) | {run.task.target}
    taken |= {by_group.attribute} if by_group else set()
    return StreamSchema(
        identifier=run.task.identifier or _free("case_id", taken),
        time=_free("decided_at", taken),
        score=_free("score", taken),
        label=run.task.target,
        features=run.task.features,
        threshold=1.0 if threshold is None else threshold,
        positive=run.task.positive,
        group=by_group.attribute if by_group else None,
        by_group=by_group.thresholds() if by_group else {},
        cuts=by_group.cuts if by_group else (),
    )


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name = f"{name}_"
    return name


def insert(
    cursor: Cursor, act: Act, initiative_id: str, name: str, schema: StreamSchema, release: int | None
) -> Saved[Stream]:
    """Insert a stream within a change; its tables are made once its features are settled."""
    row = first(cursor.execute("SELECT coalesce(max(number), 0) + 1 FROM stream").fetchall())
    number = int(row[0]) if row else 1
    known = {r[0] for r in cursor.execute("SELECT slug FROM stream").fetchall()}
    base = slug(name)
    address = next(a for a in (base, *(f"{base}-{n}" for n in range(2, len(known) + 3))) if a not in known)
    made = Stream(new_id(), number, initiative_id, address, name, release, schema, act.at)
    cursor.execute(
        f"INSERT INTO stream ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
        [made.id, number, initiative_id, address, name, release, to_json(schema), utc(act.at)],
    )
    if schema.settled:
        create_tables(cursor, made)
    after = {"name": name, "address": address, "release": release, "schema": plain(schema)}
    return Saved(made, (event(act, "stream.opened", made.id, initiative_id=initiative_id, after=after),))


def find(cursor: Cursor, name: str) -> Stream:
    """Find a stream by its address or its id within a read or a change."""
    row = first(
        cursor.execute(
            f"SELECT {COLUMNS} FROM stream WHERE slug = $name OR id = $name",  # noqa: S608
            {"name": name},
        ).fetchall()
    )
    if row is None:
        raise NotFound(f"There is no stream {name!r}.")
    return _stream(row)


def by_name(store: Store, who: Principal, name: str) -> Stream:
    """Find a stream to send to, by its address or its id."""
    with store.read() as cursor:
        found = find(cursor, name)
    check_send(who, found.initiative_id, found.id)
    return found


def listing(store: Store, who: Principal, initiative_id: str) -> list[Stream]:
    """List the streams of an initiative, the latest first."""
    check_work_in(who, initiative_id)
    with store.read() as cursor:
        return of_initiative(cursor, initiative_id)


def of_initiative(cursor: Cursor, initiative_id: str) -> list[Stream]:
    """List the streams of an initiative within a read or a change, the latest first."""
    rows = cursor.execute(
        f"SELECT {COLUMNS} FROM stream WHERE initiative_id = ? ORDER BY number DESC",  # noqa: S608
        [initiative_id],
    ).fetchall()
    return [_stream(row) for row in rows]


def _stream(row: tuple[Any, ...]) -> Stream:
    schema = from_json(StreamSchema, row[6])
    return Stream(row[0], row[1], row[2], row[3], row[4], row[5], schema, aware(row[7]))


def create_tables(cursor: Cursor, stream: Stream) -> None:
    """Make the tables of a stream whose features are settled, within a change."""
    kinds = {"numeric": "DOUBLE", "categorical": "VARCHAR"}
    features = "".join(f", f{i} {kinds[kind]}" for i, kind in enumerate(stream.schema.features.values()))
    cursor.execute(
        f"CREATE TABLE cases_{stream.number} (delivery INTEGER NOT NULL, reference BOOLEAN NOT NULL,"
        " case_id VARCHAR PRIMARY KEY, moment TIMESTAMP NOT NULL, score DOUBLE NOT NULL,"
        f" recommended BOOLEAN NOT NULL, acted BOOLEAN NOT NULL, held_out BOOLEAN NOT NULL{features})"
    )
    cursor.execute(
        f"CREATE TABLE labels_{stream.number} (delivery INTEGER NOT NULL, case_id VARCHAR PRIMARY KEY,"
        " yes BOOLEAN NOT NULL, value VARCHAR NOT NULL)"
    )


def settle(cursor: Cursor, act: Act, stream: Stream) -> Saved[None]:
    """Keep what the first cases settled about a stream's features, within a change."""
    cursor.execute("UPDATE stream SET schema = ? WHERE id = ?", [to_json(stream.schema), stream.id])
    create_tables(cursor, stream)
    after = {"features": stream.schema.features}
    return Saved(None, (event(act, "stream.settled", stream.id, initiative_id=stream.initiative_id, after=after),))
