"""Shares with intervals, against the textbook and against simulation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.build.shares import apart, around, bounds, figure, share


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"), [(0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0), (5, 10, 0.237, 0.763)]
)
def test_a_share_has_the_interval_of_wilson(hits: int, n: int, low: float, high: float) -> None:
    found = share(hits, n)
    assert found is not None
    assert (found.low, found.mid, found.high) == pytest.approx((low, hits / n, high), abs=5e-4)


def test_without_cases_there_is_no_share() -> None:
    assert share(0, 0) is None
    empty = figure("nobody", 0, 0)
    assert (empty.n, empty.value, empty.low, empty.high) == (0, None, None, None)


@given(st.integers(1, 300), st.integers(0, 300))
def test_a_share_lies_within_its_interval(n: int, hits: int) -> None:
    row = figure("any", min(hits, n), n)
    assert row.value is not None
    assert row.low is not None
    assert row.high is not None
    assert 0 <= row.low <= row.value + 1e-12
    assert row.value - 1e-12 <= row.high <= 1


def test_a_difference_has_the_spread_of_both_shares() -> None:
    ends = apart((200, 400), (300, 400), lambda a, b: b - a)
    assert ends is not None
    reach = 1.96 * np.sqrt(0.25 / 400 + 0.1875 / 400)
    assert ends == pytest.approx((0.25 - reach, 0.25 + reach), abs=0.01)


def test_the_same_shares_give_the_same_bounds_each_time() -> None:
    assert apart((3, 40), (9, 50), np.subtract) == apart((3, 40), (9, 50), np.subtract)


def test_what_is_not_defined_is_left_out() -> None:
    assert bounds(np.array([np.nan, np.inf, 1.0])) == (1.0, 1.0)
    assert bounds(np.array([np.nan])) is None
    with np.errstate(invalid="ignore"):
        assert apart((0, 10), (0, 10), np.divide) is None
    assert around(0.5, None) is None
    assert around(float("nan"), (0.1, 0.2)) is None


def test_an_interval_holds_its_value() -> None:
    found = around(0.5, (0.6, 0.7))
    assert found is not None
    assert (found.low, found.mid, found.high) == (0.5, 0.5, 0.7)
