import pytest

from lifecycle.metrics.uplift import METRIC
from lifecycle.payoff import Payoff
from lifecycle.tally import Tally

PAYOFF = Payoff(1, -1, -1, 1)


def test_uplift_is_the_share_of_leavers_in_the_holdout_less_that_among_those_contacted() -> None:
    measured = METRIC.measure(Tally(tp=60, fp=940, held_yes=90, held_no=910), PAYOFF)
    assert measured is not None
    assert measured.value * METRIC.factor == pytest.approx(3.0)


def test_uplift_is_negative_where_contacting_drives_people_away() -> None:
    measured = METRIC.measure(Tally(tp=20, fp=80, held_yes=10, held_no=90), PAYOFF)
    assert measured is not None
    assert measured.value == pytest.approx(-0.10)


def test_uplift_counts_the_smaller_group() -> None:
    small_holdout = METRIC.measure(Tally(tp=60, fp=940, held_yes=5, held_no=45), PAYOFF)
    few_contacted = METRIC.measure(Tally(tp=6, fp=24, held_yes=50, held_no=450), PAYOFF)
    assert small_holdout is not None
    assert few_contacted is not None
    assert (small_holdout.n, few_contacted.n) == (50, 30)


@pytest.mark.parametrize("tally", [Tally(tp=5, fp=5), Tally(held_yes=5, held_no=5), Tally(fn=5, tn=5, held_no=5)])
def test_uplift_is_not_known_without_both_groups(tally: Tally) -> None:
    assert METRIC.measure(tally, PAYOFF) is None


def test_uplift_does_not_depend_on_payoffs() -> None:
    tally = Tally(tp=60, fp=940, held_yes=90, held_no=910)
    assert METRIC.measure(tally, PAYOFF) == METRIC.measure(tally, Payoff(9, 9, 9, 9))
