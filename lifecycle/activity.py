"""What happened, as people say it: each event of the trail as a sentence, with its details as labels and values."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lifecycle.audit import Event
from lifecycle.catalogue import catalogue, roles
from lifecycle.envision.canvas import fields
from lifecycle.envision.differences import differences

OTHER, CHANGES = "Other", "changes"
NONE = "–"
ID = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
HASH = re.compile(r"^[0-9a-f]{40,}$")
MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d")
BLANK = re.compile(r" ?(“\{\w+\}”|\{\w+\})")
SPAN, POINTS = {"low", "mid", "high"}, {"low", "likely", "high"}


@dataclass(frozen=True)
class Detail:
    """One thing an event is about: as it was, empty where that is not known, and as it is."""

    label: str
    before: str
    after: str


def kind_of(event: Event) -> str:
    """Name the part of the program an event belongs to."""
    known = catalogue("activity")["actions"].get(event.action)
    return str(known["kind"]) if known else OTHER


def happened(event: Event) -> str:
    """Say what was done, to follow the name of who did it; ids are left out."""
    known = catalogue("activity")["actions"].get(event.action)
    if known is None:
        subject = "" if ID.match(event.subject) else f" ({event.subject})"
        return f"did “{event.action.replace('.', ' ').replace('_', ' ')}”{subject}"
    text = str(known["says"])
    for name, value in _named(event).items():
        text = text.replace(f"{{{name}}}", value)
    return BLANK.sub("", text)


def acting_as(event: Event) -> str:
    """Say as what somebody acted: their role, or what they were let in as."""
    role = roles().get(event.role or "")
    return role.name if role else event.role or event.capability


def details(event: Event) -> list[Detail]:
    """Give what an event is about, field by field in the words of the screen; ids are left out, hashes cut short."""
    before, after = event.before or {}, event.after or {}
    if event.action == "canvas.edited" and isinstance(before, dict) and isinstance(after, dict):
        return [Detail(one.label, one.before, one.after) for one in differences(before, after)]
    old, new = dict(_flat(before, ())), dict(_flat(after, ()))
    told = [_pair(path, new[path]) or (old.get(path, ""), new[path]) for path in new]
    found = [Detail(_label(path), _value(was), _value(now)) for path, (was, now) in zip(new, told, strict=True)]
    found += [Detail(_label(path), _value(old[path]), "") for path in old if path not in new]
    return [one for one in found if one.before or one.after]


def _named(event: Event) -> dict[str, str]:
    """Give what a sentence may name: the subject, and plain values of what changed; never an id."""
    held: dict[str, Any] = {"subject": event.subject}
    for state in (event.before, event.after):
        held |= state if isinstance(state, dict) else {}
    return {name: value for name, value in held.items() if isinstance(value, str) and value and not ID.match(value)}


def _flat(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Walk through what was recorded, down to values that are written in one line."""
    if isinstance(value, Mapping) and not (set(value) >= SPAN or set(value) >= POINTS):
        for name, one in value.items():
            yield from _flat(one, (*path, str(name)))
    elif isinstance(value, list) and any(isinstance(one, Mapping | list) for one in value):
        for number, one in enumerate(value, 1):
            yield from _flat(one, (*path, str(number)))
    else:
        yield path, value


def _pair(path: tuple[str, ...], value: Any) -> tuple[Any, Any] | None:
    """Take apart what a contract's change is written as: the text before, and the one after."""
    if path[:1] == (CHANGES,) and isinstance(value, list) and len(value) == 2:
        return value[0], value[1]
    return None


def _label(path: tuple[str, ...]) -> str:
    """Name a value by the way to it, fields of the canvas as the canvas does."""
    told = path[1:] if path[0] == CHANGES and len(path) > 1 else path
    said = [fields()[part].label if part in fields() else part.replace("_", " ").replace(".", " ") for part in told]
    text = ": ".join(said)
    return f"{text[:1].upper()}{text[1:]}"


def _value(value: Any) -> str:
    """Write a value in one line; empty for an id, which says nothing to anybody."""
    match value:
        case None:
            return NONE
        case bool():
            return "yes" if value else "no"
        case int():
            return f"{value:,}".replace("-", "−")
        case float():
            return (f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}").replace("-", "−")
        case {"low": low, "mid": mid, "high": high}:
            return f"{_value(mid)} ({_value(low)} to {_value(high)})"
        case {"low": low, "likely": likely, "high": high}:
            return f"{_value(low)} to {_value(high)}, most likely {_value(likely)}"
        case list():
            return ", ".join(filter(None, map(_value, value)))
    text = str(value)
    if text in roles():
        return roles()[text].name
    if ID.match(text):
        return ""
    if MOMENT.match(text):
        return _moment(text)
    return f"{text[:12]}…" if HASH.match(text) else text


def _moment(text: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return f"{moment:%-d %b %Y, %H:%M}{' UTC' if moment.tzinfo else ''}"
