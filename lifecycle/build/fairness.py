"""What is decided in each protected group, and how far groups lie apart; standard metrics are fairlearn's."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lifecycle.build import segments
from lifecycle.build.areas import area
from lifecycle.build.candidates import RECIPES
from lifecycle.build.dataset import as_text
from lifecycle.build.shares import DRAWS, SEED, around, bounds
from lifecycle.figures import Interval
from lifecycle.guardrails import GroupFigure, GroupRate, Measured

LEAST_GROUP = 30
LEAST_YES = 20
PROXY_ROWS = 4000
PROXY_FOLDS = 3
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


def named_groups(column: pd.Series) -> pd.Series:
    """Name the group of each case: the values of a column, or the quarters of a numeric one; empty cells are one."""
    names = column.astype("object").where(column.notna(), segments.EMPTY).map(as_text)
    for name, mask in segments.parts(column).items():
        names[mask] = name
    return names


def group_rates(groups: pd.Series, label: Bools, acted: Bools, score: Floats | None = None) -> tuple[GroupRate, ...]:
    """Count what is decided by group, in the order of the groups' names; empty cells are a group.

    With probabilities, `score` (n,), also by how much they are off in each group; cases without one are left out there.
    """
    from fairlearn.metrics import MetricFrame, count, selection_rate, true_positive_rate

    named = groups.astype("object").where(groups.notna(), segments.EMPTY).map(as_text)
    frame = MetricFrame(
        metrics={"n": count, "rate": selection_rate, "yes": _positives, "found": true_positive_rate},
        y_true=label,
        y_pred=acted,
        sensitive_features=named,
    ).by_group
    off = {} if score is None else _off(named.to_numpy(), score - label)
    return tuple(
        GroupRate(str(g), int(r["n"]), round(r["rate"] * r["n"]), int(r["yes"]), round(r["found"] * r["yes"]), *found)
        for g, r in frame.iterrows()
        for found in (off.get(str(g), (None, None)),)
    )


def _positives(y_true: Bools, y_pred: Bools) -> int:
    return int(np.count_nonzero(y_true))


def _off(named: NDArray[np.object_], errors: Floats) -> dict[str, tuple[float | None, float | None]]:
    """Give the mean error of the scores by group with its standard error; None where no case has a score."""
    found: dict[str, tuple[float | None, float | None]] = {}
    for group, own in pd.Series(errors).groupby(named):
        known = own.dropna()
        error = float(known.std(ddof=1) / math.sqrt(len(known))) if len(known) > 1 else None
        found[str(group)] = (float(known.mean()) if len(known) else None, error)
    return found


def too_small(groups: tuple[GroupRate, ...], of: Callable[[GroupRate], int], least: int) -> str:
    """Say which groups hold too few cases to be compared, or that there are not two; empty where all can be."""
    small = [group.group for group in groups if of(group) < least]
    if small:
        return f" ({', '.join(small)} too small)"
    return "" if len(groups) > 1 else " (there are not two groups)"


def off_gap(groups: tuple[GroupRate, ...]) -> tuple[GroupRate, GroupRate, Interval] | None:
    """Find the groups whose scores are off most and least, and how far apart they are; None without probabilities.

    The interval is that of the two groups' difference, by normal draws around each mean.
    """
    known = [group for group in groups if group.off is not None and group.off_error is not None]
    if len(known) < len(groups) or len(groups) < 2:
        return None
    low, high = min(known, key=lambda g: g.off or 0.0), max(known, key=lambda g: g.off or 0.0)
    rng = np.random.default_rng(SEED)
    draws = [rng.normal(group.off or 0.0, group.off_error or 0.0, DRAWS) for group in (high, low)]
    gap = (high.off or 0.0) - (low.off or 0.0)
    found = around(gap, bounds(draws[0] - draws[1]))
    return None if found is None else (low, high, found)


def off_figure(group: GroupRate) -> GroupFigure:
    """Write by how much a group's scores are off as a row of a table."""
    if group.off is None or group.off_error is None:
        return GroupFigure(group.group, group.n, group.off)
    reach = 1.96 * group.off_error
    return GroupFigure(group.group, group.n, group.off, group.off - reach, group.off + reach)


def guesser(features: dict[str, str], seed: int) -> Any:
    """Build what guesses a group from the features: gradient boosting, in few and quick steps."""
    made = next(recipe for recipe in RECIPES if recipe.key == "boosting").make(features, seed)
    return made.set_params(model__max_iter=40, model__learning_rate=0.2)


def proxy_auc(X: pd.DataFrame, features: dict[str, str], groups: pd.Series, seed: int) -> Measured:
    """Predict the protected group from the features, 3-fold, on up to 4,000 rows drawn with the seed.

    The number is the highest AUC of any group of at least 30 cases against all others: 0.5 means that the features say
    nothing about the group.
    """
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    rows = np.sort(np.random.default_rng(seed).permutation(len(X))[:PROXY_ROWS])
    named = groups.iloc[rows].to_numpy()
    sizes = pd.Series(named).value_counts()
    if small := [str(name) for name in sizes.index if sizes[name] < LEAST_GROUP]:
        said = f"Groups of fewer than {LEAST_GROUP} cases cannot be predicted ({', '.join(sorted(small))} too small)."
        return Measured(None, said, int(sizes.min()))
    if len(sizes) < 2:
        return Measured(None, "There is only one group, so there is nothing to predict.", applies=False)
    folds = StratifiedKFold(PROXY_FOLDS, shuffle=True, random_state=seed)
    made = cross_val_predict(guesser(features, seed), X.iloc[rows], named, cv=folds, method="predict_proba")
    areas = {str(name): area(named == name, made[:, place]) for place, name in enumerate(sorted(sizes.index))}
    known = {name: found for name, found in areas.items() if found is not None}
    worst = max(known, key=lambda name: known[name].mid)
    table = tuple(GroupFigure(name, int(sizes[name]), a.mid, a.low, a.high) for name, a in known.items())
    said = (
        f"From the features alone {worst} can be told from the others with AUC {known[worst].mid:.3f} "
        f"({len(rows):,} cases, {PROXY_FOLDS} folds); 0.5 is a coin."
    )
    return Measured(known[worst].mid, said, int(sizes.min()), known[worst], table)
