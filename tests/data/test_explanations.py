"""Explanations: computed in a process of their own, kept with the run, read back."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from data import datasets, explanations, runs
from data.jobs import Jobs, State
from data.runs import Run
from lifecycle.audit import Act
from lifecycle.build.artefact import load_model, score
from lifecycle.errors import BadInput
from tests.conftest import NOW, OWNER, Place
from tests.data.builders import a_job, trail


def the_run(place: Place) -> Run:
    found = runs.latest(place.store, OWNER, place.initiative.id)
    assert found is not None
    return found


def test_an_explanation_is_kept_and_adds_up_to_the_models_scores(at: Callable[[str], Place]) -> None:
    place = at("trained")
    run = the_run(place)
    assert explanations.load(place.store, OWNER, run, "logistic") is None
    (made,) = explanations.compute(place.store, Act(OWNER, NOW), run, "logistic", a_job())
    kept = explanations.load(place.store, OWNER, run, "logistic")
    assert kept is not None
    (found,) = kept
    assert (found.values == made.values).all()
    frame = datasets.frame(place.store, OWNER, place.initiative.id, run.dataset_id)
    model = load_model(*runs.artefact(place.store, run.id, "logistic"))
    assert found.scores() == pytest.approx(score(model, frame[list(run.task.features)])[found.rows], abs=1e-6)
    assert trail(place.store)[-1][1] == "candidate.explained"


def test_an_explanation_runs_beside_the_pages(at: Callable[[str], Place]) -> None:
    place = at("trained")
    run, jobs = the_run(place), Jobs(lambda: NOW)
    job = explanations.request(place.store, jobs, Act(OWNER, NOW), run, "boosting")
    jobs.wait()
    assert (job.state, job.problem) == (State.DONE, "")
    found = explanations.load(place.store, OWNER, run, "boosting")
    assert found is not None
    assert np.isfinite(found[0].values).all()


def test_only_a_candidate_with_a_model_is_explained(at: Callable[[str], Place]) -> None:
    place = at("trained")
    jobs = Jobs(lambda: NOW)
    with pytest.raises(BadInput, match="is not a candidate here"):
        explanations.request(place.store, jobs, Act(OWNER, NOW), the_run(place), "treat_all")
    jobs.wait()


def test_of_predictions_alone_it_is_said_why_they_are_not_explained(at: Callable[[str], Place]) -> None:
    place, jobs = at("trained"), Jobs(lambda: NOW)
    run = the_run(place)
    bare = replace(run, facts=replace(run.facts, candidates=tuple(replace(c, sha256="") for c in run.facts.candidates)))
    assert explanations.can_explain(run, "logistic")
    assert not explanations.can_explain(bare, "logistic")
    assert not explanations.can_explain(run, "treat_all")
    with pytest.raises(BadInput) as raised:
        explanations.request(place.store, jobs, Act(OWNER, NOW), bare, "logistic")
    assert str(raised.value) == explanations.NO_MODEL
    jobs.wait()
