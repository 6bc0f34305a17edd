import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lifecycle.payoff import Payoff
from lifecycle.tally import Measured, Tally, mean_payoff, share, uplift

COUNTS = st.integers(0, 60)
TALLIES = st.builds(Tally, COUNTS, COUNTS, COUNTS, COUNTS, COUNTS, COUNTS)
MONEY = st.integers(-1000, 1000)
PAYOFFS = st.builds(Payoff, MONEY, MONEY, MONEY, MONEY)


def earned(tally: Tally, payoff: Payoff) -> list[float]:
    """Write down what every single case earned."""
    return [payoff.tp] * tally.tp + [payoff.fp] * tally.fp + [payoff.fn] * tally.fn + [payoff.tn] * tally.tn


@given(TALLIES, TALLIES, TALLIES)
def test_it_does_not_matter_in_which_order_tallies_are_added(a: Tally, b: Tally, c: Tally) -> None:
    assert (a + b) + c == a + (b + c)
    assert a + b == b + a


@given(TALLIES)
def test_an_empty_tally_adds_nothing(tally: Tally) -> None:
    assert tally + Tally() == tally == Tally() + tally


@given(TALLIES, TALLIES)
def test_adding_counts_the_cases_of_both(a: Tally, b: Tally) -> None:
    both = a + b
    assert both.decided == a.decided + b.decided
    assert both.acted == a.acted + b.acted
    assert both.held == a.held + b.held


def test_the_holdout_is_not_decided() -> None:
    tally = Tally(tp=1, fp=2, fn=4, tn=8, held_yes=16, held_no=32)
    assert (tally.decided, tally.acted, tally.held) == (15, 3, 48)


@given(st.integers(2, 200), st.data())
def test_a_share_has_the_standard_error_of_a_mean_of_zeros_and_ones(n: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(1, n - 1))
    cases = np.array([1] * hits + [0] * (n - hits))
    measured = share(hits, n)
    assert measured is not None
    assert measured.value == pytest.approx(cases.mean())
    assert measured.error == pytest.approx(cases.std() / math.sqrt(n))
    assert measured.n == n


def test_a_share_of_no_cases_is_not_measured() -> None:
    assert share(0, 0) is None


@given(st.integers(1, 10_000))
def test_none_or_all_is_never_certain_and_less_so_with_fewer_cases(n: int) -> None:
    for hits in (0, n):
        here, next_one = share(hits, n), share(hits * 2, n * 2)
        assert here is not None
        assert next_one is not None
        assert here.value == hits / n
        assert here.error > next_one.error > 0


def test_none_and_all_are_equally_uncertain() -> None:
    none, every = share(0, 20), share(20, 20)
    assert none is not None
    assert every is not None
    assert none.error == pytest.approx(every.error)
    # Half a hit more among one case more: 0.5 of 21.
    p = 0.5 / 21
    assert none.error == pytest.approx(math.sqrt(p * (1 - p) / 20))


def with_half_cases(tally: Tally, payoff: Payoff) -> list[float]:
    """Write down every case twice, and once each outcome that has not occurred: half a case."""
    unseen = Tally(*(int(count == 0) for count in (tally.tp, tally.fp, tally.fn, tally.tn)))
    return earned(tally, payoff) * 2 + earned(unseen, payoff)


@given(TALLIES, PAYOFFS)
def test_a_mean_payoff_is_the_mean_of_what_every_case_earned(tally: Tally, payoff: Payoff) -> None:
    cases = earned(tally, payoff)
    assume(cases)
    measured = mean_payoff(tally, payoff)
    assert measured is not None
    assert measured.value == pytest.approx(np.mean(cases), abs=1e-9)
    assert measured.n == len(cases)


@given(TALLIES, PAYOFFS)
def test_the_error_of_a_mean_payoff_counts_half_a_case_for_each_outcome_not_seen_yet(
    tally: Tally, payoff: Payoff
) -> None:
    assume(tally.decided > 0)
    measured = mean_payoff(tally, payoff)
    spread = np.std(with_half_cases(tally, payoff))
    assert measured is not None
    assert measured.error == pytest.approx(spread / math.sqrt(tally.decided), abs=1e-9)


def test_a_costly_mistake_widens_the_error_before_it_happens_for_the_first_time() -> None:
    small, large = (mean_payoff(Tally(tp=20, tn=80), Payoff(0, 0, mistake, 1_500)) for mistake in (-100, -48_000))
    assert small is not None
    assert large is not None
    assert large.value == small.value
    assert large.error > small.error > 0


@given(st.integers(1, 5_000))
def test_cases_that_all_ended_alike_are_never_certain(n: int) -> None:
    measured = mean_payoff(Tally(tn=n), Payoff(0, 0, -48_000, 1_500))
    assert measured is not None
    assert measured.value == 1_500
    assert 0 < measured.error < math.inf


@given(TALLIES, PAYOFFS, PAYOFFS, st.integers(-9, 9))
def test_value_is_linear_in_the_payoffs(tally: Tally, first: Payoff, second: Payoff, times: int) -> None:
    assume(tally.decided > 0)
    together = Payoff(*(first.vector() * times + second.vector()))
    one, two, both = (mean_payoff(tally, payoff) for payoff in (first, second, together))
    assert one is not None
    assert two is not None
    assert both is not None
    assert both.value == pytest.approx(one.value * times + two.value, abs=1e-6)


def test_the_holdout_earns_no_payoff() -> None:
    payoff = Payoff(1, 2, 3, 4)
    assert mean_payoff(Tally(held_yes=5, held_no=5), payoff) is None
    assert mean_payoff(Tally(tp=2, fn=2, held_yes=90), payoff) == mean_payoff(Tally(tp=2, fn=2), payoff)


def test_uplift_is_how_much_rarer_a_yes_is_than_in_the_holdout() -> None:
    measured = uplift(Tally(tp=30, fp=170, fn=999, tn=999, held_yes=25, held_no=75))
    assert measured is not None
    assert measured.value == pytest.approx(0.25 - 0.15)
    assert measured.error == pytest.approx(math.sqrt(0.15 * 0.85 / 200 + 0.25 * 0.75 / 100))
    assert measured.n == 100


@given(TALLIES)
def test_uplift_needs_both_groups_and_does_not_look_at_cases_left_alone(tally: Tally) -> None:
    measured = uplift(tally)
    assert (measured is None) is (tally.acted == 0 or tally.held == 0)
    assert uplift(tally + Tally(fn=7, tn=9)) == measured


@given(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3))
def test_scaling_a_measure_keeps_its_cases_and_an_error_that_is_not_negative(factor: float, plus: float) -> None:
    scaled = Measured(2.0, 0.5, 40).scaled(factor, plus)
    assert scaled == Measured(2.0 * factor + plus, abs(factor) / 2, 40)


def test_scaling_by_a_factor_alone_adds_nothing() -> None:
    assert Measured(2.0, 0.5, 40).scaled(3) == Measured(6.0, 1.5, 40)
