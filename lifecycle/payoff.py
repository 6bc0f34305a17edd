"""What each outcome of a decision is worth, and the threshold at which acting pays."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from lifecycle.envision.three_point import ThreePoint

OUTCOMES = ("tp", "fp", "fn", "tn")


@dataclass(frozen=True)
class Payoff:
    """Money per case for each outcome of a yes/no decision, relative to what happens today.

    `tp` acted and right, `fp` acted and wrong, `fn` not acted and wrong, `tn` not acted and right.
    """

    tp: float
    fp: float
    fn: float
    tn: float

    def vector(self) -> NDArray[np.float64]:
        """Give the four amounts in the order of OUTCOMES, shape (4,)."""
        return np.array([self.tp, self.fp, self.fn, self.tn])

    def break_even(self) -> float | None:
        """Give the probability above which acting on a case pays.

        t* = (v_TN − v_FP) / ((v_TN − v_FP) + (v_TP − v_FN)), for scores that are calibrated probabilities
        (Elkan 2001). None where acting never or always pays, whatever the probability.

        >>> round(Payoff(tp=100, fp=-10, fn=0, tn=10).break_even(), 4)
        0.1667
        """
        cost, gain = self.tn - self.fp, self.tp - self.fn
        if cost < 0 or gain < 0 or cost + gain == 0:
            return None
        return cost / (cost + gain)


class PayoffEstimate(BaseModel):
    """The four payoffs as three-point estimates, as a value contract holds them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tp: ThreePoint
    fp: ThreePoint
    fn: ThreePoint
    tn: ThreePoint

    def expected(self) -> Payoff:
        """Take the PERT mean of each."""
        return Payoff(self.tp.mean, self.fp.mean, self.fn.mean, self.tn.mean)

    def draw(self, rng: np.random.Generator, size: int) -> NDArray[np.float64]:
        """Draw payoffs, shape (size, 4) in the order of OUTCOMES."""
        return np.column_stack([getattr(self, outcome).draw(rng, size) for outcome in OUTCOMES])


def outcomes(label: NDArray[np.bool_], acted: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Sort cases into outcomes, shape (n,): an index into OUTCOMES for each case."""
    return np.where(acted, np.where(label, 0, 1), np.where(label, 2, 3))


def outcome_counts(label: NDArray[np.bool_], acted: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Count outcomes, always shape (4,), also where only one class or one decision occurs."""
    return np.bincount(outcomes(label, acted), minlength=4)
