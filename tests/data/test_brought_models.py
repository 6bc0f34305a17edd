"""Model files brought into an initiative: scored in the child, kept with hash and versions, never opened here."""

import os
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from skops import io as skops_io

from data import brought_models, datasets, decisions, explanations, runs
from data.jobs import CancelledError, Job, Jobs, State
from data.runs import Run
from data.store import Store
from lifecycle.audit import Act
from lifecycle.build.card import UNKNOWN
from lifecycle.build.explanation import Explanation
from lifecycle.build.measuring import FROM_OUTSIDE
from lifecycle.build.prediction_roles import Roles
from lifecycle.build.worker import MODEL_FILES
from lifecycle.errors import BadInput, NotAllowed
from lifecycle.ids import sha256
from lifecycle.initiative import Initiative
from tests.conftest import NOW, OWNER, Place
from tests.data.builders import a_job, actions, change, contents, strangers
from tests.lifecycle.build import onnx_samples

RANDOM = np.random.default_rng(3)
N = 240
FRAME = pd.DataFrame({"case": np.arange(N), "a": RANDOM.normal(size=N), "b": RANDOM.normal(size=N)})
FRAME["bought"] = np.where(FRAME["a"] + RANDOM.normal(size=N) > 0, "yes", "no")
ROLES = Roles("bought", "yes", (), ("case",))
FIRST = make_pipeline(StandardScaler(), LogisticRegression()).fit(FRAME[["a", "b"]], FRAME["bought"] == "yes")
SECOND = LogisticRegression().fit(FRAME[["b"]].to_numpy(), FRAME["bought"] == "yes")
BOTH = LogisticRegression().fit(FRAME[["b", "a"]].to_numpy(), FRAME["bought"] == "yes")
OTHER = LogisticRegression().fit(FRAME[["a"]].to_numpy(), FRAME["bought"] == "yes")
BARE = onnx_samples.classifier(BOTH, [0, 1], zipmap=True)
SKOPS, ONNX = skops_io.dumps(FIRST), onnx_samples.classifier(SECOND, [0, 1], zipmap=True)


def bring(store: Store, act: Act, initiative_id: str, *models: tuple[str, bytes], roles: Roles = ROLES) -> Run:
    dataset = datasets.add(store, act, initiative_id, "Spring", "made up", FRAME)
    return brought_models.bring_models(store, act, initiative_id, dataset.id, roles, models, 7, a_job())


def test_a_model_file_is_scored_and_kept_with_what_is_known_of_it(
    store: Store, act: Act, initiative: Initiative
) -> None:
    run = bring(store, act, initiative.id, ("first.skops", SKOPS))
    assert runs.latest(store, OWNER, initiative.id) == run
    assert run.facts.origin == MODEL_FILES
    item = run.facts.candidates[0]
    assert (item.name, item.sha256, item.size) == ("first", sha256(SKOPS), len(SKOPS))
    assert item.file is not None
    assert (item.file.kind, item.file.features) == ("skops", ("a", "b"))
    assert item.file.versions["scikit-learn"] == run.facts.versions["scikit-learn"]
    assert item.seconds_per_case > 0
    assert run.task.features == {"a": "numeric", "b": "numeric"}
    assert runs.artefact(store, run.id, item.key) == (SKOPS, sha256(SKOPS))
    assert (
        runs.arrays(store, run.id)[0][f"scores/{item.key}"].tolist()
        == FIRST.predict_proba(FRAME[["a", "b"]])[:, 1].tolist()
    )
    assert actions(store)[-1] == "models.brought"


def test_files_of_both_kinds_stand_side_by_side_on_the_cases_with_a_truth(
    store: Store, act: Act, initiative: Initiative
) -> None:
    known = FRAME.assign(bought=FRAME["bought"].astype(object))
    known.loc[[5, 9], "bought"] = None
    dataset = datasets.add(store, act, initiative.id, "Spring", "made up", known)
    job, heard = a_job(), []
    job.report = lambda share, text: heard.append((share, text))  # type: ignore[method-assign]
    models = (
        ("first.skops", SKOPS),
        ("second.onnx", onnx_samples.classifier(SECOND, [0, 1], zipmap=True, metadata={"feature_names": "b"})),
    )
    run = brought_models.bring_models(store, act, initiative.id, dataset.id, ROLES, models, 7, job)
    assert list(run.facts.names.values()) == ["first", "second"]
    assert run.facts.cases == N - 2
    assert any("2 cases without a value in bought" in note for note in run.facts.notes)
    assert heard[0][1].startswith("first.skops: ")
    assert any(0.3 <= share < 0.6 and text.startswith("second.onnx: ") for share, text in heard)


