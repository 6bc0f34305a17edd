import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.envision.levers.complexity import LEVER
from lifecycle.payoff import Payoff
from lifecycle.tally import Tally

MEANS = {"retired": 3.0, "yearly": 40_000.0}
UNUSED = Payoff(0, 0, 0, 0)
TALLY = Tally(tp=60, fp=940, fn=5, tn=7, held_yes=90, held_no=910)
AMOUNTS = st.integers(0, 10_000)


def value(**changes: float) -> float:
    return float(LEVER.value({name: np.array([amount]) for name, amount in (MEANS | changes).items()})[0])


def test_what_is_switched_off_is_not_paid_for_any_more() -> None:
    assert value() == pytest.approx(120_000)


@given(st.integers(0, 30), AMOUNTS)
def test_each_one_retired_saves_its_yearly_cost(retired: int, yearly: int) -> None:
    assert value(retired=retired, yearly=yearly) == sum(yearly for _ in range(retired))


@pytest.mark.parametrize("name", list(MEANS))
def test_nothing_retired_saves_nothing(name: str) -> None:
    assert value(**{name: 0}) == 0


def test_decided_cases_cannot_tell_what_it_brought_and_it_says_what_can() -> None:
    assert LEVER.realise(TALLY, MEANS, Payoff(9, 9, 9, 9)) is None
    assert "switched off" in LEVER.proof
