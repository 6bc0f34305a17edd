"""Predictions side by side, case by case; what does not align is named."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifecycle.build.predictions import Aligned, Model, Roles, align
from lifecycle.build.score_kinds import ScoreKind
from lifecycle.errors import BadInput

N = 60
TWO = Roles("y", "1", (Model("A", 0, "p"), Model("B", 1, "p")), ("id", "id"))
ONE = Roles("y", "1", (Model("A", 0, "a"), Model("B", 0, "b")))


def a_file(n: int = N, start: int = 0, **columns: object) -> pd.DataFrame:
    """Draw cases whose truth alternates by id; the score tells truth and id."""
    ids = np.arange(start, start + n)
    return pd.DataFrame({"id": ids, "y": ids % 2, "p": (ids % 2 + ids / 1000) / 3}).assign(**columns)


def single(n: int = N, **columns: object) -> pd.DataFrame:
    ids = np.arange(n)
    return pd.DataFrame({"a": ids / n, "b": 1 - ids / n, "y": ids % 2}).assign(**columns)


def reasons(found: Aligned) -> dict[str, tuple[int, tuple[str, ...]]]:
    return {problem.reason: (problem.count, problem.first) for problem in found.problems}


def test_one_file_is_compared_as_it_stands() -> None:
    frame = single(area=["north", "south"] * (N // 2))
    found = align([("a.csv", frame)], ONE)
    assert (found.names, found.sources["m2"]) == ({"m1": "A", "m2": "B"}, "column b of a.csv")
    np.testing.assert_array_equal(found.scores["m1"], frame["a"])
    np.testing.assert_array_equal(found.label, frame["y"] == 1)
    assert list(found.frame.columns) == ["y", "area", "A", "B"]
    assert (found.problems, len(found.left_out), found.uncalibrated) == ((), 0, ())
    assert found.sentence() == "60 cases can be compared, 30 of them yes; nothing is left out."


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
    assert found.sentence() == "53 cases can be compared, 27 of them yes; 14 are left out."


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


def test_scores_that_are_missing_or_infinite_are_left_out_for_all() -> None:
    frame = single()
    frame.loc[2, "a"], frame.loc[[4, 5], "b"], frame.loc[2, "b"] = np.nan, np.inf, -np.inf
    found = align([("a.csv", frame)], ONE)
    assert reasons(found) == {
        "without a score of A": (1, ("row 3",)),
        "with an infinite score of B": (3, ("row 3", "row 5", "row 6")),
    }
    assert len(found.frame) == N - 3
    assert found.left_out["case"].tolist() == ["row 3", "row 3", "row 5", "row 6"]
    assert found.sentence().endswith("3 are left out.")


def test_scores_on_another_scale_become_ranks_and_are_marked() -> None:
    found = align([("a.csv", single(a=np.linspace(-40, 90, N)))], ONE)
    assert found.kinds == {"m1": ScoreKind.RANK, "m2": ScoreKind.PROBABILITY}
    assert found.uncalibrated == ("m1",)
    np.testing.assert_allclose(found.scores["m1"], (np.arange(N) + 0.5) / N)
    assert found.frame["A"].max() == 90
    assert "percentile ranks" in found.notes[0]


@pytest.mark.parametrize("words", [{0: "no", 1: "yes"}, {0: False, 1: True}])
def test_decisions_are_recognised_in_numbers_and_in_words(words: dict[int, object]) -> None:
    frame = single().assign(a=lambda f: (f["a"] > 0.5).astype(int).map(words), y=lambda f: f["y"].map(words))
    found = align([("a.csv", frame)], replace(ONE, positive="yes" if "yes" in words.values() else "1"))
    assert found.kinds["m1"] is ScoreKind.DECISION
    np.testing.assert_array_equal(found.scores["m1"], np.arange(N) / N > 0.5)


def test_columns_of_all_files_are_kept_once() -> None:
    first, second = a_file(area="north"), a_file(area="south", today=1, p2=0.5)
    found = align([("a.csv", first), ("b.csv", second)], replace(TWO, incumbent="today", protected="area"))
    assert list(found.frame.columns) == ["y", "id", "area", "today", "p2", "A", "B"]
    assert set(found.frame["area"]) == {"north"}
    assert (found.task.incumbent, found.task.protected) == ("today", "area")


def test_a_model_called_like_a_column_keeps_both() -> None:
    found = align([("a.csv", single(area=0.5))], replace(ONE, models=(Model("area", 0, "a"),)))
    assert found.columns == {"m1": "area (predicted)"}
    assert found.frame["area"].unique().tolist() == [0.5]


def test_repeated_ids_in_one_file_are_cases_of_their_own_and_said() -> None:
    found = align([("a.csv", single(id=[0, *range(N - 1)]))], replace(ONE, identifiers=("id",)))
    assert len(found.frame) == N
    assert found.task.identifier is None
    assert found.notes == ("1 rows repeat an id of id: each row counts as a case of its own.",)


def test_a_case_without_todays_list_is_left_out() -> None:
    frame = single(today=[1.0, np.nan] + [0.0] * (N - 2))
    found = align([("a.csv", frame)], replace(ONE, incumbent="today"))
    assert reasons(found) == {"without a value in today": (1, ("row 2",))}


@pytest.mark.parametrize(
    ("roles", "said"),
    [
        (replace(ONE, models=()), "No column holds predictions"),
        (replace(ONE, truth="z"), "No file has a column 'z'"),
        (replace(ONE, models=(Model("A", 0, "z"),)), r"a\.csv has no column 'z'"),
        (replace(ONE, models=(Model("A", 0, "y"),)), "cannot be both the truth and predictions"),
        (replace(ONE, identifiers=("a",)), "cannot be both the id and predictions"),
        (replace(ONE, models=(Model("A", 0, "a"), Model("A", 0, "b"))), "Two models are called 'A'"),
        (replace(ONE, models=(Model("A", 0, "a"), Model("B", 0, "a"))), "'a' is chosen as predictions twice"),
        (replace(ONE, positive="7"), "'7' is not a value of 'y'"),
        (replace(ONE, incumbent="k"), "must be 0 or 1; it holds 0, 1, 2"),
        (replace(ONE, truth="k"), r"'k' has 3 values \(0, 1, 2, …\)"),
        (replace(ONE, truth="one"), "'one' is '5' in every case"),
        (replace(ONE, truth="rare", positive="1"), "Only 3 cases that align have 'rare' = '1'"),
        (replace(ONE, truth="none"), "No case is left to compare: 60 cases without a value in none"),
        (replace(ONE, models=(Model("A", 0, "text"),)), "holds text, such as 'lots'"),
    ],
)
def test_roles_that_cannot_be_are_refused_in_words(roles: Roles, said: str) -> None:
    rare = (np.arange(N) < 3).astype(int)
    frame = single(k=np.arange(N) % 3, one=5, rare=rare, none=np.nan, text=["0.5"] * (N - 1) + ["lots"])
    with pytest.raises(BadInput, match=said):
        align([("a.csv", frame)], roles)


def test_several_files_need_an_id() -> None:
    with pytest.raises(BadInput, match="joined by a case id"):
        align([("a.csv", a_file()), ("b.csv", a_file())], replace(TWO, identifiers=()))


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
