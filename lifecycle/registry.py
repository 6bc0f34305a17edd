"""Finds what registers itself by being a file: levers, guardrails, readiness checks."""

import importlib
import pkgutil
from types import ModuleType
from typing import TypeVar

T = TypeVar("T")


def discover(package: ModuleType, attribute: str, kind: type[T]) -> dict[str, T]:
    """Collect `attribute` from every module of `package`, keyed by its `key`, in file order.

    Raises:
        TypeError: a module of the package lacks the attribute or holds something else.
        ValueError: two modules use the same key.

    """
    found: dict[str, T] = {}
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda item: item.name):
        item = getattr(importlib.import_module(f"{package.__name__}.{info.name}"), attribute, None)
        if not isinstance(item, kind):
            raise TypeError(f"{package.__name__}.{info.name} must define {attribute} as a {kind.__name__}")
        key = str(item.key)  # type: ignore[attr-defined]
        if key in found:
            raise ValueError(f"two modules of {package.__name__} use the key {key!r}")
        found[key] = item
    return found
