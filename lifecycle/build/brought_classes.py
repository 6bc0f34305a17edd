"""Predictions of one of several classes: probabilities in a column a class, or the class that was decided."""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lifecycle.build.dataset import LEAST_PER_CLASS
from lifecycle.build.model_files import RANGE_TOLERANCE, SUM_TOLERANCE
from lifecycle.errors import BadInput

LEAST_CLASSES, MOST_CLASSES = 3, 20
SEPARATORS = ("_", ".", ":", "-", " ")
Floats = NDArray[np.float64]
Chances = tuple[tuple[str, str], ...]


def chance_columns(columns: Iterable[str], classes: Sequence[str]) -> dict[str, Chances]:
    """Find columns named like `<model>_<class>`, one for each class: (class, column) in the order of classes, by model.

    Capitals do not matter; the model's name may be missing, where a file holds one model.

    >>> chance_columns(["id", "net_a", "net_B", "net_c", "tree_a"], ["a", "b", "c"])
    {'net': (('a', 'net_a'), ('b', 'net_B'), ('c', 'net_c'))}
    """
    found: dict[str, dict[str, str]] = {}
    for column in columns:
        low = column.lower()
        for name in classes:
            end = name.lower()
            if low == end:
                found.setdefault("", {}).setdefault(name, column)
            elif low.endswith(tuple(f"{sign}{end}" for sign in SEPARATORS)) and len(low) > len(end) + 1:
                found.setdefault(column[: -len(end) - 1], {}).setdefault(name, column)
    return {
        model: tuple((name, own[name]) for name in classes)
        for model, own in found.items()
        if len(own) == len(classes) and len(set(own.values())) == len(own)
    }


def check_class_names(classes: Sequence[str], truth: str) -> None:
    """Check that there are 3 to 20 classes.

    Raises:
        BadInput: there are fewer or more.

    """
    if not classes:
        raise BadInput(f"No case has a value in {truth!r}. Choose another column as the truth.")
    if not LEAST_CLASSES <= len(classes) <= MOST_CLASSES:
        shown = ", ".join(classes[:4]) + (", …" if len(classes) > 4 else "")
        raise BadInput(
            f"{truth!r} has {len(classes)} value{'s' * (len(classes) != 1)} ({shown}). A choice between classes needs "
            f"{LEAST_CLASSES} to {MOST_CLASSES}: with two it is a yes/no decision, with more a quantity."
        )


def check_class_counts(truth: pd.Series, classes: Sequence[str]) -> None:
    """Check that enough cases of each class are left, shape (n,) as text.

    Raises:
        BadInput: one class has fewer than 20.

    """
    counts = truth.value_counts().reindex(list(classes), fill_value=0)
    if counts.min() < LEAST_PER_CLASS:
        raise BadInput(
            f"Only {counts.min()} cases that align have {truth.name!r} = {counts.idxmin()!r}; at least "
            f"{LEAST_PER_CLASS} of each class are needed to compare candidates."
        )


def decided(said: pd.Series, classes: Sequence[str], where: str) -> Floats:
    """Read decided classes, text of shape (n,), as 1 for the class and 0 for the others, (n, k); NaN where none is.

    Raises:
        BadInput: a decision is none of the classes; `where` names file and column.

    """
    places = pd.Index(classes).get_indexer(pd.Index(said))
    strange = (places < 0) & said.notna().to_numpy()
    if strange.any():
        raise BadInput(
            f"{where} decides for {said[strange].iloc[0]!r}, which is no value of the truth ({', '.join(classes[:4])}"
            f"{', …' if len(classes) > 4 else ''}). Decisions are in the words of the truth; probabilities need a "
            "column a class, named like model_class."
        )
    found = np.eye(len(classes))[np.maximum(places, 0)]
    found[places < 0] = np.nan
    return np.asarray(found, dtype=np.float64)


def chances(frame: pd.DataFrame, named: Chances, classes: Sequence[str], model: str, file: str) -> Floats:
    """Read probabilities of the classes in their order, shape (n, k); what is missing or infinite stays so.

    Raises:
        BadInput: a class has no column, a column is not numeric, or a case's numbers are no probabilities that sum to 1
            within 1e-3.

    """
    columns = dict(named)
    if set(columns) != set(classes):
        raise BadInput(
            f"{model} has columns for {', '.join(columns)}, but the truth has {', '.join(classes)}. One column of "
            "probabilities a class is needed."
        )
    for column in columns.values():
        if not pd.api.types.is_numeric_dtype(frame[column]):
            raise BadInput(f"{file}, column {column!r} is not numeric throughout. Probabilities are numbers.")
    found = np.column_stack([frame[columns[name]].to_numpy(dtype=float, na_value=np.nan) for name in classes])
    known = np.isfinite(found).all(axis=1)
    outside = known & ((found < -RANGE_TOLERANCE) | (found > 1 + RANGE_TOLERANCE)).any(axis=1)
    if outside.any():
        raise BadInput(
            f"{model} has probabilities below 0 or above 1 in {_where(outside, frame)}. Bring probabilities, or a "
            "column of the classes it decides for."
        )
    sums = found.sum(axis=1)
    off = known & (np.abs(np.where(known, sums, 1.0) - 1) > SUM_TOLERANCE)
    if off.any():
        raise BadInput(
            f"The probabilities of {model} do not sum to 1 in {_where(off, frame)}, where they sum to "
            f"{sums[off][0]:.4g}. Bring one column a class with all of its probability."
        )
    return np.asarray(np.where(known[:, None], np.clip(found, 0, 1), found), dtype=np.float64)


def _where(bad: NDArray[np.bool_], frame: pd.DataFrame) -> str:
    count = int(bad.sum())
    return f"{count:,} case{'s' * (count != 1)}, first in {frame.index[bad][0]}"