def test_nothing_is_kept_of_a_file_that_is_refused_or_does_not_fit(
    store: Store, act: Act, initiative: Initiative
) -> None:
    dataset = datasets.add(store, act, initiative.id, "Spring", "made up", FRAME)
    before = contents(store)

    def refused(*models: tuple[str, bytes], roles: Roles = ROLES) -> str:
        with pytest.raises(BadInput) as raised:
            brought_models.bring_models(store, act, initiative.id, dataset.id, roles, models, 7, a_job())
        return str(raised.value)

    assert "first.pkl: " in refused(("first.pkl", b"\x80\x04\x95."))
    assert "Two model files are called 'm.skops'" in refused(("m.skops", SKOPS), ("m.skops", SKOPS))
    assert "Choose at least one model file" in refused()
    assert "A yes/no decision needs two" in refused(("m.skops", SKOPS), roles=Roles("case", "1", ()))
    told = make_pipeline(LogisticRegression()).fit(FRAME[["a", "b"]], FRAME["bought"] == "yes")
    other = FRAME.assign(a=np.where(FRAME["a"] > 0, 1, 0))
    second = datasets.add(store, act, initiative.id, "Autumn", "made up", other)
    before = contents(store)
    with pytest.raises(BadInput, match="m: the model takes 'a', which is the truth"):
        brought_models.bring_models(
            store, act, initiative.id, second.id, Roles("a", "1", ()), (("m", skops_io.dumps(told)),), 7, a_job()
        )
    assert contents(store) == before


def test_a_cancelled_job_ends_the_scoring(store: Store, act: Act, initiative: Initiative) -> None:
    dataset = datasets.add(store, act, initiative.id, "Spring", "made up", FRAME)
    job = a_job()
    job.cancel()
    with pytest.raises(CancelledError):
        brought_models.bring_models(store, act, initiative.id, dataset.id, ROLES, (("m", SKOPS),), 7, job)
    assert runs.latest(store, OWNER, initiative.id) is None


def test_strangers_bring_nothing(store: Store, act: Act, initiative: Initiative) -> None:
    for who in strangers(initiative.id).values():
        with pytest.raises(NotAllowed):
            brought_models.bring_models(
                store, replace(act, who=who), initiative.id, "any", ROLES, (("m", SKOPS),), 7, a_job()
            )


def test_it_is_decided_on_by_its_hash_and_never_opened_here(
    at: Callable[[str], Place], monkeypatch: pytest.MonkeyPatch
) -> None:
    place, act = at("signed"), Act(OWNER, NOW)
    run = bring(place.store, act, place.initiative.id, ("first.skops", SKOPS))
    monkeypatch.setattr(skops_io, "loads", lambda *_, **__: pytest.fail("it was opened in the main process"))
    key = run.facts.candidates[0].key
    made = decisions.decide(
        place.store, act, place.initiative.id, run.id, key, 0.5, reason="It earns most.", present={"sponsor": "Ada"}
    )
    assert made.artefact_sha256 == sha256(SKOPS)
    runs.check_artefact(place.store, run, key, sha256(SKOPS))
    with pytest.raises(BadInput, match="its SHA-256 differs"):
        runs.check_artefact(place.store, run, key, sha256(ONNX))
    said = {verdict.guardrail: verdict.sentence for verdict in made.verdicts}
    assert said["perturbation"] == said["membership"] == said["explainable"] == FROM_OUTSIDE
    assert said["retraining_flips"].startswith("The model came as a file from outside: ")
    assert UNKNOWN in said["model_card"]


@pytest.mark.parametrize("file", ["first.skops", "second.onnx"])
def test_a_model_file_is_explained_by_asking_it_in_its_own_process(
    at: Callable[[str], Place], monkeypatch: pytest.MonkeyPatch, folder: Path, file: str
) -> None:
    place, act = at("signed"), Act(OWNER, NOW)
    content, named = (SKOPS, None) if file.endswith("skops") else (BARE, ["b", "a"])
    dataset = datasets.add(place.store, act, place.initiative.id, "Spring", "made up", FRAME)
    run = brought_models.bring_models(
        place.store, act, place.initiative.id, dataset.id, ROLES, ((file, content),), 7, a_job(), named or ()
    )
    monkeypatch.setattr(skops_io, "loads", lambda *_, **__: pytest.fail("it was opened in the main process"))
    key, jobs = run.facts.candidates[0].key, Jobs(lambda: NOW)
    job = explanations.request(place.store, jobs, act, run, key)
    jobs.wait()
    assert (job.state, job.problem) == (State.DONE, "")
    kept = explanations.load(place.store, OWNER, run, key)
    assert kept is not None
    (found,) = kept
    assert found.features == tuple(named or ("a", "b"))
    assert found.background == 50
    assert len(found.rows) == N
    scores = runs.arrays(place.store, run.id)[0][f"scores/{key}"]
    assert found.scores() == pytest.approx(scores[found.rows], abs=1e-5)
    by_hand = naive(FIRST if named is None else BOTH, list(found.features), found, 5)
    assert found.values[5] == pytest.approx(by_hand, abs=1e-4)
    assert actions(place.store)[-1] == "candidate.explained"
    assert processes(folder) == []


