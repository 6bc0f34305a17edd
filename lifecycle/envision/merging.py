"""Two people edit the same canvas: what the one saw, what they make of it, and what the other has saved meanwhile.

Values are as `clean` gives them; None is an empty field. A list's rows are told apart by their ids.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lifecycle.errors import Conflict

Cells = Mapping[str, Any]


@dataclass(frozen=True)
class Merged:
    """What comes of three versions of one field: what both changed, and mine where both changed the same.

    `clashes` are those places as (row, cell): a cell of a list, ("row", "") a row one deleted and the other wrote in,
    ("", "") a field that is no list.
    """

    value: Any
    clashes: tuple[tuple[str, str], ...] = ()


class Overtaken(Conflict):
    """A field was changed by somebody else since the editor saw it; nothing was overwritten.

    `mine` and `theirs` are what the editor wanted and what is stored; `resolved` is what "keep mine" would save: mine
    where both changed the same, and everything else that either of them changed.
    """

    def __init__(self, path: str, label: str, mine: Any, theirs: Any, resolved: Any, editor: str, at: datetime) -> None:
        super().__init__(f"{label}: {editor} changed this meanwhile. Nothing was overwritten: choose what stays.")
        self.path, self.label, self.mine, self.theirs, self.resolved = path, label, mine, theirs, resolved
        self.editor, self.at = editor, at


def merge(seen: Any, mine: Any, theirs: Any, *, rows: bool = False) -> Merged:
    """Bring together what two people made of what they saw; where both changed the same, mine stands and it clashes.

    >>> merge("a", "b", "a").value, merge("a", "a", "c").value, merge("a", "b", "c").clashes
    ('b', 'c', (('', ''),))
    """
    if mine == theirs or theirs == seen:
        return Merged(mine)
    if mine == seen:
        return Merged(theirs)
    return _merge_rows(*(_by_id(value) for value in (seen, mine, theirs))) if rows else Merged(mine, (("", ""),))


def _by_id(rows: Any) -> dict[str, Cells]:
    return {row["id"]: {key: cell for key, cell in row.items() if key != "id"} for row in rows or ()}


def _merge_rows(seen: Mapping[str, Cells], mine: Mapping[str, Cells], theirs: Mapping[str, Cells]) -> Merged:
    """Merge row by row, in their order, mine that are new at the end; a deleted row is one without any cell."""
    kept: list[dict[str, Any]] = []
    clashes: list[tuple[str, str]] = []
    for key in dict.fromkeys([*theirs, *mine]):
        found = _merge_row(key, seen.get(key), mine.get(key), theirs.get(key))
        clashes += found.clashes
        if found.value is not None:
            kept.append({"id": key, **found.value})
    return Merged(kept or None, tuple(clashes))


def _merge_row(key: str, seen: Cells | None, mine: Cells | None, theirs: Cells | None) -> Merged:
    if mine == theirs or theirs == seen:
        return Merged(mine)
    if mine == seen:
        return Merged(theirs)
    if mine is None or theirs is None:
        return Merged(mine, ((key, ""),))
    before = seen or {}
    cells: dict[str, Any] = {}
    clashes: list[tuple[str, str]] = []
    for name in dict.fromkeys([*theirs, *mine]):
        found = merge(before.get(name), mine.get(name), theirs.get(name))
        if found.clashes:
            clashes.append((key, name))
        if found.value is not None:
            cells[name] = found.value
    return Merged(cells, tuple(clashes))
