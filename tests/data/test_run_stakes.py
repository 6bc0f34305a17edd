"""What forecasts and classes are worth: assumed, set, taken back one by one, by those who may."""

from dataclasses import replace
from pathlib import Path

import pytest

from data import datasets, run_stakes, runs
from data.kept_stakes import Set
from data.runs import Run
from data.store import Store
from lifecycle.audit import Act
from lifecycle.build.dataset import Task
from lifecycle.build.multiclass import MatrixStakes
from lifecycle.build.regression import UnitStakes
from lifecycle.errors import BadInput, Conflict, NotAllowed
from lifecycle.initiative import Initiative
from tests.conftest import OWNER
from tests.data.builders import actions, rows, strangers
from tests.lifecycle.build import kind_samples

MATRIX = MatrixStakes(((5.0, 0.0, 0.0), (0.0, 6.0, 0.0), (-9.0, 0.0, 7.0)), 500.0)


def kept(store: Store, act: Act, initiative: Initiative, folder: Path, task: Task) -> Run:
    kind_samples.trained(folder, task)
    data = datasets.add(store, act, initiative.id, "made up", "uploaded", kind_samples.frame())
    return runs.keep(store, act, initiative.id, data.id, task, kind_samples.SEED, folder)


@pytest.fixture
def amounts(store: Store, act: Act, initiative: Initiative, tmp_path: Path) -> Run:
    return kept(store, act, initiative, tmp_path, kind_samples.AMOUNT)


def test_until_somebody_sets_amounts_they_are_assumed(store: Store, amounts: Run) -> None:
    assert run_stakes.of_run(store, OWNER, amounts) == Set(UnitStakes(1.0, 1.0, 240.0), 0)


def test_amounts_are_set_and_taken_back_one_by_one(store: Store, act: Act, amounts: Run) -> None:
    first, second = UnitStakes(1.0, 3.0, 1000.0), UnitStakes(2.0, 3.0, 1000.0, "GBP", 40.0)
    assert run_stakes.set_stakes(store, act, amounts, first) == Set(first, 1)
    assert run_stakes.set_stakes(store, act, amounts, second) == Set(second, 2)
    assert run_stakes.set_stakes(store, act, amounts, second) == Set(second, 2), "nothing changed"
    assert run_stakes.of_run(store, OWNER, amounts) == Set(second, 2)
    assert run_stakes.undo(store, act, amounts, 2) == Set(first, 1)
    assert run_stakes.undo(store, act, amounts, 1).revision == 0
    with pytest.raises(Conflict, match="changed meanwhile"):
        run_stakes.undo(store, act, amounts, 1)
    assert rows(store, "SELECT count(*) FROM run_stakes") == [(0,)]
    said = actions(store)
    assert (said.count("stakes.set"), said.count("stakes.undone")) == (2, 2)


def test_classes_are_worth_a_matrix(store: Store, act: Act, initiative: Initiative, tmp_path: Path) -> None:
    run = kept(store, act, initiative, tmp_path, kind_samples.TIER)
    assert run.facts.classes == ("low", "mid", "top*")
    assert run_stakes.of_run(store, OWNER, run).stakes.volume == 240
    assert run_stakes.set_stakes(store, act, run, MATRIX).revision == 1
    assert run_stakes.of_run(store, OWNER, run) == Set(MATRIX, 1)
    with pytest.raises(BadInput, match="3 × 3 amounts"):
        run_stakes.set_stakes(store, act, run, replace(MATRIX, payoffs=((1.0,),)))


def test_amounts_of_another_kind_do_not_fit(store: Store, act: Act, amounts: Run) -> None:
    with pytest.raises(BadInput, match="do not fit what is predicted"):
        run_stakes.set_stakes(store, act, amounts, MATRIX)
    with pytest.raises(BadInput, match="from 0 on"):
        run_stakes.set_stakes(store, act, amounts, UnitStakes(-1.0, 1.0, 10.0))


def test_strangers_may_neither_set_nor_take_back(store: Store, act: Act, amounts: Run) -> None:
    run_stakes.set_stakes(store, act, amounts, UnitStakes(1.0, 3.0, 1000.0))
    for who in strangers(amounts.initiative_id).values():
        with pytest.raises(NotAllowed):
            run_stakes.set_stakes(store, replace(act, who=who), amounts, UnitStakes(5.0, 3.0, 1000.0))
        with pytest.raises(NotAllowed):
            run_stakes.undo(store, replace(act, who=who), amounts, 1)
    assert run_stakes.of_run(store, OWNER, amounts).revision == 1


def test_the_truth_and_the_forecasts_are_read_back(store: Store, amounts: Run) -> None:
    found = run_stakes.arrays(store, OWNER, amounts)
    assert found["label"].tolist() == kind_samples.frame()["amount"].tolist()
    assert {f"scores/{key}" for key in amounts.facts.names} <= set(found)


def test_forecasts_are_no_yes_and_no(store: Store, amounts: Run) -> None:
    from lifecycle.build.stakes import assumed

    with pytest.raises(BadInput, match="Only yes/no decisions"):
        runs.compare(store, amounts, assumed(20, 100))


def test_by_time_the_judged_rows_are_kept_beside_the_whole(
    store: Store, act: Act, initiative: Initiative, tmp_path: Path
) -> None:
    run = kept(store, act, initiative, tmp_path, replace(kind_samples.AMOUNT, time="day"))
    assert (run.facts.split, run.facts.unjudged, run.facts.cases) == ("time", 40, 200)
    assert run_stakes.of_run(store, OWNER, run).stakes.volume == 240, "a year has all cases, judged or not"
    found = datasets.frame(store, OWNER, initiative.id, run.dataset_id)
    assert found["day"].min() == 10
    assert run_stakes.arrays(store, OWNER, run)["label"].tolist() == found["amount"].tolist()
    origins = {one.origin: one.rows for one in datasets.listing(store, OWNER, initiative.id)}
    assert origins == {"uploaded": 240, runs.JUDGED_ROWS: 200}
