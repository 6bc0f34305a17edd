"""Amounts known from low to high widen intervals and move nothing else: a loop over the draws says the same."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from lifecycle.build import multiclass, regression
from lifecycle.build.amount_draws import drawn, is_spread
from lifecycle.build.multiclass import MatrixStakes, check_matrix_stakes
from lifecycle.build.regression import UnitEstimates, UnitStakes, check_unit_stakes
from lifecycle.envision.three_point import ThreePoint
from lifecycle.errors import BadInput
from tests.lifecycle.build.kind_records import choices, forecasts

AMOUNTS = st.lists(st.floats(0, 1e4), min_size=3, max_size=3).map(sorted)
POINTS = AMOUNTS.map(lambda ends: ThreePoint(low=ends[0], likely=ends[1], high=ends[2]))
ONE, SPREAD = ThreePoint.exactly(1.0), ThreePoint(low=0, likely=1, high=8)
B = 60


def spread_units(**changed: ThreePoint) -> UnitStakes:
    given = {"over": ThreePoint(low=1, likely=2, high=3), "under": SPREAD, "volume": ThreePoint.exactly(1_000)}
    return UnitStakes.of(**(given | changed), currency="GBP", run_cost=50.0)


def spread_matrix() -> MatrixStakes:
    return MatrixStakes.of(((SPREAD, ONE), (ThreePoint(low=-9, likely=-2, high=-1), ONE)), ThreePoint.exactly(500))


@given(st.lists(POINTS, min_size=1, max_size=5))
def test_draws_begin_with_the_mean_and_stay_between_low_and_high(points: list[ThreePoint]) -> None:
    found = drawn(tuple(points), 20)
    assert found.shape == (len(points), 21)
    for row, point in zip(found, points, strict=True):
        assert row[0] == point.mean
        assert ((row[1:] >= point.low - 1e-9) & (row[1:] <= point.high + 1e-9)).all()


def test_the_same_amounts_are_drawn_alike_and_nobody_changes_the_draws() -> None:
    first = drawn((SPREAD, ONE), 10)
    assert np.array_equal(first, drawn((ThreePoint(low=0, likely=1, high=8), ThreePoint.exactly(1)), 10))
    with pytest.raises(ValueError, match="read-only"):
        first[0, 0] = 1.0


def test_draws_have_the_mean_of_the_estimate() -> None:
    assert drawn((SPREAD,), 20_000)[0, 1:].mean() == pytest.approx(SPREAD.mean, rel=0.02)


def test_exact_amounts_are_no_spread() -> None:
    assert not is_spread(ONE, ThreePoint.exactly(5))
    assert is_spread(ONE, SPREAD)
    assert UnitStakes.of(ONE, ONE, ONE) == UnitStakes(1.0, 1.0, 1.0)
    assert MatrixStakes.of(((ONE, ONE), (ONE, ONE)), ONE) == MatrixStakes(((1.0, 1.0), (1.0, 1.0)), 1.0)


def test_the_cost_of_a_forecast_is_that_of_a_loop_over_the_draws() -> None:
    compared, stakes = forecasts(), spread_units(volume=ThreePoint(low=900, likely=1000, high=1300))
    over, under, volume = drawn((stakes.points()), B)
    cost = regression.yearly_cost(compared.found, "near", stakes)
    for at in (0, 1, 7, B):
        units = over[at] * compared.found.over["near"][at] + under[at] * compared.found.under["near"][at]
        assert cost[at] == pytest.approx(volume[at] * units + 50)


def test_the_value_of_classes_is_that_of_a_loop_over_the_draws() -> None:
    made, stakes = choices(), spread_matrix()
    payoffs, volume = stakes.draws(B)
    counts, found = made.found["sure"], multiclass.yearly(made.found["sure"], "sure", stakes)
    for at in (0, 1, 7, B):
        total = sum(counts[at, t, d] * payoffs[at, t, d] for t in range(2) for d in range(2))
        assert found[at] == pytest.approx(volume[at] * total / counts[at].sum())


def width(stakes: UnitStakes) -> float:
    compared = replace(forecasts(), stakes=stakes)
    found = next(row.value for row in compared.rows() if row.key == "near")
    return found.high - found.low


def test_a_range_widens_the_interval_and_leaves_the_value_where_it_was() -> None:
    wide, exact = spread_units(), UnitStakes(2.0, 2.0, 1_000.0, "GBP", 50.0)
    assert (wide.over, wide.under, wide.volume) == (exact.over, exact.under, exact.volume)
    assert width(wide) > 1.2 * width(exact)
    of = [next(row for row in replace(forecasts(), stakes=s).rows() if row.key == "near") for s in (wide, exact)]
    assert of[0].value.mid == pytest.approx(of[1].value.mid)
    assert of[0].measures == of[1].measures, "statistics know no money"


def test_the_same_forecast_twice_differs_by_nothing_whatever_the_range() -> None:
    compared = forecasts()
    gap = regression.difference(compared.found, "near", "near", spread_units())
    assert (gap.more.low, gap.more.mid, gap.more.high) == (0, 0, 0)


def test_the_value_a_case_is_the_value_of_a_year_over_the_same_draw_of_the_year() -> None:
    stakes = MatrixStakes.of(((ONE, ONE), (ONE, ThreePoint.exactly(3))), ThreePoint(low=10, likely=100, high=900))
    row = next(row for row in replace(choices(), stakes=stakes).rows() if row.key == "always/0")
    assert [row.value_per_case.low, row.value_per_case.high] == pytest.approx([1, 1])
    assert row.value.high > 2 * row.value.low


@given(POINTS, POINTS, POINTS, st.floats(0.01, 1))
def test_parts_carry_their_share_and_add_up(
    over: ThreePoint, under: ThreePoint, volume: ThreePoint, share: float
) -> None:
    whole = UnitStakes.of(over, under, volume, run_cost=10)
    parts = [whole.of_part(share), whole.of_part(1 - share)]
    assert sum(part.volume for part in parts) == pytest.approx(whole.volume)
    assert sum(part.run_cost for part in parts) == pytest.approx(10)
    assert all((part.over, part.under) == (whole.over, whole.under) for part in parts)


@pytest.mark.parametrize("stakes", [spread_units(), spread_matrix(), UnitStakes(1.0, 3.0, 5.0)])
def test_stakes_read_back_as_they_were_written_and_older_ones_still_read(stakes: UnitStakes | MatrixStakes) -> None:
    adapter = TypeAdapter(type(stakes))
    assert adapter.validate_json(adapter.dump_json(stakes)) == stakes
    older = {name: value for name, value in adapter.dump_python(stakes, mode="json").items() if name != "estimates"}
    read = adapter.validate_python(older)
    assert read.estimates is None
    assert read.volume == stakes.volume
    hash(stakes)


def test_amounts_that_are_not_the_means_of_their_estimates_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="not the mean"):
        UnitStakes(9.0, 2.0, 1_000.0, estimates=UnitEstimates(ONE, SPREAD, ThreePoint.exactly(1000)))
    with pytest.raises(ValueError, match="not the mean"):
        replace(spread_matrix(), volume=7.0)
    with pytest.raises(ValueError, match="not the mean"):
        replace(spread_matrix(), payoffs=((1.0,),))


def test_another_year_keeps_what_a_unit_and_a_decision_are_worth() -> None:
    volume = ThreePoint(low=5, likely=6, high=7)
    units, matrix = spread_units().for_year(volume, "USD", 3.0), spread_matrix().for_year(volume, "USD", 3.0)
    assert (units.points()[:2], units.volume, units.currency) == (spread_units().points()[:2], 6.0, "USD")
    assert (matrix.points(), matrix.year(), matrix.run_cost) == (spread_matrix().points(), volume, 3.0)


def test_a_range_that_reaches_below_zero_is_refused_where_an_exact_amount_would_be() -> None:
    with pytest.raises(BadInput, match="from 0 on"):
        check_unit_stakes(spread_units(under=ThreePoint(low=-1, likely=2, high=3)))
    with pytest.raises(BadInput, match="more than none"):
        check_unit_stakes(spread_units(volume=ThreePoint(low=-1, likely=2, high=3)))
    with pytest.raises(BadInput, match="more than none"):
        check_matrix_stakes(spread_matrix().for_year(ThreePoint(low=-1, likely=2, high=3), "EUR", 0.0), 2)
    check_unit_stakes(spread_units())
    check_matrix_stakes(spread_matrix(), 2)
