"""What a point of a statistic is worth a year at an operating point, and which statistics a goal needs."""

from dataclasses import dataclass

import numpy as np

from lifecycle.build import binormal
from lifecycle.build.comparison import TREAT_ALL, TREAT_NONE, Comparison, Floats, interval
from lifecycle.build.resampling import THRESHOLDS
from lifecycle.figures import Interval

POINT = 0.01
MISFIT = 0.05  # a recall so far off the curve's says that the candidate's curve has another shape


@dataclass(frozen=True)
class Worth:
    """What moves the value of a candidate at its threshold, in currency a year, all else equal.

    `recall`: one percentage point more of the yes found. `alarms`: one percentage point more of the no acted on, below
    0 where false alarms cost. `auc`: 0.01 more of AUC, moving along with the candidate's own best threshold; None where
    there is no 0.01 left to gain, or no AUC. `misfit`: recall at this threshold less that of the binormal curve the
    AUC is priced on. `place`: one more case a week that can be handled, at least 0 (None where no longer list is worth
    having), on the next `place_cases` cases of the sample.
    """

    recall: Interval
    alarms: Interval
    auc: Interval | None
    misfit: float
    place: Interval | None
    place_cases: int


@dataclass(frozen=True)
class Needed:
    """What a statistic has to be for a goal, all else equal; beside what it is `now`.

    `value` is None where no value will do. `low` and `high` hold 95 % of the resamples, infinite where more than 2.5 %
    do not reach the goal at all; `p_reachable` is the share that do.
    """

    now: float
    value: float | None
    low: float
    high: float
    p_reachable: float

    @property
    def room(self) -> bool:
        """Answer whether the goal is met already, so that `value` says how far the statistic may fall."""
        return self.value is not None and self.value <= self.now


def rates_of_exchange(comparison: Comparison) -> tuple[Floats, Floats]:
    """Give what finding all yes adds a year, and what acting on all no takes away, each of shape (1+B,).

    dV/dTPR = volume · share of yes · (v_TP − v_FN) and −dV/dFPR = volume · share of no · (v_TN − v_FP), exactly; with
    amounts of their own, for cases of the average amount of their class.
    """
    everyone, no_one = comparison.outcomes(TREAT_ALL, None), comparison.outcomes(TREAT_NONE, None)
    tp, fp, fn, tn = comparison.payoffs.T
    each = comparison.volume / (comparison.resampled.yes + comparison.resampled.no)
    gain = each * (everyone[:, 0] * tp - no_one[:, 2] * fn)
    return np.asarray(gain), np.asarray(each * (no_one[:, 3] * tn - everyone[:, 1] * fp))


def worth(comparison: Comparison, key: str, threshold: float) -> Worth:
    """Price a point of recall, of false-positive rate and of AUC, and a place a week, with 95 % intervals."""
    gain, cost = rates_of_exchange(comparison)
    found, alarms = _rates(comparison, key, threshold)
    auc, b = comparison.resampled.measures[key]["roc_auc"], _shape(comparison, key)
    with np.errstate(invalid="ignore"):
        curve = binormal.recall(auc[:1], b[:1], alarms[:1])
    more = _best(comparison, auc + POINT, b) - _best(comparison, auc, b)
    place, cases = _place(comparison, key, threshold)
    return Worth(
        recall=_sure(gain * POINT),
        alarms=_sure(-cost * POINT),
        auc=None if not auc[0] + POINT < 1 else interval(np.where(np.isnan(auc), np.nan, more)),
        misfit=float(found[0] - curve[0]),
        place=place,
        place_cases=cases,
    )


