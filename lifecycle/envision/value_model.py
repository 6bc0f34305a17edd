"""What the promise is worth a year: the lever's formula over draws from the three-point estimates."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from lifecycle.contract import LeverChoice, ValueContract
from lifecycle.envision.levers import levers
from lifecycle.envision.three_point import Floats, ThreePoint
from lifecycle.figures import Interval
from lifecycle.ids import canonical
from lifecycle.payoff import OUTCOMES, PayoffEstimate

DRAWS = 10_000
SEED = 20_240_229


@dataclass(frozen=True)
class Driver:
    """How much one input moves the yearly value: the value with the input at its low and at its high end."""

    name: str
    at_low: float
    at_high: float

    @property
    def swing(self) -> float:
        """The width of the bar in a tornado chart."""
        return abs(self.at_high - self.at_low)


@dataclass(frozen=True)
class ValueEstimate:
    """The distribution of value per year: P10, P50, P90 as an 80 % interval, and what can go wrong."""

    yearly: Interval
    mean: float
    p_loss: float
    draws: int
    seed: int
    drivers: tuple[Driver, ...]


def estimate(
    chosen: Sequence[LeverChoice], volume: ThreePoint, payoffs: PayoffEstimate, run_cost: float, seed: int = SEED
) -> ValueEstimate:
    """Draw the yearly value 10,000 times, seeded; running cost is taken off, building cost is not.

    Drivers vary one input at a time between its ends, the others at their PERT means, largest first.
    """
    rng, value = np.random.default_rng(seed), np.full(DRAWS, -float(run_cost))
    drivers: list[Driver] = []
    for lever in chosen:
        inputs = _inputs(lever, volume, payoffs)
        value = value + levers()[lever.key].value({name: point.draw(rng, DRAWS) for name, point in inputs.items()})
        drivers += _drivers(lever, inputs, run_cost)
    low, mid, high = np.quantile(value, [0.1, 0.5, 0.9])
    return ValueEstimate(
        yearly=Interval(float(low), float(mid), float(high), 0.8),
        mean=float(value.mean()),
        p_loss=float((value < 0).mean()),
        draws=DRAWS,
        seed=seed,
        drivers=tuple(sorted(drivers, key=lambda d: -d.swing)),
    )


def contract_value(contract: ValueContract) -> ValueEstimate:
    """Estimate what a contract promises a year; the same contract is drawn once."""
    return _drawn(canonical(contract.body()))


@lru_cache(maxsize=256)
def _drawn(body: str) -> ValueEstimate:
    contract = ValueContract.model_validate_json(body)
    return estimate(contract.levers, contract.volume, contract.payoffs, contract.run_cost)


def _inputs(lever: LeverChoice, volume: ThreePoint, payoffs: PayoffEstimate) -> dict[str, ThreePoint]:
    """Collect the estimates the lever reads, each multiplied by its factor."""
    definition = levers()[lever.key]
    points = definition.scaled(lever.inputs)
    if definition.uses_payoffs:
        points["volume"] = volume
        points |= {outcome: getattr(payoffs, outcome) for outcome in OUTCOMES}
    return points


def _drivers(lever: LeverChoice, inputs: dict[str, ThreePoint], run_cost: float) -> tuple[Driver, ...]:
    formula = levers()[lever.key].value
    means = {name: np.array([point.mean]) for name, point in inputs.items()}

    def at(name: str, level: float) -> float:
        result: Floats = formula(means | {name: np.array([level])})
        return float(result[0]) - run_cost

    found = [Driver(name, at(name, point.low), at(name, point.high)) for name, point in inputs.items()]
    return tuple(sorted((d for d in found if d.swing > 0), key=lambda d: -d.swing))
