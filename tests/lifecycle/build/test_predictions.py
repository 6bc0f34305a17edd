"""Predictions side by side, case by case; what does not align is named."""

from dataclasses import replace

import numpy as np
import pytest

from lifecycle.build.prediction_roles import Model, Roles
from lifecycle.build.predictions import align
from lifecycle.build.score_kinds import ScoreKind
from lifecycle.errors import BadInput
from tests.lifecycle.build.prediction_samples import ONE, N, reasons, single


def test_one_file_is_compared_as_it_stands() -> None:
    frame = single(area=["north", "south"] * (N // 2))
    found = align([("a.csv", frame)], ONE)
    assert (found.names, found.sources["m2"]) == ({"m1": "A", "m2": "B"}, "column b of a.csv")
    np.testing.assert_array_equal(found.scores["m1"], frame["a"])
    np.testing.assert_array_equal(found.label, frame["y"] == 1)
    assert list(found.frame.columns) == ["y", "area", "A", "B"]
    assert (found.problems, len(found.left_out), found.uncalibrated) == ((), 0, ())
    assert found.sentence() == "60 cases can be compared, 30 (50 %) of them yes; nothing is left out."


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
        (replace(ONE, positive="7"), "'7' is not a value of 'y'"),
        (replace(ONE, truth="k"), r"'k' has 3 values \(0, 1, 2, …\)"),
        (replace(ONE, truth="one"), "'one' is '5' in every case"),
        (replace(ONE, truth="rare", positive="1"), "Only 3 cases that align have 'rare' = '1'"),
        (replace(ONE, truth="none"), "No case is left to compare: 60 cases without a value in none"),
        (replace(ONE, models=(Model("A", 0, "text"),)), "holds text, such as 'lots'"),
    ],
)
def test_outcomes_and_predictions_that_cannot_be_are_refused_in_words(roles: Roles, said: str) -> None:
    rare = (np.arange(N) < 3).astype(int)
    frame = single(k=np.arange(N) % 3, one=5, rare=rare, none=np.nan, text=["0.5"] * (N - 1) + ["lots"])
    with pytest.raises(BadInput, match=said):
        align([("a.csv", frame)], roles)
