"""Parts of the cases: every case stands in exactly one of them."""

import numpy as np
import pandas as pd
import pytest

from lifecycle.build.dataset import Task
from lifecycle.build.segments import columns, parts

GAPS = pd.Series([1.5, None, 3.0, 3.0, 9.0, 12.0, 7.0, 8.0, 8.5, 2.0, None, 4.0])
TEXTS = pd.Series(["b", "a", None, "b", "a", "a"])


@pytest.mark.parametrize("column", [GAPS, TEXTS, pd.Series([1, 0, 1, 0]), pd.Series([True, False, True])])
def test_every_case_stands_in_one_part(column: pd.Series) -> None:
    found = parts(column)
    assert np.sum(list(found.values()), axis=0).tolist() == [1] * len(column)
    assert all(mask.any() for mask in found.values())


def test_a_numeric_column_is_cut_at_its_quarters() -> None:
    found = parts(GAPS)
    assert list(found) == ["up to 3", "3 to 5.5", "5.5 to 8.375", "over 8.375", "not stated"]
    assert [int(mask.sum()) for mask in found.values()] == [4, 1, 2, 3, 2]


def test_values_come_in_their_order() -> None:
    assert list(parts(pd.Series([10, 2, 1, 2]))) == ["1", "2", "10"]
    assert list(parts(TEXTS)) == ["a", "b", "not stated"]


def test_many_ties_make_fewer_parts() -> None:
    found = parts(pd.Series([0.0] * 90 + list(np.linspace(1, 2, 10))))
    assert list(found) == ["up to 0", "over 0"]
    assert int(found["up to 0"].sum()) == 90


def test_free_texts_part_nothing() -> None:
    assert parts(pd.Series([f"note {i}" for i in range(60)])) == {}


def test_columns_leave_out_truth_ids_and_constants() -> None:
    frame = pd.DataFrame(
        {
            "id": range(60),
            "y": [0, 1] * 30,
            "age": range(60),
            "one": 1,
            "note": [f"n{i}" for i in range(60)],
            "g": ["m", "f"] * 30,
        }
    )
    assert columns(frame, Task("y", "1", {"age": "numeric"}, identifier="id")) == ["age", "g"]
