"""Scores of model files stand beside predictions made before."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from lifecycle.build.model_files import ModelPredictions
from lifecycle.build.prediction_roles import Model, Roles
from lifecycle.build.predictions import align
from lifecycle.build.scored_files import align_scored, classes_of
from lifecycle.errors import BadInput
from tests.lifecycle.build import brought_samples

N = 60
FRAME = pd.DataFrame(
    {"id": np.arange(N), "y": np.where(np.arange(N) % 2, "yes", "no"), "x": 1.0, "p": np.arange(N) / N}
)
ROLES = Roles("y", "yes", (Model("Ours", 0, "p"),), ("id",))


def made(scores: np.ndarray, *warnings: str) -> ModelPredictions:
    return ModelPredictions(scores, "onnx", "ab" * 32, 1234, ("x",), 2e-6, {"onnxruntime": "1"}, warnings)


def test_a_model_file_becomes_a_candidate_with_its_size_and_its_hash() -> None:
    theirs = made(1 - np.arange(N) / N, "The model never answers maybe.")
    found = align_scored([("a.csv", FRAME)], ROLES, {"theirs.v2.onnx": theirs})
    assert found.names == {"m1": "Ours", "m2": "theirs.v2"}
    np.testing.assert_array_equal(found.scores["m2"], theirs.scores)
    assert found.files == {"m2": theirs}
    assert found.sources["m1"] == "column p of a.csv"
    assert found.sources["m2"].startswith("model file theirs.v2.onnx (onnx, SHA-256 abababababab…)")
    assert found.notes == ("theirs.v2: The model never answers maybe.",)


def test_a_model_file_alone_is_enough() -> None:
    found = align_scored([("a.csv", FRAME)], replace(ROLES, models=()), {"m.skops": made(FRAME["p"].to_numpy())})
    assert found.names == {"m1": "m"}
    assert list(found.files) == ["m1"]


def test_cases_that_do_not_align_are_left_out_of_the_files_scores_too() -> None:
    frame = FRAME.assign(p=FRAME["p"].mask(FRAME["id"] == 3))
    found = align_scored([("a.csv", frame)], ROLES, {"m.onnx": made(np.arange(N) / N)})
    assert len(found.scores["m2"]) == N - 1
    assert 3 / N not in found.scores["m2"]


def test_a_file_called_like_a_column_or_a_model_keeps_a_name_of_its_own() -> None:
    found = align_scored(
        [("a.csv", FRAME)], ROLES, {"x.onnx": made(np.arange(N) / N), "Ours.onnx": made(np.arange(N) / N)}
    )
    assert list(found.names.values()) == ["Ours", "x (file)", "Ours (file)"]
    assert found.frame["x"].eq(1.0).all()


def test_predictions_alone_have_no_files() -> None:
    assert align([("a.csv", FRAME)], ROLES).files == {}


def test_a_model_is_asked_about_no_and_yes() -> None:
    assert classes_of([("a.csv", FRAME)], ROLES) == ("no", "yes")
    assert classes_of([("a.csv", FRAME)], replace(ROLES, positive="no")) == ("yes", "no")


@pytest.mark.parametrize(
    ("files", "roles", "said"),
    [
        ([("a.csv", FRAME), ("b.csv", FRAME)], ROLES, "cases of one data file"),
        ([("a.csv", FRAME)], replace(ROLES, truth="id"), "has 50 values"),
        ([("a.csv", FRAME)], replace(ROLES, positive="maybe"), "has 2 values"),
        ([("a.csv", FRAME)], replace(ROLES, truth="x", positive="1"), "has 1 values"),
    ],
)
def test_what_a_model_file_cannot_score_is_said(files: list, roles: Roles, said: str) -> None:  # type: ignore[type-arg]
    with pytest.raises(BadInput, match=said):
        classes_of(files, roles)


def test_model_files_choose_between_classes_and_forecast() -> None:
    tiers, amounts = brought_samples.tiers(), brought_samples.amounts()
    chances = tiers[["net_high", "net_low", "net_mid"]].to_numpy()
    roles = replace(brought_samples.TIERS, models=(brought_samples.TREE,))
    assert classes_of([("a.csv", tiers)], roles) == brought_samples.CLASSES
    found = align_scored([("a.csv", tiers)], roles, {"net.onnx": made(chances)})
    assert (found.names, found.uncalibrated) == ({"m1": "tree", "m2": "net"}, ("m1",))
    np.testing.assert_array_equal(found.scores["m2"], chances)
    roles = replace(brought_samples.AMOUNTS, models=())
    assert classes_of([("a.csv", amounts)], roles) == ()
    found = align_scored([("a.csv", amounts)], roles, {"f.onnx": made(amounts["pred_b"].to_numpy())})
    np.testing.assert_array_equal(found.scores["m1"], amounts["pred_b"])
