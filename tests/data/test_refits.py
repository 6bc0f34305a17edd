"""Refits: computed in a process of their own, kept, read back, cancelled; only of what was trained here."""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from data import datasets, refits, runs
from data.jobs import Jobs, State
from data.runs import Run
from lifecycle.audit import Act
from lifecycle.build.worker import PREDICTIONS
from lifecycle.errors import BadInput
from tests.conftest import NOW, OWNER, Place
from tests.data.builders import a_job, trail
from tests.data.test_run_stakes import kept
from tests.lifecycle.build import kind_samples


def the_run(place: Place) -> Run:
    found = runs.latest(place.store, OWNER, place.initiative.id)
    assert found is not None
    return found


def test_refits_are_kept_with_shares_that_sum_to_one(at: Callable[[str], Place]) -> None:
    place = at("trained")
    run = the_run(place)
    assert refits.load(place.store, OWNER, run, "logistic") is None
    job = a_job()
    made = refits.compute(place.store, Act(OWNER, NOW), run, "logistic", job)
    found = refits.load(place.store, OWNER, run, "logistic")
    assert found is not None
    assert (found.shares == made.shares).all()
    assert found.features == tuple(run.task.features)
    assert found.shares.shape == (10, len(run.task.features))
    assert found.shares.sum(axis=1) == pytest.approx(np.ones(10))
    assert found.fitted == int(0.8 * run.facts.cases)
    assert trail(place.store)[-1][1] == "candidate.refitted"
    steady = found.correlation()
    assert steady is not None
    assert steady.mid > 0.5


@pytest.mark.parametrize(
    ("task", "key"), [(kind_samples.AMOUNT, "ridge"), (kind_samples.TIER, "rule")], ids=["amount", "tier"]
)
def test_forecasts_and_classes_are_fitted_again_too(
    at: Callable[[str], Place], tmp_path: Path, task: object, key: str
) -> None:
    place = at("signed")
    folder = tmp_path / "kinds"
    folder.mkdir()
    run = kept(place.store, Act(OWNER, NOW), place.initiative, folder, task)
    made = refits.compute(place.store, Act(OWNER, NOW), run, key, a_job())
    assert made.shares.shape == (10, len(run.task.features))


def test_refits_run_beside_the_pages_and_are_cancelled_at_once(
    at: Callable[[str], Place], monkeypatch: pytest.MonkeyPatch
) -> None:
    place = at("trained")
    run, jobs, started = the_run(place), Jobs(lambda: NOW), threading.Event()
    real = refits.run_child

    def run_child(folder: Path, job: object, module: str) -> None:
        started.set()
        real(folder, job, module)  # type: ignore[arg-type]

    monkeypatch.setattr(refits, "run_child", run_child)
    job = refits.request(place.store, jobs, Act(OWNER, NOW), run, "forest")
    assert started.wait(20)
    job.cancel()
    jobs.wait()
    assert job.state is State.CANCELLED
    assert refits.load(place.store, OWNER, run, "forest") is None


def test_what_was_not_trained_here_is_not_fitted_again(at: Callable[[str], Place]) -> None:
    place, jobs = at("trained"), Jobs(lambda: NOW)
    run = the_run(place)
    brought = replace(run, facts=replace(run.facts, origin=PREDICTIONS))
    assert refits.can_refit(run, "logistic")
    assert not refits.can_refit(brought, "logistic")
    assert not refits.can_refit(run, "treat_all")
    with pytest.raises(BadInput, match="was not trained here"):
        refits.request(place.store, jobs, Act(OWNER, NOW), brought, "logistic")
    with pytest.raises(BadInput, match="is not a candidate here"):
        refits.compute(place.store, Act(OWNER, NOW), run, "treat_all", a_job())
    jobs.wait()


def test_what_a_worker_cannot_do_is_said_in_its_words(at: Callable[[str], Place], tmp_path: Path) -> None:
    place = at("trained")
    run = the_run(place)
    rare = datasets.frame(place.store, OWNER, place.initiative.id, run.dataset_id)
    few = rare[rare[run.task.target].astype(str) != run.task.positive].head(60)
    dataset = datasets.add(place.store, Act(OWNER, NOW), place.initiative.id, "Few", "made up", few)
    with pytest.raises(BadInput, match="too few cases of one outcome"):
        refits.compute(place.store, Act(OWNER, NOW), replace(run, dataset_id=dataset.id), "logistic", a_job())
