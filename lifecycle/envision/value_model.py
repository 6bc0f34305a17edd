"""What the promise is worth a year: the levers' formulas over draws from the three-point estimates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from lifecycle.contract import LeverChoice, ValueContract
from lifecycle.envision.correlation import reorder, together
from lifecycle.envision.levers import Lever, levers
from lifecycle.envision.three_point import Floats, ThreePoint
from lifecycle.figures import Interval
from lifecycle.ids import canonical
from lifecycle.payoff import OUTCOMES, PayoffEstimate

DRAWS = 10_000
SEED = 20_240_229

Key = tuple[str, str]  # the lever an estimate belongs to and its name; no lever for what all share
Points = Mapping[Key, ThreePoint]
Draws = Mapping[Key, Floats]


@dataclass(frozen=True)
class Driver:
    """How much one input moves the yearly value: the value with the input at its low and at its high end.

    `lever` is the key of the lever the input belongs to, empty for what several share: volume and payoffs.
    """

    name: str
    at_low: float
    at_high: float
    lever: str = ""

    @property
    def swing(self) -> float:
        """The width of the bar in a tornado chart."""
        return abs(self.at_high - self.at_low)

    @property
    def path(self) -> str:
        """The field of the canvas that holds the estimate.

        >>> Driver("recall", 1, 2, "decision").path, Driver("tp", 1, 2).path, Driver("volume", 1, 2).path
        ('lever.decision.recall', 'payoff.tp', 'volume')
        """
        if self.lever:
            return f"lever.{self.lever}.{self.name}"
        return f"payoff.{self.name}" if self.name in OUTCOMES else self.name


@dataclass(frozen=True)
class Part:
    """What one lever brings a year, before running costs: P10, P50, P90 and the mean, in currency.

    `cash` is False for a loss avoided on average. `kpi` is set, in the unit of the lever's Kpi, where the effect may
    stay without a price; `kpi_only` says that it does, and that the money is zero for that reason.
    """

    lever: str
    yearly: Interval
    mean: float
    cash: bool
    kpi: Interval | None = None
    kpi_only: bool = False


@dataclass(frozen=True)
class ValueEstimate:
    """The distribution of value per year, in currency: P10, P50, P90 as an 80 % interval, and what can go wrong.

    `yearly`, `mean`, `p_loss`, `drivers` and `sample` (one amount a draw, shape (draws,)) are of the cash levers
    together, running costs taken off. `risk` is what the levers that are no cash avoid, kept apart, with its own
    `risk_drivers`; None without such a lever. `parts` are the levers one by one in the order of the contract: their
    means add up, their quantiles do not.
    """

    yearly: Interval
    mean: float
    p_loss: float
    draws: int
    seed: int
    drivers: tuple[Driver, ...]
    parts: tuple[Part, ...]
    risk: Interval | None
    risk_drivers: tuple[Driver, ...]
    correlation: float
    sample: Floats = field(repr=False, compare=False)

    def p_at_least(self, target: float) -> float:
        """Give the chance, 0 to 1, that a year brings at least `target`, in currency."""
        return float((self.sample >= target).mean())

    def reaching_a_budget(self, share: float) -> float:
        """Give what of the mean year reaches a budget, in currency, where `share`, 0 to 1, of what is earned does.

        A lever that asks for its own cashable share is not cut again; running costs and losses count in full.
        """
        cut = (p.mean for p in self.parts if p.cash and not levers()[p.lever].asks_what_is_cashable)
        return self.mean - (1 - share) * sum(max(mean, 0.0) for mean in cut)


def estimate(
    chosen: Sequence[LeverChoice],
    volume: ThreePoint,
    payoffs: PayoffEstimate,
    run_cost: float,
    seed: int = SEED,
    correlation: float = 0.0,
) -> ValueEstimate:
    """Draw the yearly value 10,000 times, seeded; running cost is taken off, building cost is not.

    What several levers read (volume, payoffs) is drawn once. `correlation`, from 0 to below 1, is the rank correlation
    of every two estimates in the direction of value: where one turns out better than thought, so do the others, as
    happens when the same people made them all. It widens the range; the draws of each estimate alone stay the same.
    Drivers vary one input at a time between its ends, the others at their PERT means, largest first.

    Raises:
        ValueError: the correlation is below 0 or not below 1.

    """
    used = [levers()[choice.key] for choice in chosen]
    points = _points(chosen, volume, payoffs)
    drivers, risk_drivers = (_drivers(used, points, run_cost if cash else 0.0, cash) for cash in (True, False))
    rng = np.random.default_rng(seed)
    draws = {key: point.draw(rng, DRAWS) for key, point in points.items()}
    if correlation:
        draws |= _together(draws, (*drivers, *risk_drivers), correlation, seed)
    amounts = {lever.key: lever.value(_read(lever, draws)) for lever in used}
    sample = sum((amounts[lever.key] for lever in used if lever.cash), np.full(DRAWS, -float(run_cost)))
    sample.flags.writeable = False
    avoided = [amounts[lever.key] for lever in used if not lever.cash]
    return ValueEstimate(
        yearly=_eight_of_ten(sample),
        mean=float(sample.mean()),
        p_loss=float((sample < 0).mean()),
        draws=DRAWS,
        seed=seed,
        drivers=drivers,
        parts=tuple(
            _part(lever, choice, amounts[lever.key], draws) for lever, choice in zip(used, chosen, strict=True)
        ),
        risk=_eight_of_ten(np.sum(avoided, axis=0)) if avoided else None,
        risk_drivers=risk_drivers,
        correlation=correlation,
        sample=sample,
    )


def contract_value(contract: ValueContract) -> ValueEstimate:
    """Estimate what a contract promises a year; the same contract is drawn once."""
    return _drawn(canonical(contract.body()))


@lru_cache(maxsize=256)
def _drawn(body: str) -> ValueEstimate:
    contract = ValueContract.model_validate_json(body)
    return estimate(
        contract.levers, contract.volume, contract.payoffs, contract.run_cost, correlation=contract.correlation
    )


def _points(chosen: Sequence[LeverChoice], volume: ThreePoint, payoffs: PayoffEstimate) -> dict[Key, ThreePoint]:
    """Collect the estimates the levers read, each multiplied by its factor, what they share once."""
    found: dict[Key, ThreePoint] = {}
    for choice in chosen:
        lever = levers()[choice.key]
        found |= {(lever.key, name): point for name, point in lever.scaled(choice.inputs).items()}
        if lever.uses_volume:
            found["", "volume"] = volume
        if lever.uses_payoffs:
            found |= {("", outcome): getattr(payoffs, outcome) for outcome in OUTCOMES}
    return found


def _read(lever: Lever, draws: Draws) -> dict[str, Floats]:
    """Give a lever its own inputs and those that all share, by name."""
    return {name: amounts for (owner, name), amounts in draws.items() if owner in ("", lever.key)}


def _eight_of_ten(amounts: Floats) -> Interval:
    low, mid, high = np.quantile(amounts, [0.1, 0.5, 0.9])
    return Interval(float(low), float(mid), float(high), 0.8)


def _part(lever: Lever, choice: LeverChoice, amounts: Floats, draws: Draws) -> Part:
    kpi = _eight_of_ten(lever.kpi.value(_read(lever, draws))) if lever.kpi else None
    only = lever.kpi_only(choice.inputs)
    return Part(lever.key, _eight_of_ten(amounts), float(amounts.mean()), lever.cash, kpi, only)


def _together(draws: Draws, drivers: Sequence[Driver], correlation: float, seed: int) -> dict[Key, Floats]:
    """Put the draws in an order in which estimates turn out better, or worse, together."""
    signs = {(driver.lever, driver.name): 1 if driver.at_high > driver.at_low else -1 for driver in drivers}
    if not signs:
        return {}
    # A stream of its own: the draws are those of independent estimates, in another order.
    rng = np.random.default_rng([seed, 1])
    ordered = reorder(np.array([draws[key] for key in signs]), together(list(signs.values()), correlation), rng)
    return dict(zip(signs, ordered, strict=True))


def _drivers(used: Sequence[Lever], points: Points, run_cost: float, cash: bool) -> tuple[Driver, ...]:
    """Price every input at its low and its high end at once: draw 2i and 2i + 1 are the ends of input i."""
    ends = {key: np.full(2 * len(points), point.mean) for key, point in points.items()}
    for i, (key, point) in enumerate(points.items()):
        ends[key][2 * i : 2 * i + 2] = point.low, point.high
    total = sum(
        (lever.value(_read(lever, ends)) for lever in used if lever.cash is cash),
        np.full(2 * len(points), -float(run_cost)),
    )
    found = [
        Driver(name, float(low), float(high), owner)
        for (owner, name), (low, high) in zip(points, total.reshape(-1, 2), strict=True)
    ]
    return tuple(sorted((driver for driver in found if driver.swing > 0), key=lambda driver: -driver.swing))
