"""Files are joined by id; what stands in one alone, twice or without an id is named."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifecycle.build.predictions import align
from lifecycle.errors import BadInput
from tests.lifecycle.build.prediction_samples import TWO, N, a_file, reasons


def test_files_are_joined_by_id_whatever_the_order_and_the_way_ids_are_written() -> None:
    first, second = a_file(), a_file().sample(frac=1, random_state=3)
    second["id"] = second["id"].astype(float)
    found = align([("a.csv", first), ("b.csv", second)], TWO)
    np.testing.assert_allclose(found.scores["m1"], found.scores["m2"])
    np.testing.assert_array_equal(found.frame["id"], first["id"])
    assert found.problems == ()
    assert found.task.identifier == "id"


def test_ids_in_one_file_alone_are_left_out_by_name() -> None:
    found = align([("a.csv", a_file()), ("b.csv", a_file(start=7))], TWO)
    assert reasons(found) == {
        "not in a.csv": (7, ("60", "61", "62", "63", "64")),
        "not in b.csv": (7, ("0", "1", "2", "3", "4")),
    }
    assert len(found.frame) == 53
    assert found.sentence() == "53 cases can be compared, 27 (51 %) of them yes; 14 are left out."


def test_an_id_that_stands_twice_is_left_out_whole_and_said_once() -> None:
    second = pd.concat([a_file(), a_file(2)])
    found = align([("a.csv", a_file()), ("b.csv", second)], TWO)
    assert reasons(found) == {"more than once in b.csv": (2, ("0", "1"))}
    assert set(found.frame["id"]) == set(range(2, N))


def test_rows_without_an_id_are_named_by_their_row() -> None:
    second = a_file()
    second["id"] = second["id"].astype(float)
    second.loc[[1, 4], "id"] = np.nan
    found = align([("a.csv", a_file()), ("b.csv", second)], TWO)
    assert reasons(found) == {
        "without an id in b.csv": (2, ("b.csv, row 2", "b.csv, row 5")),
        "not in b.csv": (2, ("1", "4")),
    }


def test_files_that_disagree_about_the_truth_leave_the_case_out() -> None:
    second = a_file()
    second.loc[3, "y"] = 0
    found = align([("a.csv", a_file()), ("b.csv", second)], TWO)
    assert reasons(found) == {"with another y in b.csv than in a.csv": (1, ("3",))}


def test_the_truth_may_stand_in_one_file_or_in_parts() -> None:
    first, second = a_file().astype({"y": float}), a_file().astype({"y": float})
    first.loc[:20, "y"] = np.nan
    second.loc[15:, "y"] = np.nan
    found = align([("a.csv", first), ("b.csv", second)], TWO)
    assert reasons(found) == {"without a value in y": (6, ("15", "16", "17", "18", "19"))}
    alone = align([("a.csv", a_file().drop(columns="y")), ("b.csv", a_file())], TWO)
    np.testing.assert_array_equal(alone.label, np.arange(N) % 2 == 1)


def test_columns_of_all_files_are_kept_once() -> None:
    first, second = a_file(area="north"), a_file(area="south", today=1, p2=0.5)
    found = align([("a.csv", first), ("b.csv", second)], replace(TWO, incumbent="today", protected="area"))
    assert list(found.frame.columns) == ["y", "id", "area", "today", "p2", "A", "B"]
    assert set(found.frame["area"]) == {"north"}
    assert (found.task.incumbent, found.task.protected) == ("today", "area")


def test_files_without_a_case_in_common_show_how_their_ids_look() -> None:
    second = a_file().assign(id=lambda f: "c" + f["id"].astype(str))
    with pytest.raises(BadInput, match=r"a\.csv begins with '0', '1'; b\.csv begins with 'c0', 'c1'"):
        align([("a.csv", a_file()), ("b.csv", second)], TWO)


@settings(max_examples=25, deadline=None)
@given(
    st.permutations(range(N)), st.sets(st.integers(0, N - 1), max_size=10), st.sets(st.integers(0, N - 1), max_size=10)
)
def test_every_id_is_either_compared_or_listed(order: list[int], gone: set[int], unscored: set[int]) -> None:
    first, second = a_file(), a_file().iloc[order]
    second = second[~second["id"].isin(gone)].assign(p=lambda f: f["p"].mask(f["id"].isin(unscored)))
    found = align([("a.csv", first), ("b.csv", second)], TWO)
    compared, out = set(found.frame["id"]), set(found.left_out["case"].astype(int))
    assert compared == set(range(N)) - gone - unscored
    assert compared | out == set(range(N))
    assert not compared & out
    truth = dict(zip(first["id"], first["p"], strict=True))
    np.testing.assert_allclose(found.scores["m2"], [truth[i] for i in found.frame["id"]])
