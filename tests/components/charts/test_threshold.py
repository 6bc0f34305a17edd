"""Value against threshold: each line, rule and value says what it is."""

from collections.abc import Callable

import pytest

from components.charts import Picture
from components.charts.threshold import PLOT, ROW, ticks, value_by_threshold
from data import runs
from lifecycle.build.comparison import Comparison
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
    picture = value_by_threshold(compared(at("trained")), "logistic", 0.06)
    said = [t["calculate"] for text in marks(picture, "text") for t in text.get("transform", []) if "calculate" in t]
    assert "'Value a year at ' + format(datum.threshold, '.3f')" in said
    assert len(said) == 1 + len(compared(at("trained")).names)


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
