"""The control chart against Wheeler's formula, a plain run counter, and its known rate of false alarms."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.monitor.xmr import BASELINE, RUN, SCALE, ControlChart, control_chart
from tests.lifecycle.samples import QUICK

POINTS = st.lists(st.integers(-20, 20).map(float), min_size=3, max_size=60)


def chart(points: list[float], baseline: int = BASELINE) -> ControlChart:
    found = control_chart(points, baseline)
    assert found is not None
    return found


@pytest.mark.parametrize("points", [[], [1.0], [1.0, 2.0]])
def test_fewer_than_three_points_give_no_chart(points: list[float]) -> None:
    assert control_chart(points) is None


def test_limits_are_the_mean_and_266_mean_moving_ranges() -> None:
    found = chart([1.0, 3.0, 2.0, 6.0], baseline=4)
    assert found.centre == 3.0
    assert found.upper == pytest.approx(3 + 2.66 * (2 + 1 + 4) / 3)
    assert found.lower == pytest.approx(3 - 2.66 * (2 + 1 + 4) / 3)


def test_limits_estimate_three_standard_deviations_of_normal_noise() -> None:
    """Shewhart's three sigma is what 2.66 mean moving ranges estimate (2.66 = 3 / 1.128)."""
    noise = np.random.default_rng(1).normal(100, 5, 4000).tolist()
    found = chart(noise, baseline=4000)
    assert (found.upper - found.centre) / 3 == pytest.approx(5, rel=0.03)
    assert pytest.approx(3 / 1.128, abs=0.001) == SCALE


@QUICK
@given(POINTS)
def test_only_the_baseline_sets_the_limits(points: list[float]) -> None:
    longer = chart([*points, 1e6, -1e6], baseline=len(points))
    alone = chart(points, baseline=len(points))
    assert (longer.centre, longer.lower, longer.upper) == (alone.centre, alone.lower, alone.upper)


@QUICK
@given(POINTS)
def test_a_run_is_the_ninth_and_later_point_in_a_row_on_one_side(points: list[float]) -> None:
    found = chart(points)
    expected = []
    for index in range(RUN - 1, len(points)):
        last = points[index - RUN + 1 : index + 1]
        if all(p > found.centre for p in last) or all(p < found.centre for p in last):
            expected.append(index)
    assert list(found.run) == expected


@QUICK
@given(POINTS, st.integers(-9, 9), st.sampled_from([0.25, 2.0, 8.0]))
def test_shifting_and_scaling_the_points_marks_the_same_ones(points: list[float], plus: int, factor: float) -> None:
    distance = abs(np.array(points) - chart(points).centre)
    spread = chart(points).upper - chart(points).centre
    if min(abs(distance - spread)) > 1e-6 and min(distance) > 1e-6:
        moved = chart([p * factor + plus for p in points])
        assert (moved.outside, moved.run) == (chart(points).outside, chart(points).run)


def test_points_outside_are_marked_on_both_sides_and_in_the_baseline() -> None:
    points = [10.0, 11.0] * 9 + [10.0, 40.0] + [10.0, -60.0, 60.0, 11.0]
    found = chart(points)
    assert found.outside == tuple(i for i, p in enumerate(points) if not found.lower <= p <= found.upper)
    assert found.outside == (19, 21, 22)


def test_a_point_on_the_centre_ends_a_run() -> None:
    base = [0.0, 2.0] * 10
    eight, on_centre = [3.0] * 8, [1.0]
    assert chart(base + eight).centre == 1.0
    assert chart([*base[:-1], 0.0, *eight, *on_centre, *eight], baseline=2).run == ()
    assert chart([*base, *eight, 3.0]).run == (27, 28)


def test_a_level_line_raises_nothing() -> None:
    found = chart([4.0] * 40)
    assert (found.lower, found.centre, found.upper) == (4.0, 4.0, 4.0)
    assert found.outside == ()
    assert found.run == ()


def test_a_step_away_from_a_level_baseline_is_outside() -> None:
    assert chart([4.0] * 20 + [4.5]).outside == (20,)


@pytest.mark.parametrize(("count", "provisional"), [(3, True), (19, True), (20, False), (21, False)])
def test_fewer_than_twenty_points_give_provisional_limits(count: int, provisional: bool) -> None:
    found = chart([float(i % 3) for i in range(count)])
    assert found.provisional is provisional
    assert found.baseline == min(count, 20)


def false_alarms(baseline: int, stable: int, charts: int) -> tuple[float, float, float]:
    """Simulate stable processes: share of points outside, of charts with one, of charts with one or a run."""
    noise = np.random.default_rng(20).normal(size=(charts, baseline + stable))
    points = alarmed = either = 0
    for row in noise:
        found = chart(row.tolist(), baseline)
        outside = [i for i in found.outside if i >= baseline]
        points += len(outside)
        alarmed += bool(outside)
        either += bool(outside or [i for i in found.run if i >= baseline])
    return points / (charts * stable), alarmed / charts, either / charts


def test_a_stable_process_is_rarely_outside_the_limits_of_twenty_points() -> None:
    """With exact limits 0.27 % of points fall outside three sigma; limits estimated from 20 points are often too
    narrow, which raises that share a few times. It must stay above the 0.27 % and well under 2 %."""
    share, _, _ = false_alarms(BASELINE, 52, 800)
    assert 0.0027 < share < 0.02


def test_false_alarms_on_a_year_of_weeks_are_those_of_the_reference_values() -> None:
    """24 baseline points and 52 stable ones: about 27 % of charts alarm by rule 1, about 37 % by rules 1 and 2."""
    _, rule_one, rules = false_alarms(24, 52, 800)
    assert rule_one == pytest.approx(0.27, abs=0.05)
    assert rules == pytest.approx(0.37, abs=0.05)
