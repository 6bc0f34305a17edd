"""Forecasts of a quantity side by side: how far off they are, and what being off costs."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lifecycle.build.amount_draws import drawn, is_spread
from lifecycle.build.candidates import MEAN
from lifecycle.build.comparison import INCUMBENT, Difference, interval
from lifecycle.build.means import resampled_means
from lifecycle.build.resampling import RESAMPLES
from lifecycle.envision.three_point import ThreePoint
from lifecycle.errors import BadInput
from lifecycle.figures import Interval

CONSTANT = "constant"
FIXED = (MEAN, CONSTANT, INCUMBENT)
FIXED_NAMES = {MEAN: "Predict the mean", CONSTANT: "Best single number", INCUMBENT: "Today's forecast"}
FACTOR, SHIFT = "factor", "shift"
STEPS = 201
MEASURES = ("rmse", "mae", "wape", "r2", "bias")
UNKNOWN = Interval(np.nan, np.nan, np.nan)
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class UnitEstimates:
    """What people said of the amounts of `UnitStakes`: low, most likely and high of each."""

    over: ThreePoint
    under: ThreePoint
    volume: ThreePoint


@dataclass(frozen=True)
class UnitStakes:
    """Money in `currency` a unit forecast too many (`over`) and too few (`under`); `volume` in forecasts a year.

    With `estimates` the three are the means of what is known from low to high only, and those are drawn from.

    Raises:
        ValueError: an amount is not the mean of its estimate.

    """

    over: float
    under: float
    volume: float
    currency: str = "EUR"
    run_cost: float = 0.0
    estimates: UnitEstimates | None = None

    def __post_init__(self) -> None:
        if self.estimates and not np.allclose([point.mean for point in self.points()], self._means(), rtol=1e-9):
            raise ValueError("an amount is not the mean of its estimate")

    @classmethod
    def of(
        cls, over: ThreePoint, under: ThreePoint, volume: ThreePoint, currency: str = "EUR", run_cost: float = 0.0
    ) -> "UnitStakes":
        """Take estimates; where each is exact, the amounts alone.

        >>> UnitStakes.of(ThreePoint(low=0, likely=1, high=8), ThreePoint.exactly(6), ThreePoint.exactly(100)).over
        2.0
        """
        known = UnitEstimates(over, under, volume) if is_spread(over, under, volume) else None
        return cls(over.mean, under.mean, volume.mean, currency, run_cost, known)

    def points(self) -> tuple[ThreePoint, ThreePoint, ThreePoint]:
        """Give over, under and volume as estimates; without any, each is exact."""
        known = self.estimates
        if known:
            return known.over, known.under, known.volume
        over, under, volume = (ThreePoint.exactly(amount) for amount in self._means())
        return over, under, volume

    def draws(self, resamples: int) -> tuple[Floats, Floats, Floats]:
        """Give over, under and volume for the sample and for each resample, each (1+B,): means, then draws."""
        over, under, volume = drawn(self.points(), resamples)
        return over, under, volume

    def _means(self) -> tuple[float, float, float]:
        return self.over, self.under, self.volume

    @property
    def fractile(self) -> float:
        """The share of cases in which the best forecast is enough: under / (over + under) (Arrow et al. 1951).

        >>> UnitStakes(over=1, under=3, volume=100).fractile
        0.75
        """
        return self.under / (self.over + self.under)

    def of_part(self, share: float) -> "UnitStakes":
        """Take what a share of the cases carries of volume and cost, so that parts add up."""
        over, under, volume = self.points()
        return UnitStakes.of(over, under, volume.scaled(share), self.currency, self.run_cost * share)

    def for_year(self, volume: ThreePoint, currency: str, run_cost: float) -> "UnitStakes":
        """Take the cases, the money and the running costs of another year; what a unit costs stays."""
        over, under, _ = self.points()
        return UnitStakes.of(over, under, volume, currency, run_cost)


def assumed(fractile: float | None, cases: int) -> UnitStakes:
    """Assume stakes to begin with: a unit too many costs 1, and one too few what the fractile says."""
    share = 0.5 if fractile is None else fractile
    return UnitStakes(1.0, float(f"{share / (1 - share):.4g}"), float(cases))


def check_unit_stakes(stakes: UnitStakes) -> None:
    """Check stakes that were set in a room.

    Raises:
        BadInput: a cost below zero, both zero, or no forecasts in a year.

    """
    numbers = (stakes.over, stakes.under, stakes.volume, stakes.run_cost)
    if not all(np.isfinite(numbers)) or min(*_lows(stakes)[:2], stakes.run_cost) < 0:
        raise BadInput("A cost has to be a number from 0 on. What is earned by being right is what is saved here.")
    if stakes.over + stakes.under == 0:
        raise BadInput("Being off costs nothing, so no forecast can be worth more than another. Set one of the costs.")
    if stakes.volume <= 0 or _lows(stakes)[2] < 0:
        raise BadInput("The forecasts of a year have to be more than none.")


def _lows(stakes: UnitStakes) -> list[float]:
    known = stakes.estimates
    return [stakes.over, stakes.under, stakes.volume] if known is None else [p.low for p in stakes.points()]


@dataclass(frozen=True)
class Adjustment:
    """What is done to a forecast before it is used: multiplied by a factor, or shifted by so many units."""

    way: str = FACTOR
    amount: float = 1.0

    def of(self, forecast: Floats) -> Floats:
        """Adjust forecasts, shape (n,)."""
        return forecast * self.amount if self.way == FACTOR else forecast + self.amount


AS_IT_IS = Adjustment()


def grid(truth: Floats, way: str) -> Floats:
    """Give the amounts a slider offers, shape (201,): factors of 0 to 2, or shifts by up to a standard deviation.

    >>> grid(np.array([0.0, 10.0]), "factor")[[0, 100, 200]]
    array([0., 1., 2.])
    """
    if way == FACTOR:
        return np.round(np.linspace(0, 2, STEPS), 3)
    step = float(f"{np.std(truth) / (STEPS // 2):.1g}") or 1.0
    return np.asarray(np.round(np.arange(-(STEPS // 2), STEPS // 2 + 1) * step, 10))


def curve(truth: Floats, forecast: Floats, way: str, stakes: UnitStakes) -> Floats:
    """Give what being off costs a year at each amount of the grid, shape (201,)."""
    amounts = grid(truth, way)
    if way == SHIFT:
        over = _positive(np.ones(len(truth)), truth - forecast, amounts)
        gap = (forecast - truth).mean() + amounts
    else:
        over = _positive(forecast, truth, amounts)
        gap = forecast.mean() * amounts - truth.mean()
    # What is too many less what is too few is the mean gap; rounding must not make a cost negative.
    under = np.maximum(over - gap, 0)
    return np.asarray(stakes.volume * (stakes.over * over + stakes.under * under))


def _positive(slope: Floats, start: Floats, amounts: Floats) -> Floats:
    """Give mean(max(amount × slope − start, 0)) at each amount, from one sort of the crossings of 0."""
    total = np.zeros(len(amounts))
    flat = slope == 0
    total += np.maximum(-start[flat], 0).sum()
    for side in (1, -1):
        mine = slope * side > 0
        turn = start[mine] / slope[mine]
        order = np.argsort(turn)
        slopes, starts = (np.r_[0.0, np.cumsum(part[mine][order])] for part in (slope, start))
        before = np.searchsorted(turn[order], amounts)
        if side > 0:
            total += amounts * slopes[before] - starts[before]
        else:
            total += amounts * (slopes[-1] - slopes[before]) - (starts[-1] - starts[before])
    return np.maximum(total / len(start), 0)


def best(truth: Floats, forecast: Floats, way: str, stakes: UnitStakes) -> Adjustment:
    """Find the amount of the grid that costs least; of equals the one that changes least."""
    costs, amounts = curve(truth, forecast, way, stakes), grid(truth, way)
    least = np.flatnonzero(costs <= costs.min() + 1e-9 * costs.max())
    neutral = 1.0 if way == FACTOR else 0.0
    return Adjustment(way, float(amounts[min(least, key=lambda place: abs(amounts[place] - neutral))]))


@dataclass(frozen=True)
class Errors:
    """Mean errors of forecasts on the sample (row 0) and its resamples, each (1+B,), by the forecast's key.

    `over` and `under` in units a case, `squared`, `size` (absolute) and `signed` of forecast − truth.
    `truth` holds the mean, mean square and mean size of the truth, shape (1+B, 3).
    """

    over: dict[str, Floats]
    under: dict[str, Floats]
    squared: dict[str, Floats]
    signed: dict[str, Floats]
    truth: Floats

    def size(self, key: str) -> Floats:
        """Mean absolute error, shape (1+B,)."""
        return self.over[key] + self.under[key]


def errors(truth: Floats, forecasts: Mapping[str, Floats], seed: int, resamples: int = RESAMPLES) -> Errors:
    """Measure forecasts (n,) against the truth (n,) on resamples shared by all.

    Raises:
        ValueError: there are no cases, or a forecast is missing.

    """
    columns = [truth, truth**2, np.abs(truth)]
    for key, forecast in forecasts.items():
        gap = forecast - truth
        if gap.shape != truth.shape or not np.isfinite(gap).all():
            raise ValueError(f"{key}: {len(truth):,} forecasts are needed, and none may be missing")
        columns += [np.maximum(gap, 0), np.maximum(-gap, 0), gap**2]
    means = resampled_means(np.column_stack(columns), seed, resamples)
    found = {key: means[:, 3 + 3 * place : 6 + 3 * place].T for place, key in enumerate(forecasts)}
    return Errors(
        over={key: part[0] for key, part in found.items()},
        under={key: part[1] for key, part in found.items()},
        squared={key: part[2] for key, part in found.items()},
        signed={key: part[0] - part[1] for key, part in found.items()},
        truth=means[:, :3],
    )


def measures(found: Errors, key: str) -> dict[str, Floats]:
    """Give RMSE, MAE, WAPE, R² and bias, each (1+B,); WAPE and R² are NaN where the truth is 0 or all the same.

    RMSE = √mean(e²), MAE = mean|e|, WAPE = Σ|e|/Σ|y|, R² = 1 − mean(e²)/var(y), bias = mean(e), e = forecast − y.
    """
    mean, square, size = found.truth.T
    spread = square - mean**2
    # What is left of a truth that is all the same is rounding, in proportion to its square.
    spread = np.where(spread > 1e-12 * square, spread, np.nan)
    return {
        "rmse": np.sqrt(found.squared[key]),
        "mae": found.size(key),
        "wape": found.size(key) / np.where(size > 0, size, np.nan),
        "r2": 1 - found.squared[key] / spread,
        "bias": found.signed[key],
    }


def yearly_cost(found: Errors, key: str, stakes: UnitStakes) -> Floats:
    """Give what being off costs a year, shape (1+B,), and what running a model costs with it.

    Amounts known from low to high are drawn anew for each resample, the same for every row.
    """
    run_cost = 0.0 if key in FIXED else stakes.run_cost
    over, under, volume = stakes.draws(len(found.truth) - 1)
    return np.asarray(volume * (over * found.over[key] + under * found.under[key]) + run_cost)


def value(found: Errors, key: str, reference: Floats, stakes: UnitStakes) -> Floats:
    """Give what a forecast saves a year against a reference's yearly cost, both shape (1+B,)."""
    return reference - yearly_cost(found, key, stakes)


