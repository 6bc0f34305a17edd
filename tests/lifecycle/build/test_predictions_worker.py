"""The worker for predictions: what it writes into its folder, what it prints, and how it ends."""

import io
import json
import sys
from contextlib import redirect_stdout
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lifecycle.build import predictions_worker as worker
from lifecycle.build.comparison import INCUMBENT
from lifecycle.build.prediction_roles import Model, Roles
from lifecycle.build.predictions import Aligned, align
from lifecycle.build.resampling import RESAMPLES, resample
from lifecycle.build.worker import PREDICTIONS, TRAINED, Arrays, Fitted, RunFacts, unpack, unpack_arrays
from lifecycle.errors import BadInput
from tests.lifecycle.build import brought_samples

N = 80
SEED = 3


def aligned() -> Aligned:
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(
        {"y": np.arange(N) % 2, "p": rng.random(N), "s": rng.normal(size=N), "now": np.arange(N) % 3 == 0}
    )
    frame.loc[7, "s"] = np.inf
    return align([("a.csv", frame)], Roles("y", "1", (Model("P", 0, "p"), Model("S", 0, "s")), incumbent="now"))


def run_in(folder: Path) -> tuple[int, list[str]]:
    printed = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(printed):
        patch.setattr(sys, "argv", ["worker", str(folder)])
        code = worker.main()
    return code, printed.getvalue().splitlines()


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    folder, found = tmp_path_factory.mktemp("run"), aligned()
    found.frame.to_parquet(folder / "data.parquet")
    (folder / "task.json").write_text(json.dumps(asdict(worker.order_of(found, SEED))), "utf-8")
    code, lines = run_in(folder)
    assert code == 0
    return folder, lines


def test_each_step_is_printed_with_its_share(done: tuple[Path, list[str]]) -> None:
    shares = [float(line.split("\t")[0]) for line in done[1]]
    assert shares == sorted(shares)
    assert done[1][0] == "0.0000\tReading the predictions"
    assert done[1][-1].endswith("\t1,000 resamples")


def test_what_is_written_is_the_resample_of_the_aligned_scores(done: tuple[Path, list[str]]) -> None:
    found = aligned()
    arrays, resampled = unpack((done[0] / "arrays.npz").read_bytes())
    for key, score in found.scores.items():
        np.testing.assert_allclose(arrays[f"scores/{key}"], score)
    today = (found.frame["now"].astype(float) == 1).to_numpy(dtype=float)
    scores = found.scores | {INCUMBENT: today}
    again = resample(found.label, scores, SEED, uncalibrated=frozenset({"m2"}))
    for key in ("m1", "m2", INCUMBENT):
        np.testing.assert_array_equal(resampled.tp[key], again.tp[key])
    np.testing.assert_array_equal(resampled.measures["m1"]["brier"], again.measures["m1"]["brier"])
    assert np.isnan(resampled.measures["m2"]["brier"]).all()


def test_facts_say_where_the_scores_come_from(done: tuple[Path, list[str]]) -> None:
    facts = json.loads((done[0] / "facts.json").read_text("utf-8"))
    assert (facts["origin"], facts["uncalibrated"], facts["cases"]) == (PREDICTIONS, ["m2"], N - 1)
    assert [(c["name"], c["what"]) for c in facts["candidates"]] == [
        ("P", "column p of a.csv"),
        ("S", "column s of a.csv"),
    ]
    assert facts["notes"][0] == "Left out: 1 case with an infinite score of S: row 8."
    assert "percentile ranks" in facts["notes"][1]
    assert (facts["resamples"], facts["folds"]) == (RESAMPLES, 0)


def test_facts_from_before_there_were_predictions_are_those_of_a_training() -> None:
    fitted = Fitted("rule", "Rule", "a question", {}, 0.1, 1, "0" * 64)
    facts = RunFacts((fitted,), 1, 1, 5, 10, {}, ())
    assert (facts.origin, facts.uncalibrated, facts.notes) == (TRAINED, (), ())


def test_a_problem_is_one_sentence_and_a_status_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(folder: Path, report: object) -> None:
        raise BadInput("It does not fit.")

    monkeypatch.setattr(worker, "work", refuse)
    assert run_in(tmp_path)[0] == 2
    assert capsys.readouterr().err == "It does not fit.\n"


def worked(folder: Path, found: Aligned) -> tuple[Arrays, dict[str, Any]]:
    found.frame.to_parquet(folder / "data.parquet")
    (folder / "task.json").write_text(json.dumps(asdict(worker.order_of(found, SEED))), "utf-8")
    assert run_in(folder)[0] == 0
    facts = json.loads((folder / "facts.json").read_text("utf-8"))
    facts["names"] = {item["key"]: item["name"] for item in facts["candidates"]}
    return unpack_arrays((folder / "arrays.npz").read_bytes()), facts


def test_forecasts_are_packed_as_a_training_packs_them_with_the_mean(tmp_path: Path) -> None:
    frame = brought_samples.amounts()
    arrays, facts = worked(tmp_path, align([("a.csv", frame)], brought_samples.AMOUNTS))
    assert set(arrays) == {"label", "scores/mean", "scores/m1", "scores/m2"}
    np.testing.assert_array_equal(arrays["label"], frame["y"])
    np.testing.assert_array_equal(arrays["scores/m1"], frame["pred_a"])
    np.testing.assert_allclose(arrays["scores/mean"], sum(frame["y"]) / len(frame))
    assert facts["names"] == {"m1": "A", "m2": "B", "mean": "Predict the mean"}
    assert [facts[name] for name in ("origin", "cases", "yes", "uncalibrated")] == [PREDICTIONS, 120, 0, []]


def test_classes_are_packed_as_a_training_packs_them(tmp_path: Path) -> None:
    frame = brought_samples.tiers()
    arrays, facts = worked(tmp_path, align([("a.csv", frame)], brought_samples.TIERS))
    assert tuple(facts["classes"]) == brought_samples.CLASSES
    assert (facts["names"], facts["uncalibrated"], facts["yes"]) == ({"m1": "net", "m2": "tree"}, ["m2"], 0)
    assert [facts["classes"][place] for place in arrays["label"]] == frame["tier"].tolist()
    np.testing.assert_array_equal(arrays["scores/m1"], frame[["net_high", "net_low", "net_mid"]])
    assert [facts["classes"][place] for place in arrays["scores/m2"].argmax(axis=1)] == frame["tree_pred"].tolist()
