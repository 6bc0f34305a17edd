"""Rooms: opened on predictions, worth something by what is set, kept in an initiative or deleted without a trace."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from data import audit, canvases, contracts, datasets, decisions, initiatives, lenses, rooms, runs
from data.demo import predictions as example
from data.jobs import Jobs, State
from data.kept_stakes import Set
from data.runs import Run
from data.store import Store
from lifecycle.access import Capability, Principal
from lifecycle.audit import Act
from lifecycle.build.prediction_roles import Model, Roles
from lifecycle.build.predictions import Aligned, align
from lifecycle.build.stakes import Stakes
from lifecycle.build.worker import PREDICTIONS
from lifecycle.envision.three_point import ThreePoint
from lifecycle.errors import BadInput, Conflict, NotAllowed, NotFound
from lifecycle.guardrails import Outcome
from lifecycle.initiative import Initiative
from tests.conftest import NOW, OWNER, Place
from tests.data.builders import a_job, actions, chain_problem, change, contents, editor, rows, strangers, trail

N = 120
UNRESTRICTED = Principal("e", "Editor", Capability.EDITOR)


def aligned(today: bool = False) -> Aligned:
    rng = np.random.default_rng(2)
    truth = np.arange(N) % 3 == 0
    frame = pd.DataFrame({"y": truth.astype(int), "p": (truth + rng.random(N)) / 2, "margin": rng.normal(size=N)})
    frame["list"] = (np.arange(N) % 2).astype(int)
    frame.loc[4, "p"] = np.nan
    roles = Roles("y", "1", (Model("Ours", 0, "p"), Model("Theirs", 0, "margin")), incumbent="list" if today else None)
    return align([("a.csv", frame)], roles)


def opened(store: Store, act: Act, room_id: str = "r1", name: str = "Spring") -> Run:
    return rooms.open_room(store, act, room_id, name, aligned(), 7, a_job())


@pytest.fixture
def run(store: Store, act: Act) -> Run:
    return opened(store, act)


def test_a_room_holds_the_predictions_and_their_resamples(store: Store, run: Run) -> None:
    facts = run.facts
    assert (facts.origin, facts.cases, facts.yes, facts.uncalibrated) == (PREDICTIONS, N - 1, 40, ("m2",))
    assert facts.notes[0] == "Left out: 1 case without a score of Ours: row 5."
    assert {c.name: (c.importance, c.size, c.sha256) for c in facts.candidates} == {
        "Ours": ({}, 0, ""),
        "Theirs": ({}, 0, ""),
    }
    assert rooms.run_of(store, OWNER, "r1") == run
    arrays, resampled = runs.arrays(store, run.id)
    np.testing.assert_allclose(arrays["scores/m1"], aligned().scores["m1"])
    assert np.isnan(resampled.measures["m2"]["brier"]).all()
    assert not np.isnan(resampled.measures["m2"]["roc_auc"]).any()
    assert rows(store, "SELECT count(*) FROM artefact") == [(0,)]
    assert list(datasets.frame(store, OWNER, "r1", run.dataset_id).columns) == ["y", "list", "Ours", "Theirs"]
    assert actions(store) == ["room.opened", "dataset.loaded", "predictions.brought"]


def test_measures_that_need_probabilities_are_not_told_of_ranks(store: Store, run: Run) -> None:
    found = rooms.compare(store, OWNER, run)
    ours, theirs = (found.row(key, 0.5).measures for key in ("m1", "m2"))
    assert [theirs[name] for name in ("brier", "log_loss", "calibration_error")] == [None] * 3
    assert ours["brier"] is not None
    assert theirs["roc_auc"] is not None


def test_todays_list_is_compared_where_the_file_marks_it(store: Store, act: Act) -> None:
    run = rooms.open_room(store, act, "r1", "Spring", aligned(today=True), 7, a_job())
    assert rooms.compare(store, OWNER, run).has_incumbent


def test_rooms_are_listed_the_latest_first(store: Store, act: Act, run: Run) -> None:
    opened(store, replace(act, at=NOW + timedelta(days=1)), "r2", "  Sum  mer ")
    assert [room.name for room in rooms.listing(store, UNRESTRICTED)] == ["Sum mer", "Spring"]


@pytest.mark.parametrize("name", ["", "  ", "n" * 81])
def test_a_name_that_is_none_is_refused_before_anything_is_computed(store: Store, act: Act, name: str) -> None:
    with pytest.raises(BadInput, match="1 to 80 letters"):
        opened(store, act, name=name)
    assert trail(store) == []


def test_until_somebody_sets_stakes_they_are_assumed(store: Store, run: Run) -> None:
    found = rooms.stakes_of(store, OWNER, run)
    mean = found.stakes.payoffs.expected()
    assert (found.revision, mean.tp, mean.fp, found.stakes.volume.mean) == (0, 100, -51, N - 1)


def test_stakes_are_set_and_taken_back_one_by_one(store: Store, act: Act, run: Run) -> None:
    first = rooms.stakes_of(store, OWNER, run).stakes
    wanted = [replace(first.with_payoffs(tp=200.0), capacity_per_week=4.0), first.with_payoffs(tp=300.0)]
    for number, stakes in enumerate(wanted, 1):
        assert rooms.set_stakes(store, act, run, stakes) == Set(stakes, number)
    assert rooms.compare(store, OWNER, run).stakes == wanted[1]
    assert rooms.undo_stakes(store, act, run, 2) == Set(wanted[0], 1)
    assert rooms.stakes_of(store, OWNER, run) == Set(wanted[0], 1)
    with pytest.raises(Conflict, match="changed meanwhile"):
        rooms.undo_stakes(store, act, run, 2)
    assert rooms.undo_stakes(store, act, run, 1) == Set(first, 0)
    with pytest.raises(Conflict):
        rooms.undo_stakes(store, act, run, 0)
    assert actions(store)[3:] == ["stakes.set", "stakes.set", "stakes.undone", "stakes.undone"]
    assert audit.recent(store, OWNER)[0].before["payoffs"]["tp"]["likely"] == 200
    assert chain_problem(store) is None


def test_setting_what_is_set_changes_nothing(store: Store, act: Act, run: Run) -> None:
    stakes = rooms.stakes_of(store, OWNER, run).stakes
    before = trail(store)
    assert rooms.set_stakes(store, act, run, stakes).revision == 0
    assert trail(store) == before


def test_stakes_that_cannot_be_are_refused(store: Store, act: Act, run: Run) -> None:
    stakes = replace(rooms.stakes_of(store, OWNER, run).stakes, volume=ThreePoint.exactly(0))
    with pytest.raises(BadInput, match="without cases"):
        rooms.set_stakes(store, act, run, stakes)


def test_a_room_is_renamed(store: Store, act: Act, run: Run) -> None:
    assert rooms.rename(store, act, "r1", "Autumn").name == "Autumn"
    assert rooms.by_id(store, OWNER, "r1").name == "Autumn"
    event = audit.recent(store, OWNER, "r1")[0]
    assert (event.action, event.before, event.after) == ("room.renamed", {"name": "Spring"}, {"name": "Autumn"})


def test_a_deleted_room_leaves_only_the_trail(store: Store, act: Act, run: Run) -> None:
    opened(store, act, "r2")
    rooms.set_stakes(store, act, run, rooms.stakes_of(store, OWNER, run).stakes.with_payoffs(tp=1.0))
    rooms.delete(store, act, "r1")
    assert [room.id for room in rooms.listing(store, OWNER)] == ["r2"]
    left = contents(store)
    assert [len(left[name]) for name in ("dataset", "run", "room_stakes", "room")] == [1, 1, 0, 1]
    for ask in (rooms.by_id, rooms.run_of):
        with pytest.raises(NotFound, match="was deleted, or kept"):
            ask(store, OWNER, "r1")
    assert actions(store)[-1] == "room.deleted"


def test_a_room_kept_in_an_initiative_is_its_latest_run(
    store: Store, act: Act, initiative: Initiative, run: Run
) -> None:
    newer = replace(act, at=NOW + timedelta(days=1))
    runs.bring(store, newer, initiative.id, "other", aligned(), 7, a_job())
    kept = rooms.keep_in(store, replace(act, at=NOW + timedelta(days=2)), "r1", initiative.id).run
    assert (kept.id, kept.initiative_id) == (run.id, initiative.id)
    assert runs.latest(store, OWNER, initiative.id) == kept
    assert len(datasets.frame(store, editor(initiative.id), initiative.id, run.dataset_id)) == N - 1
    assert rooms.listing(store, OWNER) == []
    assert contracts.load(store, OWNER, initiative.id) == []
    assert runs.comparison(store, OWNER, kept) is None
    assert audit.recent(store, OWNER, initiative.id)[0].action == "predictions.brought"


def moved_stakes(store: Store, run: Run) -> Stakes:
    made = replace(rooms.stakes_of(store, OWNER, run).stakes.with_payoffs(tp=200.0), capacity_per_week=4.0)
    return replace(made, run_cost=900.0, volume=ThreePoint(low=100, likely=200, high=400))


def test_a_kept_room_goes_on_with_the_amounts_it_had(store: Store, act: Act, initiative: Initiative, run: Run) -> None:
    wanted = moved_stakes(store, run)
    rooms.set_stakes(store, act, run, wanted)
    before = rooms.compare(store, OWNER, run)
    assert rooms.unsigned(store, OWNER, run) is None, "it was not kept yet"
    kept = rooms.keep_in(store, act, "r1", initiative.id).run
    assert rooms.unsigned(store, editor(initiative.id), kept) == Set(wanted, 1)
    now = rooms.compare_unsigned(store, editor(initiative.id), kept)
    assert now is not None
    assert now.row("m1", 0.5).value == before.row("m1", 0.5).value
    assert runs.comparison(store, OWNER, kept) is None, "a contract alone says what is decided under"
    with pytest.raises(Conflict, match="No contract is in force"):
        decisions.decide(store, act, initiative.id, kept.id, "m1", 0.5, reason="It earns.", present={"sponsor": "A"})
    with pytest.raises(NotAllowed):
        rooms.unsigned(store, editor("another"), kept)


def test_a_kept_room_nobody_set_amounts_in_is_shown_with_assumed_ones(
    store: Store, act: Act, initiative: Initiative, run: Run
) -> None:
    moved = rooms.keep_in(store, act, "r1", initiative.id)
    assert rooms.unsigned(store, OWNER, moved.run) == Set(rooms.assumed(run), 0)
    assert moved.filled == (), "what was only assumed is nobody's word"
    assert canvases.load(store, OWNER, initiative.id).values == {}


def test_a_run_that_came_from_no_room_has_no_unsigned_amounts(store: Store, act: Act, initiative: Initiative) -> None:
    made = runs.bring(store, act, initiative.id, "a.csv", aligned(), 7, a_job())
    assert rooms.unsigned(store, OWNER, made) is None
    assert rooms.compare_unsigned(store, OWNER, made) is None


def test_empty_fields_of_the_canvas_are_filled_in_and_others_stay(
    store: Store, act: Act, initiative: Initiative, run: Run
) -> None:
    theirs = {"low": 1.0, "likely": 2.0, "high": 3.0}
    canvases.edit(store, act, initiative.id, {"payoff.fp": theirs, "run_cost": 5.0})
    rooms.set_stakes(store, act, run, moved_stakes(store, run))
    moved = rooms.keep_in(store, act, "r1", initiative.id)
    held = canvases.load(store, OWNER, initiative.id)
    assert len(moved.filled) == 6
    assert {"Right yes", "Cases a year", "Capacity", "Currency"} < set(moved.filled)
    assert (held.values["payoff.fp"], held.values["run_cost"]) == (theirs, 5.0)
    assert held.values["payoff.tp"] == {"low": 200.0, "likely": 200.0, "high": 200.0}
    assert held.values["volume"] == {"low": 100.0, "likely": 200.0, "high": 400.0}
    assert (held.values["capacity_per_week"], held.values["currency"], held.revision) == (4.0, "EUR", 2)
    assert actions(store)[-3:] == ["room.kept", "predictions.brought", "canvas.edited"]
    assert len(canvases.undo(store, act, initiative.id)) == 6
    assert chain_problem(store) is None


def test_an_initiative_is_started_for_a_room(store: Store, act: Act, run: Run) -> None:
    rooms.set_stakes(store, act, run, moved_stakes(store, run))
    before = trail(store)
    with pytest.raises(BadInput):
        rooms.keep_in_new(store, act, "r1", "  ")
    with pytest.raises(NotFound):
        rooms.keep_in_new(store, act, "r9", "Spring list")
    assert (trail(store), initiatives.listing(store, OWNER)) == (before, [])
    moved = rooms.keep_in_new(store, act, "r1", " Spring  list")
    assert (moved.initiative.name, moved.initiative.slug, len(moved.filled)) == ("Spring list", "spring-list", 8)
    assert initiatives.listing(store, OWNER) == [moved.initiative]
    assert runs.latest(store, OWNER, moved.initiative.id) == moved.run
    assert actions(store)[-4:] == ["initiative.started", "room.kept", "predictions.brought", "canvas.edited"]


def test_where_a_room_was_kept_is_found(store: Store, act: Act, initiative: Initiative, run: Run) -> None:
    opened(store, act, "r2")
    assert rooms.kept_where(store, OWNER, "r1") is None
    rooms.keep_in(store, act, "r1", initiative.id)
    rooms.delete(store, act, "r2")
    assert rooms.kept_where(store, OWNER, "r1") == initiative
    assert rooms.kept_where(store, OWNER, "r2") is None


def test_a_room_is_not_kept_where_there_is_no_initiative(store: Store, act: Act, run: Run) -> None:
    with pytest.raises(NotFound, match="There is no initiative"):
        rooms.keep_in(store, act, "r1", "nothing")
    assert rooms.run_of(store, OWNER, "r1") == run


def test_predictions_are_brought_into_an_initiative(store: Store, act: Act, initiative: Initiative) -> None:
    made = runs.bring(store, Act(editor(initiative.id), NOW), initiative.id, "a.csv", aligned(), 7, a_job())
    assert runs.latest(store, OWNER, initiative.id) == made
    found = datasets.listing(store, OWNER, initiative.id)
    assert [(one.name, one.origin, one.rows) for one in found] == [("a.csv", PREDICTIONS, N - 1)]


def test_a_cancelled_comparison_leaves_nothing(
    store: Store, act: Act, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "program" / "lifecycle" / "build"
    package.mkdir(parents=True)
    for folder in (package, package.parent):
        (folder / "__init__.py").touch()
    (package / "predictions_worker.py").write_text("import time\nprint('0.1\\tAt it', flush=True)\ntime.sleep(60)\n")
    monkeypatch.setattr(runs, "ROOT", tmp_path / "program")
    jobs = Jobs(lambda: NOW)
    found = aligned()
    job = jobs.start("predictions", "r1", "R", lambda job: rooms.open_room(store, act, "r1", "S", found, 7, job))
    while job.text != "At it":
        assert job.state is State.RUNNING
        threading.Event().wait(0.01)
    assert jobs.under_way("predictions") == [job]
    assert jobs.under_way("training") == []
    job.cancel()
    jobs.wait()
    assert (job.state, jobs.under_way("predictions")) == (State.CANCELLED, [])
    assert trail(store) == []


@pytest.mark.parametrize(("today", "rule"), [(False, "acting on everyone"), (True, "today's list")])
def test_a_decision_on_predictions_says_what_cannot_be_measured(
    at: Callable[[str], Place], act: Act, today: bool, rule: str
) -> None:
    place = at("signed")
    made = runs.bring(place.store, act, place.initiative.id, "a.csv", aligned(today), 7, a_job())
    told = {"reason": "It earns more.", "present": {"sponsor": "Ada"}}
    decision = decisions.decide(place.store, act, place.initiative.id, made.id, "m1", 0.5, **told)
    found = {verdict.guardrail: verdict for verdict in decision.verdicts}
    for key in ("artefact_hash", "retraining_flips"):
        assert found[key].outcome is Outcome.NOT_APPLICABLE
        assert "Only predictions were brought" in found[key].sentence
    assert f"a year more than {rule}" in found["lift_over_rule"].sentence
    assert (decision.artefact_sha256, decision.flips) == ("", None)
    assert decisions.listing(place.store, OWNER, place.initiative.id) == [decision]


@pytest.mark.parametrize("person", [*strangers(""), "editor of one initiative"])
def test_who_may_not_compare_neither_reads_nor_changes_rooms(store: Store, run: Run, act: Act, person: str) -> None:
    who = (strangers("r1") | {"editor of one initiative": editor("r1")})[person]
    own = initiatives.start(store, act, "Own")
    theirs = replace(act, who=who)
    stakes: Stakes = rooms.stakes_of(store, OWNER, run).stakes.with_payoffs(tp=1.0)
    before = trail(store)
    for save in (
        lambda: opened(store, theirs, "r9"),
        lambda: rooms.rename(store, theirs, "r1", "X"),
        lambda: rooms.delete(store, theirs, "r1"),
        lambda: rooms.keep_in(store, theirs, "r1", own.id),
        lambda: rooms.keep_in_new(store, theirs, "r1", "New"),
        lambda: rooms.kept_where(store, who, "r1"),
        lambda: rooms.set_stakes(store, theirs, run, stakes),
        lambda: rooms.undo_stakes(store, theirs, run, 0),
        lambda: runs.bring(store, theirs, own.id, "a", aligned(), 7, a_job()),
        lambda: rooms.listing(store, who),
        lambda: rooms.by_id(store, who, "r1"),
        lambda: rooms.run_of(store, who, "r1"),
        lambda: rooms.compare(store, who, run),
    ):
        with pytest.raises(NotAllowed):
            save()
    assert trail(store) == before


@pytest.mark.parametrize("person", [*strangers(""), "editor of one initiative"])
def test_who_loses_access_before_the_save_is_refused_at_the_save(
    store: Store, run: Run, act: Act, person: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = (strangers("r1") | {"editor of one initiative": editor("r1")})[person]
    own = initiatives.start(store, act, "Own")
    stakes, found, real = rooms.assumed(run).with_payoffs(tp=1.0), aligned(), store.write
    before, losing = trail(store), Act(OWNER, NOW)

    def write(change: Any) -> Any:
        object.__setattr__(losing, "who", who)
        return real(change)

    monkeypatch.setattr(store, "write", write)
    for save in (
        lambda: rooms.rename(store, losing, "r1", "X"),
        lambda: rooms.delete(store, losing, "r1"),
        lambda: rooms.keep_in(store, losing, "r1", own.id),
        lambda: rooms.keep_in_new(store, losing, "r1", "New"),
        lambda: rooms.set_stakes(store, losing, run, stakes),
        lambda: rooms.undo_stakes(store, losing, run, 0),
        lambda: rooms.open_room(store, losing, "r9", "X", found, 7, a_job()),
        lambda: runs.bring(store, losing, own.id, "a", found, 7, a_job()),
    ):
        object.__setattr__(losing, "who", OWNER)
        with pytest.raises(NotAllowed):
            save()
    assert trail(store) == before


def test_the_example_is_made_of_real_cases_nobody_had_seen() -> None:
    found = example.aligned()
    assert (len(found.frame), int(found.label.sum()), found.problems) == (569, 212, ())
    assert list(found.names.values()) == ["Logistic regression", "Naive Bayes"]
    assert found.uncalibrated == ()
    for score in found.scores.values():
        assert 0.8 < (score[found.label][:, None] > score[~found.label]).mean() < 0.95


def test_a_part_of_the_cases_does_not_tell_of_ranks_what_needs_probabilities(store: Store, act: Act) -> None:
    run = rooms.open_room(store, act, "r1", "Spring", aligned(), 7, a_job())
    seen = lenses.look(store, OWNER, run, rooms.assumed(run), "list", "0")
    assert np.isnan(seen.resampled.measures["m2"]["brier"]).all()
    assert not np.isnan(seen.resampled.measures["m1"]["brier"]).any()


def test_amounts_that_did_not_come_along_are_known_of(store: Store, act: Act, initiative: Initiative, run: Run) -> None:
    rooms.set_stakes(store, act, run, rooms.assumed(run).with_payoffs(tp=240.0))
    kept = rooms.keep_in(store, act, "r1", initiative.id).run
    assert not rooms.lost_amounts(store, OWNER, kept)
    store.write(change(act, "DELETE FROM run_stakes"))  # as a room was kept before
    assert rooms.lost_amounts(store, OWNER, kept)
    with pytest.raises(NotAllowed):
        rooms.lost_amounts(store, editor("another"), kept)


def test_amounts_nobody_set_are_not_missed(store: Store, act: Act, initiative: Initiative, run: Run) -> None:
    kept = rooms.keep_in(store, act, "r1", initiative.id).run
    assert not rooms.lost_amounts(store, OWNER, kept)
