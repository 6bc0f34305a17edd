"""Decided cases whose truth is known, counted by outcome: all that metrics and realised value are computed from."""

import math
from dataclasses import astuple, dataclass

from lifecycle.payoff import Payoff


@dataclass(frozen=True)
class Tally:
    """Counts of cases by outcome. Adding two tallies counts their cases together; Tally() adds nothing.

    `tp`, `fp`, `fn`, `tn`: cases decided (see Payoff). `held_yes`, `held_no`: cases left as today by chance.
    """

    tp: int = 0
    fp: int = 0
    fn: int = 0
    tn: int = 0
    held_yes: int = 0
    held_no: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))

    @property
    def decided(self) -> int:
        """Cases decided by the candidate: everything but the holdout."""
        return self.tp + self.fp + self.fn + self.tn

    @property
    def acted(self) -> int:
        """Cases acted on."""
        return self.tp + self.fp

    @property
    def held(self) -> int:
        """Cases left as today by chance."""
        return self.held_yes + self.held_no


@dataclass(frozen=True)
class Measured:
    """A measured value with its standard error and the number of cases that carry it."""

    value: float
    error: float
    n: int

    def scaled(self, factor: float, plus: float = 0.0) -> "Measured":
        """Multiply by a factor and add a constant that is known exactly."""
        return Measured(self.value * factor + plus, self.error * abs(factor), self.n)


def share(hits: int, n: int) -> Measured | None:
    """Measure a share with its standard error √(p(1−p)/n); None without cases.

    For 0 or n hits the error is that of half a hit more or less, so that a small n never looks certain.
    """
    if n == 0:
        return None
    p = hits / n
    near = (hits + 0.5) / (n + 1) if hits in (0, n) else p
    return Measured(p, math.sqrt(near * (1 - near) / n), n)


def mean_payoff(tally: Tally, payoff: Payoff) -> Measured | None:
    """Measure what a decided case earns on average; None without cases.

    The error is s/√n, where an outcome that has not occurred yet counts as half a case: a costly mistake that is rare
    widens the error before it happens for the first time.
    """
    n = tally.decided
    if n == 0:
        return None
    counts, amounts = (tally.tp, tally.fp, tally.fn, tally.tn), payoff.vector().tolist()
    mean = sum(count * amount for count, amount in zip(counts, amounts, strict=True)) / n
    near = [count or 0.5 for count in counts]
    centre = sum(count * amount for count, amount in zip(near, amounts, strict=True)) / sum(near)
    spread = sum(count * (amount - centre) ** 2 for count, amount in zip(near, amounts, strict=True)) / sum(near)
    return Measured(mean, math.sqrt(spread / n), n)


def uplift(tally: Tally) -> Measured | None:
    """Measure how much rarer a yes is among those acted on than in the holdout; None without both.

    The error is that of the difference of two independent shares; n is the smaller of the two groups.
    """
    left, reached = share(tally.held_yes, tally.held), share(tally.tp, tally.acted)
    if left is None or reached is None:
        return None
    return Measured(left.value - reached.value, math.hypot(left.error, reached.error), min(left.n, reached.n))
