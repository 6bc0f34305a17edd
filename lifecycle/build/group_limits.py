"""Limits on groups: what they hold, what is reached of them, and where they are kept."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from lifecycle.build.guardrail_curves import ByThreshold, GuardrailCurve, band
from lifecycle.guardrails import guardrails

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
SLACK = 1e-12


class Kind(StrEnum):
    """What is held alike between groups, by the key of its guardrail."""

    RATIO = "selection_ratio"
    GAP = "equal_opportunity"
    SHARE = "representation"


@dataclass(frozen=True)
class Limit:
    """What is held: a ratio of at least `low`, a gap of at most `high`, or every share from `low` to `high`."""

    kind: Kind
    low: float = 0.0
    high: float = math.inf


def sign_of(limit: Limit) -> str:
    """Write the number of a limit with its sign.

    >>> sign_of(Limit(Kind.RATIO, 0.8)), sign_of(Limit(Kind.GAP, high=0.1)), sign_of(Limit(Kind.SHARE, 0.8, 1.25))
    ('≥ 0.8', '≤ 0.1', '0.8 to 1.25')
    """
    if limit.kind is Kind.SHARE:
        return f"{limit.low:g} to {limit.high:g}"
    return f"≥ {limit.low:g}" if limit.kind is Kind.RATIO else f"≤ {limit.high:g}"


def limits_of(curves: Sequence[GuardrailCurve]) -> tuple[Limit, ...]:
    """Read the limits on groups among guardrails, in the order of Kind.

    One that cannot be measured, as its groups are too small, is among them: it cannot be kept, and `choose` says so.
    """
    by_key = {one.key: one for one in curves if one.limit is not None}
    found = []
    for kind in Kind:
        curve = by_key.get(kind.value)
        if curve is None or curve.limit is None:
            continue
        if kind is Kind.SHARE:
            found.append(Limit(kind, *band(guardrails()[curve.key], curve.level)))
        else:
            found.append(Limit(kind, curve.limit) if kind is Kind.RATIO else Limit(kind, high=curve.limit))
    return tuple(found)


def reached(acted: Sequence[int], found: Sequence[int], groups: ByThreshold, kind: Kind) -> float:
    """Give the ratio, gap, or the share furthest from 1 with these cases acted on, and truly yes found, by group."""
    done, right = np.asarray(acted, dtype=float), np.asarray(found, dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):
        rates = done / groups.n
        if kind is Kind.GAP:
            recall = right / groups.yes
            return float(recall.max() - recall.min())
        if kind is Kind.RATIO:
            return float(rates.min() / rates.max()) if rates.max() > 0 else 1.0
        shares = (done / done.sum()) / (groups.n / groups.n.sum())
    return float(shares[np.argmax(np.maximum(shares, 1 / np.maximum(shares, SLACK)))])


def kept(
    acted: Sequence[Floats], found: Sequence[Floats], groups: ByThreshold, limits: Sequence[Limit], most: float
) -> Bools:
    """Mark where all limits and the capacity are kept; `acted` and `found` hold one array a group, of one shape."""
    total = sum(acted[1:], acted[0])
    fine = np.asarray(total <= most)
    rates = [did / n for did, n in zip(acted, groups.n, strict=True)]
    for limit in limits:
        if limit.kind is Kind.GAP:
            recall = [did / n for did, n in zip(found, groups.yes, strict=True)]
            fine = fine & (_highest(recall) - _lowest(recall) <= limit.high + SLACK)
        elif limit.kind is Kind.RATIO:
            fine = fine & (_lowest(rates) >= limit.low * _highest(rates) - SLACK)
        else:
            overall = total / groups.n.sum()  # acting on no one has no shares, and is no way to keep this limit
            fine = fine & (total > 0) & (_lowest(rates) >= limit.low * overall - SLACK)
            fine = fine & (_highest(rates) <= limit.high * overall + SLACK)
    return np.asarray(fine)


def _lowest(of: Sequence[Floats]) -> Floats:
    made = of[0]
    for one in of[1:]:
        made = np.minimum(made, one)
    return made


def _highest(of: Sequence[Floats]) -> Floats:
    made = of[0]
    for one in of[1:]:
        made = np.maximum(made, one)
    return made
