"""What is decided in each protected group, and how far groups lie apart; standard metrics are fairlearn's."""

import math
from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lifecycle.build import segments
from lifecycle.build.dataset import as_text
from lifecycle.build.shares import DRAWS, SEED, around, bounds
from lifecycle.figures import Interval
from lifecycle.guardrails import GroupFigure, GroupRate

LEAST_GROUP = 30
LEAST_YES = 20
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
