"""Trainings: run in a process of their own, stopped at once, kept whole."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data import audit, datasets, initiatives, runs
from data.codec import to_json
from data.datasets import Dataset
from data.jobs import Jobs, State
from data.runs import Run
from data.store import Store
from lifecycle.audit import Act
from lifecycle.build.dataset import Task
from lifecycle.errors import BadInput, NotAllowed, NotFound
from lifecycle.ids import sha256
from lifecycle.initiative import Initiative
from tests.conftest import NOW, OWNER, Place
from tests.data.builders import a_job, editor, rows, trail

TASK = Task("y", "1", {"x": "numeric"})


def the_run(place: Place) -> Run:
    found = runs.latest(place.store, OWNER, place.initiative.id)
    assert found is not None
    return found


def result_of(place: Place, folder: Path) -> Path:
    """Write the result of the example's training into a folder, as a worker leaves it."""
    run = the_run(place)
    (folder / "facts.json").write_text(to_json(run.facts), "utf-8")
    (folder / "arrays.npz").write_bytes(rows(place.store, "SELECT arrays FROM run WHERE id = ?", [run.id])[0][0])
    for candidate in run.facts.names:
        (folder / f"{candidate}.skops").write_bytes(runs.artefact(place.store, run.id, candidate)[0])
    return folder


@pytest.fixture
def dataset(store: Store, act: Act, initiative: Initiative) -> Dataset:
    frame = pd.DataFrame({"x": np.arange(60.0), "y": [0, 1] * 30})
    return datasets.add(store, act, initiative.id, "Small", "made up", frame)


