"""Where a candidate tells yes from no worst: every value of a category, every quarter of a number."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lifecycle.build import segments
from lifecycle.build.areas import area
from lifecycle.build.dataset import Task
from lifecycle.figures import Interval
from lifecycle.guardrails import GroupFigure, Measured

LEAST_EACH = 20
MOST_ROWS = 20_000
SHOWN = 8
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Slice:
    """One part of the cases: n cases, its AUC with interval, and the share of its truly yes that is found."""

    name: str
    n: int
    auc: Interval
    recall: float


def worst_slice(frame: pd.DataFrame, task: Task, label: Bools, score: Floats, acted: Bools, seed: int) -> Measured:
    """Take the lowest AUC of any slice over the AUC of all cases, on up to 20,000 rows drawn with the seed.

    Slices hold at least 20 cases of each outcome. Value and recall differ between slices for a perfect candidate too,
    because some hold fewer who are truly yes; how well it tells them apart need not.
    """
    rows = np.sort(np.random.default_rng(seed).permutation(len(frame))[:MOST_ROWS])
    frame, label, score, acted = frame.iloc[rows], label[rows], score[rows], acted[rows]
    overall = area(label, score)
    found, small = _slices(frame, task, label, score, acted)
    if overall is None or len(found) < 2:
        said = f"No two slices hold {LEAST_EACH} cases of each outcome, so slices cannot be compared."
        return Measured(None, said)
    ranked = sorted(found, key=lambda one: one.auc.mid)
    worst, least = ranked[0], min(found, key=lambda one: one.recall)
    said = (
        f"Tells yes from no worst where {worst.name}: AUC {worst.auc.mid:.3f} against {overall.mid:.3f} of all cases. "
        f"It finds least of the truly yes where {least.name} ({least.recall:.0%} against {acted[label].mean():.0%}). "
        f"{len(found)} slices compared, {small} too small."
    )
    table = tuple(GroupFigure(one.name, one.n, one.auc.mid, one.auc.low, one.auc.high) for one in ranked[:SHOWN])
    ratio = worst.auc.scaled(1 / overall.mid) if overall.mid else None
    return Measured(ratio.mid if ratio else None, said, worst.n, ratio, table)


def _slices(frame: pd.DataFrame, task: Task, label: Bools, score: Floats, acted: Bools) -> tuple[list[Slice], int]:
    """Measure every slice that is large enough, and count those that are not."""
    found, small = [], 0
    for column in segments.columns(frame, task):
        for name, inside in segments.parts(frame[column]).items():
            yes = int(np.count_nonzero(inside & label))
            own = area(label[inside], score[inside]) if min(yes, inside.sum() - yes) >= LEAST_EACH else None
            if own is None:
                small += 1
                continue
            recall = float(acted[inside & label].mean())
            found.append(Slice(f"{column} = {name}", int(inside.sum()), own, recall))
    return found, small
