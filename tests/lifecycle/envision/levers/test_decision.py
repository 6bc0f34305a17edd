import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.envision.levers.decision import LEVER
from lifecycle.payoff import OUTCOMES, Payoff
from lifecycle.tally import Tally

SHARES = st.floats(0, 1)
MONEY = st.floats(-1000, 1000)


def value(volume: float, rates: tuple[float, float, float], payoff: tuple[float, ...]) -> float:
    names = ("volume", "prevalence", "recall", "false_alarms", *OUTCOMES)
    draw = {name: np.array([amount]) for name, amount in zip(names, (volume, *rates, *payoff), strict=True)}
    return float(LEVER.value(draw)[0])


def test_every_expected_case_is_worth_its_outcome() -> None:
    # Of 1,000 cases 100 are a yes: 80 found, 20 missed; of 900 no 45 raise an alarm, 855 are spared.
    expected = 80 * 100 + 20 * -50 + 45 * -10 + 855 * 2
    assert value(1000, (0.1, 0.8, 0.05), (100, -10, -50, 2)) == pytest.approx(expected)


@given(SHARES, MONEY)
def test_acting_on_no_one_brings_what_misses_and_spared_cases_bring(yes: float, missed: float) -> None:
    assert value(100, (yes, 0, 0), (999, 999, missed, 0)) == pytest.approx(100 * yes * missed)


@given(st.tuples(SHARES, SHARES, SHARES), st.tuples(MONEY, MONEY, MONEY, MONEY), st.floats(-9, 9))
def test_value_is_linear_in_the_payoffs(rates: tuple[float, ...], payoff: tuple[float, ...], times: float) -> None:
    scaled = tuple(amount * times for amount in payoff)
    assert value(100, rates, scaled) == pytest.approx(times * value(100, rates, payoff), abs=1e-6)


@given(st.tuples(SHARES, SHARES, SHARES), MONEY)
def test_a_payoff_that_every_outcome_brings_is_earned_by_every_case(rates: tuple[float, ...], amount: float) -> None:
    assert value(250, rates, (amount,) * 4) == pytest.approx(250 * amount, abs=1e-6)


def test_decided_cases_realise_the_sum_of_their_payoffs() -> None:
    measured = LEVER.realise(Tally(tp=2, fp=3, fn=1, tn=4, held_yes=50), {}, Payoff(100, -10, -50, 5))
    cases = [100] * 2 + [-10] * 3 + [-50] + [5] * 4
    assert measured is not None
    assert measured.value == pytest.approx(sum(cases))
    # A sum of ten independent cases is off by √10 times what one is off by.
    assert measured.error == pytest.approx(math.sqrt(10) * np.std(cases))
    assert measured.n == 10


@given(st.integers(1, 50), st.integers(1, 50))
def test_twice_the_cases_realise_twice_the_money_with_less_than_twice_the_error(tp: int, tn: int) -> None:
    payoff = Payoff(100, -10, -50, 5)
    once, twice = (LEVER.realise(Tally(tp=k * tp, tn=k * tn), {}, payoff) for k in (1, 2))
    assert once is not None
    assert twice is not None
    assert twice.value == pytest.approx(2 * once.value)
    assert once.error < twice.error < 2 * once.error


def test_cases_left_as_today_realise_nothing() -> None:
    assert LEVER.realise(Tally(held_yes=5, held_no=5), {}, Payoff(1, 1, 1, 1)) is None
