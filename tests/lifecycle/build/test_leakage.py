"""Leakage: the target in disguise is found, an honest feature is left in peace."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from lifecycle.build.dataset import Task
from lifecycle.build.leakage import suspicions

RNG = np.random.default_rng(2)
N = 400
SIZE, NOISE = RNG.normal(size=N), RNG.normal(size=N)
YES = (SIZE + 0.5 * RNG.normal(size=N)) > 0
PART, OTHER = RNG.poisson(30, N), RNG.poisson(120, N)


def found(frame: pd.DataFrame, task: Task) -> list[tuple[str, ...]]:
    return [one.columns for one in suspicions(frame, task, 1)]


def yes_no(**columns: object) -> tuple[pd.DataFrame, Task]:
    frame = pd.DataFrame({"size": SIZE, "noise": NOISE, "y": YES.astype(int)} | columns)
    columns = frame.drop(columns="y")
    kinds = {str(n): "numeric" if pd.api.types.is_numeric_dtype(x) else "categorical" for n, x in columns.items()}
    return frame, Task("y", "1", kinds)


def amounts(**columns: object) -> tuple[pd.DataFrame, Task]:
    made = {"size": SIZE, "part": PART, "other": OTHER, "y": PART + OTHER}
    frame = pd.DataFrame(made | columns)
    return frame, Task("y", "", {str(n): "numeric" for n in frame if n != "y"}, kind="regression")


def test_a_good_and_honest_feature_is_not_suspected() -> None:
    assert found(*yes_no()) == []


@pytest.mark.parametrize(
    "copy",
    [
        YES.astype(float),
        np.where(YES, "closed", "open"),
        np.where(YES, RNG.integers(5, 9, N), RNG.integers(0, 5, N)),
        np.where(YES, np.nan, 1.0),
        [{True: f"y{i % 5}", False: f"n{i % 5}"}[bool(y)] for i, y in enumerate(YES)],
    ],
    ids=["a copy", "other words", "a cut", "empty where yes", "several words each"],
)
def test_the_target_in_another_form_is_found(copy: object) -> None:
    frame, task = yes_no(copy=copy)
    assert found(frame, task) == [("copy",)]
    assert "'copy' alone tells 'y' nearly for certain (AUC" in suspicions(frame, task, 1)[0].reason


def test_of_several_classes_a_copy_is_found() -> None:
    kinds = RNG.integers(0, 3, N)
    frame = pd.DataFrame({"size": SIZE, "code": kinds * 10, "y": np.array(["a", "b", "c"])[kinds]})
    task = Task("y", "", {"size": "numeric", "code": "numeric"}, kind="multiclass")
    assert found(frame, task) == [("code",)]


def test_parts_that_add_up_to_the_target_are_found_together() -> None:
    frame, task = amounts()
    (one,) = suspicions(frame, task, 1)
    assert set(one.columns) == {"part", "other"}
    assert one.strength == pytest.approx(1)
    assert "'y' is other + part in nearly every row (R² 1.0000)" in one.reason


def test_one_part_alone_is_no_proof() -> None:
    frame, task = amounts()
    assert found(frame, replace(task, features={"size": "numeric", "other": "numeric"})) == []


def test_a_quantity_in_another_unit_is_found_alone() -> None:
    frame, task = amounts(cents=(PART + OTHER) * 100 + 5)
    assert ("cents",) in found(frame, task)


def test_a_bent_copy_of_a_quantity_is_found() -> None:
    frame = pd.DataFrame({"bent": np.exp(SIZE), "noise": NOISE, "y": SIZE})
    assert found(frame, Task("y", "", {"bent": "numeric", "noise": "numeric"}, kind="regression")) == [("bent",)]


def test_the_order_of_the_rows_changes_no_verdict() -> None:
    frame, task = amounts()
    turned = frame.iloc[RNG.permutation(N)].reset_index(drop=True)
    assert [set(c) for c in found(turned, task)] == [set(c) for c in found(frame, task)]


def test_constant_and_empty_features_are_survived() -> None:
    assert found(*yes_no(constant=1.0, empty=np.nan)) == []
    frame, task = amounts(constant=1.0, empty=np.nan)
    assert [set(c) for c in found(frame, task)] == [{"part", "other"}]
