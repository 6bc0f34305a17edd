"""ONNX files as models: the scores of scikit-learn within 1e-5, and a sentence where there are none."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from onnx import helper
from sklearn.linear_model import LogisticRegression

from lifecycle.build.model_files import ModelTask
from lifecycle.build.onnx_model import OnnxModel, _from_labels
from lifecycle.errors import BadInput
from tests.lifecycle.build import onnx_samples as files

RANDOM = np.random.default_rng(6)
X = pd.DataFrame({"a": RANDOM.normal(size=60), "b": RANDOM.normal(size=60), "n": RANDOM.integers(0, 5, 60)})
TABLE = X.assign(kind=np.where(X["a"] > 0, "x", "y"), flag=X["b"] > 0)[["kind", "n", "flag", "b", "a"]]
YES = (X["a"] + RANDOM.normal(size=60) > 0).to_numpy()
CLASS = np.where(X["a"] < -0.3, "low", np.where(X["b"] > 0, "mid", "top"))
NAMED = ("a", "b", "n")
BINARY = ModelTask("binary", ("no", "yes"), NAMED)
THREE = ModelTask("multiclass", ("top", "low", "mid"), NAMED)
AMOUNT = ModelTask("regression", (), NAMED)
LOGISTIC = LogisticRegression().fit(X.to_numpy(), YES)
SOFTMAX = LogisticRegression().fit(X.to_numpy(), CLASS)


def opened(content: bytes, task: ModelTask, frame: pd.DataFrame = TABLE) -> OnnxModel:
    return OnnxModel(content, task, list(frame.columns))


def refused(content: bytes, task: ModelTask, frame: pd.DataFrame = TABLE) -> str:
    with pytest.raises(BadInput) as raised:
        opened(content, task, frame).score(frame)
    return str(raised.value)


@pytest.mark.parametrize("zipmap", [True, False])
@pytest.mark.parametrize(
    ("names", "classes", "yes"),
    [
        ([0, 1], ("no", "yes"), 1),
        (["good", "bad"], ("good", "bad"), 1),
        (["good", "bad"], ("bad", "good"), 0),
        (["no", "yes"], ("yes", "no"), 0),
    ],
)
def test_binary_scores_are_those_of_scikit_learn(
    zipmap: bool, names: list[Any], classes: tuple[str, str], yes: int
) -> None:
    found = opened(files.classifier(LOGISTIC, names, zipmap=zipmap), ModelTask("binary", classes, NAMED))
    assert np.abs(found.score(TABLE) - LOGISTIC.predict_proba(X.to_numpy())[:, yes]).max() < 1e-5
    assert found.warnings == ()
    assert found.features == NAMED
    assert set(found.versions) == {"onnxruntime"}


@pytest.mark.parametrize("zipmap", [True, False])
def test_classes_come_in_the_order_that_was_asked(zipmap: bool) -> None:
    found = opened(files.classifier(SOFTMAX, list(SOFTMAX.classes_), zipmap=zipmap), THREE)
    wanted = SOFTMAX.predict_proba(X.to_numpy())[:, [2, 0, 1]]
    assert np.abs(found.score(TABLE) - wanted).max() < 1e-5
    assert found.warnings == ()


def test_numbered_classes_are_taken_in_order_and_told() -> None:
    found = opened(files.classifier(SOFTMAX, [0, 1, 2], zipmap=True), THREE)
    assert np.abs(found.score(TABLE) - SOFTMAX.predict_proba(X.to_numpy())).max() < 1e-5
    assert found.warnings[0].startswith("The model numbers its classes 0 to 2")


@pytest.mark.parametrize("said", ['["low", "mid", "top"]', "low, mid,top"])
def test_metadata_names_the_classes(said: str) -> None:
    content = files.classifier(SOFTMAX, [7, 8, 9], zipmap=False, metadata={"classes": said})
    assert np.abs(opened(content, THREE).score(TABLE) - SOFTMAX.predict_proba(X.to_numpy())[:, [2, 0, 1]]).max() < 1e-5


@pytest.mark.parametrize("said", ['["a", "b", "n"]', "a, b,n"])
def test_metadata_names_the_columns(said: str) -> None:
    content = files.amounts([2.0, -1.0, 0.5], metadata={"feature_names": said})
    found = opened(content, ModelTask("regression"))
    assert found.features == NAMED
    assert np.allclose(found.score(TABLE)[:, 0], X.to_numpy() @ [2.0, -1.0, 0.5], atol=1e-5)


def test_the_caller_has_the_last_word_on_columns() -> None:
    content = files.amounts([1.0, 0.0], metadata={"feature_names": "a,b"})
    found = opened(content, ModelTask("regression", (), ("b", "a")))
    assert np.allclose(found.score(TABLE)[:, 0], X["b"], atol=1e-6)


def sigmoid(values: Any) -> Any:
    return 1 / (1 + np.exp(-np.asarray(values, dtype=float)))


def test_one_input_a_column_takes_numbers_text_and_flags() -> None:
    kinds = {"n": files.WHOLE, "kind": files.TEXT, "flag": 9}
    content = files.columns({"a": 1.0, "n": -0.5, "kind": 2.0, "flag": 0.7}, kinds)
    found = opened(content, ModelTask("binary", ("no", "yes")))
    wanted = sigmoid(TABLE["a"] - 0.5 * TABLE["n"] + 2.0 * (TABLE["kind"] == "x") + 0.7 * TABLE["flag"])
    assert found.features == ("a", "n", "kind", "flag")
    assert np.abs(found.score(TABLE)[:, 0] - wanted).max() < 1e-5


def test_inputs_with_underscores_for_other_signs_meet_their_columns() -> None:
    frame = TABLE.rename(columns={"a": "size (cm)", "b": "b.1"})
    found = opened(files.columns({"size__cm_": 1.0, "b_1": 1.0}), ModelTask("binary", ("no", "yes")), frame)
    assert found.features == ("size (cm)", "b.1")
    assert np.abs(found.score(frame)[:, 0] - sigmoid(X["a"] + X["b"])).max() < 1e-5


def test_inputs_are_given_the_columns_the_caller_names() -> None:
    found = opened(files.columns({"f0": 1.0, "f1": 0.0}), ModelTask("binary", ("no", "yes"), ("b", "a")))
    assert np.abs(found.score(TABLE)[:, 0] - sigmoid(X["b"])).max() < 1e-5


def test_a_single_input_called_like_a_column_is_that_column() -> None:
    found = opened(files.columns({"a": 1.0}), ModelTask("binary", ("no", "yes")))
    assert found.features == ("a",)
    assert np.abs(found.score(TABLE)[:, 0] - sigmoid(X["a"])).max() < 1e-5


def test_empty_cells_are_nan_for_numbers_and_nothing_for_text() -> None:
    frame = pd.DataFrame({"a": [1.0, None], "kind": ["x", None]})
    found = opened(files.columns({"a": 1.0, "kind": 2.0}, {"kind": files.TEXT}), ModelTask("binary", ("n", "y")), frame)
    scores = found.score(frame)[:, 0]
    assert scores[0] == pytest.approx(sigmoid(3.0), abs=1e-6)
    assert np.isnan(scores[1])


def test_how_many_cases_it_takes_at_once_is_known() -> None:
    assert opened(files.amounts([1.0, 1.0, 1.0]), AMOUNT).batch is None
    assert opened(files.amounts([1.0, 1.0, 1.0], cases=7), AMOUNT).batch == 7


@pytest.mark.parametrize(
    ("content", "task", "said"),
    [
        (files.amounts([1.0] * 3), ModelTask("regression"), "The ONNX file takes 3 columns but does not name them."),
        (files.amounts([1.0] * 4), AMOUNT, "The ONNX file takes 4 columns, but 3 are named."),
        (files.columns({"u": 1.0, "v": 1.0}), AMOUNT, "The ONNX file takes 2 columns, but 3 are named."),
        (
            files.columns({"u": 1.0, "v": 1.0}),
            ModelTask("binary", ("no", "yes")),
            "The data lacks 2 columns the model needs: u, v.",
        ),
        (
            files.amounts([1.0], metadata={"feature_names": "[oops"}),
            ModelTask("regression"),
            "The ONNX file's metadata holds a list that is not JSON.",
        ),
        (files.outside("../../etc/passwd"), AMOUNT, "The ONNX file keeps part of the model in other files"),
        (files.outside("weights.bin"), AMOUNT, "The ONNX file keeps part of the model in other files"),
        (files.foreign(), AMOUNT, "The ONNX file needs operators outside the ONNX standard: com.example.Steal."),
        (files.amounts([1.0])[:-1], AMOUNT, "The ONNX file is damaged."),
        (
            files.step("Cast", to=files.TEXT, outputs=files.value("y", [None, 1], files.TEXT)),
            ModelTask("regression", (), ("a",)),
            "The ONNX file returns no amounts, only y (tensor(string)).",
        ),
        (
            files.step("Cast", to=files.WHOLE, outputs=files.value("y", [None, 1], files.WHOLE)),
            ModelTask("binary", ("no", "yes"), ("a",)),
            "The ONNX file returns no probabilities, only y (tensor(int64)).",
        ),
        (
            files.model(
                [helper.make_node("Relu", ["X"], ["y"])],
                [files.value("X", [None, 3, 8, 8])],
                [files.value("y", [None])],
            ),
            AMOUNT,
            "The ONNX file's input 'X' is tensor(float) with 4 dimensions; only tables",
        ),
        (files.columns({"kind": 1.0}), ModelTask("binary", ("no", "yes")), "Column 'kind', row 1 holds '"),
        (
            files.classifier(SOFTMAX, ["low", "mid", "other"], zipmap=True),
            THREE,
            "The model tells low, mid, other apart, but the data has top, low, mid.",
        ),
        (
            files.model([helper.make_node("Identity", ["X"], ["y"])], [files.table(3)], [files.value("y", [None, 3])]),
            BINARY,
            "The ONNX file tells 3 classes apart, but the data has 2: no, yes.",
        ),
    ],
)
def test_what_cannot_be_scored_is_said(content: bytes, task: ModelTask, said: str) -> None:
    found = refused(content, task)
    assert found.startswith(said)
    assert found.endswith(".")


def test_an_empty_cell_where_whole_numbers_are_needed_is_named() -> None:
    frame = pd.DataFrame({"n": [1.0, None, 3.0]})
    said = refused(files.columns({"n": 1.0}, {"n": files.WHOLE}), ModelTask("binary", ("no", "yes")), frame)
    assert said.startswith("Column 'n', row 2 is empty, but the model takes whole numbers there.")


def test_classes_nobody_names_are_taken_in_the_order_of_the_data_and_told() -> None:
    content = files.model(
        [helper.make_node("Softmax", ["X"], ["y"], axis=1)], [files.table(3)], [files.value("y", [None, 3])]
    )
    found = opened(content, THREE)
    assert found.score(TABLE).shape == (60, 3)
    assert found.warnings[0].startswith("The file does not name its classes; its columns were taken as top, low, mid")


def test_functions_the_file_defines_are_its_own() -> None:
    found = opened(files.own_function(), ModelTask("regression", (), ("a",)))
    assert np.allclose(found.score(TABLE)[:, 0], 2 * X["a"], atol=1e-6)


def test_a_zipmap_that_changes_its_classes_is_refused() -> None:
    found = opened(files.classifier(LOGISTIC, [0, 1], zipmap=True), BINARY)
    found._run = lambda frame: (None, [{0: 0.1, 1: 0.9}, {0: 0.1, 2: 0.9}])  # type: ignore[method-assign]
    with pytest.raises(BadInput, match="names other classes in some rows than in the first"):
        found.score(TABLE)


@pytest.mark.parametrize(
    ("labels", "columns", "names"),
    [
        (["b", "a", "b"], [0, 1, 0], ["b", "a"]),
        (["b", "a", "b", "b"], [0, 1, 0, 1], ["b", "a"]),
        (["b", "a", "a", "a"], [0, 1, 0, 0], ["b", "a"]),
        (["b", "b", "a"], [0, 0, 1], ["b", "a"]),
        (["b", "b"], [0, 0], ["b", "a"]),
        (["b", "b"], [1, 0], ["b", "a"]),
        (["z", "z"], [0, 0], []),
        (["b", "a", "z"], [0, 1, 0], []),
        ([1, 0, 1], [1, 0, 1], [0, 1]),
        ([1, 0, 1], [0, 1, 0], []),
        ([3, 4, 3], [0, 1, 0], [3, 4]),
        (None, [0, 1], []),
        (["a"], [0, 1], []),
    ],
)
def test_labels_name_the_columns_only_where_they_tell(labels: Any, columns: list[int], names: list[Any]) -> None:
    returned = np.eye(2)[columns]
    assert _from_labels(None if labels is None else np.array(labels), returned, ("a", "b")) == names
