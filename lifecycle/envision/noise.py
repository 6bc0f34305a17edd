"""How noisy one review window will be, expected from the canvas before any case has been decided."""

import math

from lifecycle.contract import LeverChoice
from lifecycle.envision.sample_size import uplift_error
from lifecycle.envision.three_point import ThreePoint
from lifecycle.payoff import PayoffEstimate

# The levers whose effect is a share of people or pieces, with the input that counts these a year and the share gained.
UPLIFTS = {"revenue": ("eligible", "uplift"), "quality": ("units", "defects"), "experience": ("customers", "retention")}


def window_error(
    metric: str,
    lever: LeverChoice,
    payoffs: PayoffEstimate,
    volume: ThreePoint,
    window_days: int,
    base_rate: float | None = None,
    holdout: float | None = None,
) -> float | None:
    """Give the standard error one window of a metric is expected to have, in the metric's own measure.

    From the lever "decision": expected rates and payoffs at their PERT means, n = volume × days / 365. The metric
    "uplift" from a lever whose effect is a share, where `base_rate` (how often the unwanted outcome happens today) and
    `holdout` (share left as today) are known, both between 0 and 1. None where the canvas does not say enough to tell
    (other levers, other metrics, no cases, shares that are none).
    """
    if metric == "uplift":
        return _uplift(lever, window_days, base_rate, holdout)
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


def _uplift(lever: LeverChoice, window_days: int, base_rate: float | None, holdout: float | None) -> float | None:
    if lever.key not in UPLIFTS or base_rate is None or holdout is None:
        return None
    count, effect = (lever.inputs[name].mean for name in UPLIFTS[lever.key])
    if not (0 <= base_rate - effect / 100 <= 1 and 0 <= base_rate <= 1 and 0 < holdout < 1):
        return None
    return uplift_error(base_rate, effect / 100, count * window_days / 365, holdout)


def _share_error(share: float, n: float) -> float | None:
    return math.sqrt(share * (1 - share) / n) if n > 0 else None
