"""How many cases a measurement needs, how long they take to arrive, and how large a holdout makes a window clear."""

import math

from lifecycle.boundary import ONE_SIDED_95

YEAR = 365


def per_arm(share: float, difference: float) -> int:
    """Give the cases each of two equal arms needs to show a difference of shares: n ≈ 16·p(1−p)/δ².

    `share` p (0 to 1) is how often the outcome happens today; `difference` δ the change that must not be missed, as a
    share (0.01 is one percentage point), its sign ignored. Holds for 80 % power at 5 %, two-sided (Lehr 1992; there
    2·(1.96 + 0.84)² ≈ 16 for a variance of p(1−p)). A share of 0 or 1 leaves nothing to tell apart and gives 1.

    >>> per_arm(0.10, 0.02)
    3600

    Raises:
        ValueError: the share is not between 0 and 1, or the difference is zero.

    """
    if not 0 <= share <= 1:
        raise ValueError(f"a share lies between 0 and 1, not at {share:g}")
    if not difference or math.isnan(difference):
        raise ValueError("a difference of zero cannot be shown with any number of cases")
    # What only rounding adds is no case.
    return max(1, math.ceil(16 * share * (1 - share) / difference**2 - 1e-9))


def days_needed(cases_per_arm: int, yearly_cases: float, holdout: float) -> int | None:
    """Give the days until the smaller arm holds its cases; None where they never arrive.

    `yearly_cases` is the volume a year of both arms together, `holdout` the share (above 0, below 1) left as today.
    Cautious: with arms of unequal size the larger one makes up for part of what the smaller one lacks.

    >>> days_needed(3600, 360_000, 0.10)
    37

    Raises:
        ValueError: the holdout is not a share above 0 and below 1.

    """
    _check_holdout(holdout)
    a_day = yearly_cases / YEAR * min(holdout, 1 - holdout)
    return math.ceil(cases_per_arm / a_day) if a_day > 0 else None


def smallest_difference(share: float, cases_per_arm: float) -> float | None:
    """Give the smallest difference of shares so many cases an arm can show: δ = √(16·p(1−p)/n); None without cases.

    >>> round(smallest_difference(0.10, 3600), 4)
    0.02
    """
    return math.sqrt(16 * share * (1 - share) / cases_per_arm) if cases_per_arm > 0 else None


def uplift_error(share: float, effect: float, cases: float, holdout: float) -> float | None:
    """Give the standard error one window of the metric "uplift" is expected to have, as a share; None without cases.

    `share` is how often the unwanted outcome happens in the holdout, `effect` how much rarer it becomes, `cases` what
    a window holds in both groups together, `holdout` the share of them left as today.

    Raises:
        ValueError: the holdout is not a share above 0 and below 1, or a share that follows is not between 0 and 1.

    """
    _check_holdout(holdout)
    if not (0 <= share <= 1 and 0 <= share - effect <= 1):
        raise ValueError(f"an effect of {effect:g} on a share of {share:g} leaves no share")
    if cases <= 0:
        return None
    left, reached = share * (1 - share), (share - effect) * (1 - share + effect)
    return math.sqrt(left / (cases * holdout) + reached / (cases * (1 - holdout)))


def holdout_needed(share: float, effect: float, cases: float, floor: float) -> float | None:
    """Give the smallest holdout with which one window tells the target from the floor; None where none does.

    The warning, target − 1.645 × the standard error of a window (see uplift_error), must lie above the floor; the
    target is `effect`, both as shares. Looked for up to one half: in whole per mille, rounded up.

    Raises:
        ValueError: a share that follows is not between 0 and 1.

    """
    for per_mille in range(1, 501):
        error = uplift_error(share, effect, cases, per_mille / 1000)
        if error is not None and effect - ONE_SIDED_95 * error > floor:
            return per_mille / 1000
    return None


def _check_holdout(holdout: float) -> None:
    if not 0 < holdout < 1:
        raise ValueError(f"a holdout is a share above 0 and below 1, not {holdout:g}")
