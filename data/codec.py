"""Between domain objects and what the store keeps: JSON for bodies, naive UTC for times."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter

from lifecycle.ids import canonical

T = TypeVar("T")


_adapter: Callable[[Any], TypeAdapter[Any]] = cache(TypeAdapter)


def plain(value: Any) -> Any:
    """Turn a domain object into plain JSON values; infinite numbers become null."""
    return _adapter(type(value)).dump_python(value, mode="json")


def to_json(value: Any) -> str:
    """Write a domain object as canonical JSON."""
    return canonical(plain(value))


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
