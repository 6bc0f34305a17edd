import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.envision.levers.cost import LEVER
from lifecycle.payoff import Payoff
from lifecycle.tally import Tally

MEANS = {"volume": 180_000, "minutes": 12.0, "rate": 50.0, "cashable": 0.4, "adoption": 0.75}
UNUSED = Payoff(0, 0, 0, 0)
TALLY = Tally(tp=60, fp=940, fn=5, tn=7, held_yes=90, held_no=910)
AMOUNTS = st.integers(0, 10_000)


def value(**changes: float) -> float:
    return float(LEVER.value({name: np.array([amount]) for name, amount in (MEANS | changes).items()})[0])


def test_hours_saved_are_worth_their_rate_where_they_are_used_and_leave_the_budget() -> None:
    # 180,000 cases, 12 minutes each: 36,000 hours at 50; three quarters use it, two fifths are cashable.
    assert value() == pytest.approx(36_000 * 50 * 0.75 * 0.4)


@pytest.mark.parametrize("name", list(MEANS))
def test_without_any_one_of_its_parts_nothing_is_saved(name: str) -> None:
    assert value(**{name: 0}) == 0


def test_work_that_takes_longer_costs_money() -> None:
    assert value(minutes=-12) == pytest.approx(-value())


@given(st.lists(st.tuples(AMOUNTS, AMOUNTS, AMOUNTS), min_size=1, max_size=20))
def test_each_draw_is_priced_by_itself(drawn: list[tuple[int, int, int]]) -> None:
    volume, minutes, rate = (np.array(column, float) for column in zip(*drawn, strict=True))
    shares = {"cashable": np.full(len(drawn), 0.5), "adoption": np.full(len(drawn), 0.25)}
    found = LEVER.value({"volume": volume, "minutes": minutes, "rate": rate} | shares)
    assert found.tolist() == pytest.approx([v * m / 60 * r * 0.5 * 0.25 for v, m, r in drawn])


def test_decided_cases_cannot_tell_what_it_brought_and_it_says_what_can() -> None:
    assert LEVER.realise(TALLY, MEANS, Payoff(9, 9, 9, 9)) is None
    assert "budget" in LEVER.proof
