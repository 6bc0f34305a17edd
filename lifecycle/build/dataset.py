"""The data candidates are trained and compared on, and what it must be like."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lifecycle.errors import BadInput

LEAST_PER_CLASS = 20
MOST_CATEGORIES = 50
LEAST_CASES = 50
MOST_CLASSES = 12
BINARY, MULTICLASS, REGRESSION = "binary", "multiclass", "regression"


@dataclass(frozen=True)
class Task:
    """What is predicted from what: column names; `features` maps a column to numeric or categorical.

    `kind` is binary, multiclass or regression. `positive` is the value of the target that means yes, where there are
    two. `incumbent` is what today's way does: 0 or 1 for acting, a class, or a forecast. `protected` is compared
    between groups and never a feature. `time` orders cases, `group` names what must not stand on both sides of a split
    (as a customer with many rows): one of them says how cases are split. `amount` says how much a case weighs in the
    payoffs of the outcomes in `scaled`. `fractile` is the quantile a forecast should aim at, between 0 and 1.
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
    fractile: float | None = None


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


def numbers(frame: pd.DataFrame, task: Task) -> NDArray[np.float64]:
    """Read the target of a regression, shape (n,)."""
    return frame[task.target].to_numpy(dtype=float, na_value=np.nan)


def classes(frame: pd.DataFrame, task: Task) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Read the target as classes: their names in order, and each case's place among them, shape (n,)."""
    names = tuple(target_values(frame[task.target]))
    places = {name: place for place, name in enumerate(names)}
    return names, np.array([places[as_text(value)] for value in frame[task.target]], dtype=np.int64)


def repeats(column: pd.Series) -> bool:
    """Answer whether an identifier stands in more than one row, so that cases should be split by it."""
    return bool(column.dropna().duplicated().any())


def check_dataset(frame: pd.DataFrame, task: Task) -> None:
    """Check that candidates can be trained on this data for this task.

    Raises:
        BadInput: with one sentence that says what is wrong, where, and how to mend it.

    """
    _check_columns(frame, task)
    _check_known(frame[task.target], task)
    {BINARY: _check_target, MULTICLASS: _check_classes, REGRESSION: _check_quantity}[task.kind](
        frame[task.target], task
    )
    _check_numbers(frame, task)
    _check_incumbent(frame, task)
    if task.identifier and frame[task.identifier].isna().any():
        row = int(np.flatnonzero(frame[task.identifier].isna().to_numpy())[0])
        raise BadInput(f"Row {row + 1} has no {task.identifier!r}. Fill it in, or choose another identifier.")
    if task.identifier and task.identifier != task.group and repeats(frame[task.identifier]):
        twice = frame.loc[frame[task.identifier].duplicated(), task.identifier].iloc[0]
        raise BadInput(
            f"Column {task.identifier!r}: {as_text(twice)!r} stands in more than one row. "
            "Split by it as a group, keep one row a case, or choose another identifier."
        )


def _check_columns(frame: pd.DataFrame, task: Task) -> None:
    parts = {
        "the target": task.target,
        "today's way": task.incumbent,
        "the protected attribute": task.protected,
        "the group cases are split by": task.group,
    }
    named = [*task.features, *filter(None, (*parts.values(), task.identifier, task.time))]
    if absent := [name for name in named if name not in frame.columns]:
        raise BadInput(f"The data has no column {absent[0]!r}. It has: {', '.join(map(str, frame.columns))}.")
    if not task.features:
        raise BadInput("No column is left to predict from. Choose at least one feature.")
    for part, name in parts.items():
        if name in task.features:
            raise BadInput(f"Column {name!r} cannot be both {part} and a feature. Take it off the features.")


def _check_known(target: pd.Series, task: Task) -> None:
    if target.isna().any():
        row = int(np.flatnonzero(target.isna().to_numpy())[0])
        raise BadInput(
            f"Row {row + 1} has no value in the target {task.target!r}. "
            "Fill it in, or leave out cases whose truth is not known."
        )


def _check_target(target: pd.Series, task: Task) -> None:
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
    _check_rare(target, task)


def _check_rare(target: pd.Series, task: Task) -> None:
    counts = target.map(as_text).value_counts()
    rare = str(counts.idxmin())
    if counts.min() < LEAST_PER_CLASS:
        raise BadInput(
            f"Only {counts.min()} rows have {task.target!r} = {rare!r}; at least {LEAST_PER_CLASS} of each outcome "
            "are needed to compare candidates. Add cases."
        )


def _check_classes(target: pd.Series, task: Task) -> None:
    values = target_values(target)
    if not 3 <= len(values) <= MOST_CLASSES:
        raise BadInput(
            f"The target {task.target!r} has {len(values)} values. A choice between classes needs 3 to {MOST_CLASSES}; "
            "with two it is a yes/no decision, with more a quantity."
        )
    _check_rare(target, task)


def _check_quantity(target: pd.Series, task: Task) -> None:
    if not pd.api.types.is_numeric_dtype(target) or pd.api.types.is_bool_dtype(target):
        raise BadInput(f"The target {task.target!r} is not numeric throughout. A quantity has to be a number.")
    infinite = np.flatnonzero(np.isinf(target.to_numpy(dtype=float)))
    if len(infinite):
        raise BadInput(f"Row {infinite[0] + 1}: the target {task.target!r} is infinite. Leave the case out.")
    if target.nunique() == 1:
        raise BadInput(
            f"The target {task.target!r} is {as_text(target.iloc[0])!r} in every row; nothing is to predict."
        )
    if len(target) < LEAST_CASES:
        raise BadInput(f"There are {len(target)} rows; at least {LEAST_CASES} are needed to compare forecasts.")
    if task.fractile is not None and not 0 < task.fractile < 1:
        raise BadInput(f"The fractile {task.fractile:g} is not between 0 and 1.")


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


def _check_incumbent(frame: pd.DataFrame, task: Task) -> None:
    if not task.incumbent:
        return
    column = frame[task.incumbent]
    if task.kind == REGRESSION:
        numeric = pd.api.types.is_numeric_dtype(column)
        if not numeric or not np.isfinite(column.to_numpy(dtype=float, na_value=np.nan)).all():
            raise BadInput(f"Column {task.incumbent!r} holds today's forecast and has to be a number in every row.")
        return
    known = {"0", "1"} if task.kind == BINARY else set(target_values(frame[task.target]))
    found = set(target_values(column)) | ({"empty"} if column.isna().any() else set())
    if not found <= known:
        needed = "0 or 1" if task.kind == BINARY else "a value of the target"
        raise BadInput(
            f"Column {task.incumbent!r} marks what today's way acts on and must be {needed}; "
            f"it holds {', '.join(sorted(found - known if task.kind == MULTICLASS else found)[:4])}."
        )
