"""The data candidates are trained and compared on, and what it must be like."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lifecycle.errors import BadInput

LEAST_PER_CLASS = 20
MOST_CATEGORIES = 50


@dataclass(frozen=True)
class Task:
    """What is predicted from what: column names; `features` maps a column to numeric or categorical.

    `kind` is binary, multiclass or regression. `positive` is the value of the target that means yes, where there are
    two. `incumbent` marks cases today's way acts on (0 or 1). `protected` is compared between groups and never a
    feature. `time` orders cases, `group` names what must not stand on both sides of a split (as a customer with many
    rows). `amount` says how much a case weighs in the payoffs of the outcomes in `scaled`.
    """

    target: str
    positive: str
    features: dict[str, str]
    identifier: str | None = None
    incumbent: str | None = None
    protected: str | None = None
    kind: str = "binary"
    time: str | None = None
    group: str | None = None
    amount: str | None = None
    scaled: tuple[str, ...] = ()


def feature_kind(column: pd.Series) -> str | None:
    """Say how a column can be used as a feature: numeric, categorical, or None (a free text, a date, an identifier)."""
    if pd.api.types.is_numeric_dtype(column):
        return "numeric"
    text = pd.api.types.infer_dtype(column, skipna=True) in ("string", "boolean", "empty")
    return "categorical" if text and column.nunique() <= MOST_CATEGORIES else None


def target_values(column: pd.Series) -> list[str]:
    """List the values of a target as text, sorted; whole numbers without a decimal point."""
    return sorted({as_text(value) for value in column.dropna().unique()})


def as_text(value: Any) -> str:
    """Write a cell the way people compare it: 1.0 and 1 and True are "1"."""
    if isinstance(value, bool | np.bool_):
        return str(int(value))
    if isinstance(value, int | float | np.number) and float(value).is_integer():
        return str(int(value))
    return str(value)


def labels(frame: pd.DataFrame, task: Task) -> NDArray[np.bool_]:
    """Read the target as yes or no, shape (n,)."""
    return np.asarray(frame[task.target].map(as_text).to_numpy() == task.positive, dtype=bool)


def check_dataset(frame: pd.DataFrame, task: Task) -> None:
    """Check that candidates can be trained on this data for this task.

    Raises:
        BadInput: with one sentence that says what is wrong, where, and how to mend it.

    """
    _check_columns(frame, task)
    _check_target(frame[task.target], task)
    _check_numbers(frame, task)
    if task.identifier and frame[task.identifier].isna().any():
        row = int(np.flatnonzero(frame[task.identifier].isna().to_numpy())[0])
        raise BadInput(f"Row {row + 1} has no {task.identifier!r}. Fill it in, or choose another identifier.")
    if task.identifier and frame[task.identifier].duplicated().any():
        twice = frame.loc[frame[task.identifier].duplicated(), task.identifier].iloc[0]
        raise BadInput(
            f"Column {task.identifier!r}: {as_text(twice)!r} stands in more than one row. "
            "Keep one row a case, or choose another identifier."
        )


def _check_columns(frame: pd.DataFrame, task: Task) -> None:
    named = [task.target, *task.features, *filter(None, (task.identifier, task.incumbent, task.protected))]
    if absent := [name for name in named if name not in frame.columns]:
        raise BadInput(f"The data has no column {absent[0]!r}. It has: {', '.join(map(str, frame.columns))}.")
    if not task.features:
        raise BadInput("No column is left to predict from. Choose at least one feature.")
    parts = {"the target": task.target, "today's list": task.incumbent, "the protected attribute": task.protected}
    for part, name in parts.items():
        if name in task.features:
            raise BadInput(f"Column {name!r} cannot be both {part} and a feature. Take it off the features.")


def _check_target(target: pd.Series, task: Task) -> None:
    if target.isna().any():
        row = int(np.flatnonzero(target.isna().to_numpy())[0])
        raise BadInput(
            f"Row {row + 1} has no value in the target {task.target!r}. "
            "Fill it in, or leave out cases whose truth is not known."
        )
    values = target_values(target)
    if len(values) == 1:
        raise BadInput(
            f"The target {task.target!r} is {values[0]!r} in every row. Both outcomes have to occur; "
            "add cases of the other one, or choose another target."
        )
    if len(values) > 2:
        shown = ", ".join(values[:4])
        raise BadInput(
            f"The target {task.target!r} has {len(values)} values ({shown}, …). A yes/no decision needs two; "
            "choose another target."
        )
    if task.positive not in values:
        raise BadInput(f"{task.positive!r} is not a value of {task.target!r}; it has {values[0]!r} and {values[1]!r}.")
    counts = target.map(as_text).value_counts()
    rare = str(counts.idxmin())
    if counts.min() < LEAST_PER_CLASS:
        raise BadInput(
            f"Only {counts.min()} rows have {task.target!r} = {rare!r}; at least {LEAST_PER_CLASS} of each outcome "
            "are needed to compare candidates. Add cases."
        )


def _check_numbers(frame: pd.DataFrame, task: Task) -> None:
    for name, kind in task.features.items():
        if kind == "numeric" and not pd.api.types.is_numeric_dtype(frame[name]):
            raise BadInput(f"Column {name!r} is not numeric throughout. Clean it, or use it as a category.")
        if kind != "numeric":
            continue
        infinite = np.flatnonzero(np.isinf(frame[name].to_numpy(dtype=float, na_value=np.nan)))
        if len(infinite):
            raise BadInput(
                f"Row {infinite[0] + 1}, column {name!r}: the number is infinite. "
                "Replace it, or leave the cell empty if it is not known."
            )
    if task.incumbent:
        found = set(target_values(frame[task.incumbent])) | ({"empty"} if frame[task.incumbent].isna().any() else set())
        if not found <= {"0", "1"}:
            raise BadInput(
                f"Column {task.incumbent!r} marks what today's way acts on and must be 0 or 1; "
                f"it holds {', '.join(sorted(found)[:4])}."
            )
