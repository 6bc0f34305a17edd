"""Candidates compared on a part of the cases: the same measures, from as many resamples as answer at once."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data import datasets, runs
from data.runs import Run
from data.store import Store
from lifecycle.access import Principal
from lifecycle.build import segments
from lifecycle.build.comparison import INCUMBENT, Comparison
from lifecycle.build.resampling import Resampled, affordable, resample
from lifecycle.build.segments import LEAST, parts
from lifecycle.build.stakes import Stakes
from lifecycle.build.worker import AMOUNT
from lifecycle.errors import BadInput


def columns(store: Store, who: Principal, run: Run) -> list[str]:
    """List the columns the cases of a run can be parted by, found once: every column is read for it."""
    frame = datasets.frame(store, who, run.initiative_id, run.dataset_id)
    return store.remember(("part columns", run.id), lambda: segments.columns(frame, run.task))


def parts_of(store: Store, who: Principal, run: Run, column: str) -> dict[str, NDArray[np.bool_]]:
    """Part the cases of a run by a column, each mask of shape (n,); kept in memory for a while."""
    frame = datasets.frame(store, who, run.initiative_id, run.dataset_id)
    return store.remember(("parts", run.id, column), lambda: segments.parts(frame[column]))


def mask(frame: pd.DataFrame, column: str, part: str) -> NDArray[np.bool_]:
    """Find the cases of a part, shape (n,).

    Raises:
        BadInput: no such column or part.

    """
    found = parts(frame[column]).get(part) if column in frame.columns else None
    if found is None:
        raise BadInput(f"No cases are parted by {column!r} into {part!r}. Choose another part.")
    return found


def look(store: Store, who: Principal, run: Run, stakes: Stakes, column: str, part: str) -> Comparison:
    """Compare the candidates on a part of the cases, under the part's share of the stakes.

    Raises:
        BadInput: the part has fewer than 30 cases or only one outcome.

    """
    frame = datasets.frame(store, who, run.initiative_id, run.dataset_id)

    def make() -> Resampled:
        arrays, whole = runs.arrays(store, run.id)
        of, label = mask(frame, column, part), arrays["label"]
        if of.sum() < LEAST:
            raise BadInput(f"{part} has {of.sum()} cases; fewer than {LEAST} tell nothing. Choose a larger part.")
        if label[of].all() or not label[of].any():
            raise BadInput(f"In {part} every case has the same outcome, so candidates cannot be told apart there.")
        scores = {key: arrays[f"scores/{key}"][of] for key in whole.tp if f"scores/{key}" in arrays}
        if run.task.incumbent:
            scores[INCUMBENT] = (frame[run.task.incumbent].to_numpy(dtype=float) == 1)[of].astype(float)
        ranks = frozenset(run.facts.uncalibrated)
        # Relative to the mean of all cases, not of the part: so the values of the parts add up to the whole.
        amounts = arrays[AMOUNT][of] if AMOUNT in arrays else None
        draws = affordable(int(of.sum()), len(scores))
        return resample(label[of], scores, run.seed, draws, uncalibrated=ranks, amounts=amounts)

    resampled = store.remember(("lens", run.id, column, part), make)
    share = (resampled.yes[0] + resampled.no[0]) / run.facts.cases
    return Comparison(stakes.of_part(float(share)), resampled, run.facts.names, run.task.scaled, part=True)
