"""What each case weighs where cases have amounts of their own, such as the sum of a claim or the price of an order."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lifecycle.build.dataset import Task
from lifecycle.errors import BadInput

Floats = NDArray[np.float64]


def check_amounts(column: pd.Series) -> None:
    """Check that every case has an amount a payoff can follow.

    Raises:
        BadInput: an amount is missing, infinite, negative or no number, with its row; or all are 0.

    """
    if not pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
        raise BadInput(f"Column {column.name!r} is not numeric throughout. The amount of a case has to be a number.")
    amount = column.to_numpy(dtype=float, na_value=np.nan)
    for what, wrong in {"missing": np.isnan(amount), "infinite": np.isinf(amount), "below 0": amount < 0}.items():
        if wrong.any():
            row = int(np.flatnonzero(wrong)[0])
            more = f", and {wrong.sum() - 1:,} more" if wrong.sum() > 1 else ""
            raise BadInput(
                f"Row {row + 1}{more}: the amount {column.name!r} is {what}. Every case needs one of 0 or more: mend "
                "it, leave the case out, or let payoffs be the same for every case."
            )
    if not (amount > 0).any():
        raise BadInput(f"Every amount in {column.name!r} is 0. Choose another column.")


def relative_amounts(column: pd.Series) -> Floats:
    """Divide the amounts of cases by their mean, shape (n,): a payoff is then that of a case of average amount.

    Raises:
        BadInput: see `check_amounts`.

    >>> relative_amounts(pd.Series([50.0, 150.0])).tolist()
    [0.5, 1.5]
    """
    check_amounts(column)
    amount = column.to_numpy(dtype=float)
    return np.asarray(amount / amount.mean())


def amounts_of(frame: pd.DataFrame, task: Task) -> Floats | None:
    """Give the relative amounts of the cases, shape (n,); None where the same payoffs hold for every case.

    Raises:
        BadInput: the column is not there, or see `check_amounts`.

    """
    if task.amount is None or not task.scaled:
        return None
    if task.amount not in frame.columns:
        raise BadInput(f"The data has no column {task.amount!r}, which is to hold the amount of a case.")
    return relative_amounts(frame[task.amount])
