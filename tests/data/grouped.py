"""A training whose cases have a protected attribute, under a contract that allows thresholds by group, or does not."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd

from data import canvases, contracts, datasets, runs
from data.demo import breast_cancer
from data.runs import Run
from data.store import Store
from lifecycle.audit import Act
from tests.conftest import NOW, OWNER, Place
from tests.data.test_runs import result_of, the_run
from tests.lifecycle.builders import a_group_term

REGION = "region"
ACT = Act(OWNER, NOW)


def regions(frame: pd.DataFrame) -> list[str]:
    """Give each case a region; yes are more frequent in the north."""
    malignant = (frame[breast_cancer.TARGET] == breast_cancer.POSITIVE).to_numpy()
    north = np.random.default_rng(5).random(len(frame)) < np.where(malignant, 0.6, 0.35)
    return list(np.where(north, "north", "south"))


def grouped(place: Place, **term: Any) -> Run:
    """Keep the place's training again with a region for each case, and bring a contract into force.

    Without a `term` nobody was asked about thresholds by group; `answer="allowed"` allows them by region.
    """
    run = the_run(place)
    frame = datasets.frame(place.store, OWNER, place.initiative.id, run.dataset_id)
    dataset = datasets.add(
        place.store, ACT, place.initiative.id, "With regions", "test", frame.assign(region=regions(frame))
    )
    with TemporaryDirectory() as folder:
        result = result_of(place, Path(folder))
        task = replace(run.task, protected=REGION)
        made = runs.keep(place.store, ACT, place.initiative.id, dataset.id, task, run.seed, result)
    amend(place.store, place.initiative.id, **term)
    return made


def amend(store: Store, initiative_id: str, **term: Any) -> None:
    """Bring a contract into force with this answer about thresholds by region, or none."""
    edits: dict[str, Any] = {"dial.fair": "standard", "group_thresholds": None}
    if term:
        edits["group_thresholds"] = [a_group_term(**({"attribute": REGION} | term))]
    canvases.edit(store, ACT, initiative_id, edits)
    version = contracts.offer(store, ACT, initiative_id, "What was asked about thresholds by group.")
    for role in version.missing_roles:
        contracts.add_signature(store, ACT, initiative_id, version.number, role, version.terms.owners[role])
