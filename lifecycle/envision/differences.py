"""What differs between two states of a canvas, field by field and cell by cell, in the words of the screen."""

from dataclasses import dataclass
from typing import Any

from lifecycle.envision.canvas import Canvas
from lifecycle.envision.fields import Field, fields
from lifecycle.envision.wording import EMPTY, cell, full_label, in_words


@dataclass(frozen=True)
class Difference:
    """One field, or one cell of a list, as it was and as it is; a dash is an empty one."""

    path: str
    label: str
    before: str
    after: str


def differences(before: Canvas, after: Canvas) -> list[Difference]:
    """List what differs, in the order of the canvas.

    >>> [(d.label, d.before, d.after) for d in differences({"today": "By hand"}, {"intent": "Spare people"})]
    [('Intent', '—', 'Spare people'), ('What happens today', 'By hand', '—')]
    """
    found = []
    for path, field in fields().items():
        old, new = before.get(path), after.get(path)
        if old == new:
            continue
        if field.kind == "rows":
            found += _of_rows(field, old, new)
        else:
            found.append(Difference(path, full_label(field), in_words(field, old, before), in_words(field, new, after)))
    return found


def _of_rows(field: Field, old: Any, new: Any) -> list[Difference]:
    before, after = ({row["id"]: row for row in rows or ()} for rows in (old, new))
    found = []
    for place, key in enumerate(dict.fromkeys([*before, *after]), 1):
        one, other = before.get(key, {}), after.get(key, {})
        name = row_name(field, other or one) or f"row {place}"
        changed = [column for column in field.columns if one.get(column.key) != other.get(column.key)]
        found += [
            Difference(
                field.path,
                f"{field.label}, {name}: {column.label}",
                cell(one.get(column.key), column.options),
                cell(other.get(column.key), column.options),
            )
            for column in changed
        ]
        if not changed and bool(one) is not bool(other):
            found.append(Difference(field.path, f"{field.label}, {name}", *_came_or_went(bool(other))))
    return found


def _came_or_went(came: bool) -> tuple[str, str]:
    return (EMPTY, "an empty row") if came else ("an empty row", EMPTY)


def row_name(field: Field, row: Any, most: int = 48) -> str:
    """Call a row by the first text it cannot do without; empty while that is not filled in."""
    column = next((c for c in field.columns if c.required and c.kind == "text"), None)
    text = str(row.get(column.key, "")) if column else ""
    return f"“{text if len(text) <= most else f'{text[: most - 1].rstrip()}…'}”" if text else ""
