import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.envision.levers.quality import LEVER
from lifecycle.payoff import Payoff
from lifecycle.tally import Tally

MEANS = {"units": 50_000, "defects": 0.02, "cost": 120.0}
UNUSED = Payoff(0, 0, 0, 0)
TALLY = Tally(tp=60, fp=940, fn=5, tn=7, held_yes=90, held_no=910)
AMOUNTS = st.integers(0, 10_000)


def value(**changes: float) -> float:
    return float(LEVER.value({name: np.array([amount]) for name, amount in (MEANS | changes).items()})[0])


def test_defects_that_do_not_happen_are_worth_what_one_costs() -> None:
    # Two fewer in a hundred of 50,000 units are 1,000 defects at 120.
    assert value() == pytest.approx(120_000)


def test_more_defects_cost_money() -> None:
    assert value(defects=-0.02) == pytest.approx(-120_000)


@given(AMOUNTS, st.integers(0, 100), AMOUNTS)
def test_it_is_the_cost_today_less_the_cost_then(units: int, defects: int, cost: int) -> None:
    today, then = units * (defects + 7) / 1000 * cost, units * 7 / 1000 * cost
    assert value(units=units, defects=defects / 1000, cost=cost) == pytest.approx(today - then, abs=1e-4)


def test_what_is_realised_is_the_formula_at_the_measured_difference() -> None:
    # 9 % of those left out by chance, 6 % of the 1,000 reached.
    measured = LEVER.realise(TALLY, MEANS, UNUSED)
    assert measured is not None
    assert measured.value == pytest.approx(value(units=1000, defects=0.03))
    error = (0.06 * 0.94 / 1000 + 0.09 * 0.91 / 1000) ** 0.5
    assert measured.error == pytest.approx(error * MEANS["cost"] * 1000)


def test_nothing_is_realised_without_a_group_left_out_by_chance() -> None:
    assert LEVER.realise(Tally(tp=60, fp=940), MEANS, UNUSED) is None


def test_payoffs_play_no_part() -> None:
    assert LEVER.realise(TALLY, MEANS, UNUSED) == LEVER.realise(TALLY, MEANS, Payoff(9, 9, 9, 9))
