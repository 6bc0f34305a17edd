import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import norm

from lifecycle.boundary import too_noisy
from lifecycle.envision.sample_size import (
    days_needed,
    holdout_needed,
    per_arm,
    smallest_difference,
    uplift_error,
)
from lifecycle.tally import Tally, uplift

SHARES = st.integers(1, 99).map(lambda n: n / 100)


@pytest.mark.parametrize(
    ("share", "difference", "n"), [(0.5, 0.05, 1600), (0.1, 0.02, 3600), (0.1, -0.02, 3600), (0.01, 0.001, 158_400)]
)
def test_cases_of_examples(share: float, difference: float, n: int) -> None:
    # 16 × 0.5 × 0.5 / 0.0025 = 1,600; 16 × 0.1 × 0.9 / 0.0004 = 3,600.
    assert per_arm(share, difference) == n


@given(SHARES, SHARES)
def test_the_number_of_cases_is_the_first_that_is_enough(share: float, difference: float) -> None:
    n = per_arm(share, difference)
    exact = 16 * share * (1 - share) / difference**2
    assert n >= exact - 1e-6
    assert n == 1 or n - 1 < exact


def test_so_many_cases_find_the_difference_in_about_four_of_five_experiments() -> None:
    rng, share, difference = np.random.default_rng(3), 0.20, 0.03
    n = per_arm(share, difference)
    # The rule takes one variance for both arms: half the difference on either side of the share.
    left = rng.binomial(n, share + difference / 2, 4000) / n
    reached = rng.binomial(n, share - difference / 2, 4000) / n
    error = np.sqrt(left * (1 - left) / n + reached * (1 - reached) / n)
    power = float((np.abs(left - reached) / error > norm.ppf(0.975)).mean())
    assert power == pytest.approx(0.8, abs=0.03)


@pytest.mark.parametrize("share", [0, 1])
def test_where_nothing_varies_one_case_is_enough(share: float) -> None:
    assert per_arm(share, 0.1) == 1


@pytest.mark.parametrize("share", [-0.1, 1.1, math.nan])
def test_a_share_that_is_none_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        per_arm(share, 0.1)


@pytest.mark.parametrize("difference", [0, math.nan])
def test_no_number_of_cases_shows_no_difference(difference: float) -> None:
    with pytest.raises(ValueError, match="difference of zero"):
        per_arm(0.1, difference)


@given(SHARES, SHARES)
def test_the_smallest_difference_is_the_one_so_many_cases_show(share: float, difference: float) -> None:
    n = 16 * share * (1 - share) / difference**2
    assert smallest_difference(share, n) == pytest.approx(difference)


@pytest.mark.parametrize("cases", [0, -3])
def test_without_cases_no_difference_is_shown(cases: float) -> None:
    assert smallest_difference(0.3, cases) is None


@given(st.integers(1, 2000), st.integers(10, 100_000), SHARES)
def test_days_are_counted_until_both_arms_hold_their_cases(needed: int, yearly: int, holdout: float) -> None:
    smaller = yearly / 365 * min(holdout, 1 - holdout)
    assume(needed / smaller < 3000)
    assume(abs(needed / smaller - round(needed / smaller)) > 1e-6)
    day, held, acted = 0, 0.0, 0.0
    while min(held, acted) < needed:
        day, held, acted = day + 1, held + yearly / 365 * holdout, acted + yearly / 365 * (1 - holdout)
    assert days_needed(needed, yearly, holdout) == day


def test_a_half_is_the_fastest_holdout() -> None:
    days = [days_needed(1000, 50_000, holdout) for holdout in (0.05, 0.2, 0.5, 0.8, 0.95)]
    assert None not in days
    assert days[2] == min(d for d in days if d is not None)
    assert days[0] == days[4]


@pytest.mark.parametrize("yearly", [0, -5])
def test_cases_that_do_not_come_never_suffice(yearly: float) -> None:
    assert days_needed(10, yearly, 0.1) is None


@pytest.mark.parametrize("holdout", [0, 1, -0.1, 1.2, math.nan])
def test_a_holdout_that_is_none_or_everything_is_refused(holdout: float) -> None:
    with pytest.raises(ValueError, match="holdout is a share above 0 and below 1"):
        days_needed(10, 100, holdout)
    with pytest.raises(ValueError, match="holdout is a share above 0 and below 1"):
        uplift_error(0.1, 0.02, 100, holdout)


def test_the_expected_error_is_the_one_measured_when_the_expected_cases_arrive() -> None:
    # Of 10,000 cases a tenth is left out: 90 of 1,000 leave there, 540 of 9,000 among those reached.
    measured = uplift(Tally(tp=540, fp=8460, held_yes=90, held_no=910))
    assert measured is not None
    assert uplift_error(0.09, 0.03, 10_000, 0.1) == pytest.approx(measured.error)


@given(SHARES, st.integers(10, 10_000))
def test_four_times_the_cases_halve_the_error(share: float, cases: int) -> None:
    short, long = (uplift_error(share, 0, n, 0.2) for n in (cases, 4 * cases))
    assert short is not None
    assert long is not None
    assert short == pytest.approx(2 * long)


def test_without_cases_the_error_is_not_known() -> None:
    assert uplift_error(0.1, 0.02, 0, 0.1) is None


@pytest.mark.parametrize(("share", "effect"), [(0.1, 0.2), (1.2, 0.1), (-0.1, -0.2), (0.9, -0.2)])
def test_an_effect_that_leaves_no_share_is_refused(share: float, effect: float) -> None:
    with pytest.raises(ValueError, match="leaves no share"):
        uplift_error(share, effect, 100, 0.1)


@given(SHARES, st.integers(100, 50_000), st.integers(1, 20))
def test_the_holdout_needed_is_the_smallest_that_clears_the_floor(share: float, cases: int, points: int) -> None:
    effect = points / 100
    assume(share - effect >= 0)

    def clear(per_mille: int) -> bool:
        error = uplift_error(share, effect, cases, per_mille / 1000)
        assert error is not None
        return not too_noisy(effect, 0.004, error)

    tried = [per_mille for per_mille in (*range(1, 501, 7), 500) if clear(per_mille)]
    needed = holdout_needed(share, effect, cases, 0.004)
    if needed is None:
        assert not tried
        return
    assert clear(round(needed * 1000))
    assert needed == 0.001 or not clear(round(needed * 1000) - 1)
    assert all(per_mille >= needed * 1000 - 1e-9 for per_mille in tried)


def test_no_holdout_clears_a_floor_that_is_not_below_the_target() -> None:
    assert holdout_needed(0.2, 0.02, 1e9, 0.02) is None


def test_no_holdout_does_without_cases() -> None:
    assert holdout_needed(0.2, 0.02, 0, 0.0) is None
