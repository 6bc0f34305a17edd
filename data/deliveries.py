"""Deliveries: cases and labels come in whole or not at all, once, and nothing is overwritten."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pandas as pd

from data import initiatives, streams
from data.codec import aware, first, utc
from data.store import Cursor, Saved, Store
from lifecycle.access import Principal, check_open_stream, check_send, check_start_initiative, check_work_in
from lifecycle.audit import Act, Event, event
from lifecycle.errors import BadInput, Conflict
from lifecycle.ids import new_id
from lifecycle.initiative import Stream, check_name
from lifecycle.monitor.stream import StreamSchema, check_cases, check_labels, check_schema, settle

REFERENCE, CASES, LABELS = "reference", "cases", "labels"


@dataclass(frozen=True)
class Delivery:
    """One delivery as it was received. `repeated` says that it had been received before and nothing changed."""

    stream_id: str
    number: int
    kind: str
    origin: str
    rows: int
    first_at: datetime | None
    last_at: datetime | None
    received_at: datetime
    repeated: bool = False


@dataclass(frozen=True)
class Parcel:
    """A file that was read and is to be delivered. `row_name` is how its rows are called: Line or Row."""

    frame: pd.DataFrame
    origin: str
    key: str
    sha256: str
    row_name: str = "Line"
    first_row: int = 2


@dataclass(frozen=True)
class Checked:
    """A file of cases in the store's form, with the labels it brought, if any."""

    cases: pd.DataFrame
    labels: pd.DataFrame | None


def deliver(store: Store, act: Act, stream: Stream, parcel: Parcel, kind: str = CASES) -> Delivery:
    """Take in a delivery of cases (kind "cases" or "reference"), with their labels where the file has them.

    A delivery with a key that was received before is the same delivery: nothing changes.

    Raises:
        BadInput: the file does not fit the stream; nothing of it is kept.
        Conflict: the key was used for another file, or a case was delivered before.

    """
    check_send(act.who, stream.initiative_id, stream.id)
    if repeated := _seen(store, stream, parcel):
        return repeated
    first = replace(stream, schema=settle(stream.schema, parcel.frame))
    checked = check(first, parcel)

    def change(cursor: Cursor) -> Saved[Delivery]:
        check_send(act.who, stream.initiative_id, stream.id)
        if again := _received_before(cursor, stream, parcel):
            return again
        now = streams.find(cursor, stream.id)
        if now.schema.settled:
            ready = checked if now.schema == first.schema else check(now, parcel)
            return put(cursor, act, now, parcel, ready, kind)
        settled = streams.settle(cursor, act, first)
        made = put(cursor, act, first, parcel, checked, kind)
        return Saved(made.result, (*settled.events, *made.events))

    return store.write(change)


def open_with(
    store: Store, act: Act, initiative_id: str | None, name: str, schema: StreamSchema, parcel: Parcel, kind: str
) -> Stream:
    """Open a stream with its first delivery, in a new initiative if none is given: all of it or nothing.

    Raises:
        BadInput: the schema does not hold together, or the file does not fit it.

    """
    check_schema(schema)
    name, own_id = check_name(name), new_id()
    settled = settle(schema, parcel.frame)
    checked = check(Stream("", 0, "", "", name, None, settled, act.at), parcel)

    def change(cursor: Cursor) -> Saved[Stream]:
        if initiative_id is None:
            check_start_initiative(act.who)
            started = initiatives.add(cursor, act, own_id, name).events
        else:
            check_open_stream(act.who, initiative_id)
            started = ()
        opened = streams.insert(cursor, act, initiative_id or own_id, name, settled, None)
        made = put(cursor, act, opened.result, parcel, checked, kind)
        return Saved(opened.result, (*started, *opened.events, *made.events))

    return store.write(change)


def check(stream: Stream, parcel: Parcel) -> Checked:
    """Check a file of cases, with their labels where it has them.

    Raises:
        BadInput: the file does not fit the stream.

    """
    schema = stream.schema
    cases = check_cases(parcel.frame, schema, parcel.row_name, parcel.first_row)
    if schema.label not in parcel.frame.columns or parcel.frame[schema.label].isna().all():
        return Checked(cases, None)
    known = parcel.frame[parcel.frame[schema.label].notna()]
    return Checked(cases, check_labels(known, schema, parcel.row_name, parcel.first_row))


