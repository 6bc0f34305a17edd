"""Drift of a column between reference and current: Evidently's methods and numbers, with evidence beside them."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

NULL_DRAWS = 200
NULL_QUANTILE = 0.99
LEAST_CURRENT = 10
FALSE_DISCOVERIES = 0.05
SEED = 20_240_305


@dataclass(frozen=True)
class Drift:
    """One column compared between reference and current.

    `value`, `threshold`, `method` and `drifted` are Evidently's. `chance`: what the same statistic reaches in 1 of 100
    samples of this size drawn from the reference itself (None for tests that give a p-value, which know their sample
    size already). `verdict` is True only with effect and evidence: a distance above both its threshold and chance, or
    a p-value that stands when all columns are looked at together. None with fewer than 10 cases.
    """

    column: str
    method: str
    value: float
    threshold: float
    drifted: bool
    chance: float | None
    verdict: bool | None
    n_reference: int
    n_current: int


class Comparer:
    """Compares windows with one reference; `kinds` maps each column to numeric or categorical.

    What chance alone does is computed once for each column and window size, and kept.
    """

    def __init__(self, reference: pd.DataFrame, kinds: dict[str, str]) -> None:
        self.kinds = kinds
        self._reference = {name: _clean(reference[name], kind) for name, kind in kinds.items()}
        self._chances: dict[tuple[str, str, int], float] = {}

    def compare(self, current: pd.DataFrame) -> list[Drift]:
        """Compare every column of a window; columns without values on either side are left out.

        p-values are judged together by Benjamini & Hochberg 1995 at a false discovery rate of 5 %.
        """
        compared = (self._compare(name, _clean(current[name], kind)) for name, kind in self.kinds.items())
        found = [drift for drift in compared if drift is not None]
        limit = discovery_limit([drift.value for drift in found if drift.chance is None])
        return [_judged(drift, limit) for drift in found]

    def _compare(self, column: str, current: pd.Series) -> Drift | None:
        """Compare one column by Evidently's default method for the type and size of the reference.

        Up to 1,000 reference rows Kolmogorov-Smirnov, chi-square or Z (p-values); above, the normed Wasserstein
        distance or the Jensen-Shannon distance.
        """
        reference = self._reference[column]
        if reference.empty or current.empty:
            return None
        test, feature_type = _test(reference, current, self.kinds[column])
        with np.errstate(all="ignore"):
            result = test(reference, current, feature_type, threshold=None)
        p_value = "p_value" in test.display_name
        return Drift(
            column=column,
            method=test.display_name,
            value=float(result.drift_score),
            threshold=float(result.actual_threshold),
            drifted=bool(result.drifted),
            chance=None if p_value else self._chance(column, len(current), test, feature_type),
            verdict=None,
            n_reference=len(reference),
            n_current=len(current),
        )

    def _chance(self, column: str, n: int, test: Any, feature_type: Any) -> float:
        """Give the 99th percentile of the statistic for samples of this size drawn from the reference itself.

        Sizes are rounded down to a power of two, which asks for a little more evidence than needed.
        """
        size = 1 << (n.bit_length() - 1)
        key = (column, test.name, size)
        if key not in self._chances:
            rng, reference = np.random.default_rng(SEED), self._reference[column]
            draws = (pd.Series(rng.choice(reference.to_numpy(), size)) for _ in range(NULL_DRAWS))
            values = [test(reference, draw, feature_type, threshold=None).drift_score for draw in draws]
            self._chances[key] = float(np.quantile(values, NULL_QUANTILE))
        return self._chances[key]


def discovery_limit(p_values: list[float]) -> float:
    """Give the largest p-value that counts as a discovery among all of them, or 0 (Benjamini & Hochberg 1995).

    >>> discovery_limit([0.01, 0.04, 0.03, 0.9])
    0.01
    """
    ordered = sorted(p_values)
    kept = [p for rank, p in enumerate(ordered, 1) if p <= FALSE_DISCOVERIES * rank / len(ordered)]
    return max(kept, default=0.0)


def _judged(drift: Drift, limit: float) -> Drift:
    if drift.n_current < LEAST_CURRENT:
        return drift
    evident = drift.value <= limit if drift.chance is None else drift.value > drift.chance
    return replace(drift, verdict=drift.drifted and evident)


def _clean(column: pd.Series, kind: str) -> pd.Series:
    kept = column.replace([-np.inf, np.inf], np.nan).dropna() if kind == "numeric" else column.dropna()
    return kept.astype(float) if kind == "numeric" else kept.astype(str)


def _test(reference: pd.Series, current: pd.Series, kind: str) -> tuple[Any, Any]:
    from evidently.legacy.calculations.stattests import get_stattest
    from evidently.legacy.core import ColumnType

    feature_type = ColumnType.Numerical if kind == "numeric" else ColumnType.Categorical
    return get_stattest(reference, current, feature_type, None), feature_type
