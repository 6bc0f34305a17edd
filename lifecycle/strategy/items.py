"""Items of the strategy: goals, policies, roles and messages, each with the fields its kind asks for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from lifecycle.catalogue import catalogue, components
from lifecycle.contract import Level
from lifecycle.errors import BadInput

Body = Mapping[str, Any]
LONGEST = 10_000


@dataclass(frozen=True)
class ItemField:
    """One field of an item. `kind` is text, long, role, number, date, choice, levels or limits."""

    path: str
    kind: str
    label: str
    help: str
    limit: int = LONGEST
    optional: bool = False
    options: Mapping[str, str] | None = None
    missing: str = ""


@dataclass(frozen=True)
class ItemKind:
    """A kind of item with the words of its part of the page."""

    key: str
    name: str
    title: str
    add: str
    about: str
    empty: str
    fields: tuple[ItemField, ...]


@dataclass(frozen=True)
class Item:
    """One goal, policy, role or message as it stands; `revision` is that of its last change."""

    id: str
    kind: str
    body: Body
    revision: int
    at: datetime
    editor: str


@dataclass(frozen=True)
class Threshold:
    """A limit a policy may set beside the dials; `at_least` says whether a larger value is the stricter one."""

    key: str
    name: str
    unit: str
    component: str
    at_least: bool
    low: float
    high: float
    whole: bool
    read_by: str
    help: str


@cache
def kinds() -> dict[str, ItemKind]:
    """Give the kinds of items in the order of the page."""
    found = {}
    for item in catalogue("strategy")["kinds"]:
        fields = tuple(ItemField(**field) for field in item["fields"])
        found[item["key"]] = ItemKind(**{**item, "fields": fields})
    return found


@cache
def thresholds() -> dict[str, Threshold]:
    """Give the limits policies may set."""
    return {item["key"]: Threshold(**item) for item in catalogue("thresholds")["thresholds"]}


def clean_item(kind: str, body: Body) -> dict[str, Any]:
    """Check an item as it was entered and give it as it is kept; empty fields are left out.

    Raises:
        BadInput: there is no such kind, a field is missing, or a value does not fit.

    """
    known = kinds().get(kind)
    if known is None:
        raise BadInput(f"The strategy has no part {kind!r}.")
    if unknown := set(body) - {field.path for field in known.fields}:
        raise BadInput(f"A {known.name} has no field {sorted(unknown)[0]!r}.")
    kept: dict[str, Any] = {}
    for field in known.fields:
        value = _value(field, body.get(field.path))
        if value is None and not field.optional:
            raise BadInput(field.missing)
        if value is not None:
            kept[field.path] = value
    return kept


def _value(field: ItemField, value: Any) -> Any:
    if value is None or (isinstance(value, str) and not value.strip()) or value in ({}, []):
        return None
    try:
        return _CLEANERS[field.kind](field, value)
    except (ValueError, TypeError, OverflowError) as problem:
        raise BadInput(f"{field.label}: {problem}.") from None


def _text(field: ItemField, value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("this is not a text")
    if len(value) > field.limit:
        raise ValueError(f"{len(value):,} characters are too long, at most {field.limit:,} fit")
    return value.strip()


def _number(field: ItemField, value: Any) -> float:
    number = float(value)
    if number != number or abs(number) == float("inf"):
        raise ValueError("this is not a finite number")
    return number


def _choice(field: ItemField, value: Any) -> str:
    if value not in (field.options or {}):
        raise ValueError(f"{value!r} is not one of {', '.join(field.options or {})}")
    return str(value)


def _levels(field: ItemField, value: Any) -> dict[str, str] | None:
    found = {}
    for component, level in dict(value).items():
        if component not in components():
            raise ValueError(f"no component is called {component!r}")
        if level:
            found[component] = Level(level).value
    return found or None


def _limits(field: ItemField, value: Any) -> dict[str, float] | None:
    found: dict[str, float] = {}
    for key, limit in dict(value).items():
        known = thresholds().get(key)
        if known is None:
            raise ValueError(f"no limit is called {key!r}")
        if limit is None:
            continue
        number = float(limit)
        if not known.low <= number <= known.high or (known.whole and number != int(number)):
            whole = "a whole number " if known.whole else ""
            raise ValueError(f"{known.name} must be {whole}between {known.low:g} and {known.high:g} {known.unit}")
        found[key] = number
    return found or None


_CLEANERS: dict[str, Callable[[ItemField, Any], Any]] = {
    "text": _text,
    "long": _text,
    "role": _text,
    "number": _number,
    "choice": _choice,
    "date": lambda field, value: date.fromisoformat(str(value)).isoformat(),
    "levels": _levels,
    "limits": _limits,
}


def name_of(item: Item) -> str:
    """Name an item by what people call it."""
    body = item.body
    return str(body.get("name") or body.get("role") or body.get("audience") or item.id)


def changed_fields(kind: str, before: Body, after: Body) -> list[str]:
    """Name the fields in which two states of an item differ, in the order of the form."""
    return [field.label for field in kinds()[kind].fields if before.get(field.path) != after.get(field.path)]
