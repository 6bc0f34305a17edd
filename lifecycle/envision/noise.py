"""How noisy one review window will be, expected from the canvas before any case has been decided."""

import math

from lifecycle.contract import LeverChoice
from lifecycle.envision.three_point import ThreePoint
from lifecycle.payoff import PayoffEstimate


def window_error(
    metric: str, lever: LeverChoice, payoffs: PayoffEstimate, volume: ThreePoint, window_days: int
) -> float | None:
    """Give the standard error one window of a metric is expected to have, in the metric's own measure.

    From the lever "decision": expected rates and payoffs at their PERT means, n = volume × days / 365.
    None where the canvas does not say enough to tell (other levers, other metrics, no cases, shares that are none).
    """
    if lever.key != "decision":
        return None
    yes, found, alarmed = (lever.inputs[k].mean / 100 for k in ("prevalence", "recall", "false_alarms"))
    if not all(0 <= share <= 1 for share in (yes, found, alarmed)):
        return None
    n = volume.mean * window_days / 365
    shares = (yes * found, (1 - yes) * alarmed, yes * (1 - found), (1 - yes) * (1 - alarmed))
    if metric == "value_per_case":
        amounts = payoffs.expected().vector()
        mean = sum(s * a for s, a in zip(shares, amounts, strict=True))
        spread = math.sqrt(sum(s * (a - mean) ** 2 for s, a in zip(shares, amounts, strict=True)))
        return spread / math.sqrt(n) if n > 0 else None
    if metric == "recall":
        return _share_error(found, n * yes)
    if metric == "precision":
        acted = shares[0] + shares[1]
        return _share_error(shares[0] / acted, n * acted) if acted else None
    return None


def _share_error(share: float, n: float) -> float | None:
    return math.sqrt(share * (1 - share) / n) if n > 0 else None
