"""The worker: what it writes into its folder, what it prints, and how it ends."""

import io
import json
import runpy
import sys
from contextlib import redirect_stdout
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from lifecycle.build import candidates as candidates_module
from lifecycle.build import worker
from lifecycle.build.artefact import load_model, score
from lifecycle.build.candidates import RECIPES
from lifecycle.build.comparison import INCUMBENT
from lifecycle.build.resampling import MEASURES, RESAMPLES, THRESHOLDS, resample
from lifecycle.build.training import Training
from lifecycle.ids import sha256
from tests.lifecycle import samples
from tests.lifecycle.build.conftest import SEED

FRAME, TASK = samples.cases()
TRAINED = ("rule", "logistic")


def order(folder: Path, frame: object = FRAME) -> None:
    """Put data and task into a folder, as the store does."""
    frame.to_parquet(folder / "data.parquet")  # type: ignore[attr-defined]
    (folder / "task.json").write_text(json.dumps({"task": asdict(TASK), "seed": SEED}), "utf-8")


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """Run the worker once with two candidates; the folder and the lines it printed."""
    folder, printed = tmp_path_factory.mktemp("run"), io.StringIO()
    order(folder)
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(printed):
        patch.setattr(candidates_module, "RECIPES", [r for r in RECIPES if r.key in TRAINED])
        patch.setattr(sys, "argv", ["worker", str(folder)])
        assert worker.main() == 0
    return folder, printed.getvalue().splitlines()


def facts_of(folder: Path) -> dict:
    return json.loads((folder / "facts.json").read_text("utf-8"))


def test_each_step_is_printed_with_its_share(done: tuple[Path, list[str]]) -> None:
    lines = [line.split("\t") for line in done[1]]
    shares = [float(share) for share, _ in lines]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert lines[0][1] == "Rule of thumb: fold 1 of 5"
    assert lines[-1][1] == "1,000 resamples"


def test_facts_say_how_it_was_trained(done: tuple[Path, list[str]]) -> None:
    facts = facts_of(done[0])
    assert [c["key"] for c in facts["candidates"]] == list(TRAINED)
    assert (facts["cases"], facts["yes"]) == (len(FRAME), int((FRAME["outcome"] == "bad").sum()))
    assert (facts["folds"], facts["resamples"], facts["identifiers"]) == (5, RESAMPLES, [])


def test_facts_give_candidates_their_names() -> None:
    fitted = worker.Fitted("rule", "Rule of thumb", "a question", {}, 0.1, 1, "0" * 64)
    assert worker.RunFacts((fitted,), 1, 1, 5, 10, {}, ()).names == {"rule": "Rule of thumb"}


def test_model_files_have_the_recorded_hash_and_size_and_can_be_loaded(done: tuple[Path, list[str]]) -> None:
    for fitted in facts_of(done[0])["candidates"]:
        content = (done[0] / f"{fitted['key']}.skops").read_bytes()
        assert (sha256(content), len(content)) == (fitted["sha256"], fitted["size"])
        assert len(set(score(load_model(content, fitted["sha256"]), FRAME[list(TASK.features)]))) > 1


def test_scores_in_the_folder_are_those_of_a_training_with_the_seed(
    done: tuple[Path, list[str]], training: Training
) -> None:
    arrays, _ = worker.unpack((done[0] / "arrays.npz").read_bytes())
    assert (arrays["label"] == training.label).all()
    for candidate in training.candidates[:2]:
        assert arrays[f"scores/{candidate.key}"].tolist() == candidate.scores.tolist()
        assert np.array_equal(arrays[f"retrained/{candidate.key}"], candidate.retrained, equal_nan=True)


def test_resamples_cover_candidates_and_todays_list(done: tuple[Path, list[str]]) -> None:
    arrays, resampled = worker.unpack((done[0] / "arrays.npz").read_bytes())
    assert set(resampled.tp) == {*TRAINED, INCUMBENT}
    assert resampled.tp["rule"].shape == (RESAMPLES + 1, len(THRESHOLDS))
    listed = FRAME["list"].to_numpy() == 1
    tp, fp = resampled.at(INCUMBENT, 0.5)
    assert (tp[0], fp[0]) == ((listed & arrays["label"]).sum(), (listed & ~arrays["label"]).sum())


def test_packing_loses_nothing(training: Training) -> None:
    scores = {candidate.key: candidate.scores for candidate in training.candidates}
    before = resample(training.label, scores, 1, 5)
    arrays, after = worker.unpack(worker.pack(training, before))
    assert (after.yes == before.yes).all()
    assert (after.no == before.no).all()
    for key in scores:
        assert (after.tp[key] == before.tp[key]).all()
        assert (after.fp[key] == before.fp[key]).all()
        assert (arrays[f"scores/{key}"] == scores[key]).all()
        for name in MEASURES:
            assert (after.measures[key][name] == before.measures[key][name]).all()


def test_packed_arrays_are_never_read_as_objects() -> None:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, yes=np.array([{"a": 1}], dtype=object))
    with pytest.raises(ValueError, match="allow_pickle"):
        worker.unpack(buffer.getvalue())


def test_without_todays_list_only_candidates_are_resampled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates_module, "RECIPES", RECIPES[:1])
    monkeypatch.setattr(worker, "resample", lambda *a, **k: resample(*a, **k, resamples=2))
    order(tmp_path)
    held = {"task": asdict(TASK) | {"incumbent": None}, "seed": SEED}
    (tmp_path / "task.json").write_text(json.dumps(held), "utf-8")
    worker.work(tmp_path, lambda share, text: None)
    assert set(worker.unpack((tmp_path / "arrays.npz").read_bytes())[1].tp) == {"rule"}


def test_data_that_does_not_fit_ends_it_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    order(tmp_path, FRAME.assign(outcome="bad"))
    monkeypatch.setattr(sys, "argv", ["worker", str(tmp_path)])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(worker.__file__, run_name="__main__")
    assert ended.value.code == 2
    assert "is 'bad' in every row" in capsys.readouterr().err
    assert not (tmp_path / "facts.json").exists()


def test_by_time_todays_list_and_the_label_are_those_of_the_judged_cases(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(candidates_module, "RECIPES", RECIPES[:1])
    monkeypatch.setattr(worker, "resample", lambda *a, **k: resample(*a, **k, resamples=2))
    frame = FRAME.assign(week=np.arange(len(FRAME)) // 8)
    order(tmp_path, frame)
    task = asdict(TASK) | {"time": "week"}
    (tmp_path / "task.json").write_text(json.dumps({"task": task, "seed": SEED}), "utf-8")
    worker.work(tmp_path, lambda share, text: None)
    arrays, resampled = worker.unpack((tmp_path / "arrays.npz").read_bytes())
    judged = frame[len(frame) // 6 :]
    assert arrays["label"].tolist() == (judged["outcome"] == "bad").tolist()
    assert not np.isnan(arrays["scores/rule"]).any()
    tp, fp = resampled.at(INCUMBENT, 0.5)
    listed = judged["list"].to_numpy() == 1
    assert (tp[0], fp[0]) == ((listed & arrays["label"]).sum(), (listed & ~arrays["label"]).sum())
    assert facts_of(tmp_path)["cases"] == len(judged)
