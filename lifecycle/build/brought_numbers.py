"""Predictions of a quantity: a column of forecasts in the truth's unit, and the truth itself."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lifecycle.build.dataset import LEAST_CASES
from lifecycle.build.left_out import LeftOut
from lifecycle.errors import BadInput

ROUNDING = 1e-6


def quantity(column: pd.Series, file: str, what: str) -> NDArray[np.float64]:
    """Read numbers, shape (n,); what is missing or infinite stays so.

    Raises:
        BadInput: the column holds no numbers; `what` says what they should be.

    """
    if not pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
        word = column.dropna().astype(str)
        told = f", such as {word.iloc[0]!r}" if len(word) else ""
        raise BadInput(f"{file}, column {column.name!r} is not numeric throughout{told}. {what} has to be a number.")
    return np.asarray(column.to_numpy(dtype=float, na_value=np.nan), dtype=np.float64)


def true_numbers(parts: Iterable[tuple[str, pd.DataFrame]], column: str, out: LeftOut) -> pd.Series:
    """Read the truth from each file that has it; cases files disagree about, beyond rounding (1e-6), are left out.

    Raises:
        BadInput: it is not numeric.

    """
    found: pd.Series | None = None
    first = ""
    for name, frame in parts:
        if column not in frame.columns:
            continue
        told = pd.Series(quantity(frame[column], name, "A quantity"), index=frame.index)
        if found is None:
            found, first = told, name
            continue
        same = np.isclose(found, told, rtol=ROUNDING, atol=0.0)
        differ = found.notna() & told.notna() & ~same
        out.add(found.index[differ], f"with another {column} in {name} than in {first}")
        found = found.where(found.notna(), told)
    assert found is not None, "the roles were checked"
    out.add(found.index[found.isna()], f"without a value in {column}")
    out.add(found.index[np.isinf(found)], f"with an infinite {column}")
    return found


def check_quantities(truth: pd.Series) -> None:
    """Check that forecasts can be compared on these cases, shape (n,), n > 0.

    Raises:
        BadInput: there are too few, or all are the same.

    """
    if len(truth) < LEAST_CASES:
        raise BadInput(f"Only {len(truth)} cases align; at least {LEAST_CASES} are needed to compare forecasts.")
    if truth.nunique() == 1:
        raise BadInput(f"{truth.name!r} is {truth.iloc[0]:g} in every case that aligns; nothing is to predict.")
