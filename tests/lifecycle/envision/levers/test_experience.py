import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.envision.levers.experience import LEVER
from lifecycle.payoff import Payoff
from lifecycle.tally import Tally

MEANS = {"customers": 80_000, "retention": 0.015, "margin": 200.0}
UNUSED = Payoff(0, 0, 0, 0)
TALLY = Tally(tp=60, fp=940, fn=5, tn=7, held_yes=90, held_no=910)
AMOUNTS = st.integers(0, 10_000)


def value(**changes: float) -> float:
    return float(LEVER.value({name: np.array([amount]) for name, amount in (MEANS | changes).items()})[0])


def test_customers_who_stay_bring_their_margin() -> None:
    assert value() == pytest.approx(1_200 * 200)


def test_customers_without_a_price_are_counted() -> None:
    assert LEVER.kpi is not None
    drawn = {name: np.array([amount]) for name, amount in (MEANS | {"margin": 0}).items()}
    assert LEVER.value(drawn).tolist() == [0]
    assert LEVER.kpi.value(drawn).tolist() == pytest.approx([1_200])
    assert LEVER.kpi.unit == "customers a year"


@given(AMOUNTS, st.integers(-1000, 1000), AMOUNTS)
def test_it_is_the_margin_kept_then_less_the_margin_kept_today(customers: int, per_mille: int, margin: int) -> None:
    today, then = customers * 0.8 * margin, customers * (0.8 + per_mille / 1000) * margin
    found = value(customers=customers, retention=per_mille / 1000, margin=margin)
    assert found == pytest.approx(then - today, rel=1e-6, abs=1e-3)


def test_an_effect_without_a_price_brings_no_money_however_large() -> None:
    assert LEVER.realise(TALLY, MEANS | {"margin": 0}, UNUSED) is None


def test_what_is_realised_is_the_formula_at_the_measured_difference() -> None:
    # 9 % of those left out by chance, 6 % of the 1,000 reached.
    measured = LEVER.realise(TALLY, MEANS, UNUSED)
    assert measured is not None
    assert measured.value == pytest.approx(value(customers=1000, retention=0.03))
    error = (0.06 * 0.94 / 1000 + 0.09 * 0.91 / 1000) ** 0.5
    assert measured.error == pytest.approx(error * MEANS["margin"] * 1000)


def test_nothing_is_realised_without_a_group_left_out_by_chance() -> None:
    assert LEVER.realise(Tally(tp=60, fp=940), MEANS, UNUSED) is None


def test_payoffs_play_no_part() -> None:
    assert LEVER.realise(TALLY, MEANS, UNUSED) == LEVER.realise(TALLY, MEANS, Payoff(9, 9, 9, 9))
