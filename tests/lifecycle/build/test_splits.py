"""Splits: nobody is judged by what they taught, whatever cases are split by."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.model_selection import StratifiedKFold

from lifecycle.build.dataset import Task
from lifecycle.build.splits import FOLDS, Split, in_order, in_words, moments, split
from lifecycle.errors import BadInput

TASK = Task("y", "1", {"x": "numeric"})
RNG = np.random.default_rng(4)
N = 240
TRUTH = RNG.random(N) < 0.4


def frame(**columns: Any) -> pd.DataFrame:
    return pd.DataFrame({"x": np.arange(N), "y": TRUTH.astype(int)} | columns)


def parted(task: Task, seed: int = 1, **columns: Any) -> Split:
    return split(frame(**columns), task, TRUTH, seed)


def refusal(task: Task, **columns: Any) -> str:
    with pytest.raises(BadInput) as caught:
        parted(task, **columns)
    return str(caught.value)


def test_at_random_the_folds_are_scikit_learns_stratified_ones() -> None:
    expected = StratifiedKFold(FOLDS, shuffle=True, random_state=1).split(TRUTH, TRUTH)
    for (fit_on, judge), (fit_expected, judge_expected) in zip(parted(TASK).folds, expected, strict=True):
        assert fit_on.tolist() == fit_expected.tolist()
        assert judge.tolist() == judge_expected.tolist()
    assert parted(TASK).left_out == 0


@pytest.mark.parametrize("kind", ["binary", "regression"])
@pytest.mark.parametrize(("time", "group"), [(None, None), ("t", None), (None, "g")])
def test_no_row_is_judged_twice_or_by_what_it_taught(kind: str, time: str | None, group: str | None) -> None:
    found = parted(replace(TASK, kind=kind, time=time, group=group), t=RNG.integers(0, 50, N), g=RNG.integers(0, 30, N))
    times = np.zeros(N)
    for fit_on, judge in found.folds:
        assert not set(fit_on) & set(judge)
        times[judge] += 1
    assert (times == found.judged).all()
    assert found.left_out == (times == 0).sum()


def test_by_time_models_learn_from_all_that_is_earlier_and_nothing_else() -> None:
    at = RNG.integers(0, 50, N)
    found = parted(replace(TASK, time="t"), t=at)
    assert len(found.folds) == FOLDS
    for fit_on, judge in found.folds:
        assert at[fit_on].max() < at[judge].min()
        assert sorted(fit_on) == np.flatnonzero(at < at[judge].min()).tolist()
    earliest = np.flatnonzero(~found.judged)
    assert at[earliest].max() < at[found.judged].min()
    assert found.left_out == pytest.approx(N / 6, abs=N / 40 + 10)


def test_by_time_the_order_of_the_rows_changes_nothing() -> None:
    at, order = RNG.integers(0, 50, N), RNG.permutation(N)
    first = parted(replace(TASK, time="t"), t=at)
    other = split(frame(t=at).iloc[order].reset_index(drop=True), replace(TASK, time="t"), TRUTH[order], 1)
    for (_, judge), (_, again) in zip(first.folds, other.folds, strict=True):
        assert sorted(order[again]) == judge.tolist()


def test_by_group_no_group_stands_on_both_sides() -> None:
    group = np.array([f"customer {g}" for g in RNG.integers(0, 30, N)])
    found = parted(replace(TASK, group="g"), g=group)
    for fit_on, judge in found.folds:
        assert not set(group[fit_on]) & set(group[judge])
    assert found.judged.all()


def test_dates_are_read_as_they_are_usually_written() -> None:
    days = [date(2026, 3, 1), date(2026, 3, 2)]
    ways: list[pd.Series] = [
        pd.Series(pd.to_datetime(days)),
        pd.Series(["2026-03-01", "2026-03-02T00:00:00"]),
        pd.Series(pd.to_datetime(days).tz_localize("UTC")),
    ]
    for column in ways:
        assert np.diff(moments(column, "t")).tolist() == [86_400]
    assert moments(pd.Series([3, 1]), "t").tolist() == [3, 1]


@pytest.mark.parametrize("cell", [None, "soon", ""])
def test_a_cell_that_is_no_moment_is_named(cell: str | None) -> None:
    with pytest.raises(BadInput, match="Row 2, column 't'"):
        moments(pd.Series(["2026-03-01", cell]), "t")


def test_what_cannot_be_split_by_is_refused_with_a_way_out() -> None:
    both = replace(TASK, time="x", group="y")
    assert "Choose one of them" in refusal(both)
    assert "too few different moments" in refusal(replace(TASK, time="t"), t=np.r_[np.zeros(N - 1), 1])
    assert "has 2 groups; at least 5" in refusal(replace(TASK, group="g"), g=np.arange(N) % 2)
    holes = [None if row == 6 else "a" for row in range(N)]
    assert "Row 7 has no 'g'" in refusal(replace(TASK, group="g"), g=holes)


def test_an_outcome_that_only_comes_later_cannot_be_learned() -> None:
    late = np.sort(TRUTH)
    with pytest.raises(BadInput, match="Without all outcomes among the earliest cases"):
        split(frame(), replace(TASK, time="x"), late, 1)


def test_a_fold_of_one_class_to_judge_is_no_problem() -> None:
    truth = np.arange(N) % 2 == 0
    truth[-60:] = True
    found = split(frame(), replace(TASK, time="x"), truth, 1)
    assert truth[found.folds[-1][1]].all()


def test_the_split_is_told_in_a_sentence() -> None:
    assert in_words("time", "week", 1200, 6000).endswith("the earliest 1,200 are judged by none.")
    assert "all rows of a group stand on the same side" in in_words("group", "customer", 0, 6000)


def test_columns_in_order_begin_with_what_is_named_as_time_then_dates_then_names_of_time() -> None:
    frame = pd.DataFrame(
        {
            "amount": np.arange(30.0),
            "load": np.arange(30.0),
            "hour": np.arange(30) % 24,
            "booked": pd.date_range("2026-01-01", periods=30).strftime("%Y-%m-%d"),
            "site": ["north", "south", "east"] * 10,
            "flag": [True, False] * 15,
            "two": [1, 2] * 15,
        }
    )
    task = Task("amount", "", {"load": "numeric"}, kind="regression")
    assert in_order(frame, task) == ["booked", "hour", "load"]
    assert in_order(frame, replace(task, time="load"))[0] == "load"
    assert in_order(frame[["amount", "site"]], task) == []
