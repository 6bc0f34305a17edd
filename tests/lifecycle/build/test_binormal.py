"""The binormal curve against areas and optima found by brute force."""

import numpy as np
import pytest
from scipy.stats import norm

from lifecycle.build import binormal

A = np.array
GRID = np.linspace(-9, 9, 400_001)


def brute(auc: float, b: float, gain: float, cost: float, share: float, most: float = np.inf) -> float:
    """Try every point of the curve."""
    found, alarms = norm.cdf(np.sqrt(1 + b * b) * norm.ppf(auc) + b * GRID), norm.cdf(GRID)
    value = np.where(share * found + (1 - share) * alarms <= most, gain * found - cost * alarms, -np.inf)
    return max(0.0, float(value.max()))


@pytest.mark.parametrize("b", [0.6, 1.0, 1.5])
@pytest.mark.parametrize("auc", [0.55, 0.8, 0.97])
def test_the_area_under_the_curve_is_the_auc(auc: float, b: float) -> None:
    alarms = np.linspace(0, 1, 200_001)
    found = binormal.recall(np.full_like(alarms, auc), np.full_like(alarms, b), alarms)
    assert np.trapezoid(found, alarms) == pytest.approx(auc, abs=1e-4)


@pytest.mark.parametrize("most", [np.inf, 0.3, 0.05])
@pytest.mark.parametrize("b", [0.6, 0.999_999, 1.0, 1.5])
@pytest.mark.parametrize("auc", [0.5, 0.7, 0.93])
@pytest.mark.parametrize("cost", [5.0, 90.0, 900.0])
def test_the_best_point_is_that_of_a_search_over_the_curve(auc: float, b: float, cost: float, most: float) -> None:
    found = binormal.best(A([auc]), A([b]), A([100.0]), A([cost]), A([0.2]), most)
    assert found[0] == pytest.approx(brute(auc, b, 100.0, cost, 0.2, most), abs=0.01)


def test_where_false_alarms_cost_nothing_acting_on_everyone_is_best() -> None:
    assert binormal.best(A([0.8]), A([1.0]), A([100.0]), A([-10.0]), A([0.2]))[0] == pytest.approx(110.0)


def test_where_a_yes_found_is_worth_nothing_no_curve_is_worth_anything() -> None:
    assert binormal.best(A([0.9, 0.9]), A([1.0, 1.0]), A([0.0, -5.0]), A([3.0, 3.0]), A([0.2, 0.2])).tolist() == [0, 0]


@pytest.mark.parametrize("most", [np.inf, 0.1])
def test_the_auc_needed_earns_the_goal_and_a_little_less_does_not(most: float) -> None:
    rest = A([0.8]), A([100.0]), A([150.0]), A([0.2]), most
    auc = binormal.needed(A([30.0]), *rest)
    assert binormal.best(auc, *rest)[0] >= 30.0
    assert binormal.best(auc - 1e-4, *rest)[0] < 30.0


def test_a_goal_above_deciding_all_right_is_out_of_reach() -> None:
    assert binormal.needed(A([101.0]), A([1.0]), A([100.0]), A([60.0]), A([0.2]))[0] == np.inf
    assert binormal.needed(A([60.0]), A([1.0]), A([100.0]), A([60.0]), A([0.2]), 0.1)[0] == np.inf


@pytest.mark.parametrize("b", [0.6, 1.0, 1.5])
def test_the_shape_of_a_binormal_curve_is_found_again(b: float) -> None:
    alarms = norm.cdf(np.linspace(-2.5, 2, 201))[::-1]
    found = norm.cdf(1.1 + b * norm.ppf(alarms))
    assert binormal.shape(found[None, :], alarms[None, :])[0] == pytest.approx(b)
    assert binormal.shape(1 - alarms[None, :], 1 - found[None, :])[0] == pytest.approx(1 / b)


def test_points_that_repeat_do_not_weigh_more() -> None:
    alarms = norm.cdf(np.linspace(1, -2, 9))
    found = norm.cdf(0.9 + 0.8 * norm.ppf(alarms)) + 0.01 * np.array([0, 1, -1, 0, 1, 0, -1, 1, 0])
    twice = [np.repeat(of, 5)[None, :] for of in (found, alarms)]
    assert binormal.shape(*twice)[0] == pytest.approx(binormal.shape(found[None, :], alarms[None, :])[0])


def test_without_points_inside_the_spreads_are_taken_as_equal() -> None:
    ends = np.array([[1.0, 1.0, 0.0, 0.0]])
    assert binormal.shape(ends, ends).tolist() == [1.0]