@pytest.fixture
def worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Put another worker in the place of the one that trains."""
    package = tmp_path / "program" / "lifecycle" / "build"
    package.mkdir(parents=True)
    for folder in (package, package.parent):
        (folder / "__init__.py").touch()
    monkeypatch.setattr(runs, "ROOT", tmp_path / "program")

    def put(code: str) -> None:
        (package / "worker.py").write_text(code)

    return put


def test_an_initiative_starts_without_a_training(store: Store, initiative: Initiative) -> None:
    assert runs.latest(store, OWNER, initiative.id) is None


def test_a_training_is_kept_with_its_facts_its_scores_and_its_model_files(at: Callable[[str], Place]) -> None:
    place = at("trained")
    run = the_run(place)
    assert (run.seed, run.facts.cases) == (7, 398)
    assert run.task.positive == "malignant"
    arrays, resampled = runs.arrays(place.store, run.id)
    assert int(arrays["label"].sum()) == run.facts.yes
    for candidate in run.facts.candidates:
        assert arrays[f"scores/{candidate.key}"].shape == (398,)
        assert len(resampled.measures[candidate.key]) > 0
        content, recorded = runs.artefact(place.store, run.id, candidate.key)
        assert sha256(content) == recorded == candidate.sha256
        assert len(content) == candidate.size
    event = next(e for e in audit.recent(place.store, OWNER) if e.action == "candidates.trained")
    assert (event.subject, event.after["cases"]) == (run.id, 398)
    assert event.after["candidates"] == list(run.facts.names)


def test_what_a_worker_wrote_is_kept_as_a_training_of_its_own(
    at: Callable[[str], Place], tmp_path: Path, act: Act
) -> None:
    place = at("trained")
    first = the_run(place)
    folder = result_of(place, tmp_path)
    later = Act(editor(place.initiative.id), NOW + timedelta(hours=1))
    made = runs.keep(place.store, later, place.initiative.id, first.dataset_id, first.task, 8, folder)
    assert the_run(place) == made
    assert (made.seed, made.facts, made.trained_at) == (8, first.facts, later.at)
    with place.store.read() as cursor:
        assert runs.find(cursor, place.initiative.id, first.id) == first
    assert rows(place.store, "SELECT count(DISTINCT run_id) FROM artefact") == [(2,)]


def test_a_training_that_is_not_whole_is_not_kept(at: Callable[[str], Place], tmp_path: Path, act: Act) -> None:
    place = at("trained")
    folder = result_of(place, tmp_path)
    run, before = the_run(place), trail(place.store)
    (folder / f"{list(run.facts.names)[-1]}.skops").unlink()
    with pytest.raises(FileNotFoundError):
        runs.keep(place.store, act, place.initiative.id, run.dataset_id, run.task, 8, folder)
    assert the_run(place) == run
    assert trail(place.store) == before


def test_candidates_are_compared_under_the_contract_in_force(at: Callable[[str], Place]) -> None:
    place = at("trained")
    run = the_run(place)
    comparison = runs.comparison(place.store, editor(place.initiative.id), run)
    assert comparison is not None
    assert set(run.facts.names) < set(comparison.rows())
    assert runs.comparison(place.store, OWNER, run) is comparison
    assert comparison.stakes.run_cost == 60_000


def test_without_a_contract_there_is_no_comparison(at: Callable[[str], Place], tmp_path: Path, act: Act) -> None:
    place = at("trained")
    other = initiatives.start(place.store, act, "Another")
    run = the_run(place)
    made = runs.keep(place.store, act, other.id, run.dataset_id, run.task, 7, result_of(place, tmp_path))
    assert runs.comparison(place.store, OWNER, made) is None


def test_what_is_not_there_is_not_found(at: Callable[[str], Place], act: Act) -> None:
    place = at("trained")
    run = the_run(place)
    other = initiatives.start(place.store, act, "Another")
    with place.store.read() as cursor:
        for initiative_id, run_id in ((place.initiative.id, "nothing"), (other.id, run.id)):
            with pytest.raises(NotFound, match="This training is not there"):
                runs.find(cursor, initiative_id, run_id)
    with pytest.raises(NotFound, match="This training is not there"):
        runs.arrays(place.store, "nothing")
    with pytest.raises(NotFound, match="model file of this candidate is not there"):
        runs.artefact(place.store, run.id, "nothing")


@pytest.mark.parametrize(
    ("task", "said"),
    [
        (replace(TASK, target="absent"), "The data has no column 'absent'"),
        (replace(TASK, positive="2"), "'2' is not a value of 'y'"),
        (replace(TASK, features={}), "at least one feature"),
    ],
)
def test_data_that_does_not_fit_is_refused_before_a_process_is_started(
    store: Store, act: Act, dataset: Dataset, task: Task, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "run_child", lambda *given: pytest.fail("a process was started"))
    with pytest.raises(BadInput, match=said):
        runs.train(store, act, dataset.initiative_id, dataset.id, task, 7, a_job())


def test_the_worker_is_given_the_data_and_the_task(
    store: Store, act: Act, dataset: Dataset, worker: Callable[[str], None], tmp_path: Path
) -> None:
    worker(
        "import shutil, sys\n"
        f"shutil.copytree(sys.argv[1], {str(tmp_path / 'given')!r})\n"
        "print('enough', file=sys.stderr)\n"
        "sys.exit(2)\n"
    )
    with pytest.raises(BadInput, match="enough"):
        runs.train(store, act, dataset.initiative_id, dataset.id, TASK, 7, a_job())
    given = tmp_path / "given"
    assert sha256((given / "data.parquet").read_bytes()) == dataset.sha256
    assert pd.read_json(given / "task.json", typ="series")["seed"] == 7
    assert pd.read_json(given / "task.json", typ="series")["task"]["features"] == {"x": "numeric"}


def test_progress_of_the_worker_is_passed_on(
    store: Store, act: Act, dataset: Dataset, worker: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    worker("print('0.25\\tA quarter', flush=True)\nprint('0.5\\tHalf of it', flush=True)\n")
    kept: list[Path] = []
    monkeypatch.setattr(runs, "keep", lambda *given: kept.append(given[-1]))
    job, told = a_job(), []
    monkeypatch.setattr(job, "report", lambda share, text: told.append((share, text)))
    runs.train(store, act, dataset.initiative_id, dataset.id, TASK, 7, job)
    assert told == [(0.25, "A quarter"), (0.5, "Half of it"), (1.0, "Keeping the result")]
    assert job.stopper is None
    assert not kept[0].exists()


@pytest.mark.parametrize(
    ("code", "problem", "said"),
    [
        ("import sys; sys.stderr.write('One sentence.'); sys.exit(2)", BadInput, r"^One sentence\.$"),
        ("raise MemoryError('too large')", RuntimeError, "training ended with status 1: .*too large"),
        ("import os; os.kill(os.getpid(), 9)", RuntimeError, "training ended with status -9"),
    ],
    ids=["refused", "failed", "killed"],
)
def test_a_worker_that_ends_badly_keeps_nothing_and_says_why(
    store: Store,
    act: Act,
    dataset: Dataset,
    worker: Callable[[str], None],
    code: str,
    problem: type[Exception],
    said: str,
) -> None:
    worker(code)
    before = trail(store)
    with pytest.raises(problem, match=f"(?s){said}"):
        runs.train(store, act, dataset.initiative_id, dataset.id, TASK, 7, a_job())
    assert rows(store, "SELECT count(*) FROM run") == [(0,)]
    assert trail(store) == before


def test_a_cancelled_training_stops_at_once_and_keeps_nothing(
    store: Store, act: Act, dataset: Dataset, worker: Callable[[str], None], tmp_path: Path
) -> None:
    worker(
        "import os, pathlib, time\n"
        f"pathlib.Path({str(tmp_path / 'pid')!r}).write_text(str(os.getpid()))\n"
        "print('0.1\\tAt it', flush=True)\n"
        "time.sleep(120)\n"
    )
    jobs = Jobs(lambda: NOW)
    job = jobs.start(
        "training",
        dataset.initiative_id,
        "Training",
        lambda job: runs.train(store, act, dataset.initiative_id, dataset.id, TASK, 7, job),
    )
    while job.text != "At it":
        assert job.state is State.RUNNING
        threading.Event().wait(0.01)
    job.cancel()
    jobs.wait()
    assert job.state is State.CANCELLED
    assert not Path(f"/proc/{(tmp_path / 'pid').read_text()}").exists()
    assert rows(store, "SELECT count(*) FROM run") == [(0,)]


def test_who_may_not_change_starts_no_process(store: Store, dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "run_child", lambda *given: pytest.fail("a process was started"))
    who = Act(editor("another initiative"), NOW)
    with pytest.raises(NotAllowed):
        runs.train(store, who, dataset.initiative_id, dataset.id, TASK, 7, a_job())


def test_runs_are_listed_the_latest_first_to_who_works_there(
    at: Callable[[str], Place], act: Act, tmp_path: Path
) -> None:
    place = at("trained")
    run, own = the_run(place), place.initiative.id
    later = replace(act, at=run.trained_at + timedelta(days=1))
    made = runs.keep(place.store, later, own, run.dataset_id, run.task, 8, result_of(place, tmp_path))
    assert runs.listing(place.store, OWNER, own) == [made, run]
    assert runs.listing(place.store, OWNER, "another") == []
    with pytest.raises(NotAllowed):
        runs.listing(place.store, editor("another"), own)