@dataclass(frozen=True)
class ForecastRow:
    """One row of the table: measures with intervals, cost and value a year in currency, the chance to cost least.

    `p_loss` is the chance that it saves less than nothing, None in records made before it was counted.
    """

    key: str
    name: str
    adjustment: Adjustment
    measures: dict[str, Interval | None]
    cost: Interval
    value: Interval
    per_forecast: Interval
    enough: float
    p_best: float
    p_loss: float | None = None


def table(
    truth: Floats,
    forecasts: Mapping[str, Floats],
    found: Errors,
    names: Mapping[str, str],
    adjusted: Mapping[str, Adjustment],
    reference: Floats,
    stakes: UnitStakes,
) -> list[ForecastRow]:
    """Measure every row; `forecasts` and `found` are of forecasts adjusted by `adjusted`, `reference` a yearly cost.

    `enough` is the share of cases in which the forecast is at least the truth.
    """
    costs = np.stack([yearly_cost(found, key, stakes)[1:] for key in names])
    least = costs == costs.min(axis=0)
    shares = (least / least.sum(axis=0)).mean(axis=1)
    year = stakes.draws(len(found.truth) - 1)[2]
    rows = []
    for key, share in zip(names, shares, strict=True):
        saved = value(found, key, reference, stakes)
        rows.append(
            ForecastRow(
                key=key,
                name=names[key],
                adjustment=adjusted.get(key, AS_IT_IS),
                measures={name: interval(values) for name, values in measures(found, key).items()},
                cost=interval(yearly_cost(found, key, stakes)) or UNKNOWN,
                value=interval(saved) or UNKNOWN,
                per_forecast=interval(saved / year) or UNKNOWN,
                enough=float((forecasts[key] >= truth).mean()),
                p_best=float(share),
                p_loss=float((saved[1:] < 0).mean()),
            )
        )
    return rows


