import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError
from scipy import stats

from lifecycle.envision.three_point import ThreePoint
from tests.lifecycle.builders import point, points, three


@pytest.mark.parametrize("ends", [(2, 1, 3), (1, 3, 2), (3, 2, 1), (1, 0, 1)])
def test_an_estimate_that_does_not_rise_is_refused(ends: tuple[float, ...]) -> None:
    with pytest.raises(ValidationError, match="not in rising order"):
        point(*ends)


@pytest.mark.parametrize("bad", [math.nan, math.inf, "many", None])
@pytest.mark.parametrize("name", ["low", "likely", "high"])
def test_an_estimate_takes_finite_numbers_alone(name: str, bad: object) -> None:
    with pytest.raises(ValidationError, match=name):
        ThreePoint.model_validate(three(1, 2, 3) | {name: bad})


def test_an_estimate_has_three_points_and_no_fourth() -> None:
    with pytest.raises(ValidationError, match="surely"):
        ThreePoint.model_validate(three(1, 2, 3) | {"surely": 4})


def test_an_estimate_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        point(1, 2, 3).low = 0  # type: ignore[misc]


def test_what_is_known_exactly_has_no_spread() -> None:
    known = ThreePoint.exactly(4)
    assert (known.low, known.likely, known.high, known.mean) == (4, 4, 4, 4)
    assert known.draw(np.random.default_rng(1), 3).tolist() == [4, 4, 4]


@pytest.mark.parametrize(("ends", "mean"), [((9, 12, 17), 74 / 6), ((0, 0, 6), 1), ((0, 6, 6), 5), ((-6, 0, 6), 0)])
def test_the_mean_weighs_the_most_likely_four_times(ends: tuple[float, ...], mean: float) -> None:
    assert point(*ends).mean == pytest.approx(mean)


def pert(estimate: ThreePoint) -> stats.rv_continuous:
    """Give the PERT distribution as scipy has it."""
    width = estimate.high - estimate.low
    alpha = 1 + 4 * (estimate.likely - estimate.low) / width
    beta = 1 + 4 * (estimate.high - estimate.likely) / width
    return stats.beta(alpha, beta, loc=estimate.low, scale=width)


@given(points())
def test_the_mean_is_that_of_the_beta_distribution(estimate: ThreePoint) -> None:
    assume(estimate.high > estimate.low)
    assert estimate.mean == pytest.approx(pert(estimate).mean(), rel=1e-6, abs=1e-6)


@given(points())
def test_the_mean_lies_between_the_ends(estimate: ThreePoint) -> None:
    room = 1e-9 * max(abs(estimate.low), abs(estimate.high))
    assert estimate.low - room <= estimate.mean <= estimate.high + room


@given(points(), st.integers(0, 2**32))
def test_draws_stay_within_the_ends(estimate: ThreePoint, seed: int) -> None:
    drawn = estimate.draw(np.random.default_rng(seed), 200)
    room = 1e-9 * max(abs(estimate.low), abs(estimate.high))
    assert drawn.shape == (200,)
    assert estimate.low - room <= drawn.min() <= drawn.max() <= estimate.high + room


@pytest.mark.parametrize("ends", [(9, 12, 17), (0, 0, 10), (0, 10, 10), (-80_000, -48_000, -30_000)])
def test_draws_follow_the_pert_distribution_of_scipy(ends: tuple[float, ...]) -> None:
    drawn = point(*ends).draw(np.random.default_rng(3), 5000)
    assert stats.kstest(drawn, pert(point(*ends)).cdf).pvalue > 0.01


@pytest.mark.parametrize("ends", [(9, 12, 17), (0, 0, 10), (-80_000, -48_000, -30_000)])
def test_draws_have_the_pert_mean(ends: tuple[float, ...]) -> None:
    drawn = point(*ends).draw(np.random.default_rng(4), 10_000)
    assert abs(drawn.mean() - point(*ends).mean) < 4 * drawn.std() / 100


def test_the_same_seed_draws_the_same() -> None:
    first, second, other = (point(1, 2, 5).draw(np.random.default_rng(seed), 10) for seed in (7, 7, 8))
    assert (first == second).all()
    assert (first != other).any()


@given(points(), st.integers(0, 100))
def test_scaling_moves_all_three_points(estimate: ThreePoint, factor: int) -> None:
    scaled = estimate.scaled(factor)
    assert scaled == point(estimate.low * factor, estimate.likely * factor, estimate.high * factor)
    assert scaled.mean == pytest.approx(estimate.mean * factor, abs=1e-6)


def test_a_negative_factor_is_refused() -> None:
    with pytest.raises(ValidationError, match="not in rising order"):
        point(1, 2, 3).scaled(-1)
