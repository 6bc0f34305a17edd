"""The area under the ROC curve of part of the cases, with an interval in closed form."""

import math

import numpy as np
from numpy.typing import NDArray

from lifecycle.build import statistics as stats
from lifecycle.figures import Interval

Z = 1.96


def area(label: NDArray[np.bool_], score: NDArray[np.float64]) -> Interval | None:
    """Give the ROC AUC with its 95 % interval (Hanley & McNeil 1982); None with one class.

    >>> area(np.array([True, False, True]), np.array([0.9, 0.1, 0.5])).mid
    1.0
    """
    found = stats.roc_auc(stats.rank(label, score), np.ones(len(label))) if len(label) else math.nan
    if math.isnan(found):
        return None
    yes = int(np.count_nonzero(label))
    reach = Z * error(found, yes, len(label) - yes)
    return Interval(max(found - reach, 0.0), found, min(found + reach, 1.0))


def error(auc: float, yes: int, no: int) -> float:
    """Give the standard error of an AUC on so many cases of each class (Hanley & McNeil 1982)."""
    two_yes, two_no = auc / (2 - auc), 2 * auc * auc / (1 + auc)
    variance = auc * (1 - auc) + (yes - 1) * (two_yes - auc * auc) + (no - 1) * (two_no - auc * auc)
    return math.sqrt(max(variance, 0.0) / (yes * no))