def put(cursor: Cursor, act: Act, stream: Stream, parcel: Parcel, checked: Checked, kind: str) -> Saved[Delivery]:
    """Insert checked cases, and their labels, within a change."""
    table = checked.cases
    _refuse_known(cursor, stream, table)
    if checked.labels is not None:
        _refuse_third_value(cursor, stream, checked.labels)
    made = _record(cursor, act, stream, parcel, kind, checked.cases)
    names = ", ".join(table.columns)
    with _registered(cursor, table):
        cursor.execute(
            f"INSERT INTO cases_{stream.number} (delivery, reference, {names})"  # noqa: S608
            f" SELECT {made.number}, {kind == REFERENCE}, {names} FROM arrived"
        )
    if checked.labels is not None:
        _insert_labels(cursor, stream, checked.labels, made.number)
    return Saved(made, (_event(act, stream, made, parcel),))


def deliver_labels(store: Store, act: Act, stream: Stream, parcel: Parcel) -> Delivery:
    """Take in labels that became known later, joined by case id. A label that is known already and equal is skipped.

    Raises:
        BadInput: the file does not fit, or names a case that was never delivered; nothing of it is kept.
        Conflict: the key was used for another file, or a case has another label already.

    """
    check_send(act.who, stream.initiative_id, stream.id)
    if repeated := _seen(store, stream, parcel):
        return repeated
    if not stream.schema.settled:
        raise BadInput("No case has been delivered to this stream yet. Send the cases first, then their labels.")
    labels = check_labels(parcel.frame, stream.schema, parcel.row_name, parcel.first_row)

    def change(cursor: Cursor) -> Saved[Delivery]:
        check_send(act.who, stream.initiative_id, stream.id)
        if again := _received_before(cursor, stream, parcel):
            return again
        _refuse_third_value(cursor, stream, labels)
        new = _new_labels(cursor, stream, labels)
        made = _record(cursor, act, stream, parcel, LABELS, None)
        _insert_labels(cursor, stream, new, made.number)
        return Saved(made, (_event(act, stream, made, parcel),))

    return store.write(change)


def _seen(store: Store, stream: Stream, parcel: Parcel) -> Delivery | None:
    """Look for the same delivery before the file is checked: a repeat costs nothing."""
    with store.read() as cursor:
        return _received(cursor, stream, parcel)


def _received_before(cursor: Cursor, stream: Stream, parcel: Parcel) -> Saved[Delivery] | None:
    found = _received(cursor, stream, parcel)
    return Saved(found) if found else None


def _received(cursor: Cursor, stream: Stream, parcel: Parcel) -> Delivery | None:
    row = first(
        cursor.execute(
            "SELECT stream_id, number, kind, origin, row_count, first_at, last_at, received_at, sha256"
            " FROM delivery WHERE stream_id = ? AND idempotency_key = ?",
            [stream.id, parcel.key],
        ).fetchall()
    )
    if row is None:
        return None
    if row[8] != parcel.sha256:
        raise Conflict(
            f"The key {parcel.key!r} was used for another file (delivery {row[1]}). Use a new key for a new file."
        )
    return replace(_delivery(row[:8]), repeated=True)


def _refuse_known(cursor: Cursor, stream: Stream, table: pd.DataFrame) -> None:
    with _registered(cursor, table[["case_id"]]):
        row = first(
            cursor.execute(
                f"SELECT c.case_id, c.delivery, count(*) OVER () FROM cases_{stream.number} c"  # noqa: S608
                " JOIN arrived USING (case_id) ORDER BY c.case_id LIMIT 1"
            ).fetchall()
        )
    if row:
        raise Conflict(
            f"{row[2]:,} of these cases were delivered before, such as {row[0]!r} in delivery {row[1]}. "
            "Send each case once; nothing of this file was kept."
        )


def _refuse_third_value(cursor: Cursor, stream: Stream, labels: pd.DataFrame) -> None:
    known = {r[0] for r in cursor.execute(f"SELECT DISTINCT value FROM labels_{stream.number}").fetchall()}  # noqa: S608
    values = known | set(labels["value"].unique()) | {stream.schema.positive}
    if len(values) > 2:
        raise BadInput(
            f"The label {stream.schema.label!r} would have more than two values: {', '.join(sorted(values)[:4])}. "
            f"{stream.schema.positive!r} means yes, and one other value means no."
        )


