"""How far groups lie apart: what is said, on how many cases, and when nothing can be said."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifecycle.build.group_measures import choice_groups, forecast_groups
from lifecycle.build.kind_fairness import measured_choice, measured_forecast
from lifecycle.guardrails import Measured

SEED, B = 4, 200
CLASSES = ("calm", "storm", "snow")


def of_forecast(errors: dict[str, list[float]], truth: float = 100.0) -> dict[str, Measured]:
    """Measure forecasts of one truth, off by these in each group."""
    names = pd.Series([group for group, own in errors.items() for _ in own])
    gaps = np.array([gap for own in errors.values() for gap in own])
    really = np.full(len(gaps), truth)
    return measured_forecast(forecast_groups(names, really, really + gaps, "site", SEED, B))


def of_choice(right: dict[str, list[tuple[int, int]]]) -> dict[str, Measured]:
    """Measure decisions; for each group and class (cases, of which right); the rest is told to be the next class."""
    groups, truth, decided = [], [], []
    for group, cells in right.items():
        for place, (cases, hits) in enumerate(cells):
            groups += [group] * cases
            truth += [place] * cases
            decided += [place] * hits + [(place + 1) % 3] * (cases - hits)
    made = choice_groups(pd.Series(groups), np.array(truth), np.array(decided), CLASSES, "site", SEED, B)
    return measured_choice(made)


def test_the_worst_error_is_divided_by_the_best() -> None:
    found = of_forecast({"north": [10.0, -10.0] * 20, "south": [15.0, -15.0] * 20})["group_error_ratio"]
    assert found.value == pytest.approx(1.5)
    assert found.n == 40
    assert found.interval is not None
    assert (found.interval.low, found.interval.high) == (pytest.approx(1.5), pytest.approx(1.5)), "errors do not vary"
    assert found.said == (
        "south is forecast worst, off by 15 on average (15% of its truth), north best, off by 10 (10%): ratio 1.50."
    )


def test_mean_errors_with_their_sign_are_set_in_proportion_to_the_truth() -> None:
    found = of_forecast({"north": [-2.0] * 40, "south": [3.0] * 40})["group_bias_gap"]
    assert found.value == pytest.approx(0.05)
    assert found.said == "Mean of forecast − truth: −2 in north, +3 in south, 5.0% of the mean truth apart."


def test_a_forecast_that_is_enough_more_often_somewhere_shows() -> None:
    found = of_forecast({"north": [1.0] * 30 + [-1.0] * 10, "south": [1.0] * 10 + [-1.0] * 30})["group_enough_gap"]
    assert found.value == pytest.approx(0.5)
    assert found.interval is not None
    assert 0.2 < found.interval.low < 0.5 < found.interval.high < 0.8
    assert found.said == ("The forecast is enough in 25% of the cases in south and in 75% in north: 50 points apart.")


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.floats(0.5, 50), st.floats(-20, 20)), min_size=2, max_size=4))
def test_every_number_is_the_largest_of_those_between_any_two_groups(spread: list[tuple[float, float]]) -> None:
    rng = np.random.default_rng(3)
    errors = {f"G{i}": list(middle + width * rng.normal(size=40)) for i, (width, middle) in enumerate(spread)}
    found = of_forecast(errors)
    sizes = [np.mean(np.abs(own)) for own in errors.values()]
    means = [np.mean(own) / 100 for own in errors.values()]
    enough = [np.mean(np.array(own) >= 0) for own in errors.values()]
    assert found["group_error_ratio"].value == pytest.approx(max(a / b for a in sizes for b in sizes))
    assert found["group_bias_gap"].value == pytest.approx(max(a - b for a in means for b in means))
    assert found["group_enough_gap"].value == pytest.approx(max(a - b for a in enough for b in enough))


def test_small_groups_make_the_whole_comparison_insufficient_and_are_named() -> None:
    for key, found in of_forecast({"north": [1.0] * 60, "south": [2.0] * 40, "few": [9.0] * 29}).items():
        assert (found.value, found.n) == (None, 29), key
        assert "few too small" in found.said
        assert len(found.groups) == 3, "what is known is shown all the same"
    assert of_forecast({"north": [1.0] * 60, "few": [9.0] * 30})["group_error_ratio"].value == 9.0


def test_one_group_alone_cannot_be_compared() -> None:
    found = of_forecast({"north": [1.0] * 60})
    assert {item.value for item in found.values()} == {None}
    assert "there are not two groups" in found["group_bias_gap"].said
    classes = of_choice({"north": [(30, 20)] * 3})
    assert {item.value for item in classes.values()} == {None}
    assert "not two groups" in classes["group_recall_gap"].said


def test_groups_without_any_error_are_alike_and_one_alone_without_error_has_no_ratio() -> None:
    assert of_forecast({"north": [0.0] * 40, "south": [0.0] * 40})["group_error_ratio"].value == 1.0
    found = of_forecast({"north": [0.0] * 40, "south": [1.0] * 40})["group_error_ratio"]
    assert (found.value, found.said) == (
        None,
        "north is forecast without any error and south is not: there is no ratio.",
    )


def test_a_truth_of_nothing_gives_no_proportion() -> None:
    found = of_forecast({"north": [1.0] * 40, "south": [2.0] * 40}, truth=0.0)
    assert found["group_bias_gap"].value is None
    assert found["group_error_ratio"].value == 2.0
    assert "(– of its truth)" in found["group_error_ratio"].said


def test_accuracy_and_the_recall_of_the_class_that_lies_furthest_apart() -> None:
    found = of_choice({"north": [(40, 36), (40, 36), (40, 36)], "south": [(40, 36), (40, 18), (40, 32)]})
    accuracy, recall = found["group_accuracy_gap"], found["group_recall_gap"]
    assert accuracy.value == pytest.approx(108 / 120 - 86 / 120)
    assert accuracy.said == "72% of the cases are decided rightly in south and 90% in north: 18 points apart."
    assert recall.value == pytest.approx(0.9 - 0.45)
    assert recall.said == "Of those truly storm 45% are told so in south and 90% in north: 45 points apart."
    assert recall.n == 40
    assert [row.group for row in recall.groups][:2] == ["north, truly calm", "south, truly calm"]
    assert recall.interval is not None
    assert recall.interval.low < 0.45 < recall.interval.high


def test_a_class_some_group_has_few_of_leaves_recall_open_and_says_what_is_known() -> None:
    found = of_choice({"north": [(40, 36), (40, 36), (19, 19)], "south": [(40, 30), (40, 36), (40, 32)]})
    recall = found["group_recall_gap"]
    assert (recall.value, recall.n) == (None, 19)
    assert recall.said == (
        "Fewer than 20 cases of a group truly of a class cannot be compared (north truly snow). "
        "Of the other classes the widest gap is 15 points (calm)."
    )
    assert found["group_accuracy_gap"].value is not None


def test_where_every_class_is_small_somewhere_only_that_is_said() -> None:
    found = of_choice({"north": [(10, 9)] * 3, "south": [(10, 9), (12, 9), (12, 9)]})["group_recall_gap"]
    assert found.said.endswith("(north truly calm, south truly calm, north truly storm and 3 more).")


def test_braces_in_the_name_of_a_class_stay_as_they_were_written() -> None:
    names = pd.Series(["a", "b"] * 60)
    truth = np.tile([0, 0, 1, 1], 30)
    made = choice_groups(names, truth, truth, ("{0}", "x{"), "site", SEED, 20)
    assert "truly {0} 100%" in measured_choice(made)["group_recall_gap"].said