def needs(comparison: Comparison, key: str, threshold: float, goal: float) -> dict[str, Needed]:
    """Say which recall, precision and AUC would earn `goal` a year.

    Recall at the same false-positive rate: TPR + (goal − V)/(dV/dTPR). Precision at the same recall, with fewer false
    alarms: FPR + (goal − V)/(dV/dFPR). AUC: the binormal curve of the candidate's shape, from its value at its best.
    """
    gain, cost = rates_of_exchange(comparison)
    found, alarms = _rates(comparison, key, threshold)
    yes, no = comparison.resampled.yes, comparison.resampled.no
    missing = goal - comparison.yearly(key, threshold)
    with np.errstate(invalid="ignore", divide="ignore"):
        recall = np.where(gain > 0, np.maximum(found + missing / gain, 0.0), np.inf)
        fewer = np.where(cost > 0, np.minimum(alarms - missing / cost, 1.0), -1.0)
        right = np.where(fewer < 0, np.inf, yes * found / (yes * found + no * fewer))
        precision = yes * found / (yes * found + no * alarms)
    auc, b = comparison.resampled.measures[key]["roc_auc"], _shape(comparison, key)
    start = comparison.yearly(key, comparison.cut(key)) - _best(comparison, auc, b)
    reached = binormal.needed(goal - start, b, gain, cost, _share(comparison), _most(comparison))
    perfect = _perfect(comparison)
    reached = np.where(np.isnan(auc), np.nan, np.where(perfect < goal, np.inf, reached))
    return {
        "recall": _needed(found[0], np.where(recall > 1 + 1e-12, np.inf, recall)),
        "precision": _needed(precision[0], right),
        "auc": _needed(auc[0], reached),
    }


def _needed(now: float, values: Floats) -> Needed:
    known = values[1:][~np.isnan(values[1:])]
    if np.isnan(values[0]) or not len(known):
        return Needed(float(now), None, np.inf, np.inf, 0.0)
    low, high = np.quantile(known, [0.025, 0.975], method="inverted_cdf")  # what is infinite cannot be averaged
    value = float(values[0]) if np.isfinite(values[0]) else None
    return Needed(float(now), value, float(low), float(high), float(np.isfinite(known).mean()))


def _sure(values: Floats) -> Interval:
    return interval(values) or Interval(np.nan, np.nan, np.nan)


def _rates(comparison: Comparison, key: str, threshold: float) -> tuple[Floats, Floats]:
    tp, fp = comparison.counts(key, threshold)
    with np.errstate(invalid="ignore", divide="ignore"):
        return tp / comparison.resampled.yes, fp / comparison.resampled.no


def _shape(comparison: Comparison, key: str) -> Floats:
    yes, no = (np.maximum(of, 1)[:, None] for of in (comparison.resampled.yes, comparison.resampled.no))
    return binormal.shape(comparison.resampled.tp[key] / yes, comparison.resampled.fp[key] / no)


def _share(comparison: Comparison) -> Floats:
    yes = comparison.resampled.yes.astype(float)
    return np.asarray(yes / (yes + comparison.resampled.no))


def _most(comparison: Comparison) -> float:
    """Give the share of all cases that can be acted on."""
    most = comparison.stakes.capacity_per_week
    return float("inf") if most is None else most / comparison.weekly_cases


def _best(comparison: Comparison, auc: Floats, b: Floats) -> Floats:
    gain, cost = rates_of_exchange(comparison)
    return binormal.best(np.nan_to_num(auc, nan=0.5), b, gain, cost, _share(comparison), _most(comparison))


def _perfect(comparison: Comparison) -> Floats:
    """Give the value of a year in which every case is decided right, as far as the capacity goes, shape (1+B,)."""
    gain, cost = rates_of_exchange(comparison)
    share = _share(comparison)
    with np.errstate(invalid="ignore", divide="ignore"):
        reach = np.minimum(1.0, _most(comparison) / share)
    idle = comparison.yearly(TREAT_NONE, None) - comparison.stakes.run_cost
    return np.asarray(idle + np.maximum(gain, 0) * np.nan_to_num(reach) + np.maximum(-cost, 0))


def _place(comparison: Comparison, key: str, threshold: float) -> tuple[Interval | None, int]:
    """Price one more case a week: the steepest way on from here to a longer list, on the sample (Everett 1963)."""
    tp, fp = comparison.counts(key, threshold)
    here, acted = tp[0] + fp[0], comparison.resampled.tp[key][0] + comparison.resampled.fp[key][0]
    longer = np.flatnonzero(acted > here)
    if not len(longer):
        return None, 0
    slope = (comparison.curve(key)[longer] - comparison.yearly(key, threshold)[0]) / (acted[longer] - here)
    to = longer[int(np.argmax(slope))]
    if slope.max() <= 0:
        return None, 0
    then = float(THRESHOLDS[to])
    more = comparison.yearly(key, then) - comparison.yearly(key, threshold)
    cases = comparison.workload(key, then) - comparison.workload(key, threshold)
    with np.errstate(invalid="ignore", divide="ignore"):
        return interval(np.where(cases > 0, more / np.where(cases > 0, cases, 1), np.nan)), int(acted[to] - here)