def naive(model: Any, features: list[str], found: Explanation, place: int) -> list[float]:
    """Give the Shapley values of two features against the background cases the program draws."""
    rng = np.random.default_rng(7)
    rng.choice(N, N, replace=False)
    behind = FRAME[features].iloc[rng.choice(N, 50, replace=False)]
    case = FRAME[features].iloc[found.rows[place]]

    def chance(*known: str) -> float:
        mixed = behind.assign(**{name: case[name] for name in known})
        return float(model.predict_proba(mixed if model is FIRST else mixed.to_numpy())[:, 1].mean())

    first, second = features
    return [
        (chance(one) - chance() + chance(first, second) - chance(other)) / 2
        for one, other in ((first, second), (second, first))
    ]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of this test alone for what is made on the way."""
    made = tmp_path / "on-the-way"
    made.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(made))
    return made


def processes(folder: Path) -> list[str]:
    """Name the model processes that work in a folder, whoever started them."""
    found = []
    for link in Path("/proc").glob("[0-9]*/cwd"):
        with suppress(OSError):
            at = os.readlink(link).removesuffix(" (deleted)")
            if at.startswith(str(folder)) and "data.model_child" in (link.parent / "cmdline").read_text():
                found.append(link.parent.name)
    return found


def explained(place: Place, run: Run, job: Job | None = None) -> str:
    """Give the sentence with which explaining a file ends."""
    with pytest.raises(BadInput) as raised:
        explanations.compute(place.store, Act(OWNER, NOW), run, run.facts.candidates[0].key, job or a_job())
    return str(raised.value)


def with_file(place: Place, run: Run, content: bytes) -> Run:
    """Put another file in the place of the one that was kept, as a model that has changed its mind."""

    statement = "UPDATE artefact SET content = ?, sha256 = ? WHERE run_id = ?"
    place.store.write(change(Act(OWNER, NOW), statement, [content, sha256(content), run.id]))
    return run


def test_a_file_that_is_not_the_recorded_one_is_not_asked(at: Callable[[str], Place]) -> None:
    place = at("signed")
    run = bring(place.store, Act(OWNER, NOW), place.initiative.id, ("first.skops", SKOPS))
    place.store.write(change(Act(OWNER, NOW), "UPDATE artefact SET content = ?", [ONNX]))
    assert explained(place, run) == "The model file is not the one that was recorded: its SHA-256 differs."


def test_a_file_that_answers_otherwise_fails_or_never_answers_is_not_explained_and_nothing_is_kept(
    at: Callable[[str], Place], monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    place, act = at("signed"), Act(OWNER, NOW)
    dataset = datasets.add(place.store, act, place.initiative.id, "Spring", "made up", FRAME)
    run = brought_models.bring_models(
        place.store, act, place.initiative.id, dataset.id, ROLES, (("second.onnx", ONNX),), 7, a_job(), ["b"]
    )
    other = onnx_samples.classifier(OTHER, [0, 1], zipmap=True)
    said = explained(place, with_file(place, run, other))
    assert said.startswith("The model says something else of the same cases than when it was brought (up to ")
    monkeypatch.setattr(explanations, "SECONDS", 1.0)
    monkeypatch.setattr(explanations, "GRACE", 3.0)
    said = explained(place, with_file(place, run, onnx_samples.endless()))
    assert "The model did not finish within 4 seconds" in said
    assert said.endswith("Explain it where it was made, or bring a smaller model.")
    assert explanations.load(place.store, OWNER, run, run.facts.candidates[0].key) is None
    assert processes(folder) == []


def test_a_cancelled_explanation_ends_the_models_process_too_and_leaves_no_file(
    at: Callable[[str], Place], folder: Path
) -> None:
    place, act = at("signed"), Act(OWNER, NOW)
    dataset = datasets.add(place.store, act, place.initiative.id, "Spring", "made up", FRAME)
    run = brought_models.bring_models(
        place.store, act, place.initiative.id, dataset.id, ROLES, (("second.onnx", ONNX),), 7, a_job(), ["b"]
    )
    with_file(place, run, onnx_samples.endless())
    jobs = Jobs(lambda: NOW)
    job = explanations.request(place.store, jobs, act, run, run.facts.candidates[0].key)
    until = time.monotonic() + 30
    while not processes(folder) and time.monotonic() < until:
        time.sleep(0.05)
    assert processes(folder)
    job.cancel()
    jobs.wait()
    assert job.state is State.CANCELLED
    until = time.monotonic() + 10
    while processes(folder) and time.monotonic() < until:
        time.sleep(0.05)
    assert processes(folder) == []
    assert list(folder.iterdir()) == []
