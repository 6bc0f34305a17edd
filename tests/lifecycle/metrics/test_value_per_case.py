import statistics

import pytest

from lifecycle.metrics.value_per_case import METRIC
from lifecycle.payoff import Payoff
from lifecycle.tally import Tally


def test_value_per_case_is_the_mean_of_what_decided_cases_earned() -> None:
    measured = METRIC.measure(Tally(tp=2, fp=3, fn=1, tn=4), Payoff(100, -10, -50, 5))
    cases = [100, 100, -10, -10, -10, -50, 5, 5, 5, 5]
    assert measured is not None
    assert measured.value == pytest.approx(statistics.mean(cases))
    assert measured.error == pytest.approx(statistics.pstdev(cases) / 10**0.5)
    assert measured.n == 10


def test_value_per_case_counts_missed_cases_as_well_as_those_acted_on() -> None:
    measured = METRIC.measure(Tally(fn=4), Payoff(0, 0, -48_000, 1_500))
    assert measured is not None
    assert measured.value == -48_000


def test_value_per_case_is_not_known_when_nothing_was_decided() -> None:
    assert METRIC.measure(Tally(held_yes=5, held_no=5), Payoff(1, 1, 1, 1)) is None


def test_value_per_case_is_money_as_it_is() -> None:
    assert METRIC.factor == 1
