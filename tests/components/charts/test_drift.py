"""Drift by column and window, as a map."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from components.charts.drift import drift_map, effect
from lifecycle.monitor.drift import Drift
from lifecycle.monitor.evaluation import WindowDrift

START = datetime(2026, 6, 1, tzinfo=UTC)
DISTANCE = Drift("size", "Wasserstein distance (normed)", 0.3, 0.1, True, 0.2, True, 2000, 168)
TEST = Drift("site", "K-S p_value", 0.0005, 0.05, True, None, False, 398, 17)


def legend(*columns: Drift) -> dict[str, Any]:
    window = WindowDrift(START, START + timedelta(7), columns)
    opacity = drift_map((window,), [d.column for d in columns]).spec["layer"][0]["encoding"]["opacity"]
    return {"title": opacity["title"], "labels": opacity["legend"]["labelExpr"]}


def subtitle(*columns: Drift) -> str:
    window = WindowDrift(START, START + timedelta(7), columns)
    return " ".join(drift_map((window,), [d.column for d in columns]).spec["title"]["subtitle"])


def test_distances_are_read_in_multiples_of_their_threshold() -> None:
    assert legend(DISTANCE) == {"title": "× threshold", "labels": "datum.label"}
    assert effect(DISTANCE) == pytest.approx(3)


def test_p_values_are_read_as_p_values_not_as_multiples() -> None:
    found = legend(TEST)
    assert found["title"] == "p-value"
    assert "'0.05'" in found["labels"]
    assert "'0.0005'" in found["labels"]
    assert effect(TEST) == pytest.approx(3), "the step of the legend that is called 0.0005"
    assert "multiples" not in subtitle(TEST)


def test_where_both_are_shown_it_is_said_how_a_p_value_counts() -> None:
    assert "A p-value counts one more for each factor of ten below." in subtitle(DISTANCE, TEST)
    assert "p-value" not in subtitle(DISTANCE)


@pytest.mark.parametrize(("value", "steps"), [(1.0, 0.05), (0.05, 1.0), (0.005, 2.0)])
def test_a_p_value_counts_a_step_for_each_factor_of_ten(value: float, steps: float) -> None:
    assert effect(replace(TEST, value=value)) == pytest.approx(steps)