def difference(found: Errors, first: str, second: str, stakes: UnitStakes) -> Difference:
    """Say how much less one forecast costs a year than another, on the same resamples."""
    less = yearly_cost(found, second, stakes) - yearly_cost(found, first, stakes)
    return Difference(interval(less) or UNKNOWN, float((less[1:] > 0).mean()))


@dataclass(frozen=True)
class Compared:
    """Forecasts of the same cases under the same stakes, each adjusted; `reference` names what is saved against.

    `raw` are the forecasts as they came, `used` as adjusted, `found` the errors of `used`.
    """

    truth: Floats
    raw: dict[str, Floats]
    used: dict[str, Floats]
    adjusted: dict[str, Adjustment]
    names: dict[str, str]
    found: Errors
    stakes: UnitStakes
    reference: str

    @property
    def models(self) -> dict[str, str]:
        """The names of the rows that are models, by key."""
        return {key: name for key, name in self.names.items() if key not in FIXED}

    def rows(self) -> list[ForecastRow]:
        """Measure every row."""
        base = yearly_cost(self.found, self.reference, self.stakes)
        return table(self.truth, self.used, self.found, self.names, self.adjusted, base, self.stakes)

    def saved_curve(self, key: str, way: str) -> Floats:
        """Give what a model saves a year against the reference at each amount of the grid, shape (201,)."""
        base = float(yearly_cost(self.found, self.reference, self.stakes)[0])
        return base - self.stakes.run_cost - curve(self.truth, self.raw[key], way, self.stakes)

    def ranked(self) -> list[str]:
        """List the rows by what they cost a year on the sample, the cheapest first."""
        return sorted(self.names, key=lambda key: float(yearly_cost(self.found, key, self.stakes)[0]))


