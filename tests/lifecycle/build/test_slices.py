"""The worst slice, against a loop over scikit-learn."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from lifecycle.build import slices
from lifecycle.build.dataset import Task
from lifecycle.build.slices import worst_slice

TASK = Task("y", "1", {"plan": "categorical", "size": "numeric"})


def drawn(n: int = 1200) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(4)
    plan = rng.choice(["S", "M", "L"], n, p=[0.5, 0.4, 0.1])
    label = rng.random(n) < 0.4
    # In plan L the score is noise.
    score = np.where(plan == "L", rng.random(n), np.clip(0.5 * label + 0.5 * rng.random(n), 0, 1))
    return pd.DataFrame({"plan": plan, "size": rng.normal(size=n), "y": label.astype(int)}), label, score


def test_the_slice_in_which_scores_are_noise_is_found() -> None:
    frame, label, score = drawn()
    found = worst_slice(frame, TASK, label, score, score >= 0.5, 0)
    own = (frame["plan"] == "L").to_numpy()
    expected = roc_auc_score(label[own], score[own]) / roc_auc_score(label, score)
    assert found.value == pytest.approx(expected)
    assert found.n == own.sum()
    assert "worst where plan = L" in found.said
    assert "7 slices compared, 0 too small" in found.said
    assert found.groups[0].group == "plan = L"
    assert [row.value for row in found.groups] == sorted(row.value for row in found.groups if row.value is not None)
    assert found.interval is not None
    assert found.interval.low < expected < found.interval.high


def test_slices_with_too_few_of_an_outcome_are_counted_and_not_compared() -> None:
    frame, label, score = drawn()
    label = label & ~(frame["plan"] == "L").to_numpy()
    found = worst_slice(frame, TASK, label, score, score >= 0.5, 0)
    assert "6 slices compared, 1 too small" in found.said
    assert "plan = L" not in [row.group for row in found.groups]


@pytest.mark.parametrize("label", [np.zeros(1200, dtype=bool), np.arange(1200) < 19])
def test_without_two_outcomes_to_compare_it_is_insufficient(label: np.ndarray) -> None:
    frame, _, score = drawn()
    found = worst_slice(frame, TASK, label, score, score >= 0.5, 0)
    assert (found.value, found.applies) == (None, True)
    assert "cannot be compared" in found.said


def test_empty_cells_are_a_slice_and_missing_columns_none() -> None:
    frame, label, score = drawn()
    frame.loc[frame["plan"] == "L", "plan"] = None
    found = worst_slice(frame, TASK, label, score, score >= 0.5, 0)
    assert found.groups[0].group == "plan = not stated"


def test_no_more_rows_are_looked_at_than_the_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slices, "MOST_ROWS", 600)
    frame, label, score = drawn()
    found = worst_slice(frame, TASK, label, score, score >= 0.5, 0)
    assert found.n is not None
    assert found.n < 120
    assert found == worst_slice(frame, TASK, label, score, score >= 0.5, 0)
