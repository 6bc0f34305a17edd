import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.envision.levers.revenue import LEVER
from lifecycle.payoff import Payoff
from lifecycle.tally import Tally

MEANS = {"eligible": 360_000, "uplift": 0.02, "uplift_today": 0.01, "margin": 300.0, "extra_cost": 0.5}
UNUSED = Payoff(0, 0, 0, 0)


def value(**changes: float) -> float:
    return float(LEVER.value({name: np.array([amount]) for name, amount in (MEANS | changes).items()})[0])


def test_conversions_above_today_bring_their_margin_less_the_extra_cost_of_every_contact() -> None:
    # 360,000 contacted: 7,200 saves instead of 3,600, at 300 each; every contact costs 0.50 more.
    assert value() == pytest.approx(3_600 * 300 - 180_000)


def test_an_uplift_like_todays_loses_what_contacts_cost_more() -> None:
    assert value(uplift=0.01) == pytest.approx(-180_000)


def test_nobody_contacted_is_nothing_gained() -> None:
    assert value(eligible=0) == 0


@given(st.integers(1, 900), st.integers(1, 900), st.integers(1, 900), st.integers(1, 900))
def test_what_is_realised_is_the_formula_on_the_people_contacted(tp: int, fp: int, yes: int, no: int) -> None:
    measured = LEVER.realise(Tally(tp=tp, fp=fp, held_yes=yes, held_no=no), MEANS, UNUSED)
    fewer = yes / (yes + no) - tp / (tp + fp)
    assert measured is not None
    assert measured.value == pytest.approx(value(eligible=tp + fp, uplift=fewer), abs=1e-6)


def test_the_error_of_what_is_realised_is_that_of_the_uplift_in_money() -> None:
    measured = LEVER.realise(Tally(tp=60, fp=940, held_yes=90, held_no=910), MEANS, UNUSED)
    of_uplift = math.sqrt(0.06 * 0.94 / 1000 + 0.09 * 0.91 / 1000)
    assert measured is not None
    assert measured.error == pytest.approx(of_uplift * 300 * 1000)


def test_nothing_is_realised_without_a_group_left_out_by_chance() -> None:
    assert LEVER.realise(Tally(tp=60, fp=940), MEANS, UNUSED) is None


def test_payoffs_play_no_part() -> None:
    tally = Tally(tp=60, fp=940, held_yes=90, held_no=910)
    assert not LEVER.uses_payoffs
    assert LEVER.realise(tally, MEANS, UNUSED) == LEVER.realise(tally, MEANS, Payoff(9, 9, 9, 9))
