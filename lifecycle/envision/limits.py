"""Limits a boundary can start from: target at P50, floor at break-even or where today's way wins."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lifecycle.contract import LeverChoice
from lifecycle.envision.levers import levers
from lifecycle.envision.noise import UPLIFTS
from lifecycle.envision.three_point import Floats, ThreePoint
from lifecycle.envision.value_model import DRAWS, SEED
from lifecycle.payoff import OUTCOMES, PayoffEstimate

BREAK_EVEN, TODAY = "break-even", "where today's way wins"


@dataclass(frozen=True)
class Limits:
    """Suggested limits of a boundary, in the metric's own measure (a share is between −1 and 1).

    `target` is the P50 of the metric. `floor` is the higher of break-even (`break_even`: running costs are just
    earned) and today's number, and `floor_is` says which; None where neither is known.
    """

    target: float
    break_even: float | None
    floor: float | None
    floor_is: str

    @property
    def pays(self) -> bool:
        """Answer whether the promise lies above the floor: else P50 itself is not worth running."""
        return self.floor is None or self.target > self.floor


def measured_by(metric: str, chosen: Sequence[LeverChoice]) -> LeverChoice | None:
    """Find the lever a business metric is read from: of several the first; None where no chosen one moves it."""
    return next((choice for choice in chosen if metric in _METRICS.get(choice.key, {})), None)


def suggest(
    metric: str,
    chosen: Sequence[LeverChoice],
    volume: ThreePoint,
    payoffs: PayoffEstimate,
    run_cost: float,
    today: float | None = None,
) -> Limits | None:
    """Suggest target and floor of a business metric; `today` is its number under today's way, if known.

    Break-even is the metric at which the cash levers together earn `run_cost` (a year), everything else at its PERT
    mean. None for a metric that no chosen lever says anything about.
    """
    measured = measured_by(metric, chosen)
    if measured is None:
        return None
    points = levers()[measured.key].scaled(measured.inputs) | {"volume": volume}
    points |= {outcome: getattr(payoffs, outcome) for outcome in OUTCOMES}
    rng = np.random.default_rng(SEED)
    read = _METRICS[measured.key][metric]
    target = float(np.quantile(read({name: point.draw(rng, DRAWS) for name, point in points.items()}), 0.5))
    others = [choice for choice in chosen if choice is not measured and levers()[choice.key].cash]
    still = run_cost - sum(_mean_value(choice, volume, payoffs) for choice in others)
    means = {name: np.array([point.mean]) for name, point in points.items()}
    even = _break_even(metric, measured.key, means, still)
    known = [(level, name) for level, name in ((even, BREAK_EVEN), (today, TODAY)) if level is not None]
    floor, floor_is = max(known, key=lambda item: item[0], default=(None, ""))
    return Limits(target, even, floor, floor_is)


def _per_case(draw: Mapping[str, Floats]) -> Floats:
    # The formula of a year for one case.
    return levers()["decision"].value({**draw, "volume": np.ones_like(draw["volume"])})


def _precision(draw: Mapping[str, Floats]) -> Floats:
    right, wrong = draw["prevalence"] * draw["recall"], (1 - draw["prevalence"]) * draw["false_alarms"]
    acted = right + wrong
    return np.divide(right, acted, out=np.zeros_like(acted), where=acted > 0)


def _as_estimated(name: str) -> Callable[[Mapping[str, Floats]], Floats]:
    return lambda draw: draw[name]


_METRICS: dict[str, dict[str, Callable[[Mapping[str, Floats]], Floats]]] = {
    "decision": {"value_per_case": _per_case, "recall": _as_estimated("recall"), "precision": _precision},
    **{key: {"uplift": _as_estimated(effect)} for key, (_, effect) in UPLIFTS.items()},
}
_MOVED_BY = {"recall": "recall", "precision": "false_alarms"}


def _mean_value(choice: LeverChoice, volume: ThreePoint, payoffs: PayoffEstimate) -> float:
    points = levers()[choice.key].scaled(choice.inputs) | {"volume": volume}
    points |= {outcome: getattr(payoffs, outcome) for outcome in OUTCOMES}
    return float(levers()[choice.key].value({name: np.array([point.mean]) for name, point in points.items()})[0])


def _break_even(metric: str, key: str, means: Mapping[str, Floats], cost: float) -> float | None:
    """Find the metric at which the lever earns `cost`: every formula is linear in the input that moves the metric."""
    if metric == "value_per_case":
        cases = float(means["volume"][0])
        return cost / cases if cases > 0 else None
    moved = _MOVED_BY.get(metric) or UPLIFTS[key][1]
    ends = {**means, moved: np.array([0.0, 1.0])}
    at_none, at_all = levers()[key].value({name: np.broadcast_to(amount, 2) for name, amount in ends.items()})
    if at_none == at_all:
        return None
    level = (cost - at_none) / (at_all - at_none)
    # A share that cannot be: it breaks even always, or never.
    if not 0 <= level <= 1:
        return None
    return float(_METRICS[key][metric]({**means, moved: np.array([level])})[0])
