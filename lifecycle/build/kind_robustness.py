"""Whether a forecast or a choice between classes is worth more than a rule, and stays the same when fitted again."""

import numpy as np
from numpy.typing import NDArray

from lifecycle.build import multiclass, regression
from lifecycle.build.comparison import INCUMBENT, Difference
from lifecycle.build.multiclass import Choices, MatrixStakes
from lifecycle.build.regression import Compared
from lifecycle.build.shares import share
from lifecycle.figures import money, money_range
from lifecycle.guardrails import Measured

RULE = "rule"
NOT_RETRAINED = "Only predictions were brought: whoever trained the model has to train it again with another seed."
Floats = NDArray[np.float64]


def over_rule(compared: Compared | Choices, key: str) -> Measured:
    """Take the lower 95 % bound of the yearly value above a row that needs no model, on the same resamples.

    That is the rule of thumb, or today's way, or the best of the others.
    """
    plain = _rule(compared)
    gap = _difference(compared, key, plain)
    currency, named = compared.stakes.currency, compared.names[plain]
    said = (
        f"It is worth {money(gap.more.mid, currency)} a year more than {named} "
        f"({money_range(gap.more, currency)}, {gap.p_more:.0%} sure)."
    )
    return Measured(gap.more.low, said, interval=gap.more)


def _rule(compared: Compared | Choices) -> str:
    for key in (RULE, INCUMBENT):
        if key in compared.names:
            return key
    fixed = regression.FIXED if isinstance(compared, Compared) else tuple(filter(multiclass.is_fixed, compared.names))
    return next(key for key in compared.ranked() if key in fixed)


def _difference(compared: Compared | Choices, first: str, second: str) -> Difference:
    if isinstance(compared, Compared):
        return regression.difference(compared.found, first, second, compared.stakes)
    return multiclass.difference(compared.found, first, second, compared.stakes)


def flips(scores: Floats, retrained: Floats | None, stakes: MatrixStakes, rule: str) -> Measured:
    """Give the share of cases decided otherwise after a training with another seed, from probabilities (n, k).

    Cases that were not judged in both are left out.
    """
    if retrained is None:
        return Measured(None, NOT_RETRAINED, applies=False)
    known = np.isfinite(retrained).all(axis=1) & np.isfinite(scores).all(axis=1)
    n = int(known.sum())
    if not n:
        return Measured(None, "No case was judged by both trainings.", 0)
    before, after = (multiclass.decide(chances[known], stakes, rule) for chances in (scores, retrained))
    moved = int(np.count_nonzero(before != after))
    return Measured(
        moved / n, f"{moved / n:.1%} of cases are decided differently after retraining.", n, share(moved, n)
    )
