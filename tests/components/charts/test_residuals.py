"""Charts of forecasts: what is saved by adjusting them, and how far off they are."""

import numpy as np
import pytest

from components.charts import residuals as charts
from components.charts.taking import data
from lifecycle.build import regression
from lifecycle.build.regression import FACTOR, SHIFT, Compared, UnitStakes
from lifecycle.figures import Interval

RNG = np.random.default_rng(1)
TRUTH = RNG.gamma(3, 20, 120)
STAKES = UnitStakes(1, 3, 1000, run_cost=10)
NAMES = {"mean": "Predict the mean", "good": "Good one", "bad": "Bad one"}
FORECASTS = {
    "mean": np.full(120, TRUTH.mean()),
    "good": TRUTH + RNG.normal(0, 5, 120),
    "bad": TRUTH + RNG.normal(0, 30, 120),
}


def compared(way: str) -> Compared:
    return regression.compare(TRUTH, FORECASTS, NAMES, STAKES, way, 3, 20)


@pytest.mark.parametrize("way", [FACTOR, SHIFT])
def test_each_model_has_a_line_over_the_whole_grid_and_a_slider_that_stands_on_it(way: str) -> None:
    found = compared(way)
    start = found.adjusted["good"].amount
    drawn = charts.saved_by_adjustment(found, way, "good", start)
    lines = max(drawn.spec["datasets"].values(), key=len)
    assert {row["candidate"] for row in lines} == {"Good one", "Bad one"}
    assert len(lines) == 2 * len(regression.grid(TRUTH, way))
    amounts = [row["amount"] for row in lines if row["candidate"] == "Good one"]
    assert start in amounts, "a slider between two points would pick none"
    pick = next(p for p in drawn.spec["params"] if p["name"] == charts.PICK)
    bound = pick["bind"]["amount"]
    assert (bound["min"], bound["max"]) == (amounts[0], amounts[-1])
    assert bound["step"] * 200 == pytest.approx(amounts[-1] - amounts[0])
    assert "Good one" in drawn.words


def test_a_line_tells_what_is_saved_against_the_reference() -> None:
    found = compared(FACTOR)
    drawn = charts.saved_by_adjustment(found, FACTOR, "good", 1.0)
    lines = max(drawn.spec["datasets"].values(), key=len)
    at_best = next(
        r["value"] for r in lines if r["candidate"] == "Good one" and r["amount"] == found.adjusted["good"].amount
    )
    assert at_best == pytest.approx(next(row for row in found.rows() if row.key == "good").value.mid)


def test_what_is_picked_is_read_and_until_then_the_start_stands() -> None:
    class Selection:
        pick = ({"amount": 1.05},)

    assert charts.picked(Selection(), 1.0) == 1.05
    assert charts.picked(object(), 1.0) == 1.0


def test_residuals_are_drawn_of_at_most_some_cases() -> None:
    many = np.arange(10_000.0)
    drawn = charts.by_forecast(many, many + 1, "Good one")
    dots = max(drawn.spec["datasets"].values(), key=len)
    assert 1_000 < len(dots) <= charts.MOST_DOTS
    assert {row["residual"] for row in dots} == {1.0}
    assert len(data(charts.by_forecast(TRUTH, TRUTH, "Good one")).splitlines()) > len(TRUTH)


def test_the_distribution_counts_every_case_and_says_how_often_it_is_too_low() -> None:
    forecast = TRUTH + np.where(np.arange(120) < 30, -5, 5)
    drawn = charts.distribution(TRUTH, forecast, "Good one")
    (bars,) = drawn.spec["datasets"].values()
    assert sum(bar["cases"] for bar in bars) == 120
    assert sum(bar["cases"] for bar in bars if bar["side"] == "too low") == 30
    assert "Too low in 25%" in " ".join(drawn.spec["title"]["subtitle"])


def test_a_part_that_is_off_is_told_apart() -> None:
    parts = [
        regression.PartError("north", 40, Interval(1.0, 2.0, 3.0)),
        regression.PartError("south", 60, Interval(-1.0, 0.5, 2.0)),
    ]
    drawn = charts.by_part(parts, "Good one", "site")
    rows = max(drawn.spec["datasets"].values(), key=len)
    assert {row["part"]: row["off"] for row in rows} == {"north": True, "south": False}


def test_time_runs_in_steps_that_tell_where_they_begin() -> None:
    errors = [
        regression.PartError("0", 40, Interval(1.0, 2.0, 3.0)),
        regression.PartError("1", 40, Interval(-1.0, 0.5, 2.0)),
    ]
    steps = [regression.Step(place * 40, place * 40 + 39, error) for place, error in enumerate(errors)]
    drawn = charts.over_time(steps, ["2026-01-01", 'a "quoted" day'], "Good one", "day")
    rows = max(drawn.spec["datasets"].values(), key=len)
    assert [(row["from"], row["mean"], row["off"]) for row in rows] == [
        ("2026-01-01", 2.0, True),
        ('a "quoted" day', 0.5, False),
    ]
    assert "in the course of day" in drawn.words
