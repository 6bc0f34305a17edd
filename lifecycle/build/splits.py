"""How cases are parted into those a model learns from and those it is judged on."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lifecycle.build.dataset import Task, as_text
from lifecycle.errors import BadInput

FOLDS = 5
RANDOM, TIME, GROUP = "random", "time", "group"
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Split:
    """Folds as (rows to fit on, rows to judge); `judged` (n,) marks the rows that are judged in one of them."""

    way: str
    column: str | None
    folds: tuple[tuple[Rows, Rows], ...]
    judged: NDArray[np.bool_]

    @property
    def left_out(self) -> int:
        """How many rows no model is judged on."""
        return int((~self.judged).sum())


def way_of(task: Task) -> str:
    """Say how the cases of a task are split: by time or group where the task names one, otherwise at random."""
    return TIME if task.time else GROUP if task.group else RANDOM


def split(frame: pd.DataFrame, task: Task, truth: NDArray[Any], seed: int) -> Split:
    """Part cases into five folds; `truth` (n,) is what is predicted.

    At random: shuffled, for classes with the same shares of each in every fold. By group: all rows of a group stand
    in one fold. By time: six blocks of about equal size in order, rows of one moment together; each block but the
    first is judged by models fitted on all blocks before it, so that the earliest block is judged by nobody.

    Raises:
        BadInput: both time and group are named, a cell of them is empty, or they are too few to split by.

    """
    if task.time and task.group:
        raise BadInput("Cases are split by time or by group, not by both. Choose one of them.")
    if task.time:
        folds = _by_time(moments(frame[task.time], task.time), task.time)
    elif task.group:
        folds = _by_group(_groups(frame[task.group], task.group), task, truth, seed)
    else:
        folds = _at_random(task, truth, seed)
    judged = np.zeros(len(frame), dtype=bool)
    for fit_on, judge in folds:
        judged[judge] = True
        _check_fold(fit_on, task, truth)
    return Split(way_of(task), task.time or task.group, tuple(folds), judged)


def moments(column: pd.Series, name: str) -> NDArray[np.float64]:
    """Read a column as points in time that can be put in order, shape (n,): numbers, dates, or dates as text.

    Raises:
        BadInput: a cell is empty, or is no number and no date.

    """
    if pd.api.types.is_numeric_dtype(column):
        found = column.astype(float)
    elif pd.api.types.is_datetime64_any_dtype(column):
        found = _seconds(column)
    else:
        found = _seconds(pd.to_datetime(column, errors="coerce", format="ISO8601", utc=True))
    empty = np.flatnonzero(~np.isfinite(found.to_numpy(dtype=float, na_value=np.nan)))
    if len(empty):
        raise BadInput(
            f"Row {empty[0] + 1}, column {name!r}: {as_text(column.iloc[empty[0]])!r} is no number and no date such as "
            "2026-03-01. Cases cannot be put in order; mend it, or split at random."
        )
    return np.asarray(found, dtype=np.float64)


NAMED = ("date", "time", "week", "month", "day", "year", "hour", "when")


def in_order(frame: pd.DataFrame, task: Task) -> list[str]:
    """List the columns cases can be put in order by, the likeliest time first: the task's, dates, names of time.

    A column of text counts where its first cells are dates; the truth does not.
    """
    found: dict[str, int] = {}
    for name in map(str, frame.columns):
        column, head = frame[name], frame[name].head(20)
        dated = pd.api.types.is_datetime64_any_dtype(column)
        number = pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
        if not dated and not number:
            dated = bool(pd.to_datetime(head, errors="coerce", format="ISO8601", utc=True).notna().any())
        if (dated or number) and name != task.target and column.nunique() > 2:
            named = any(word in name.lower() for word in NAMED)
            found[name] = 0 if name == task.time else 1 if dated else 2 if named else 3
    return sorted(found, key=lambda name: found[name])


def in_words(way: str, column: str | None, left_out: int, cases: int) -> str:
    """Say in a sentence how cases were split; `cases` are those that are judged.

    >>> in_words("random", None, 0, 1000)
    'Split at random: each of 1,000 cases is judged by a model that had not seen it.'
    """
    if way == TIME:
        return (
            f"Split by time ({column!r}): every case is judged by a model fitted on earlier ones; "
            f"the earliest {left_out:,} are judged by none."
        )
    if way == GROUP:
        return f"Split by group ({column!r}): all rows of a group stand on the same side, so {cases:,} rows are judged."
    return f"Split at random: each of {cases:,} cases is judged by a model that had not seen it."


def _seconds(column: pd.Series) -> pd.Series:
    known = column.notna()
    found = pd.Series(np.nan, index=column.index)
    found[known] = column[known].map(lambda moment: moment.timestamp())
    return found


def _by_time(at: NDArray[np.float64], name: str) -> list[tuple[Rows, Rows]]:
    starts = np.unique(at)
    order = np.sort(at)
    # A block begins where its share of the rows does, moved to the next moment so that no moment is cut in two.
    cuts = np.searchsorted(starts, order[[len(at) * k // (FOLDS + 1) for k in range(1, FOLDS + 1)]])
    cuts = np.unique(cuts[cuts > 0])
    if len(cuts) < 2:
        raise BadInput(f"Column {name!r} has too few different moments to split by time. Split at random, or by group.")
    block = np.searchsorted(starts[cuts], at, side="right")
    return [(np.flatnonzero(block < k), np.flatnonzero(block == k)) for k in range(1, int(block.max()) + 1)]


def _groups(column: pd.Series, name: str) -> NDArray[np.int64]:
    if column.isna().any():
        row = int(np.flatnonzero(column.isna().to_numpy())[0])
        raise BadInput(f"Row {row + 1} has no {name!r}. Fill it in, or split at random.")
    codes, values = pd.factorize(column)
    if len(values) < FOLDS:
        raise BadInput(
            f"Column {name!r} has {len(values)} groups; at least {FOLDS} are needed to split by group. "
            "Split at random, or choose another column."
        )
    return np.asarray(codes, dtype=np.int64)


def _by_group(groups: NDArray[np.int64], task: Task, truth: NDArray[Any], seed: int) -> list[tuple[Rows, Rows]]:
    from sklearn.model_selection import GroupKFold, StratifiedGroupKFold

    if task.kind == "regression":
        return list(GroupKFold(FOLDS, shuffle=True, random_state=seed).split(groups, groups=groups))
    # Groups of one class can leave a fold without any group; a fold nobody is judged in is no fold.
    found = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed).split(groups, truth, groups)
    return [(fit_on, judge) for fit_on, judge in found if len(judge)]


def _at_random(task: Task, truth: NDArray[Any], seed: int) -> list[tuple[Rows, Rows]]:
    from sklearn.model_selection import KFold, StratifiedKFold

    if task.kind == "regression":
        return list(KFold(FOLDS, shuffle=True, random_state=seed).split(truth))
    return list(StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(truth, truth))


def _check_fold(fit_on: Rows, task: Task, truth: NDArray[Any]) -> None:
    """Check that models learn something in each fold."""
    if task.kind == "regression" or len(np.unique(truth[fit_on])) == len(np.unique(truth)):
        return
    how = "the earliest cases" if task.time else "some groups"
    raise BadInput(
        f"Without all outcomes among {how}, a model cannot learn them: in one part of the split an outcome is absent. "
        "Split at random, or choose another column to split by."
    )
