"""Forecasts are aligned with the truth, a number; what is missing, infinite or disputed is left out by name."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifecycle.build.brought_numbers import check_quantities, quantity
from lifecycle.build.prediction_roles import Model, Roles
from lifecycle.build.predictions import align
from lifecycle.errors import BadInput
from tests.lifecycle.build.brought_samples import AMOUNTS, N, amounts

PLAIN = replace(AMOUNTS, incumbent=None)


def reasons(frame: pd.DataFrame, roles: Roles = AMOUNTS) -> list[str]:
    return [problem.sentence() for problem in align([("a.csv", frame)], roles).problems]


def test_forecasts_stand_beside_the_truth_as_they_came() -> None:
    frame = amounts()
    found = align([("a.csv", frame)], AMOUNTS)
    np.testing.assert_array_equal(found.label, frame["y"])
    np.testing.assert_array_equal(found.scores["m2"], frame["pred_b"])
    assert (found.task.kind, found.task.positive, found.task.incumbent) == ("regression", "", "plan")
    assert (found.uncalibrated, found.notes, found.classes, found.problems) == ((), (), (), ())
    assert list(found.frame.columns) == ["y", "id", "site", "plan", "A", "B"]
    assert found.sentence() == f"120 cases can be compared, {frame['y'].mean():,.4g} on average; nothing is left out."


def test_what_is_missing_or_infinite_is_left_out_and_named() -> None:
    frame = amounts()
    frame.loc[0, "y"], frame.loc[[1, 2], "pred_a"], frame.loc[3, "pred_b"] = np.nan, np.nan, np.inf
    frame.loc[4, "y"], frame.loc[5, "plan"], frame.loc[6, "plan"] = -np.inf, np.nan, np.inf
    assert reasons(frame) == [
        "1 case without a value in y: row 1",
        "1 case with an infinite y: row 5",
        "2 cases without a forecast of A: row 2, row 3",
        "1 case with an infinite forecast of B: row 4",
        "1 case without a value in plan: row 6",
        "1 case with an infinite plan: row 7",
    ]
    found = align([("a.csv", frame)], AMOUNTS)
    assert found.frame["id"].tolist() == list(range(7, N))
    assert np.isfinite(np.column_stack([found.label, *found.scores.values()])).all()


def test_files_that_disagree_beyond_rounding_leave_the_case_out() -> None:
    first, second = amounts(), amounts()
    second["y"] = second["y"].astype(np.float32).astype(float)
    second.loc[3, "y"] += 1
    roles = replace(PLAIN, models=(Model("A", 0, "pred_a"), Model("B", 1, "pred_b")), identifiers=("id", "id"))
    found = align([("a.csv", first), ("b.csv", second.sample(frac=1, random_state=1))], roles)
    assert [problem.sentence() for problem in found.problems] == ["1 case with another y in b.csv than in a.csv: 3"]
    np.testing.assert_array_equal(found.label, first["y"].drop(3))
    np.testing.assert_array_equal(found.scores["m2"], first["pred_b"].drop(3))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"y": "lots"}, r"a\.csv, column 'y' is not numeric throughout, such as 'lots'"),
        (
            {"pred_a": "lots"},
            r"column 'pred_a' is not numeric throughout, such as 'lots'. A forecast has to be a number",
        ),
        ({"plan": True}, "column 'plan' is not numeric"),
        ({"y": 7.5}, "'y' is 7.5 in every case that aligns"),
        ({"pred_a": np.nan}, "No case is left to compare: 120 cases without a forecast of A"),
        ({"y": np.where(np.arange(N) < 49, 1.0, np.nan)}, "Only 49 cases align; at least 50"),
    ],
)
def test_what_cannot_be_a_quantity_is_refused_in_words(changed: dict[str, object], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        align([("a.csv", amounts().assign(**changed))], AMOUNTS)


def test_numbers_are_read_with_what_is_missing() -> None:
    column = pd.Series([1, None, 3], dtype="Int64", name="x")
    np.testing.assert_array_equal(quantity(column, "a.csv", "It"), [1, np.nan, 3])
    with pytest.raises(BadInput, match="not numeric throughout\\. It has"):
        quantity(pd.Series([None, None], dtype=object, name="x"), "a.csv", "It")
    check_quantities(pd.Series(np.arange(50.0)))


@settings(max_examples=15, deadline=None)
@given(
    st.permutations(range(N)), st.sets(st.integers(0, N - 1), max_size=8), st.sets(st.integers(0, N - 1), max_size=8)
)
def test_every_case_is_compared_with_its_own_forecast_or_listed(
    order: list[int], gone: set[int], endless: set[int]
) -> None:
    first, second = amounts(), amounts().iloc[order]
    second = second[~second["id"].isin(gone)].assign(pred_b=lambda f: f["pred_b"].mask(f["id"].isin(endless), np.inf))
    roles = replace(PLAIN, models=(Model("B", 1, "pred_b"),), identifiers=("id", "id"))
    found = align([("a.csv", first), ("b.csv", second)], roles)
    kept = found.frame["id"].tolist()
    assert kept == [case for case in range(N) if case not in gone | endless]
    assert set(found.left_out["case"].astype(int)) == gone | endless
    own = dict(zip(first["id"], first["pred_b"], strict=True))
    assert found.scores["m1"].tolist() == [own[case] for case in kept]
