"""Value against threshold: each line, rule and value says what it is."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from components.charts import Picture
from components.charts.theme import STOP
from components.charts.threshold import PLOT, ROW, capacity_from, following, ticks, value_by_threshold
from data import runs
from lifecycle.build.comparison import Comparison
from lifecycle.build.guardrail_curves import GuardrailCurve
from lifecycle.contract import Level
from tests.components.charts.specs import marks, rows
from tests.conftest import OWNER, Place


def compared(place: Place) -> Comparison:
    run = runs.latest(place.store, OWNER, place.initiative.id)
    assert run is not None
    found = runs.comparison(place.store, OWNER, run)
    assert found is not None
    return found


def names(picture: Picture) -> set[str]:
    """Give the names written at lines."""
    return {row["label"] for row in rows(picture) if "label" in row and "candidate" not in row}


def test_the_values_say_at_which_threshold_they_are(at: Callable[[str], Place]) -> None:
    comparison = compared(at("trained"))
    picture = value_by_threshold(comparison, "logistic", 0.06)
    said = [t["calculate"] for text in marks(picture, "text") for t in text.get("transform", []) if "calculate" in t]
    assert "'Value a year at ' + format(datum.threshold, '.3f')" in said
    assert len(said) == 1 + len(comparison.names)


def test_break_even_and_promise_are_named(at: Callable[[str], Place]) -> None:
    assert names(value_by_threshold(compared(at("trained")), "logistic", 0.06)) == {
        "break-even 0.030",
        "promised (P50)",
    }


def test_no_line_reaches_the_names_above(at: Callable[[str], Place]) -> None:
    comparison = compared(at("trained"))
    picture = value_by_threshold(comparison, "logistic", 0.06)
    low, high = next(marks(picture, "line"))["encoding"]["y"]["scale"]["domain"]
    highest = max(comparison.target, *(row["value"] for row in rows(picture) if "candidate" in row))
    assert (highest - low) / (high - low) <= 1 - 4 * ROW / PLOT
    grid = next(marks(picture, "line"))["encoding"]["y"]["axis"]["values"]
    assert max(grid) <= low + (high - low) * (1 - 4 * ROW / PLOT)


@pytest.mark.parametrize(("low", "high"), [(-360e3, 630e3), (0.0, 1.0), (-1.0, 0.3), (-18.4e6, 600e3), (5.0, 5.41)])
def test_the_axis_has_a_few_round_places_within_its_ends(low: float, high: float) -> None:
    found = ticks(low, high)
    assert 3 <= len(found) <= 8
    assert low <= found[0] < found[-1] <= high
    assert f"{found[1] - found[0]:.3e}"[:5] in ("1.000", "2.000", "5.000")


def test_counts_and_workload_follow_the_slider(at: Callable[[str], Place]) -> None:
    comparison = compared(at("trained"))
    counts, work = following(comparison, "logistic")
    at_half = counts["said"][100]
    tp, fp = (int(found["logistic"][0, 100]) for found in (comparison.resampled.tp, comparison.resampled.fp))
    yes, no = int(comparison.resampled.yes[0]), int(comparison.resampled.no[0])
    assert at_half == f"{tp} found, {yes - tp} missed · {fp} false alarms, {no - fp} spared"
    assert "acted on a week" in work["said"][0]


def test_what_cannot_be_handled_is_said_and_capacity_drawn_in(at: Callable[[str], Place]) -> None:
    comparison = compared(at("trained"))
    week = comparison.workload("logistic", 0.0)[0]
    short = Comparison(replace(comparison.stakes, capacity_per_week=week / 2), comparison.resampled, comparison.names)
    begins = capacity_from(short, "logistic")
    assert begins is not None
    assert short.workload("logistic", begins)[0] <= week / 2 < short.workload("logistic", begins - 0.005)[0]
    said = following(short, "logistic")[1]["said"]
    assert "too many" in said[0]
    assert "too many" not in said[round(begins * 200)]
    assert capacity_from(comparison, "logistic") is None
    assert any("within capacity" in name for name in names(value_by_threshold(short, "logistic", 0.5)))


def test_guardrails_follow_the_slider_with_icon_and_word(at: Callable[[str], Place]) -> None:
    comparison = compared(at("trained"))
    values = np.r_[np.nan, np.linspace(0.5, 1, 200)]
    outcome = tuple("insufficient data" if v != v else "pass" if v >= 0.8 else "fail" for v in values)
    curve = GuardrailCurve("ratio", "Selection-rate ratio", "fair", values, outcome, 0.8, Level.STANDARD)
    said = following(comparison, "logistic", [curve])[2]
    assert said["said"][0] == "? Selection-rate ratio –, limit 0.8: insufficient data"
    assert said["said"][1] == "✗ Selection-rate ratio 0.50, limit 0.8: not kept"
    assert said["said"][200] == "✓ Selection-rate ratio 1.00, limit 0.8: kept"
    assert len(set(said["colour"])) == 3
    two = GuardrailCurve("representation", "Representation ratio", "fair", values, outcome, 0.8, Level.STANDARD)
    assert "Representation ratio 1.00, limit 0.8 to 1.25:" in following(comparison, "logistic", [two])[2]["said"][200]


def test_the_share_of_a_part_orients_and_warns_of_nothing(at: Callable[[str], Place]) -> None:
    whole = compared(at("trained"))
    week = whole.workload("logistic", 0.0)[0]
    stakes = replace(whole.stakes, capacity_per_week=week / 2)
    part = Comparison(stakes, whole.resampled, whole.names, part=True)
    told = following(part, "logistic")[1]
    assert "too many" not in told["said"][0]
    assert "the share of the capacity by its size" in told["said"][0]
    assert STOP not in set(told["colour"])
    labels = {row.get("label") for row in rows(value_by_threshold(part, "logistic", 0.3))}
    assert f"within its share from {capacity_from(part, 'logistic'):.3f}" in labels