def _new_labels(cursor: Cursor, stream: Stream, labels: pd.DataFrame) -> pd.DataFrame:
    """Keep the labels that are not known yet, refusing unknown cases and contradictions."""
    number = stream.number
    with _registered(cursor, labels):
        found = cursor.execute(
            "SELECT a.case_id, c.case_id IS NOT NULL AS delivered, l.yes AS known, a.yes"  # noqa: S608
            f" FROM arrived a LEFT JOIN cases_{number} c USING (case_id) LEFT JOIN labels_{number} l USING (case_id)"
        ).df()
    unknown = found.loc[~found["delivered"], "case_id"]
    if len(unknown):
        raise BadInput(
            f"{len(unknown):,} of {len(labels):,} ids were never delivered to this stream, such as "
            f"{unknown.iloc[0]!r}. Send the cases first; nothing of this file was kept."
        )
    other = found[found["known"].notna() & (found["known"] != found["yes"])]
    if len(other):
        raise Conflict(
            f"{len(other):,} cases have another label already, such as {other['case_id'].iloc[0]!r}. "
            "Labels are not overwritten; nothing of this file was kept."
        )
    return labels[labels["case_id"].isin(found.loc[found["known"].isna(), "case_id"])]


def _insert_labels(cursor: Cursor, stream: Stream, labels: pd.DataFrame, delivery: int) -> None:
    with _registered(cursor, labels):
        cursor.execute(
            f"INSERT INTO labels_{stream.number} (delivery, case_id, yes, value)"  # noqa: S608
            f" SELECT {delivery}, case_id, yes, value FROM arrived"
        )


@contextmanager
def _registered(cursor: Cursor, frame: pd.DataFrame) -> Iterator[None]:
    """Let SQL read a frame under the name arrived; a failed statement ends the cursor, and the name with it."""
    cursor.register("arrived", frame)
    yield
    cursor.unregister("arrived")


def _record(
    cursor: Cursor, act: Act, stream: Stream, parcel: Parcel, kind: str, cases: pd.DataFrame | None
) -> Delivery:
    row = first(cursor.execute("SELECT max(number) FROM delivery WHERE stream_id = ?", [stream.id]).fetchall())
    number = 1 + (row[0] or 0 if row else 0)
    span: list[datetime | None] = [None, None]
    if cases is not None:
        span = [cases["moment"].min().to_pydatetime(), cases["moment"].max().to_pydatetime()]
    key, mark, rows = parcel.key, parcel.sha256, len(parcel.frame)
    cursor.execute(
        "INSERT INTO delivery VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [stream.id, number, kind, parcel.origin, key, mark, rows, *span, utc(act.at)],
    )
    start, end = (aware(moment) if moment else None for moment in span)
    return Delivery(stream.id, number, kind, parcel.origin, rows, start, end, act.at)


def _event(act: Act, stream: Stream, made: Delivery, parcel: Parcel) -> Event:
    after = {
        "stream": stream.slug,
        "kind": made.kind,
        "rows": made.rows,
        "origin": made.origin,
        "sha256": parcel.sha256,
    }
    subject = f"delivery {made.number}"
    return event(act, "delivery.received", subject, initiative_id=stream.initiative_id, after=after)


def deliveries(store: Store, who: Principal, stream: Stream) -> list[Delivery]:
    """List the deliveries of a stream, the latest first."""
    check_work_in(who, stream.initiative_id)
    with store.read() as cursor:
        rows = cursor.execute(
            "SELECT stream_id, number, kind, origin, row_count, first_at, last_at, received_at"
            " FROM delivery WHERE stream_id = ? ORDER BY number DESC",
            [stream.id],
        ).fetchall()
    return [_delivery(row) for row in rows]


def _delivery(row: tuple[Any, ...]) -> Delivery:
    stream_id, number, kind, origin, rows, first, last, received = row
    return Delivery(
        stream_id, number, kind, origin, rows, first and aware(first), last and aware(last), aware(received)
    )
