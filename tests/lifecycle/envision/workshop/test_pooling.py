"""The pool: the quantiles of the mixture of what people said, whatever their order."""

from statistics import median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from lifecycle.envision.three_point import ThreePoint
from lifecycle.envision.workshop.pooling import mixture_cdf, pool
from lifecycle.errors import BadInput
from tests.lifecycle.builders import point

AMOUNTS = st.floats(-1e9, 1e9, allow_subnormal=False).map(lambda value: round(value, 3))
POINTS = st.lists(AMOUNTS, min_size=3, max_size=3).map(lambda v: point(*sorted(v)))
MANY = st.lists(POINTS, min_size=1, max_size=12)


def cdf(points: list[ThreePoint], at: float) -> float:
    """The mixture's distribution function, a point at a time, by another library."""
    total = 0.0
    for p in points:
        width = p.high - p.low
        if width == 0:
            total += at >= p.low
        else:
            alpha, beta = 1 + 4 * (p.likely - p.low) / width, 1 + 4 * (p.high - p.likely) / width
            total += stats.beta.cdf(at, alpha, beta, loc=p.low, scale=width)
    return total / len(points)


def test_nothing_cannot_be_pooled() -> None:
    with pytest.raises(BadInput, match="Nobody has estimated"):
        pool([])


@given(POINTS)
def test_one_estimate_is_its_own_pool(one: ThreePoint) -> None:
    assert pool([one]) == one


@given(POINTS, st.integers(2, 9))
def test_people_who_say_the_same_get_what_they_said(one: ThreePoint, times: int) -> None:
    assert pool([one] * times) == one


@given(MANY)
def test_the_pool_lies_within_what_was_said_and_is_in_order(points: list[ThreePoint]) -> None:
    found = pool(points)
    assert min(p.low for p in points) <= found.low <= found.likely <= found.high <= max(p.high for p in points)


@given(MANY, st.randoms(use_true_random=False))
def test_the_order_of_people_does_not_matter(points: list[ThreePoint], random) -> None:  # type: ignore[no-untyped-def]
    mixed = list(points)
    random.shuffle(mixed)
    assert pool(mixed) == pool(points)


@given(st.lists(POINTS, min_size=2, max_size=6, unique_by=lambda p: (p.low, p.likely, p.high)))
def test_low_and_high_are_the_5_and_95_percent_quantiles(points: list[ThreePoint]) -> None:
    found = pool(points)
    step = max(abs(found.low), abs(found.high), 1) * 1e-9
    for value, share in ((found.low, 0.05), (found.high, 0.95)):
        assert cdf(points, value + step) >= share - 1e-9
        assert cdf(points, value - step) <= share + 1e-9


def test_the_pool_agrees_with_many_draws() -> None:
    points = [point(10, 20, 40), point(15, 18, 22), point(60, 80, 100)]
    rng = np.random.default_rng(7)
    draws = np.concatenate([p.draw(rng, 400_000) for p in points])
    found = pool(points)
    assert [found.low, found.high] == pytest.approx(np.quantile(draws, [0.05, 0.95]), rel=0.005)


@given(st.lists(POINTS, min_size=2, max_size=7))
def test_likely_is_the_median_of_the_likelies_between_low_and_high(points: list[ThreePoint]) -> None:
    found = pool(points)
    assert found.likely == min(max(median(p.likely for p in points), found.low), found.high)


def test_people_who_disagree_widen_the_range() -> None:
    near, far = pool([point(9, 10, 11), point(10, 11, 12)]), pool([point(9, 10, 11), point(90, 110, 120)])
    assert far.low == pytest.approx(near.low, rel=0.05)
    assert far.high > 10 * near.high


def test_certain_numbers_that_differ_give_their_own_ends() -> None:
    found = pool([ThreePoint.exactly(10), ThreePoint.exactly(30)])
    assert (found.low, found.likely, found.high) == (10, 20, 30)


def test_nineteen_who_are_certain_outvote_one_at_the_tail() -> None:
    found = pool([ThreePoint.exactly(10)] * 99 + [ThreePoint.exactly(1000)])
    assert (found.low, found.likely, found.high) == (10, 10, 10)


def test_a_hundred_people_are_pooled_quickly_and_finitely() -> None:
    found = pool([point(n, n + 50, 2 * n + 100) for n in range(100)])
    assert np.isfinite([found.low, found.likely, found.high]).all()


def test_the_distribution_function_rises_from_nothing_to_one() -> None:
    points = np.array([[1.0, 2.0, 4.0], [3.0, 3.0, 3.0]])
    found = mixture_cdf(points, np.array([0.0, 2.999, 3.0, 4.0]))
    assert found[0] == 0
    assert found[-1] == 1
    assert found[2] - found[1] == pytest.approx(0.5, abs=0.001)
