"""What a room fills in of a canvas: only what is empty, and money only in the canvas's own currency."""

from dataclasses import replace
from typing import Any

import pytest

from lifecycle.build.carrying import carried
from lifecycle.build.multiclass import MatrixStakes
from lifecycle.build.regression import UnitStakes
from lifecycle.build.stakes import assumed
from lifecycle.envision.canvas import clean
from lifecycle.envision.three_point import ThreePoint

STAKES = replace(assumed(20, 100), capacity_per_week=4.0, run_cost=900.0)
EIGHT = {f"payoff.{name}" for name in ("tp", "fp", "fn", "tn")} | {
    "volume",
    "capacity_per_week",
    "currency",
    "run_cost",
}


def exactly(value: float) -> dict[str, float]:
    return {"low": value, "likely": value, "high": value}


def test_an_empty_canvas_takes_everything_that_was_set() -> None:
    found = carried(STAKES, {})
    assert set(found) == EIGHT
    assert (found["payoff.tp"], found["payoff.fp"], found["payoff.fn"]) == (exactly(100), exactly(-25), exactly(0))
    assert (found["volume"], found["capacity_per_week"]) == (exactly(100), 4.0)
    assert (found["currency"], found["run_cost"]) == ("EUR", 900.0)
    assert {path: clean(path, value) for path, value in found.items()} == found


def test_ranges_stay_ranges() -> None:
    wide = ThreePoint(low=1, likely=5, high=20)
    assert carried(replace(STAKES, volume=wide), {})["volume"] == wide.model_dump()


def test_no_capacity_and_no_building_cost_fill_in_nothing() -> None:
    assert set(carried(replace(STAKES, capacity_per_week=None), {})) == EIGHT - {"capacity_per_week"}
    assert carried(replace(STAKES, build_cost=70.0), {})["build_cost"] == 70.0


@pytest.mark.parametrize("path", sorted(EIGHT))
def test_what_stands_in_the_canvas_is_never_written_over(path: str) -> None:
    standing = {path: carried(STAKES, {})[path]}
    assert set(carried(STAKES, standing)) == EIGHT - {path}


def test_a_zero_that_stands_there_is_no_empty_field() -> None:
    assert "run_cost" not in carried(STAKES, {"run_cost": 0.0})


@pytest.mark.parametrize(("canvas", "currency"), [({"currency": "USD"}, "EUR"), ({}, "JPY")])
def test_money_of_another_currency_is_left_out(canvas: dict[str, Any], currency: str) -> None:
    assert set(carried(replace(STAKES, currency=currency), canvas)) == {"volume", "capacity_per_week"}


def test_forecasts_and_classes_bring_the_year_and_the_running_cost() -> None:
    for stakes in (
        UnitStakes(1.0, 3.0, 240.0, run_cost=7.0),
        MatrixStakes(((1.0, 0.0), (0.0, 1.0)), 240.0, run_cost=7.0),
    ):
        assert carried(stakes, {}) == {"volume": exactly(240), "currency": "EUR", "run_cost": 7.0}
