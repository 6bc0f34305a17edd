"""What the data must be like: each problem is refused in a sentence that names the column or the row."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lifecycle.build.dataset import Task, as_text, check_dataset, feature_kind, labels, target_values
from lifecycle.errors import BadInput

TASK = Task("y", "1", {"x": "numeric", "site": "categorical"})


def frame(n: int = 40, **columns: Any) -> pd.DataFrame:
    """Give data that fits the task, with columns changed."""
    made = {"x": np.arange(n, dtype=float), "site": ["a", "b"] * (n // 2), "y": [0, 1] * (n // 2)}
    return pd.DataFrame(made | columns)


def refusal(data: pd.DataFrame, task: Task = TASK) -> str:
    with pytest.raises(BadInput) as caught:
        check_dataset(data, task)
    return str(caught.value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1, "1"),
        (1.0, "1"),
        (True, "1"),
        (np.bool_(False), "0"),
        (np.int64(7), "7"),
        (np.float32(2.0), "2"),
        (0.5, "0.5"),
        (-3.0, "-3"),
        ("007", "007"),
        ("1.0", "1.0"),
        ("yes", "yes"),
        (float("inf"), "inf"),
    ],
)
def test_a_cell_is_written_the_way_people_compare_it(value: Any, text: str) -> None:
    assert as_text(value) == text


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        (pd.Series([1.5, np.nan]), "numeric"),
        (pd.Series([1, 2]), "numeric"),
        (pd.Series([True, False]), "numeric"),
        (pd.Series([1, None], dtype="Int64"), "numeric"),
        (pd.Series(["a", None]), "categorical"),
        (pd.Series([f"v{i}" for i in range(50)]), "categorical"),
        (pd.Series([f"v{i}" for i in range(51)]), None),
        (pd.Series(pd.to_datetime(["2026-01-01", None])), None),
        (pd.Series(pd.to_datetime(["2026-01-01"], utc=True)), None),
    ],
)
def test_a_column_is_numeric_categorical_or_no_feature(column: pd.Series, kind: str | None) -> None:
    assert feature_kind(column) == kind


def test_target_values_are_text_in_order_without_gaps() -> None:
    assert target_values(pd.Series([1.0, 0.0, np.nan, 1.0])) == ["0", "1"]
    assert target_values(pd.Series([True, False])) == ["0", "1"]
    assert target_values(pd.Series(["yes", "no", None])) == ["no", "yes"]


@pytest.mark.parametrize("column", [[0, 1, 1], [0.0, 1.0, 1.0], [False, True, True], ["0", "1", "1"]])
def test_labels_mean_the_same_however_they_are_written(column: list[Any]) -> None:
    assert labels(pd.DataFrame({"y": column}), TASK).tolist() == [False, True, True]


def test_labels_follow_the_value_that_means_yes() -> None:
    data = pd.DataFrame({"y": ["yes", "no", "yes"]})
    assert labels(data, replace(TASK, positive="yes")).tolist() == [True, False, True]
    assert labels(data, replace(TASK, positive="no")).tolist() == [False, True, False]


@pytest.mark.parametrize("column", [[0, 1] * 20, [True, False] * 20, [0.0, 1.0] * 20])
def test_data_that_fits_is_taken(column: list[Any]) -> None:
    data = frame(y=column)
    data.loc[:3, "x"] = np.nan
    data.loc[:3, "site"] = None
    check_dataset(data, TASK)
    assert labels(data, TASK).sum() == 20


def test_a_missing_column_is_named_with_those_there_are() -> None:
    assert refusal(frame().drop(columns="site")) == "The data has no column 'site'. It has: x, y."
    for part in ("identifier", "incumbent", "protected"):
        assert "no column 'gone'" in refusal(frame(), replace(TASK, **{part: "gone"}))
    assert "no column 'z'" in refusal(frame(), replace(TASK, target="z"))


def test_no_feature_is_refused() -> None:
    assert "Choose at least one feature" in refusal(frame(), replace(TASK, features={}))


def test_the_target_is_no_feature() -> None:
    assert "'y' cannot be both" in refusal(frame(), replace(TASK, features={"x": "numeric", "y": "numeric"}))


def test_a_gap_in_the_target_is_named_by_its_row() -> None:
    column: list[Any] = [0, 1] * 20
    column[6] = None
    assert refusal(frame(y=column)).startswith("Row 7 has no value in the target 'y'.")


def test_a_target_of_one_class_is_refused() -> None:
    assert "is '1' in every row" in refusal(frame(y=[1] * 40))


def test_a_target_of_three_values_is_refused() -> None:
    assert "has 3 values (0, 1, 2, …)" in refusal(frame(y=[0, 1, 2, 1] * 10))


def test_a_yes_the_target_never_says_is_refused() -> None:
    assert refusal(frame(y=["yes", "no"] * 20)) == "'1' is not a value of 'y'; it has 'no' and 'yes'."


def test_too_few_of_one_outcome_are_refused_with_their_number() -> None:
    assert "Only 19 rows have 'y' = '1'" in refusal(frame(60, y=[1] * 19 + [0] * 41))
    check_dataset(frame(60, y=[1] * 20 + [0] * 40), TASK)


def test_text_in_a_numeric_column_is_refused() -> None:
    assert "Column 'x' is not numeric throughout" in refusal(frame(x=["1", "two"] * 20))


@pytest.mark.parametrize("value", [np.inf, -np.inf])
def test_an_infinite_number_is_named_by_row_and_column(value: float) -> None:
    column = np.arange(40.0)
    column[[2, 9]] = value
    assert refusal(frame(x=column)).startswith("Row 3, column 'x': the number is infinite.")


def test_numbers_with_gaps_of_pandas_own_kind_are_taken() -> None:
    check_dataset(frame(x=pd.array([None, 1] * 20, dtype="Int64")), TASK)
    check_dataset(frame(x=[np.nan] * 40), TASK)


def test_a_constant_column_is_taken() -> None:
    check_dataset(frame(x=[3.0] * 40), TASK)


def test_a_case_that_stands_twice_is_named() -> None:
    ids = [f"{number:03d}" for number in range(40)]
    check_dataset(frame(id=ids), replace(TASK, identifier="id"))
    ids[30] = "007"
    assert "Column 'id': '007' stands in more than one row" in refusal(frame(id=ids), replace(TASK, identifier="id"))


def test_ids_that_differ_in_leading_zeros_are_two_cases() -> None:
    ids = ["7", "07", "007", *(f"c{number}" for number in range(37))]
    check_dataset(frame(id=ids), replace(TASK, identifier="id"))
    assert len({as_text(value) for value in ids}) == 40


@pytest.mark.parametrize("column", [[0, 1] * 20, [True, False] * 20, ["0", "1"] * 20, [0.0] * 40])
def test_what_todays_way_acts_on_is_read_from_noughts_and_ones(column: list[Any]) -> None:
    check_dataset(frame(list=column), replace(TASK, incumbent="list"))
    assert set(target_values(pd.Series(column))) <= {"0", "1"}


@pytest.mark.parametrize(
    ("column", "found"), [(["yes", "no"] * 20, "no, yes"), ([1, None] * 20, "1, empty"), ([0, 2] * 20, "0, 2")]
)
def test_anything_else_in_todays_list_is_refused(column: list[Any], found: str) -> None:
    assert f"must be 0 or 1; it holds {found}." in refusal(frame(list=column), replace(TASK, incumbent="list"))
