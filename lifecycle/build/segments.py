"""Parts of the cases to look at by themselves: the values of a column, or the quarters of a numeric one."""

import itertools
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lifecycle.build.dataset import MOST_CATEGORIES, Task, as_text

LEAST = 30
FEW = 8
QUARTERS = 4
EMPTY = "not stated"


def columns(frame: pd.DataFrame, task: Task) -> list[str]:
    """List the columns cases can be parted by: whatever has two to 50 values, or is numeric; not truth and not ids."""
    out = {task.target, task.identifier}
    return [str(name) for name in frame.columns if name not in out and len(parts(frame[name])) > 1]


def parts(column: pd.Series) -> dict[str, NDArray[np.bool_]]:
    """Part cases by a column, each mask of shape (n,); nothing for a column that parts no cases.

    A numeric column with more than 8 values is cut at its quarters; ties stay together. Empty cells are a part.
    """
    empty = column.isna().to_numpy()
    found: dict[str, NDArray[np.bool_]] = {}
    cuts = cuts_of(column)
    if not cuts:
        if column.nunique() > MOST_CATEGORIES:
            return {}
        text = column.astype(object).map(as_text, na_action="ignore")
        values = sorted(text.dropna().unique(), key=_order)
        found = {value: (text == value).to_numpy(dtype=bool) for value in values}
    else:
        numbers = column.to_numpy(dtype=float, na_value=np.nan)
        cell = np.searchsorted(cuts, numbers, side="left")
        found = {name: (cell == place) & ~empty for place, name in enumerate(names_of(cuts))}
        found = {name: mask for name, mask in found.items() if mask.any()}
    return found | ({EMPTY: empty} if empty.any() else {})


def cuts_of(column: pd.Series) -> tuple[float, ...]:
    """Give where a numeric column is cut into quarters, each part up to and with its cut; empty where it is not."""
    if pd.api.types.is_bool_dtype(column) or not pd.api.types.is_numeric_dtype(column) or column.nunique() <= FEW:
        return ()
    numbers = column.to_numpy(dtype=float, na_value=np.nan)
    return tuple(float(cut) for cut in np.unique(np.nanquantile(numbers, np.linspace(0, 1, QUARTERS + 1)[1:-1])))


def names_of(cuts: Sequence[float]) -> list[str]:
    """Name the parts between cuts.

    >>> names_of([1.5, 20.0])
    ['up to 1.5', '1.5 to 20', 'over 20']
    """
    between = [f"{a:.4g} to {b:.4g}" for a, b in itertools.pairwise(cuts)]
    return [f"up to {cuts[0]:.4g}", *between, f"over {cuts[-1]:.4g}"]


def _order(value: str) -> tuple[int, float, str]:
    try:
        return 0, float(value), value
    except ValueError:
        return 1, 0.0, value
