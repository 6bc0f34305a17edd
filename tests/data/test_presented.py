"""A presenter's view: told to whoever follows, kept by nobody, shown to none who may not open the comparison."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from data import presented, rooms
from data.runs import Run
from data.store import Store
from lifecycle.audit import Act
from lifecycle.build.prediction_roles import Model, Roles
from lifecycle.build.predictions import align
from lifecycle.errors import NotAllowed
from lifecycle.topics import view
from tests.conftest import NOW, OWNER
from tests.data.builders import a_job, contents, strangers

N = 90
FRAME = pd.DataFrame({"y": np.arange(N) % 3 == 0, "p": np.linspace(0, 1, N)})


@pytest.fixture
def run(store: Store, act: Act) -> Run:
    found = align([("a.csv", FRAME)], Roles("y", "1", (Model("P", 0, "p"),)))
    return rooms.open_room(store, act, "r1", "Spring", found, 7, a_job())


def test_whoever_follows_is_told_of_every_move_and_of_nothing_else(store: Store, run: Run) -> None:
    assert presented.latest(store, OWNER, run) is None
    before, kept = store.topics.revision(view(run.initiative_id)), contents(store)
    made = presented.present(store, OWNER, run, {"at": 0.3, "candidate": "m1"}, NOW)
    assert presented.latest(store, OWNER, run) == made
    assert (made.by, made.number, made.state) == (OWNER.name, 1, {"at": 0.3, "candidate": "m1"})
    assert presented.present(store, OWNER, run, {"at": 0.3, "candidate": "m1"}, NOW) is made
    assert store.topics.revision(view(run.initiative_id)) == before + 1
    again = presented.present(store, OWNER, run, {"at": 0.4, "candidate": "m1"}, NOW)
    assert (again.number, again.state["at"]) == (2, 0.4)
    assert store.topics.revision(view(run.initiative_id)) == before + 2
    presented.stop(store, OWNER, run)
    assert presented.latest(store, OWNER, run) is None
    assert store.topics.revision(view(run.initiative_id)) == before + 3
    assert contents(store) == kept


def test_runs_are_presented_apart(store: Store, run: Run) -> None:
    presented.present(store, OWNER, run, {"at": 0.3}, NOW)
    assert presented.latest(store, OWNER, replace(run, id="another")) is None
    presented.stop(store, OWNER, run)


def test_strangers_neither_present_nor_follow(store: Store, run: Run) -> None:
    for who in strangers(run.initiative_id).values():
        for asked in (
            lambda who=who: presented.present(store, who, run, {"at": 0.3}, NOW),
            lambda who=who: presented.latest(store, who, run),
            lambda who=who: presented.stop(store, who, run),
        ):
            with pytest.raises(NotAllowed):
                asked()
