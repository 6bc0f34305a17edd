import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.envision.levers.speed import LEVER
from lifecycle.payoff import Payoff
from lifecycle.tally import Tally

MEANS = {"volume": 2_000, "days": 4.5, "day_value": 8.0}
UNUSED = Payoff(0, 0, 0, 0)
TALLY = Tally(tp=60, fp=940, fn=5, tn=7, held_yes=90, held_no=910)
AMOUNTS = st.integers(0, 10_000)


def value(**changes: float) -> float:
    return float(LEVER.value({name: np.array([amount]) for name, amount in (MEANS | changes).items()})[0])


def test_days_saved_on_all_cases_are_worth_the_price_of_a_day() -> None:
    assert value() == pytest.approx(9_000 * 8)


def test_days_without_a_price_are_counted() -> None:
    assert LEVER.kpi is not None
    drawn = {name: np.array([amount]) for name, amount in (MEANS | {"day_value": 0}).items()}
    assert LEVER.value(drawn).tolist() == [0]
    assert LEVER.kpi.value(drawn).tolist() == [9_000]
    assert LEVER.kpi.unit == "case-days a year"


@given(AMOUNTS, st.integers(-100, 100), AMOUNTS)
def test_cases_that_take_longer_cost_what_faster_ones_bring(volume: int, days: int, price: int) -> None:
    assert value(volume=volume, days=days, day_value=price) == pytest.approx(
        -value(volume=volume, days=-days, day_value=price)
    )


@given(st.lists(st.tuples(AMOUNTS, AMOUNTS, AMOUNTS), min_size=1, max_size=20))
def test_each_draw_is_priced_by_itself(drawn: list[tuple[int, int, int]]) -> None:
    names = ("volume", "days", "day_value")
    columns = {name: np.array(column, float) for name, column in zip(names, zip(*drawn, strict=True), strict=True)}
    assert LEVER.value(columns).tolist() == pytest.approx([cases * days * price for cases, days, price in drawn])


def test_decided_cases_cannot_tell_what_it_brought_and_it_says_what_can() -> None:
    assert LEVER.realise(TALLY, MEANS, Payoff(9, 9, 9, 9)) is None
    assert "days" in LEVER.proof
