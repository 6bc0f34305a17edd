"""Model files: what is recognised, how classes meet, and what is said about answers that cannot be used."""

import io
import pickle
import zipfile
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LinearRegression

from lifecycle.build import model_files
from lifecycle.build.artefact import dump_model
from lifecycle.build.model_files import (
    ModelTask,
    as_scores,
    check_columns,
    check_scores,
    listed,
    match_classes,
    recognise,
)
from lifecycle.errors import BadInput
from tests.lifecycle.build import onnx_samples as files

BINARY = ModelTask("binary", ("no", "yes"))
THREE = ModelTask("multiclass", ("a", "b", "c"))
AMOUNT = ModelTask("regression")
SKOPS = dump_model(LinearRegression().fit([[0.0], [1.0]], [0.0, 1.0]))


def refused(call: Any, *given: Any) -> str:
    with pytest.raises(BadInput) as raised:
        call(*given)
    return str(raised.value)


def test_skops_and_onnx_are_recognised_whatever_they_are_called() -> None:
    for name in ("m", "m.pkl", "m.onnx", "m.skops"):
        assert recognise(SKOPS, name) == "skops"
        assert recognise(files.amounts([1.0]), name) == "onnx"


def test_an_empty_file_is_refused() -> None:
    assert refused(recognise, b"", "m.onnx").startswith("The file is empty. Choose the model file")


def test_a_file_that_is_too_big_is_refused_before_it_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_files, "MOST_BYTES", 1024**2)
    said = refused(recognise, b"\x00" * (3 * 1024**2), "m.onnx")
    assert said.startswith("The file has 3 MB; a model file may have 1. Make the model smaller")


def test_a_pickle_called_skops_is_refused_as_a_pickle() -> None:
    assert refused(recognise, pickle.dumps([1]), "m.skops").startswith("This is a pickle, which can run any program")


def test_a_pickle_with_an_archive_behind_it_is_refused_as_a_pickle() -> None:
    buffer = io.BytesIO(pickle.dumps([1]))
    buffer.seek(0, io.SEEK_END)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("schema.json", "{}")
    assert refused(recognise, buffer.getvalue(), "m.skops").startswith("This is a pickle")


@pytest.mark.parametrize("cut", [0.2, 0.7, 0.98])
@pytest.mark.parametrize(("content", "name"), [(SKOPS, "m.skops"), (files.amounts([1.0]), "m.onnx")])
def test_a_file_cut_short_is_said_to_be_so(content: bytes, name: str, cut: float) -> None:
    assert "cut short" in refused(recognise, content[: int(len(content) * cut)], name)


@settings(max_examples=150, deadline=None)
@given(content=st.binary(max_size=60))
def test_whatever_is_sent_is_recognised_or_refused_in_a_sentence(content: bytes) -> None:
    assert refused(recognise, content, "m").endswith(".")


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, ""), (1, "0"), (5, "0, 1, 2, 3, 4"), (6, "0, 1, 2, 3, 4 and 1 more"), (9, "0, 1, 2, 3, 4 and 4 more")],
)
def test_long_lists_are_cut_and_counted(count: int, said: str) -> None:
    assert listed(list(range(count))) == said


def test_missing_columns_are_named() -> None:
    check_columns(["a", "b"], ["b", "c", "a"])
    assert refused(check_columns, ["a", "b"], ["b"]).startswith(
        "The data lacks a column the model needs: a. Add it under this name, or upload its predictions instead."
    )
    assert refused(check_columns, ["a", "b"], []).startswith("The data lacks 2 columns the model needs: a, b. Add them")


@pytest.mark.parametrize(
    ("found", "wanted", "places"),
    [
        (["no", "yes"], ("no", "yes"), [0, 1]),
        (["yes", "no"], ("no", "yes"), [1, 0]),
        (["good", "bad"], ("bad", "good"), [1, 0]),
        ([0, 1], ("no", "yes"), [0, 1]),
        ([1, 0], ("stay", "churn"), [1, 0]),
        ([-1, 1], ("no", "yes"), [0, 1]),
        ([0.0, 1.0], ("0", "1"), [0, 1]),
        ([0, 1], ("1", "0"), [1, 0]),
        ([np.int64(0), np.int64(1)], ("False", "True"), [0, 1]),
        ([False, True], ("no", "yes"), [0, 1]),
        ([np.True_, np.False_], ("no", "yes"), [1, 0]),
        (["N", "Y"], ("stay", "churn"), [0, 1]),
        (["1", "2"], ("1.0", "2.0"), [0, 1]),
    ],
)
def test_binary_classes_meet(found: list[Any], wanted: tuple[str, str], places: list[int]) -> None:
    assert match_classes(found, ModelTask("binary", wanted)) == (places, ())


@pytest.mark.parametrize(
    "found", [["no"], [1], ["no", "maybe"], ["no", "yes", "maybe"], [0, 1, 2], [1, 2], ["no", "no"], []]
)
def test_binary_classes_that_do_not_meet_are_refused_by_name(found: list[Any]) -> None:
    said = refused(match_classes, found, BINARY)
    assert said.startswith(f"The model tells {listed(found)} apart, but the data has no, yes.")


def test_classes_meet_by_name_in_any_order_and_absent_ones_are_told() -> None:
    assert match_classes(["c", "a", "b"], THREE) == ([1, 2, 0], ())
    assert match_classes(["c", "a"], THREE) == ([1, -1, 0], ("The model never answers b.",))
    assert match_classes([2, 1.0, "0"], ModelTask("multiclass", ("0", "1", "2"))) == ([2, 1, 0], ())


