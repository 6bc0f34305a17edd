"""Candidates side by side: statistics and money, each with its interval, from the same resamples."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifecycle.build.resampling import MEASURES, THRESHOLDS, Resampled
from lifecycle.build.statistics import rates
from lifecycle.contract import ValueContract
from lifecycle.envision.value_model import contract_value
from lifecycle.figures import Interval

TREAT_ALL, TREAT_NONE, INCUMBENT = "treat_all", "treat_none", "incumbent"
FIXED = {TREAT_ALL: "Act on everyone", TREAT_NONE: "Act on no one", INCUMBENT: "Today's list"}
WEEKS = 365 / 7
SEED = 20_240_301
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Row:
    """One row of the comparison table.

    `value` is in currency a year, `value_per_case` the same divided by the cases of a year, `workload` in cases acted
    on a week.
    """

    key: str
    name: str
    threshold: float | None
    measures: dict[str, Interval | None]
    value: Interval
    value_per_case: Interval
    workload: Interval
    p_target: float
    p_loss: float


@dataclass(frozen=True)
class Difference:
    """How much more one candidate earns a year than another, on the same cases: interval and P(more)."""

    more: Interval
    p_more: float

    @property
    def within_noise(self) -> bool:
        """Answer whether the interval holds zero: the difference may be chance."""
        return self.more.low <= 0 <= self.more.high


class Comparison:
    """The candidates of one training under one contract.

    `names` gives the trained candidates; where the data marks today's list, `resampled` knows it as INCUMBENT.
    """

    def __init__(self, contract: ValueContract, resampled: Resampled, names: dict[str, str]) -> None:
        self.contract, self.resampled, self.names = contract, resampled, names
        self.has_incumbent = INCUMBENT in resampled.tp
        self.target = contract_value(contract).yearly.mid
        rng, draws = np.random.default_rng(SEED), len(resampled.yes) - 1
        means = contract.payoffs.expected().vector()
        self._payoffs = np.vstack([means, contract.payoffs.draw(rng, draws)])
        self._volume = np.r_[contract.volume.mean, contract.volume.draw(rng, draws)]
        self.weekly_cases = contract.volume.mean / WEEKS

    def rows(self) -> list[str]:
        """List the keys of all rows in order: trained candidates, then those that need no model."""
        fixed = [TREAT_ALL, TREAT_NONE] + ([INCUMBENT] if self.has_incumbent else [])
        return [*self.names, *fixed]

    def counts(self, key: str, threshold: float | None) -> tuple[Floats, Floats]:
        """Give TP and FP, each of shape (1+B,), of any row at a threshold."""
        zero = np.zeros(len(self.resampled.yes))
        if key == TREAT_NONE:
            return zero, zero
        if key == TREAT_ALL:
            return self.resampled.yes.astype(float), self.resampled.no.astype(float)
        tp, fp = self.resampled.at(key, 0.5 if threshold is None else threshold)
        return tp.astype(float), fp.astype(float)

    def per_case(self, key: str, threshold: float | None) -> Floats:
        """Give the mean payoff of a case, shape (1+B,), before comparing with today's list."""
        tp, fp = self.counts(key, threshold)
        yes, no = self.resampled.yes, self.resampled.no
        counts = np.stack([tp, fp, yes - tp, no - fp], axis=1)
        return np.asarray((counts * self._payoffs).sum(axis=1) / (yes + no))

    def yearly(self, key: str, threshold: float | None) -> Floats:
        """Give the value of a year, shape (1+B,): cases × mean payoff, less today's list and running costs.

        Today's list is taken off where the contract compares with an incumbent; rules without a model (act on
        everyone, on no one, today's list) cost nothing to run.
        """
        per_case = self.per_case(key, threshold) - self._today()
        run_cost = 0.0 if key in FIXED else self.contract.run_cost
        return np.asarray(self._volume * per_case - run_cost)

    def curve(self, key: str) -> Floats:
        """Give the expected value of a year at each of THRESHOLDS, shape (201,), at mean payoffs and volume."""
        tp, fp = self.resampled.tp[key][0], self.resampled.fp[key][0]
        yes, no = self.resampled.yes[0], self.resampled.no[0]
        per_case = np.stack([tp, fp, yes - tp, no - fp], axis=1) @ self._payoffs[0] / (yes + no)
        return np.asarray(self._volume[0] * (per_case - self._today()[0]) - self.contract.run_cost)

    def _today(self) -> Floats:
        """Give what today's list earns a case, shape (1+B,), or 0 where nothing is compared with it."""
        if self.contract.counterfactual != "no action" and self.has_incumbent:
            return self.per_case(INCUMBENT, None)
        return np.zeros(len(self.resampled.yes))

    def workload(self, key: str, threshold: float | None) -> Floats:
        """Give the cases acted on in a week, shape (1+B,), at the contract's mean volume."""
        tp, fp = self.counts(key, threshold)
        return np.asarray((tp + fp) / (self.resampled.yes + self.resampled.no) * self.weekly_cases)

    def best_threshold(self, key: str) -> float:
        """Find the threshold that earns most within the capacity, the lowest of equals.

        With no threshold within capacity the highest one is taken.
        """
        value = self.curve(key).copy()
        if self.contract.capacity_per_week is not None:
            acted = self.resampled.tp[key][0] + self.resampled.fp[key][0]
            total = self.resampled.yes[0] + self.resampled.no[0]
            too_many = acted / total * self.weekly_cases > self.contract.capacity_per_week
            if too_many.all():
                return float(THRESHOLDS[-1])
            value[too_many] = -np.inf
        return float(THRESHOLDS[int(np.argmax(value))])

    def row(self, key: str, threshold: float | None) -> Row:
        """Measure one row at a threshold. Intervals hold 95 % of the resamples."""
        tp, fp = self.counts(key, threshold)
        yes, no = self.resampled.yes.astype(float), self.resampled.no.astype(float)
        found = {name: interval(values) for name, values in rates(tp, fp, yes, no).items()}
        scored = {} if key in FIXED else self.resampled.measures[key]
        value = self.yearly(key, threshold)
        return Row(
            key=key,
            name=self.names.get(key) or FIXED[key],
            threshold=None if key in FIXED else threshold,
            measures={name: interval(scored[name]) if name in scored else None for name in MEASURES} | found,
            value=interval(value) or Interval(np.nan, np.nan, np.nan),
            value_per_case=interval(value / self._volume) or Interval(np.nan, np.nan, np.nan),
            workload=interval(self.workload(key, threshold)) or Interval(np.nan, np.nan, np.nan),
            p_target=float((value[1:] >= self.target).mean()),
            p_loss=float((value[1:] < 0).mean()),
        )

    def difference(self, first: tuple[str, float | None], second: tuple[str, float | None]) -> Difference:
        """Compare two rows, each (key, threshold), on the same resamples."""
        more = self.yearly(*first) - self.yearly(*second)
        return Difference(interval(more) or Interval(np.nan, np.nan, np.nan), float((more[1:] > 0).mean()))


def interval(values: Floats, level: float = 0.95) -> Interval | None:
    """Take the value on the sample (row 0) between quantiles of the resamples; None where it is not defined."""
    if np.isnan(values[0]):
        return None
    tail = (1 - level) / 2
    low, high = np.nanquantile(values[1:], [tail, 1 - tail])
    return Interval(float(low), float(values[0]), float(high), level)
