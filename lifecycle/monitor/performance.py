"""How well scores rank cases, window by window, on cases whose truth is known."""

import math
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from lifecycle.build.statistics import rank, roc_auc
from lifecycle.figures import Interval

FEWEST = 5


@dataclass(frozen=True)
class Performance:
    """ROC AUC over a window with a 95 % interval, None with too few of either outcome; `yes` of the `n` were yes."""

    start: datetime
    end: datetime
    auc: Interval | None
    n: int
    yes: int


def performance(start: datetime, end: datetime, label: NDArray[np.bool_], score: NDArray[np.float64]) -> Performance:
    """Measure the ranking of labelled cases.

    The interval is ±1.96 standard errors by Hanley & McNeil 1982, kept within 0 and 1; the error is taken half a pair
    away from 0 and 1, so that few cases never look certain. None with fewer than 5 of either outcome.
    """
    yes = int(label.sum())
    no = len(label) - yes
    if min(yes, no) < FEWEST:
        return Performance(start, end, None, len(label), yes)
    auc = roc_auc(rank(label, score), np.ones(len(label)))
    near = (auc * yes * no + 0.5) / (yes * no + 1)
    q1, q2 = near / (2 - near), 2 * near**2 / (1 + near)
    variance = (near * (1 - near) + (yes - 1) * (q1 - near**2) + (no - 1) * (q2 - near**2)) / (yes * no)
    half = 1.96 * math.sqrt(max(variance, 0))
    return Performance(start, end, Interval(max(auc - half, 0), auc, min(auc + half, 1)), len(label), yes)
