"""Between domain objects and what the store keeps: JSON for bodies, naive UTC for times."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")


_adapter: Callable[[Any], TypeAdapter[Any]] = cache(TypeAdapter)


def plain(value: Any) -> Any:
    """Turn a domain object into plain JSON values; infinite numbers become null."""
    return _adapter(type(value)).dump_python(value, mode="json")


def to_json(value: Any) -> str:
    """Write a domain object as JSON; the order of mappings is kept, as that of a stream's features matters."""
    return json.dumps(plain(value), ensure_ascii=False, allow_nan=False)


def from_json(kind: type[T], text: str) -> T:
    """Read a domain object back from JSON."""
    found: T = _adapter(kind).validate_json(text)
    return found


def utc(moment: datetime) -> datetime:
    """Give a time with a zone as the store keeps it."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def aware(moment: datetime) -> datetime:
    """Give a time from the store its zone back."""
    return moment.replace(tzinfo=UTC)


def first(rows: list[tuple[Any, ...]]) -> tuple[Any, ...] | None:
    """Give the first row of a result that was fetched whole, or None.

    A result that is left unfinished, as by fetchone(), blocks the next registration on its connection.
    """
    return rows[0] if rows else None
