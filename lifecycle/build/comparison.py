"""Candidates side by side: statistics and money, each with its interval, from the same resamples."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lifecycle.build.lot import BY_LOT, Cut, Lot, drawn, lot_of
from lifecycle.build.resampling import MEASURES, THRESHOLDS, Resampled, grid_index
from lifecycle.build.stakes import NO_ACTION, Stakes
from lifecycle.build.statistics import rates
from lifecycle.figures import Interval
from lifecycle.payoff import OUTCOMES

TREAT_ALL, TREAT_NONE, INCUMBENT = "treat_all", "treat_none", "incumbent"
FIXED = {TREAT_ALL: "Act on everyone", TREAT_NONE: "Act on no one", INCUMBENT: "Today's list"}
WEEKS = 365 / 7
SEED = 20_240_301
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Row:
    """One row of the comparison table.

    `value` is in currency a year, `value_per_case` the same divided by the cases of a year, `workload` in cases acted
    on a week, `errors` what wrong decisions cost a year against right ones, `roi` value a year over what a year costs
    (None where it costs nothing). `p_best` is the chance to earn most of all rows that keep within the capacity (None
    for a row that does not), `p_floor` that to fall below the boundary's floor (None where Build cannot measure the
    boundary's metric). `by_lot` is the share of the cases from `threshold` on that is acted on, where the capacity is
    filled by lot among them; None where all are. What came later has a default, so that rows frozen before still read.
    """

    key: str
    name: str
    threshold: float | None
    measures: dict[str, Interval | None]
    value: Interval
    value_per_case: Interval
    workload: Interval
    p_target: float | None
    p_loss: float
    errors: Interval | None = None
    roi: Interval | None = None
    p_best: float | None = None
    p_floor: float | None = None
    by_lot: float | None = None

    @property
    def cut(self) -> Cut:
        """Where it acts: a threshold, a lot, or None without a model."""
        return self.threshold if self.by_lot is None or self.threshold is None else Lot(self.threshold)


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
    """The candidates of one set of cases under the same stakes.

    `names` gives the candidates; where the data marks today's list, `resampled` knows it as INCUMBENT. `scaled` lists
    the outcomes whose payoff follows each case's amount, where the resamples hold amounts: the payoff is then that of
    a case of average amount. `part` says that these are a part of the cases: their capacity is then a share by size,
    which orients and limits nobody, as other parts may need less of theirs.
    """

    def __init__(
        self,
        stakes: Stakes,
        resampled: Resampled,
        names: dict[str, str],
        scaled: tuple[str, ...] = (),
        *,
        part: bool = False,
    ) -> None:
        self.stakes, self.resampled, self.names, self.part = stakes, resampled, names, part
        self.scaled = scaled if resampled.sums else ()
        self.has_incumbent = INCUMBENT in resampled.tp
        self.target = stakes.target
        rng, draws = np.random.default_rng(SEED), len(resampled.yes) - 1
        means = stakes.payoffs.expected().vector()
        self._payoffs = np.vstack([means, stakes.payoffs.draw(rng, draws)])
        self._volume = np.r_[stakes.volume.mean, stakes.volume.draw(rng, draws)]
        self.weekly_cases = stakes.volume.mean / WEEKS

    @property
    def payoffs(self) -> Floats:
        """Payoffs a case, shape (1+B, 4) as OUTCOMES: their means, then a draw for each resample."""
        return self._payoffs

    @property
    def volume(self) -> Floats:
        """Cases a year, shape (1+B,): the mean, then a draw for each resample."""
        return np.asarray(self._volume)

    def rows(self) -> list[str]:
        """List the keys of all rows in order: trained candidates, then those that need no model."""
        fixed = [TREAT_ALL, TREAT_NONE] + ([INCUMBENT] if self.has_incumbent else [])
        return [*self.names, *fixed]

    def counts(self, key: str, threshold: Cut) -> tuple[Floats, Floats]:
        """Give TP and FP, each of shape (1+B,), of any row at a threshold; by lot, what is expected of the draw."""
        zero = np.zeros(len(self.resampled.yes))
        if isinstance(threshold, Lot):
            right, wrong = self.counts(key, threshold.threshold)
            share = drawn(right + wrong, self._most())
            return right * share, wrong * share
        if key == TREAT_NONE:
            return zero, zero
        if key == TREAT_ALL:
            return self.resampled.yes.astype(float), self.resampled.no.astype(float)
        tp, fp = self.resampled.at(key, 0.5 if threshold is None else threshold)
        return tp.astype(float), fp.astype(float)

    def outcomes(self, key: str, threshold: Cut) -> Floats:
        """Give TP, FP, FN, TN of any row, shape (1+B, 4); a scaled outcome counts a case by its relative amount."""
        if isinstance(threshold, Lot):
            acted = np.add(*self.counts(key, threshold.threshold))
            share = drawn(acted, self._most())[:, None]
            return share * self.outcomes(key, threshold.threshold) + (1 - share) * self.outcomes(TREAT_NONE, None)
        tp, fp = self.counts(key, threshold)
        yes, no = self.resampled.yes, self.resampled.no
        found = np.stack([tp, fp, yes - tp, no - fp], axis=1).astype(float)
        for place, outcome in enumerate(OUTCOMES):
            if outcome in self.scaled:
                found[:, place] = self._amount(key, threshold, outcome)
        return found

    def _amount(self, key: str, threshold: float | None, outcome: str) -> Floats:
        """Add up the relative amounts of one outcome's cases, shape (1+B,)."""
        if key not in (TREAT_ALL, TREAT_NONE):
            return self.resampled.sums[key][outcome][:, grid_index(0.5 if threshold is None else threshold)]
        if (key == TREAT_ALL) != (outcome in ("tp", "fp")):
            return np.zeros(len(self.resampled.yes))
        some = next(iter(self.resampled.sums.values()))
        # Acting from 0 on is acting on everyone: there the amounts of all yes are those of TP, of all no those of FP.
        return some["tp" if outcome in ("tp", "fn") else "fp"][:, 0]

    def per_case(self, key: str, threshold: Cut) -> Floats:
        """Give the mean payoff of a case, shape (1+B,), before comparing with today's list."""
        cases = self.resampled.yes + self.resampled.no
        return np.asarray((self.outcomes(key, threshold) * self._payoffs).sum(axis=1) / cases)

    def errors(self, key: str, threshold: Cut) -> Floats:
        """Give what wrong decisions cost a year against right ones, shape (1+B,): FP·(v_TN−v_FP) + FN·(v_TP−v_FN)."""
        found, cases = self.outcomes(key, threshold), self.resampled.yes + self.resampled.no
        tp, fp, fn, tn = self._payoffs.T
        return np.asarray(self._volume * (found[:, 1] * (tn - fp) + found[:, 2] * (tp - fn)) / cases)

    def yearly(self, key: str, threshold: Cut) -> Floats:
        """Give the value of a year, shape (1+B,): cases × mean payoff, less today's list and running costs.

        Today's list is taken off where the stakes compare with an incumbent; rules without a model (act on
        everyone, on no one, today's list) cost nothing to run.
        """
        per_case = self.per_case(key, threshold) - self._today()
        run_cost = 0.0 if key in FIXED else self.stakes.run_cost
        return np.asarray(self._volume * per_case - run_cost)

    def curve(self, key: str) -> Floats:
        """Give the expected value of a year at each of THRESHOLDS, shape (201,), at mean payoffs and volume."""
        return self.curve_of(key, self._payoffs[0])

    def curve_of(self, key: str, payoffs: Floats) -> Floats:
        """Give the value of a year at each of THRESHOLDS, shape (201,), at other payoffs, shape (4,), as OUTCOMES."""
        found = self.sample_outcomes(key)
        per_case = found @ payoffs / (self.resampled.yes[0] + self.resampled.no[0])
        return np.asarray(self._volume[0] * (per_case - self._today()[0]) - self.stakes.run_cost)

    def sample_outcomes(self, key: str) -> Floats:
        """Give TP, FP, FN, TN of a candidate on the sample at each of THRESHOLDS, shape (201, 4), scaled as above."""
        tp, fp = self.resampled.tp[key][0], self.resampled.fp[key][0]
        found = np.stack([tp, fp, self.resampled.yes[0] - tp, self.resampled.no[0] - fp], axis=1).astype(float)
        for place, outcome in enumerate(OUTCOMES):
            if outcome in self.scaled:
                found[:, place] = self.resampled.sums[key][outcome][0]
        return found

    def _today(self) -> Floats:
        """Give what today's list earns a case, shape (1+B,), or 0 where nothing is compared with it."""
        if self.stakes.counterfactual != NO_ACTION and self.has_incumbent:
            return self.per_case(INCUMBENT, None)
        return np.zeros(len(self.resampled.yes))

    def workload(self, key: str, threshold: Cut) -> Floats:
        """Give the cases acted on in a week, shape (1+B,), at the contract's mean volume."""
        tp, fp = self.counts(key, threshold)
        return np.asarray((tp + fp) / (self.resampled.yes + self.resampled.no) * self.weekly_cases)

    def within_capacity(self, key: str, threshold: Cut) -> bool:
        """Answer whether the cases acted on in a week, on the sample, can be handled."""
        most = self.stakes.capacity_per_week
        return most is None or bool(self.workload(key, threshold)[0] <= most * (1 + 1e-9))

    def best_threshold(self, key: str) -> float:
        """Find the threshold that earns most within the capacity, the lowest of equals.

        With no threshold within capacity the highest one is taken.
        """
        value = self.curve(key).copy()
        if self.stakes.capacity_per_week is not None:
            acted = self.resampled.tp[key][0] + self.resampled.fp[key][0]
            total = self.resampled.yes[0] + self.resampled.no[0]
            too_many = acted / total * self.weekly_cases > self.stakes.capacity_per_week
            if too_many.all():
                return float(THRESHOLDS[-1])
            value[too_many] = -np.inf
        return float(THRESHOLDS[int(np.argmax(value))])

    def by_lot(self, key: str) -> Lot | None:
        """Find how a candidate fills the capacity by lot; None where a threshold fits, or acting on no one earns more.

        A rule with few distinct scores may have no cut between no one and too many.
        """
        found = self.lot(key)
        if found is None:
            return None
        better = self.per_case(key, found)[0] > self.per_case(TREAT_NONE, None)[0]
        return found if better or sum(of[0] for of in self.counts(key, 1.0)) > 0 else None

    def lot(self, key: str) -> Lot | None:
        """Find the cut a candidate would fill the capacity by lot from; None where a threshold fits."""
        if self.stakes.capacity_per_week is None or key not in self.names:
            return None
        acted = np.asarray(self.resampled.tp[key][0] + self.resampled.fp[key][0], dtype=float)
        return lot_of(acted, self._most())

    def cut(self, key: str) -> Cut:
        """Give where a row acts at its best: from a threshold, or by lot where none fits; None without a model."""
        return None if key not in self.names else self.by_lot(key) or self.best_threshold(key)

    def cuts(self) -> dict[str, Cut]:
        """Give where each candidate acts at its best."""
        return {key: self.cut(key) for key in self.names}

    def _most(self) -> float:
        """Give how many cases of the sample are as many as the capacity of a week is of a week's cases."""
        most = self.stakes.capacity_per_week
        total = float(self.resampled.yes[0] + self.resampled.no[0])
        return np.inf if most is None else most / self.weekly_cases * total

    def row(self, key: str, threshold: Cut) -> Row:
        """Measure one row at a threshold, or by lot. Intervals hold 95 % of the resamples."""
        tp, fp = self.counts(key, threshold)
        yes, no = self.resampled.yes.astype(float), self.resampled.no.astype(float)
        found = {name: interval(values) for name, values in rates(tp, fp, yes, no).items()}
        scored = {} if key in FIXED else self.resampled.measures[key]
        value = self.yearly(key, threshold)
        return Row(
            key=key,
            name=(self.names.get(key) or FIXED[key]) + (f" ({BY_LOT})" if isinstance(threshold, Lot) else ""),
            threshold=None if key in FIXED else threshold.threshold if isinstance(threshold, Lot) else threshold,
            measures={name: interval(scored[name]) if name in scored else None for name in MEASURES} | found,
            value=interval(value) or Interval(np.nan, np.nan, np.nan),
            value_per_case=interval(value / self._volume) or Interval(np.nan, np.nan, np.nan),
            workload=interval(self.workload(key, threshold)) or Interval(np.nan, np.nan, np.nan),
            p_target=None if self.target is None else float((value[1:] >= self.target).mean()),
            p_loss=float((value[1:] < 0).mean()),
            errors=interval(self.errors(key, threshold)),
            roi=None if key in FIXED or not self.stakes.yearly_cost else interval(self._roi(value)),
            p_floor=self._p_floor(key, threshold),
            by_lot=self._drawn(key, threshold) if isinstance(threshold, Lot) else None,
        )

    def table(self, cuts: Mapping[str, Cut]) -> list[Row]:
        """Measure every row, candidates where `cuts` says they act, with the chance of each to earn most."""
        at = {key: cuts.get(key) for key in self.rows()}
        best = self.p_best(at)
        return [replace(self.row(key, threshold), p_best=best[key]) for key, threshold in at.items()]

    def p_best(self, at: Mapping[str, Cut]) -> dict[str, float | None]:
        """Give the share of resamples in which each row earns most; equals share it.

        Rows that act on more than the capacity, on the sample, take no part: None for them.
        """
        free = [key for key, threshold in at.items() if self.within_capacity(key, threshold)]
        if not free:
            return dict.fromkeys(at)
        values = np.stack([self.yearly(key, at[key])[1:] for key in free])
        most = values == values.max(axis=0)
        shares = dict(zip(free, (most / most.sum(axis=0)).mean(axis=1).tolist(), strict=True))
        return {key: shares.get(key) for key in at}

    def _drawn(self, key: str, lot: Lot) -> float:
        """Give the share of a lot's cases, on the sample, that is acted on."""
        acted = np.add(*self.counts(key, lot.threshold))
        return float(drawn(acted, self._most())[0])

    def _roi(self, value: Floats) -> Floats:
        """Give what is earned above the cost of building and running, over that cost, shape (1+B,)."""
        built = self.stakes.build_cost / self.stakes.years
        return np.asarray((value - built) / self.stakes.yearly_cost)

    def _p_floor(self, key: str, threshold: Cut) -> float | None:
        """Give the chance that the boundary's metric is below its floor; None where it cannot be told from cases."""
        if self.stakes.floor is None or self.stakes.metric not in ("value_per_case", "recall", "precision"):
            return None
        if self.stakes.metric == "value_per_case":
            found = self.per_case(key, threshold)
        else:
            tp, fp = self.counts(key, threshold)
            yes, no = self.resampled.yes.astype(float), self.resampled.no.astype(float)
            found = rates(tp, fp, yes, no)[self.stakes.metric]
        known = found[1:][~np.isnan(found[1:])]
        return float((known < self.stakes.floor).mean()) if len(known) else None

    def difference(self, first: tuple[str, Cut], second: tuple[str, Cut]) -> Difference:
        """Compare two rows, each (key, threshold or lot), on the same resamples."""
        more = self.yearly(*first) - self.yearly(*second)
        return Difference(interval(more) or Interval(np.nan, np.nan, np.nan), float((more[1:] > 0).mean()))


def interval(values: Floats, level: float = 0.95) -> Interval | None:
    """Take the value on the sample (row 0) between quantiles of the resamples; None where it is not defined."""
    if np.isnan(values[0]):
        return None
    tail = (1 - level) / 2
    low, high = np.nanquantile(values[1:], [tail, 1 - tail])
    return Interval(float(low), float(values[0]), float(high), level)
