"""What wrong decisions between classes cost, all of them and each kind of mistake."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifecycle.build.multiclass import Counts, MatrixStakes

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Mistake:
    """Cases truly of one class and decided to be another (places of the classes): how many and how dear a year."""

    truth: int
    decided: int
    cases: float
    cost: float


def errors(found: Counts, stakes: MatrixStakes) -> Floats:
    """Give what wrong decisions cost a year against deciding every case rightly, (1+B,), from counts (1+B, k, k).

    Volume × mean of (payoff of the truth − payoff of the decision). Below 0 where a mistake is worth more than being
    right.
    """
    payoffs, volume = stakes.draws(len(found) - 1)
    right = np.einsum("bii->bi", payoffs)[:, :, None]
    return np.asarray(volume * (found * (right - payoffs)).sum(axis=(1, 2)) / found.sum(axis=(1, 2)))


def mistakes(counts: NDArray[np.int64], stakes: MatrixStakes) -> list[Mistake]:
    """List the mistakes that occur in the counts of the sample (k, k), the most frequent first.

    >>> stakes = MatrixStakes(((5.0, 0.0), (-9.0, 7.0)), volume=100)
    >>> mistakes(np.array([[60, 10], [5, 25]]), stakes)[0]
    Mistake(truth=0, decided=1, cases=10.0, cost=50.0)
    """
    payoffs, total = stakes.matrix(), counts.sum()
    found = [
        Mistake(
            int(truth),
            int(decided),
            float(stakes.volume * counts[truth, decided] / total),
            float(stakes.volume * counts[truth, decided] / total * (payoffs[truth, truth] - payoffs[truth, decided])),
        )
        for truth, decided in np.argwhere(counts > 0)
        if truth != decided
    ]
    return sorted(found, key=lambda one: -one.cases)
