"""What a little noise, and fitting again on other cases, does to a candidate."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lifecycle.build.importance import mean_shap
from lifecycle.build.refits import SHARE, refit
from lifecycle.build.shares import share
from lifecycle.guardrails import Measured

NOISE = 0.05
NOISE_ROWS = 5000
REFITS = 3
REFIT_ROWS = 2000
LEAST_FEATURES = 3
LEAST_ROWS = 100
EXPLAINED = 50  # rows explained a refit: explaining a forest is slow
TRIED = 20
Floats = NDArray[np.float64]
Scoring = Callable[[pd.DataFrame], Floats]


def perturbed(frame: pd.DataFrame, features: dict[str, str], rng: np.random.Generator) -> pd.DataFrame:
    """Move every number by 5 % of its column's standard deviation, up or down, and swap at most one category a row.

    In each row one feature is drawn; where that is a category, it takes the value of another row, drawn among those
    that differ. Empty cells stay empty.
    """
    made = frame[list(features)].copy()
    drawn = rng.integers(len(features), size=len(frame))
    for place, (name, kind) in enumerate(features.items()):
        if kind == "numeric":
            numbers = made[name].astype(float)
            spread = numbers.std(ddof=0)
            step = 0.0 if np.isnan(spread) else NOISE * spread
            made[name] = numbers + rng.choice([-step, step], len(frame))
        else:
            made[name] = _swapped(made[name], drawn == place, rng)
    return made


def _swapped(column: pd.Series, chosen: NDArray[np.bool_], rng: np.random.Generator) -> pd.Series:
    values = column.astype(object).to_numpy(copy=True)
    known = column.dropna().astype(object).to_numpy()
    for row in np.flatnonzero(chosen & column.notna().to_numpy()):
        others = known[known != values[row]]
        if len(others):
            values[row] = others[rng.integers(len(others))]
    return pd.Series(values, index=column.index, dtype=object)


def noise_flips(
    scoring: Scoring, frame: pd.DataFrame, features: dict[str, str], threshold: float, seed: int
) -> Measured:
    """Give the share of cases decided differently after a little noise, on up to 5,000 rows drawn with the seed."""
    rng = np.random.default_rng(seed)
    rows = np.sort(rng.permutation(len(frame))[:NOISE_ROWS])
    before = frame.iloc[rows][list(features)]
    if len(rows) < LEAST_ROWS:
        return Measured(None, f"Fewer than {LEAST_ROWS} cases are too few to count decisions that flip.", len(rows))
    moved = (scoring(before) >= threshold) != (scoring(perturbed(before, features, rng)) >= threshold)
    flips = int(np.count_nonzero(moved))
    found = share(flips, len(rows))
    said = (
        f"{flips / len(rows):.1%} of {len(rows):,} cases are decided differently when every number moves by 5 % of its "
        "standard deviation and one category in a case may change."
    )
    return Measured(flips / len(rows), said, len(rows), found)


def attribution_stability(make: Callable[[int], Any], X: pd.DataFrame, label: NDArray[np.bool_], seed: int) -> Measured:
    """Fit three times on 80 % of up to 2,000 rows and compare which features drive the score of 50 of them (`refit`).

    `make(seed)` builds an unfitted pipeline. The number is the mean Spearman correlation of mean |SHAP| between the
    three pairs; the interval spans the three.
    """
    if X.shape[1] < LEAST_FEATURES:
        said = f"With {X.shape[1]} features there is no order of importance to compare."
        return Measured(None, said, applies=False)
    found = refit(make, X, label, seed, refits=REFITS, most=REFIT_ROWS, explained=EXPLAINED)
    count = min(len(X), REFIT_ROWS)
    if found is None:
        return Measured(None, "Too few cases of one outcome to fit again.", max(int(count * SHARE), 1))
    steady = found.correlation()
    if steady is None:
        return Measured(None, "All features drive the score alike, so they have no order to compare.", count)
    said = (
        f"Fitted {REFITS} times on {SHARE:.0%} of {count:,} cases, features keep their order of importance "
        f"to a rank correlation of {steady.mid:.2f} (from {steady.low:.2f} to {steady.high:.2f})."
    )
    return Measured(steady.mid, said, count, steady)


def explainable(model: Any, X: pd.DataFrame, seed: int) -> Measured:
    """Try to explain 20 cases with SHAP: 1 where every feature gets a finite share, else 0 with the reason."""
    try:
        weights = mean_shap(model, X.head(TRIED), seed)
    except Exception as problem:  # noqa: BLE001 - whatever shap stumbles over, the decision cannot be explained
        return Measured(0.0, f"SHAP cannot explain this model ({type(problem).__name__}).", min(len(X), TRIED))
    fine = all(np.isfinite(value) for value in weights.values())
    said = "SHAP splits every score between its features." if fine else "SHAP gives shares that are not numbers."
    return Measured(float(fine), said, min(len(X), TRIED))
