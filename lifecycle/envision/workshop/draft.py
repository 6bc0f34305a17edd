"""A state being changed: what is touched is copied once, so that folding a whole log copies nothing twice."""

from dataclasses import replace
from typing import Any

from lifecycle.envision.workshop.things import State


class Draft:
    """Changes to a state that nobody else sees until it is frozen."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._changed: dict[str, Any] = {}

    def get(self, name: str) -> Any:
        """Read a part of the state as it stands in this draft; never change what this gives."""
        return self._changed[name] if name in self._changed else getattr(self._state, name)

    def own(self, name: str) -> dict[Any, Any]:
        """Give a mapping of the state to change: a copy, made at the first change."""
        if name not in self._changed:
            self._changed[name] = dict(getattr(self._state, name))
        mapping: dict[Any, Any] = self._changed[name]
        return mapping

    def put(self, name: str, value: Any) -> None:
        """Put something else in the place of a part of the state."""
        self._changed[name] = value

    def add(self, name: str, value: str) -> None:
        """Add to a set of the state."""
        self._changed[name] = self.get(name) | {value}

    def inner(self, name: str, key: Any) -> dict[Any, Any]:
        """Give a copy of a mapping within a mapping, already put in its place."""
        outer = self.own(name)
        copy = dict(outer.get(key, ()))
        outer[key] = copy
        return copy

    def freeze(self, number: int) -> State:
        """Give the changed state, as of an entry."""
        return replace(self._state, number=number, **self._changed)
