import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError
from scipy.stats import norm

from lifecycle.boundary import Boundary, Status, judge_window, too_noisy, warn_level, window_needed
from lifecycle.tally import Measured
from tests.lifecycle.builders import a_boundary, boundaries

LEVELS = st.floats(-100, 100)
WORST_FIRST = [Status.BELOW_FLOOR, Status.WARN, Status.BELOW_TARGET, Status.ON_TARGET]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (25, Status.ON_TARGET),
        (20, Status.ON_TARGET),
        (19.99, Status.BELOW_TARGET),
        (12, Status.BELOW_TARGET),
        (11.99, Status.WARN),
        (5, Status.WARN),
        (4.99, Status.BELOW_FLOOR),
        (-100, Status.BELOW_FLOOR),
    ],
)
def test_a_window_stands_where_its_value_lies_among_floor_warning_and_target(value: float, expected: Status) -> None:
    assert a_boundary(floor=5, warn=12, target=20).status(Measured(value, 1, 30)) is expected


def test_what_was_not_measured_is_not_yet_known() -> None:
    assert a_boundary().status(None) is Status.UNKNOWN


@given(boundaries(), st.floats(-1e7, 1e7), st.integers(0, 10_000))
def test_a_window_is_known_exactly_from_its_least_number_of_cases_on(limits: Boundary, value: float, n: int) -> None:
    known = limits.status(Measured(value, 0.1, n)) is not Status.UNKNOWN
    assert known is (n >= limits.minimum_n)


@given(boundaries(), st.floats(-1e7, 1e7), st.floats(0, 1e7))
def test_a_higher_value_never_stands_worse(limits: Boundary, value: float, more: float) -> None:
    low, high = (limits.status(Measured(v, 0.1, limits.minimum_n)) for v in (value, value + more))
    assert WORST_FIRST.index(low) <= WORST_FIRST.index(high)


@pytest.mark.parametrize(
    "changes",
    [{"floor": 13}, {"warn": 21}, {"target": 11}, {"floor": 30, "warn": 20, "target": 10}],
)
def test_limits_that_do_not_rise_are_refused(changes: dict[str, float]) -> None:
    with pytest.raises(ValidationError, match="not in rising order"):
        a_boundary(**changes)


def test_limits_may_be_equal() -> None:
    limits = a_boundary(floor=3, warn=3, target=3)
    assert limits.status(Measured(3, 0, 30)) is Status.ON_TARGET
    assert limits.status(Measured(2.9, 0, 30)) is Status.BELOW_FLOOR


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("target", math.inf),
        ("floor", -math.inf),
        ("baseline", math.nan),
        ("window_days", 0),
        ("window_days", 367),
        ("persistence", 0),
        ("persistence", 13),
        ("minimum_n", 0),
        ("consequence", "hope"),
        ("colour", "red"),
    ],
)
def test_a_limit_out_of_its_range_is_refused(name: str, value: object) -> None:
    with pytest.raises(ValidationError, match=name):
        a_boundary(**{name: value})


def test_a_boundary_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        a_boundary().target = 1  # type: ignore[misc]


@given(LEVELS, st.floats(0.001, 10))
def test_a_window_on_target_falls_below_the_warning_5_percent_of_the_time(target: float, error: float) -> None:
    assert norm.cdf(warn_level(target, error), loc=target, scale=error) == pytest.approx(0.05, abs=1e-4)


@given(LEVELS, LEVELS, st.floats(0, 10))
def test_a_window_is_too_noisy_when_its_warning_does_not_lie_above_the_floor(
    target: float, floor: float, error: float
) -> None:
    assert too_noisy(target, floor, error) is not (warn_level(target, error) > floor)


def test_the_noisy_window_of_an_example() -> None:
    # 1.645 × 0.5 = 0.8225: the warning lies at 1.1775.
    assert too_noisy(target=2.0, floor=1.2, error=0.5)
    assert not too_noisy(target=2.0, floor=1.1, error=0.5)


@given(st.integers(-9, 9), st.floats(0.5, 5), st.floats(0, 4), st.integers(1, 60))
def test_the_window_needed_is_the_first_that_is_long_enough(floor: int, gap: float, error: float, days: int) -> None:
    exact = days * (1.645 * error / gap) ** 2
    assume(exact < 1000)
    assume(abs(exact - round(exact)) > 1e-6)
    tried = 1
    while too_noisy(floor + gap, floor, error * math.sqrt(days / tried)):
        tried += 1
    assert window_needed(floor + gap, floor, error, days) == tried


@pytest.mark.parametrize("floor", [2.0, 3.0])
def test_no_window_tells_a_target_from_a_floor_that_is_not_below_it(floor: float) -> None:
    assert window_needed(2.0, floor, 0.1, 28) is None


@given(st.integers(-9, 9), st.floats(0.1, 5), st.floats(0, 4), st.integers(1, 60))
def test_a_window_is_judged_by_its_warning_and_told_which_length_would_do(
    floor: int, gap: float, error: float, days: int
) -> None:
    target = floor + gap
    found = judge_window(target, floor, error, days)
    assert (found.error, found.warn) == (error, warn_level(target, error))
    assert found.too_noisy is too_noisy(target, floor, error)
    assert found.days_needed == (window_needed(target, floor, error, days) if found.too_noisy else None)
    if found.days_needed is not None:
        assert found.days_needed >= days


def test_no_length_helps_a_target_on_its_floor() -> None:
    found = judge_window(target=2.0, floor=2.0, error=0.1, window_days=28)
    assert found.too_noisy
    assert found.days_needed is None
