"""Forecasts and choices between classes of a run, side by side under the amounts set for it."""

import numpy as np

from data import datasets, run_stakes
from data.runs import Run
from data.store import Store
from lifecycle.access import Principal
from lifecycle.build import multiclass, regression, segments
from lifecycle.build.comparison import INCUMBENT
from lifecycle.build.dataset import as_text
from lifecycle.build.multiclass import Choices, MatrixStakes
from lifecycle.build.regression import Compared, UnitStakes

Part = tuple[str, str]


def forecasts(
    store: Store, who: Principal, run: Run, stakes: UnitStakes, way: str, looked: Part | None = None
) -> Compared:
    """Compare forecasts, each at its best adjustment of a way, on all cases or a part (column, value) of them.

    Kept in memory for a while.
    """
    arrays = run_stakes.arrays(store, who, run)

    def make() -> Compared:
        frame = datasets.frame(store, who, run.initiative_id, run.dataset_id)
        of = slice(None) if looked is None else segments.parts(frame[looked[0]])[looked[1]]
        truth = arrays["label"][of]
        given = {key: arrays[f"scores/{key}"][of] for key in run.facts.names}
        if run.task.incumbent:
            given[INCUMBENT] = frame[run.task.incumbent].to_numpy(dtype=float)[of]
        part = stakes if looked is None else stakes.of_part(len(truth) / run.facts.cases)
        return regression.compare(truth, given, run.facts.names, part, way, run.seed)

    return store.remember(("forecasts", run.id, stakes, looked, way), make)


def choices(
    store: Store, who: Principal, run: Run, stakes: MatrixStakes, rule: str, looked: Part | None = None
) -> Choices:
    """Let candidates decide by a rule, on all cases or a part (column, value) of them; kept in memory for a while."""
    arrays = run_stakes.arrays(store, who, run)

    def make() -> Choices:
        frame = datasets.frame(store, who, run.initiative_id, run.dataset_id)
        of = slice(None) if looked is None else segments.parts(frame[looked[0]])[looked[1]]
        classes, truth = run.facts.classes, arrays["label"][of]
        chances = {key: arrays[f"scores/{key}"][of] for key in run.facts.names}
        today = None
        if run.task.incumbent:
            today = np.array([classes.index(as_text(value)) for value in frame[run.task.incumbent]])[of]
        part = stakes if looked is None else stakes.of_part(len(truth) / run.facts.cases)
        settled = set(run.facts.uncalibrated)  # who came with decided classes follows no rule
        return multiclass.compare(
            truth, chances, today, classes, run.facts.names, part, rule, run.seed, settled=settled
        )

    return store.remember(("choices", run.id, stakes, looked, rule), make)