def test_numbered_classes_are_taken_in_order_and_told() -> None:
    places, said = match_classes([0, 1, 2], THREE)
    assert places == [0, 1, 2]
    assert said == ("The model numbers its classes 0 to 2; they were taken as a, b, c, in this order.",)


@pytest.mark.parametrize("found", [["a", "d"], [0, 1], [1, 2, 3], [0, 1, 2, 3], ["a", "a", "b"]])
def test_classes_that_do_not_meet_are_refused(found: list[Any]) -> None:
    assert "apart, but the data has a, b, c." in refused(match_classes, found, THREE)


@given(order=st.permutations(["u", "v", "w", "x"]))
def test_each_class_is_found_where_the_model_has_it(order: list[str]) -> None:
    places, _ = match_classes(order, ModelTask("multiclass", ("u", "v", "w", "x")))
    assert [order[place] for place in places] == ["u", "v", "w", "x"]


@pytest.mark.parametrize(
    ("returned", "cases", "task", "said"),
    [
        (["a", "b"], 2, AMOUNT, "The model returned text where numbers are needed. Save it so that it returns amounts"),
        (np.array(["a"], dtype=object), 1, BINARY, "The model returned text where numbers are needed."),
        ([[1.0], [1.0, 2.0]], 2, BINARY, "The model returned answers of different lengths."),
        ([0.5], 2, BINARY, "The model was given 2 cases and returned 1 answers; 2 are needed."),
        (0.5, 2, BINARY, "The model was given 2 cases and returned 1 answers; 2 are needed."),
        ([[0.5, 0.5]], 1, BINARY, "The model was given 1 case and returned 1 × 2 answers; 1 are needed."),
        ([[0.5, 0.5]], 1, THREE, "The model was given 1 case and returned 1 × 2 answers; 1 × 3 are needed."),
        ([0.5, 0.5, 0.0], 3, THREE, "The model was given 3 cases and returned 3 answers; 3 × 3 are needed."),
        ([1j], 1, AMOUNT, "The model returned text where numbers are needed."),
    ],
)
def test_what_has_another_shape_or_kind_is_refused(returned: Any, cases: int, task: ModelTask, said: str) -> None:
    found = refused(as_scores, returned, cases, task)
    assert found.startswith(said)
    assert found.endswith("upload its predictions instead.")


def test_one_column_is_as_good_as_a_list() -> None:
    found = as_scores(np.array([[1], [2]], dtype=np.int32), 2, AMOUNT)
    assert found.tolist() == [1.0, 2.0]
    assert found.dtype == np.float64


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_is_refused_with_how_many_and_the_first(bad: float) -> None:
    scores = np.full(2000, 0.5)
    scores[[1233, 1500, 1999]] = bad
    said = refused(check_scores, scores, BINARY, 2000)
    assert said.startswith(
        "The model returned no number (NaN or infinity) in 3 of 2,000 rows, first in row 1,234. Fill in what is missing"
    )
    scores[[1500, 1999]] = 0.5
    assert "in row 1,234." in refused(check_scores, scores, BINARY, 2000)


@pytest.mark.parametrize("value", [-0.01, 1.01, 7.0, -2e-5])
def test_scores_that_are_no_probabilities_are_refused_with_their_place(value: float) -> None:
    said = refused(check_scores, np.array([0.5, value, 0.2]), BINARY, 3)
    assert said.startswith("The model returned scores below 0 or above 1 in row 2. They are no probabilities")
    assert check_scores(np.array([0.5, value, 0.2]), AMOUNT, 3) == ()


def test_rounding_is_no_reason_to_refuse() -> None:
    assert check_scores(np.array([1 + 1e-6, -1e-6, 0.5]), BINARY, 3) == ()
    assert check_scores(np.array([[0.3, 0.3, 0.4005], [0.2, 0.2, 0.6]]), THREE, 2) == ()


def test_probabilities_of_classes_sum_to_one() -> None:
    rows = np.array([[0.2, 0.3, 0.5], [0.2, 0.3, 0.4], [0.0, 0.0, 0.0]])
    said = refused(check_scores, rows, THREE, 3)
    assert said.startswith("The probabilities of the classes do not sum to 1 in 2 of 3 rows, first in row 2.")


@pytest.mark.parametrize(
    ("scores", "task"),
    [([0.3, 0.3, 0.3], BINARY), ([5.0, 5.0], AMOUNT), ([[0.2, 0.3, 0.5]] * 3, THREE), ([0.0, 0.0], BINARY)],
)
def test_one_score_for_all_is_told(scores: list[Any], task: ModelTask) -> None:
    assert check_scores(np.array(scores), task, len(scores)) == (
        "The model gives every case the same score: it does not tell cases apart.",
    )


def test_decisions_in_place_of_probabilities_are_told() -> None:
    (said,) = check_scores(np.array([0.0, 1.0, 1.0]), BINARY, 3)
    assert said.startswith("All scores are 0 or 1: these are decisions rather than probabilities")
    assert check_scores(np.array([0.0, 1.0]), AMOUNT, 2) == ()
    assert check_scores(np.array([0.4]), BINARY, 1) == ()


@settings(max_examples=100, deadline=None)
@given(scores=st.lists(st.floats(width=32) | st.just(0.5), min_size=1, max_size=12))
def test_binary_scores_pass_exactly_when_each_is_a_probability(scores: list[float]) -> None:
    fine = all(-1e-5 <= score <= 1 + 1e-5 for score in scores)
    try:
        check_scores(np.array(scores), BINARY, len(scores))
        passed = True
    except BadInput:
        passed = False
    assert passed == fine
