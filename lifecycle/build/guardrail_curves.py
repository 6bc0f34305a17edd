"""Guardrails at every threshold, so that they follow the slider in the browser."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lifecycle.build.dataset import as_text
from lifecycle.build.fairness import LEAST_GROUP, LEAST_YES, named_groups
from lifecycle.build.resampling import THRESHOLDS
from lifecycle.contract import Dial, Level
from lifecycle.guardrails import Guardrail, Outcome, guardrails

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class GuardrailCurve:
    """One guardrail of one candidate at each of THRESHOLDS: `values` and `outcome` (of Outcome), each of length 201."""

    key: str
    name: str
    component: str
    values: NDArray[np.float64]
    outcome: tuple[str, ...]
    limit: float | None
    level: Level

    @property
    def allowed(self) -> Bools:
        """Mark the thresholds at which it does not block, shape (201,): kept, or its dial sets no limit."""
        return np.array([self.limit is None or one == Outcome.PASS for one in self.outcome])

    @property
    def bounds(self) -> str:
        """Write its limit, both ends where it has two; empty where its dial sets none."""
        if self.limit is None:
            return ""
        known = guardrails().get(self.key)
        highest = known.highest.get(self.level) if known else None
        return f"{self.limit:g}" if highest is None else f"{self.limit:g} to {highest:g}"


@dataclass(frozen=True)
class ByThreshold:
    """What is decided in G groups at T thresholds.

    `n`, `yes`: shape (G,). `acted`, `found`: shape (G, T), cases acted on and truly yes acted on. `ratio`, `gap`: shape
    (T,), the lowest selection rate over the highest, and the highest recall less the lowest; NaN where a rate is not
    defined, but 1 where nobody is acted on.
    """

    groups: tuple[str, ...]
    n: NDArray[np.int64]
    yes: NDArray[np.int64]
    acted: NDArray[np.int64]
    found: NDArray[np.int64]
    ratio: Floats
    gap: Floats


def by_threshold(label: Bools, score: Floats, groups: pd.Series, thresholds: Floats = THRESHOLDS) -> ByThreshold:
    """Count decisions by group at every threshold at once: a case is acted on where score ≥ threshold.

    `label`, `score`, `groups`: (n,). A case without a score is never acted on; an empty group cell is a group.
    """
    named = groups.astype("object").where(groups.notna(), "not stated").map(as_text).to_numpy()
    names = tuple(sorted(set(named)))
    inside = [named == name for name in names]
    n, yes = (np.array([np.count_nonzero(m & of) for m in inside], dtype=np.int64) for of in (True, label))
    shape = (len(names), len(thresholds))
    acted = np.array([_reached(score[m], thresholds) for m in inside], dtype=np.int64).reshape(shape)
    found = np.array([_reached(score[m & label], thresholds) for m in inside], dtype=np.int64).reshape(shape)
    with np.errstate(invalid="ignore", divide="ignore"):
        rates, recall = acted / n[:, None], found / yes[:, None]
        if not names:
            return ByThreshold(names, n, yes, acted, found, np.full(shape[1], np.nan), np.full(shape[1], np.nan))
        ratio = np.where(rates.max(axis=0) == 0, 1.0, rates.min(axis=0) / rates.max(axis=0))
    return ByThreshold(names, n, yes, acted, found, ratio, recall.max(axis=0) - recall.min(axis=0))


def _reached(score: Floats, thresholds: Floats) -> NDArray[np.int64]:
    """Count the scores that reach each threshold; a missing one reaches none."""
    known = np.sort(score[~np.isnan(score)])
    return np.asarray(len(known) - np.searchsorted(known, thresholds, side="left"), dtype=np.int64)


def guardrail_curves(
    label: Bools, scores: Mapping[str, Floats], groups: pd.Series | None, dials: Mapping[str, Dial]
) -> dict[str, list[GuardrailCurve]]:
    """Judge each candidate's guardrails that move with the threshold, at each of THRESHOLDS, by the contract's dials.

    `groups` (n,) is the protected column as it stands in the data; without one there is nothing that moves.
    """
    if groups is None:
        return {key: [] for key in scores}
    named = named_groups(groups)
    found = {}
    for key, score in scores.items():
        at = by_threshold(label, score, named)
        enough = len(at.groups) > 1 and bool((at.n >= LEAST_GROUP).all())
        ratio = at.ratio if enough else np.full(len(THRESHOLDS), np.nan)
        gap = at.gap if enough and bool((at.yes >= LEAST_YES).all()) else np.full(len(THRESHOLDS), np.nan)
        shares = _shares(at) if enough else np.full((1, len(THRESHOLDS)), np.nan)
        drawn = {"selection_ratio": ratio, "equal_opportunity": gap, "representation": shares}
        found[key] = [_curve(guardrails()[name], values, dials) for name, values in drawn.items()]
    return found


def _shares(at: ByThreshold) -> Floats:
    """Give each group's share of those acted on over its share of all, shape (G, T); NaN where nobody is acted on."""
    with np.errstate(invalid="ignore"):
        return np.asarray((at.acted / at.acted.sum(axis=0)) / (at.n / at.n.sum())[:, None])


def _curve(guardrail: Guardrail, values: Floats, dials: Mapping[str, Dial]) -> GuardrailCurve:
    level = dials[guardrail.component].level
    if values.ndim == 2:
        values = _furthest(values, guardrail, level)
    outcome = tuple(guardrail.outcome(float(value), level).value for value in values)
    key, limit = guardrail.key, guardrail.limits[level]
    return GuardrailCurve(key, guardrail.name, guardrail.component, values, outcome, limit, level)


def _furthest(values: Floats, guardrail: Guardrail, level: Level) -> Floats:
    """Take at each threshold the group furthest outside the two limits, or nearest to one; NaN where one is."""
    low, high = band(guardrail, level)
    beyond = np.where(np.isnan(values), np.inf, np.maximum(low - values, values - high))
    return np.asarray(np.take_along_axis(values, beyond.argmax(axis=0)[None, :], axis=0)[0])


def band(guardrail: Guardrail, level: Level) -> tuple[float, float]:
    """Give the two limits a value lies between; a level that only reports is compared with those of standard."""
    limits, highest = guardrail.limits, guardrail.highest
    own = level if limits[level] is not None else Level.STANDARD
    low, high = limits[own], highest.get(own)
    if low is None or high is None:
        raise ValueError(f"{guardrail.key} has no two limits")
    return low, high


def allowed(curves: Sequence[GuardrailCurve]) -> Bools:
    """Mark the thresholds at which no guardrail blocks, shape (201,): what is priced is the best value among them."""
    passed = [curve.allowed for curve in curves]
    return np.logical_and.reduce(passed) if passed else np.ones(len(THRESHOLDS), dtype=bool)
