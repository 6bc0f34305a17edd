import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.envision.levers.risk import LEVER
from lifecycle.payoff import Payoff
from lifecycle.tally import Tally

MEANS = {"events": 0.4, "loss": 250_000.0}
UNUSED = Payoff(0, 0, 0, 0)
TALLY = Tally(tp=60, fp=940, fn=5, tn=7, held_yes=90, held_no=910)
AMOUNTS = st.integers(0, 10_000)


def value(**changes: float) -> float:
    return float(LEVER.value({name: np.array([amount]) for name, amount in (MEANS | changes).items()})[0])


def test_events_that_do_not_happen_are_worth_what_one_costs() -> None:
    assert value() == pytest.approx(100_000)


def test_one_event_in_ten_years_less_is_worth_a_tenth_of_it_a_year() -> None:
    assert value(events=0.1) * 10 == pytest.approx(MEANS["loss"])


@given(st.integers(-50, 50), AMOUNTS)
def test_events_that_become_more_frequent_cost_money(events: int, loss: int) -> None:
    assert value(events=events, loss=loss) == events * loss


def test_a_loss_avoided_on_average_is_in_no_account() -> None:
    assert not LEVER.cash


def test_decided_cases_cannot_tell_what_it_brought_and_it_says_what_can() -> None:
    assert LEVER.realise(TALLY, MEANS, Payoff(9, 9, 9, 9)) is None
    assert "events" in LEVER.proof