def compare(
    truth: Floats,
    forecasts: Mapping[str, Floats],
    names: Mapping[str, str],
    stakes: UnitStakes,
    way: str | None,
    seed: int,
    resamples: int = RESAMPLES,
) -> Compared:
    """Compare models, each at its best adjustment of a way (or as it is), with rows that need no model.

    Those are the mean and today's forecast as they are, and the best single number: the fractile of the truth.
    The reference is today's forecast, or the mean without one.
    """
    raw = dict(forecasts) | {CONSTANT: np.full(len(truth), np.quantile(truth, stakes.fractile))}
    models = [key for key in raw if key not in FIXED]
    adjusted = {key: AS_IT_IS if way is None else best(truth, raw[key], way, stakes) for key in models}
    order = [*models, *(key for key in FIXED if key in raw)]
    used = {key: adjusted.get(key, AS_IT_IS).of(raw[key]) for key in order}
    called = {key: FIXED_NAMES.get(key) or names[key] for key in order}
    reference = INCUMBENT if INCUMBENT in raw else MEAN
    return Compared(truth, raw, used, adjusted, called, errors(truth, used, seed, resamples), stakes, reference)


def moved(compared: Compared, key: str, adjustment: Adjustment, seed: int) -> Compared:
    """Adjust one model otherwise; the others and the resamples stay. `seed` is that of the comparison."""
    used = adjustment.of(compared.raw[key])
    found, resamples = compared.found, len(compared.found.truth) - 1
    own = errors(compared.truth, {key: used}, seed, resamples)
    return replace(
        compared,
        used=compared.used | {key: used},
        adjusted=compared.adjusted | {key: adjustment},
        found=Errors(
            found.over | own.over,
            found.under | own.under,
            found.squared | own.squared,
            found.signed | own.signed,
            found.truth,
        ),
    )


@dataclass(frozen=True)
class PartError:
    """How far off a forecast is in a part of the cases: n, mean of forecast − truth with its 95 % interval."""

    name: str
    cases: int
    bias: Interval


STEPS_IN_TIME = 24


@dataclass(frozen=True)
class Step:
    """A stretch of time from the moment of one case to that of another, with how far off a forecast is in it."""

    first: int
    last: int
    error: PartError


def over_time(truth: Floats, forecast: Floats, moments: Floats, steps: int = STEPS_IN_TIME) -> list[Step]:
    """Give the mean residual of steps of equally many cases in the order of `moments`, each shape (n,).

    Cases of one moment stay together, and cases without one are left out. `first` and `last` are places of cases.
    """
    known = np.flatnonzero(np.isfinite(moments))
    order = known[np.argsort(moments[known], kind="stable")]
    if not len(order):
        return []
    at = moments[order]
    cuts = np.searchsorted(at, at[[len(at) * step // steps for step in range(1, steps)]])
    edges = np.unique(np.r_[0, cuts, len(at)])
    found: list[Step] = []
    for low, high in itertools.pairwise(edges):
        inside = np.zeros(len(truth), dtype=bool)
        inside[order[low:high]] = True
        for error in by_part(truth, forecast, {str(len(found)): inside}):
            found.append(Step(int(order[low]), int(order[high - 1]), error))
    return found


def by_part(truth: Floats, forecast: Floats, parts: Mapping[str, NDArray[np.bool_]]) -> list[PartError]:
    """Give the mean residual of each part with two or more cases; mean ± 1.96 standard errors."""
    found = []
    for name, inside in parts.items():
        gap = (forecast - truth)[inside]
        if len(gap) < 2:
            continue
        mean, error = float(gap.mean()), float(gap.std(ddof=1) / np.sqrt(len(gap)))
        found.append(PartError(name, len(gap), Interval(mean - 1.96 * error, mean, mean + 1.96 * error)))
    return found
