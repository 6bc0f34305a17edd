"""What is kept of what people enter: one value for one field, checked and in the form that is compared."""

import math
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from pydantic import ValidationError

from lifecycle.envision.fields import LEVELS, SCALE, Column, Field, fields
from lifecycle.envision.three_point import ThreePoint
from lifecycle.errors import BadInput

MOST_ROWS = 200
LONGEST_ID = 64


def clean(path: str, value: Any) -> Any:
    """Check one value for one field and give it in the form that is kept; None empties the field.

    Raises:
        BadInput: there is no such field, or the value does not fit it.

    """
    field = fields().get(path)
    if field is None:
        raise BadInput(f"The canvas has no field {path!r}.")
    value = value.strip() if isinstance(value, str) else value
    if value is None or value == "":
        return None
    try:
        return _CLEANERS[field.kind](field, value)
    except (ValueError, TypeError, OverflowError) as problem:
        raise BadInput(f"{field.label}: {plain(problem)}.") from None


def plain(problem: Exception) -> str:
    """Say what was wrong without the machinery that found it."""
    if isinstance(problem, ValidationError):
        return "; ".join(error["msg"].removeprefix("Value error, ") for error in problem.errors())
    return str(problem)


def _text(field: Field | Column, value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    if isinstance(field, Field) and field.limit and len(value) > field.limit:
        raise ValueError(f"{len(value)} characters are too long, at most {field.limit} fit")
    return value


def _number(field: Field | Column, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise TypeError(f"{value!r} is not a number")
    try:
        number = float(value)
    except ValueError:
        raise ValueError(f"“{value}” is not a number") from None
    if not math.isfinite(number):
        raise ValueError("this is not a finite number")
    if isinstance(field, Field) and not _in_range(field, number):
        raise ValueError(f"it has to be {_range(field)}, not {number:.12g}")
    return number


def _in_range(field: Field, number: float) -> bool:
    return (
        (field.least is None or number >= field.least)
        and (field.most is None or number <= field.most)
        and (field.below is None or number < field.below)
        and (not field.whole or number == int(number))
    )


def _range(field: Field) -> str:
    """Say what a number has to be, such as "a whole number from 1 to 10"."""
    ends = [f"from {field.least:g} to {field.most:g}"] if None not in (field.least, field.most) else []
    if not ends:
        ends += [f"at least {field.least:g}"] if field.least is not None else []
        ends += [f"at most {field.most:g}"] if field.most is not None else []
    ends += [f"below {field.below:g}"] if field.below is not None else []
    return " ".join(["a whole number" if field.whole else "a number", " and ".join(ends)]).rstrip()


def _choice(field: Field | Column, value: Any) -> str:
    allowed = field.options or LEVELS
    if value not in allowed:
        raise ValueError(f"{value!r} is not one of {', '.join(allowed)}")
    return str(value)


def _choices(field: Field, value: Any) -> list[str] | None:
    found = [_choice(field, item) for item in value]
    if len(set(found)) < len(found):
        raise ValueError("something is chosen twice")
    return found or None


def _three_point(field: Field, value: Any) -> dict[str, float]:
    point = ThreePoint.model_validate(value)
    if field.source:
        field.source.check(point)
    return point.model_dump()


def _date(field: Field | Column, value: Any) -> str:
    return date.fromisoformat(str(value)).isoformat()


def _scale(field: Field | Column, value: Any) -> int:
    number = float(value)
    if isinstance(value, bool) or number != int(number) or not SCALE[0] <= number <= SCALE[1]:
        raise ValueError(f"a whole number from {SCALE[0]} to {SCALE[1]} is asked for, not {value!r}")
    return int(number)


def _flag(column: Column, value: Any) -> bool | None:
    if not isinstance(value, bool):
        raise TypeError(f"{value!r} is neither yes nor no")
    return value or None


def _rows(field: Field, value: Any) -> list[dict[str, Any]] | None:
    """Check the rows of a list; what is empty in a row is left out, a row that says nothing yet is kept."""
    if not isinstance(value, list | tuple) or any(not isinstance(row, Mapping) for row in value):
        raise TypeError("this is no list of rows")
    if len(value) > MOST_ROWS:
        raise ValueError(f"{len(value)} rows are too many, at most {MOST_ROWS} fit")
    found = [_row(field, row, number) for number, row in enumerate(value, 1)]
    if len({row["id"] for row in found}) < len(found):
        raise ValueError("two rows have the same id")
    return found or None


def _row(field: Field, row: Mapping[str, Any], number: int) -> dict[str, Any]:
    identifier = row.get("id")
    if not isinstance(identifier, str) or not 0 < len(identifier) <= LONGEST_ID:
        raise ValueError(f"row {number} has no id")
    columns = {column.key: column for column in field.columns}
    if unknown := set(row) - set(columns) - {"id"}:
        raise ValueError(f"row {number} has no cell called {', '.join(sorted(map(str, unknown)))}")
    kept: dict[str, Any] = {"id": identifier}
    for key, column in columns.items():
        cell = row.get(key)
        cell = cell.strip() if isinstance(cell, str) else cell
        if cell is None or cell == "":
            continue
        try:
            cleaned = _CELLS[column.kind](column, cell)
        except (ValueError, TypeError, OverflowError) as problem:
            raise ValueError(f"row {number}, {column.label}: {problem}") from None
        if cleaned is not None:
            kept[key] = cleaned
    return kept


_CELLS: dict[str, Callable[[Column, Any], Any]] = {
    "text": _text,
    "choice": _choice,
    "number": _number,
    "date": _date,
    "scale": _scale,
    "flag": _flag,
}
_CLEANERS: dict[str, Callable[[Field, Any], Any]] = {
    "text": _text,
    "line": _text,
    "person": _text,
    "goal": _text,
    "number": _number,
    "choice": _choice,
    "anchored": _choice,
    "choices": _choices,
    "level": _choice,
    "scale": _scale,
    "three_point": _three_point,
    "date": _date,
    "rows": _rows,
}
