"""What the promise is worth beside what it costs to build: net present value, return, payback, cost of delay.

The building cost is paid now, the same yearly value arrives at the end of each year of the horizon, and the discount
rate is a share a year (0.08 is 8 %). Amounts are in the contract's currency.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from lifecycle.contract import ValueContract
from lifecycle.envision.three_point import Floats
from lifecycle.envision.value_model import ValueEstimate, contract_value
from lifecycle.figures import Interval

MONTHS, WEEK = 12, 7 / 365


@dataclass(frozen=True)
class Return:
    """The internal rate of return as a share a year; None where there is none, and `why` then says so."""

    rate: float | None
    why: str = ""


@dataclass(frozen=True)
class Delay:
    """What waiting costs, in currency a month and a week: P10, P50, P90. Negative where waiting saves money."""

    month: Interval
    week: Interval


@dataclass(frozen=True)
class Economics:
    """An initiative as an investment: P10, P50, P90 of its net present value, and what goes with it.

    `p_negative` is the chance, 0 to 1, that the net present value is below zero. `irr` and `payback_months` are those
    of the P50 year; `payback_months` is None where the horizon ends first. `sample` is the net present value in each
    draw, shape (draws,).
    """

    npv: Interval
    mean: float
    p_negative: float
    irr: Return
    payback_months: float | None
    delay: Delay
    build_cost: float
    horizon_years: int
    discount_rate: float
    sample: Floats = field(repr=False, compare=False)

    def p_at_least(self, target: float) -> float:
        """Give the chance, 0 to 1, that the net present value reaches `target`, in currency."""
        return float((self.sample >= target).mean())


def appraise(found: ValueEstimate, build_cost: float, horizon_years: int = 3, discount_rate: float = 0.08) -> Economics:
    """Hold the yearly value of every draw against the building cost.

    Raises:
        ValueError: the building cost is negative, the horizon shorter than a year, or the rate not above −1.

    """
    sample = npv(found.sample, build_cost, horizon_years, discount_rate)
    sample.flags.writeable = False
    low, mid, high = (float(level) for level in np.quantile(sample, [0.1, 0.5, 0.9]))
    year = found.yearly.mid
    return Economics(
        npv=Interval(low, mid, high, 0.8),
        mean=float(sample.mean()),
        p_negative=float((sample < 0).mean()),
        irr=irr([-build_cost, *[year] * horizon_years]),
        payback_months=payback(year, build_cost, horizon_years, discount_rate),
        delay=cost_of_delay(found.yearly),
        build_cost=build_cost,
        horizon_years=horizon_years,
        discount_rate=discount_rate,
        sample=sample,
    )


def contract_economics(contract: ValueContract) -> Economics:
    """Appraise what a contract promises."""
    return appraise(contract_value(contract), contract.build_cost, contract.horizon_years, contract.discount_rate)


def annuity(horizon_years: int, discount_rate: float) -> float:
    """Give what 1 at the end of each year of the horizon is worth now: Σ (1 + rate)^−t.

    >>> round(annuity(3, 0.08), 4)
    2.5771

    Raises:
        ValueError: the horizon is shorter than a year, or the rate not above −1.

    """
    if horizon_years < 1:
        raise ValueError(f"the horizon is at least one year, not {horizon_years}")
    if not discount_rate > -1:
        raise ValueError(f"a discount rate lies above −100 %, not at {discount_rate:.0%}")
    return float(sum((1 + discount_rate) ** -year for year in range(1, horizon_years + 1)))


def npv(yearly: Floats, build_cost: float, horizon_years: int, discount_rate: float) -> Floats:
    """Give the net present value of each draw, shape (n,): −building cost + yearly value × annuity.

    `yearly`, shape (n,), is the value a year in currency; the larger the result the better.

    >>> npv(np.array([100.0]), 200, 3, 0.08).round(2).tolist()
    [57.71]

    Raises:
        ValueError: the building cost is negative, the horizon shorter than a year, or the rate not above −1.

    """
    if not build_cost >= 0:
        raise ValueError(f"a building cost is not negative, as {build_cost:g} is")
    return yearly * annuity(horizon_years, discount_rate) - build_cost


def irr(flows: Sequence[float]) -> Return:
    """Find the rate at which payments at the ends of years 0, 1, 2 … are worth nothing together.

    There is exactly one rate above −100 % where the payments change sign once (Descartes' rule of signs); where they
    never do there is none, and where they do more often there may be several: neither is a number to decide by.

    >>> round(irr([-200, 100, 100, 100]).rate, 4)
    0.2338
    >>> irr([-200, -10, -10]).why
    'Nothing ever comes back.'
    """
    signs = [flow > 0 for flow in flows if flow]
    changes = sum(one is not other for one, other in pairwise(signs))
    if changes > 1:
        return Return(None, "Money goes out again after it came in: there may be several rates of return.")
    if not changes:
        return Return(None, "Nothing is paid up front." if any(signs) else "Nothing ever comes back.")
    return Return(1 / _root(flows) - 1)


def _root(flows: Sequence[float]) -> float:
    """Halve the stretch that holds the only positive root of Σ flow·x^t, x being 1 / (1 + rate)."""
    # A zero at the end would meet infinity while the stretch is looked for.
    flows = flows[: max(year for year, flow in enumerate(flows) if flow) + 1]
    last = flows[-1] > 0
    low, high = 0.0, 1.0
    while (_worth(flows, high) > 0) is not last:
        low, high = high, high * 2
    while low < (middle := (low + high) / 2) < high:
        low, high = (low, middle) if (_worth(flows, middle) > 0) is last else (middle, high)
    return high


def _worth(flows: Sequence[float], factor: float) -> float:
    total = flows[-1]
    for flow in reversed(flows[:-1]):
        total = total * factor + flow
    return total


def payback(yearly: float, build_cost: float, horizon_years: int, discount_rate: float) -> float | None:
    """Give the months until the discounted value has earned the building cost back; None if the horizon ends first.

    Each year's value is discounted from its end, as for the net present value, and spread evenly over its months: it is
    paid back within the horizon exactly when the net present value is not negative.

    >>> round(payback(100.0, 200.0, 3, 0.08), 1)
    27.3
    >>> payback(100.0, 300.0, 3, 0.08) is None
    True
    """
    if yearly < 0 or build_cost == 0:
        return 0.0 if yearly >= 0 else None
    left = float(build_cost)
    for year in range(1, horizon_years + 1):
        worth = yearly * (1 + discount_rate) ** -year
        if worth >= left:
            return MONTHS * (year - 1 + left / worth)
        left -= worth
    return None


def cost_of_delay(yearly: Interval) -> Delay:
    """Give what a month, and a week, without the initiative costs: the yearly value, running costs taken off.

    >>> cost_of_delay(Interval(-12, 120, 240, 0.8)).month.mid
    10.0
    """
    return Delay(yearly.scaled(1 / MONTHS), yearly.scaled(WEEK))


def in_words(chance: float) -> str:
    """Say a chance, 0 to 1, as cases out of 100, never as certain where it is not.

    >>> in_words(0.07), in_words(0.0004), in_words(0.9996), in_words(0)
    ('7 of 100 cases', 'fewer than 1 of 100 cases', 'more than 99 of 100 cases', 'none of the cases')

    Raises:
        ValueError: the chance is not between 0 and 1.

    """
    if not 0 <= chance <= 1:
        raise ValueError(f"a chance lies between 0 and 1, not at {chance:g}")
    if chance in (0, 1):
        return "all cases" if chance else "none of the cases"
    if not 0.005 <= chance < 0.995:
        return "fewer than 1 of 100 cases" if chance < 0.5 else "more than 99 of 100 cases"
    return f"{math.floor(chance * 100 + 0.5)} of 100 cases"
