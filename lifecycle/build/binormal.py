"""The binormal ROC curve: what a better ranking would be worth, with the shape of the curve kept.

The scores of true no and of true yes are normal after some monotone change of scale, so that
TPR = Φ(a + b·Φ⁻¹(FPR)) and AUC = Φ(a/√(1+b²)) (Dorfman & Alf 1969). All take and give arrays of one shape (R,).
"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

Floats = NDArray[np.float64]
HIGHEST = 0.99999
FAR, HALVINGS = 9.0, 45


def shape(found: Floats, alarms: Floats) -> Floats:
    """Fit b, the spread of the no over that of the yes, to points of ROC curves; `found`, `alarms` (R, T) in [0, 1].

    The ratio of the spreads of Φ⁻¹(TPR) and Φ⁻¹(FPR) over the distinct points inside (reduced major axis), so that
    exchanging yes and no gives 1/b. 1, equal spreads, where fewer than three points lie inside.
    """
    inside = (found > 0) & (found < 1) & (alarms > 0) & (alarms < 1)
    inside[:, 1:] &= (found[:, 1:] != found[:, :-1]) | (alarms[:, 1:] != alarms[:, :-1])
    n = inside.sum(axis=1)
    spread = [_spread(np.where(inside, ndtri(np.where(inside, of, 0.5)), 0.0), inside, n) for of in (found, alarms)]
    known = (n >= 3) & (spread[0] > 0) & (spread[1] > 0)
    return np.where(known, spread[0] / np.where(known, spread[1], 1.0), 1.0)


def _spread(values: Floats, inside: NDArray[np.bool_], n: NDArray[np.int64]) -> Floats:
    mean = values.sum(axis=1) / np.maximum(n, 1)
    off = np.where(inside, values - mean[:, None], 0.0)
    return np.asarray(np.sqrt((off**2).sum(axis=1)))


def recall(auc: Floats, b: Floats, alarms: Floats) -> Floats:
    """Give TPR at a false-positive rate on the curve with this AUC and shape."""
    return np.asarray(ndtr(_intercept(auc, b) + b * ndtri(alarms)))


def best(auc: Floats, b: Floats, gain: Floats, cost: Floats, share: Floats, most: float = np.inf) -> Floats:
    """Give the highest value gain·TPR − cost·FPR of any point of the curve; acting on no one is worth 0.

    `gain`: value of finding all yes, `cost`: of acting on all no. `share` of cases is yes; at most a share of `most`
    of all cases can be acted on. The best point is where the curve's slope b·φ(a+bz)/φ(z), z = Φ⁻¹(FPR), is cost/gain
    (Metz 1978), (1−b²)z² − 2abz − a² − 2 ln(cost/(gain·b)) = 0, or an end. Where a yes found is worth nothing, 0.
    """
    a = _intercept(auc, b)
    end = _last(a, b, share, most)
    with np.errstate(invalid="ignore", divide="ignore"):
        log = np.log(cost / (gain * b))
        half = np.sqrt(a**2 + 2 * (1 - b**2) * log)
        q = a * b + np.where(a < 0, -half, half)
        roots = (q / (1 - b**2), -(a**2 + 2 * log) / q)
    values = [np.zeros_like(a), gain * ndtr(a + b * end) - cost * ndtr(end)]
    for root in roots:
        z = np.where(np.isfinite(root) & (root < end), root, end)
        values.append(gain * ndtr(a + b * z) - cost * ndtr(z))
    return np.where(gain > 0, np.maximum.reduce(values), 0.0)


def needed(goal: Floats, b: Floats, gain: Floats, cost: Floats, share: Floats, most: float = np.inf) -> Floats:
    """Find the AUC at which `best` reaches a goal, between .5 and HIGHEST; infinite where none does."""
    low, high = np.full_like(goal, 0.5), np.full_like(goal, HIGHEST)
    out = best(high, b, gain, cost, share, most) < goal
    for _ in range(20):
        middle = (low + high) / 2
        reached = best(middle, b, gain, cost, share, most) >= goal
        low, high = np.where(reached, low, middle), np.where(reached, middle, high)
    return np.where(out, np.inf, high)


def _intercept(auc: Floats, b: Floats) -> Floats:
    return np.asarray(np.sqrt(1 + b**2) * ndtri(np.clip(auc, 1 - HIGHEST, HIGHEST)))


def _last(a: Floats, b: Floats, share: Floats, most: float) -> Floats:
    """Find the z up to which no more than `most` of all cases are acted on, by halving."""
    low, high = np.full_like(a, -FAR), np.full_like(a, FAR)
    if most >= 1:
        return high
    for _ in range(HALVINGS):
        z = (low + high) / 2
        over = share * ndtr(a + b * z) + (1 - share) * ndtr(z) > most
        low, high = np.where(over, low, z), np.where(over, z, high)
    return low
