"""Data sets candidates are trained on, kept as Parquet with their hash."""

import io
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from data import initiatives
from data.codec import aware, first, utc
from data.store import Cursor, Saved, Store
from lifecycle.access import Principal, check_change, check_work_in
from lifecycle.audit import Act, Event, event
from lifecycle.errors import BadInput, NotFound
from lifecycle.ids import canonical, new_id, sha256

COLUMNS = "id, initiative_id, name, origin, row_count, columns, sha256, loaded_at"


@dataclass(frozen=True)
class Dataset:
    """What is known of a data set without reading its rows."""

    id: str
    initiative_id: str
    name: str
    origin: str
    rows: int
    columns: tuple[str, ...]
    sha256: str
    loaded_at: datetime


def add(store: Store, act: Act, initiative_id: str, name: str, origin: str, frame: pd.DataFrame) -> Dataset:
    """Keep a data set; `origin` says where it comes from.

    Raises:
        BadInput: it has no rows or no columns.

    """
    if frame.empty:
        raise BadInput(f"{name} has no rows of data.")
    content = to_parquet(frame)
    made = described(act, initiative_id, name, origin, frame, content)

    def change(cursor: Cursor) -> Saved[Dataset]:
        check_change(act.who, initiative_id)
        initiatives.find(cursor, initiative_id)
        return Saved(made, (insert(cursor, act, made, content),))

    return store.write(change)


def described(act: Act, initiative_id: str, name: str, origin: str, frame: pd.DataFrame, content: bytes) -> Dataset:
    """Describe a data set that is about to be kept; `content` is the frame as Parquet."""
    columns = tuple(map(str, frame.columns))
    return Dataset(new_id(), initiative_id, name, origin, len(frame), columns, sha256(content), act.at)


def insert(cursor: Cursor, act: Act, made: Dataset, content: bytes) -> Event:
    """Insert a data set within a change."""
    columns, at = canonical(made.columns), utc(made.loaded_at)
    cursor.execute(
        "INSERT INTO dataset (id, initiative_id, name, origin, row_count, columns, sha256, content, loaded_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [made.id, made.initiative_id, made.name, made.origin, made.rows, columns, made.sha256, content, at],
    )
    after = {"name": made.name, "origin": made.origin, "rows": made.rows, "sha256": made.sha256}
    return event(act, "dataset.loaded", made.id, initiative_id=made.initiative_id, after=after)


def to_parquet(frame: pd.DataFrame) -> bytes:
    """Write a data set as Parquet."""
    buffer = io.BytesIO()
    frame.to_parquet(buffer, index=False)
    return buffer.getvalue()


def listing(store: Store, who: Principal, initiative_id: str) -> list[Dataset]:
    """List the data sets of an initiative, the latest first."""
    check_work_in(who, initiative_id)
    with store.read() as cursor:
        rows = cursor.execute(
            f"SELECT {COLUMNS} FROM dataset WHERE initiative_id = ? ORDER BY loaded_at DESC, id DESC",  # noqa: S608
            [initiative_id],
        ).fetchall()
    return [_dataset(row) for row in rows]


def frame(store: Store, who: Principal, initiative_id: str, dataset_id: str) -> pd.DataFrame:
    """Read the rows of a data set; kept in memory for a while, so do not change them."""
    check_work_in(who, initiative_id)

    def read() -> pd.DataFrame:
        return pd.read_parquet(io.BytesIO(content(store, initiative_id, dataset_id)))

    return store.remember(("dataset", dataset_id), read)


def content(store: Store, initiative_id: str, dataset_id: str) -> bytes:
    """Read a data set as Parquet."""
    with store.read() as cursor:
        row = first(
            cursor.execute(
                "SELECT content FROM dataset WHERE initiative_id = ? AND id = ?", [initiative_id, dataset_id]
            ).fetchall()
        )
    if row is None:
        raise NotFound("This data set is not there (any more). Load it again.")
    found: bytes = row[0]
    return found


def describe(cursor: Cursor, dataset_id: str) -> Dataset:
    """Read what is known of a data set within a read or a change."""
    row = first(cursor.execute(f"SELECT {COLUMNS} FROM dataset WHERE id = ?", [dataset_id]).fetchall())  # noqa: S608
    if row is None:
        raise NotFound("This data set is not there (any more). Load it again.")
    return _dataset(row)


def _dataset(row: tuple[Any, ...]) -> Dataset:
    return Dataset(row[0], row[1], row[2], row[3], row[4], tuple(json.loads(row[5])), row[6], aware(row[7]))
