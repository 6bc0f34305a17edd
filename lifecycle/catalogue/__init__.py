"""Built-in content: components, roles, protocols, prompts and readiness checks, as data files with their source."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@cache
def catalogue(name: str) -> dict[str, Any]:
    """Read a catalogue by its name, such as "roles"."""
    content: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return content


@dataclass(frozen=True)
class Role:
    """A part somebody plays. `line` is the line of defence; `signs` whether a contract needs their signature."""

    key: str
    name: str
    line: int
    signs: bool
    does: str


@dataclass(frozen=True)
class Component:
    """One of the six Trustworthy AI components."""

    key: str
    name: str
    short: str
    question: str


@dataclass(frozen=True)
class Protocol:
    """A way to measure value, and the share of the measured effect it earns as credit."""

    key: str
    name: str
    credit: float
    means: str


@cache
def roles() -> dict[str, Role]:
    """Give the roles by key, in the order they sign."""
    return {item["key"]: Role(**item) for item in catalogue("roles")["roles"]}


@cache
def components() -> dict[str, Component]:
    """Give the six components by key, in the order of the framework."""
    return {item["key"]: Component(**item) for item in catalogue("components")["components"]}


@cache
def protocols() -> dict[str, Protocol]:
    """Give the measurement protocols by key, the strongest first."""
    return {item["key"]: Protocol(**item) for item in catalogue("protocols")["protocols"]}
