import math
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lifecycle.envision.economics import (
    Return,
    annuity,
    appraise,
    contract_economics,
    cost_of_delay,
    in_words,
    irr,
    npv,
    payback,
)
from lifecycle.envision.value_model import ValueEstimate, contract_value, estimate
from lifecycle.figures import Interval
from tests.lifecycle.builders import a_contract, amounts
from tests.lifecycle.envision.test_value_model import PAYOFFS, REVENUE, SEVEN, VOLUME

RATES = st.floats(0, 0.5)
YEARS = st.integers(1, 10)


def found(run_cost: float = 260_000) -> ValueEstimate:
    return estimate([REVENUE], VOLUME, PAYOFFS, run_cost)


def naive_npv(flows: list[float], rate: float) -> float:
    """Discount payment by payment."""
    total = 0.0
    for year, flow in enumerate(flows):
        worth = flow
        for _ in range(year):
            worth /= 1 + rate
        total += worth
    return total


@given(amounts(), amounts(0), YEARS, RATES)
def test_the_net_present_value_is_every_year_discounted_by_itself(
    yearly: float, build_cost: float, years: int, rate: float
) -> None:
    expected = naive_npv([-build_cost, *[yearly] * years], rate)
    assert npv(np.array([yearly]), build_cost, years, rate)[0] == pytest.approx(expected, rel=1e-9, abs=1e-6)


@given(YEARS, RATES)
def test_the_annuity_is_the_worth_of_one_a_year(years: int, rate: float) -> None:
    assert annuity(years, rate) == pytest.approx(naive_npv([0, *[1.0] * years], rate))


def test_without_discounting_years_add_up() -> None:
    assert annuity(4, 0) == 4
    assert npv(np.array([100.0, -50.0]), 30, 4, 0).tolist() == [370, -230]


def test_a_euro_later_is_worth_less() -> None:
    values = [annuity(3, rate) for rate in (0, 0.05, 0.1, 0.2)]
    assert values == sorted(values, reverse=True)


@pytest.mark.parametrize("years", [0, -1])
def test_a_horizon_of_less_than_a_year_is_refused(years: int) -> None:
    with pytest.raises(ValueError, match="at least one year"):
        annuity(years, 0.08)


@pytest.mark.parametrize("rate", [-1, -1.5, math.nan])
def test_a_rate_that_eats_everything_is_refused(rate: float) -> None:
    with pytest.raises(ValueError, match="above −100 %"):
        annuity(3, rate)


@pytest.mark.parametrize("build_cost", [-1, math.nan])
def test_a_negative_building_cost_is_refused(build_cost: float) -> None:
    with pytest.raises(ValueError, match="not negative"):
        npv(np.array([1.0]), build_cost, 3, 0.08)


@given(st.floats(-0.9, 3), st.lists(amounts(1, 1e6), min_size=1, max_size=9))
def test_the_internal_rate_is_the_one_at_which_nothing_is_left(rate: float, later: list[float]) -> None:
    # What is paid up front is what the later payments are worth at that rate.
    first = naive_npv([0, *later], rate)
    found = irr([-first, *later])
    assert found.why == ""
    assert found.rate == pytest.approx(rate, rel=1e-9, abs=1e-9)


@given(st.lists(amounts(-1e4, 1e4), min_size=2, max_size=8))
def test_a_rate_is_given_exactly_where_payments_change_sign_once(flows: list[float]) -> None:
    changes, before = 0, 0.0
    for flow in flows:
        if flow and before * flow < 0:
            changes += 1
        before = flow or before
    found = irr(flows)
    assert (found.rate is not None) is (changes == 1)
    assert bool(found.why) is (changes != 1)
    if found.rate is not None:
        # At a rate far below −90 % a payment of a cent outgrows what can be told apart.
        assume(found.rate > -0.9)
        scale = sum(abs(flow) / (1 + found.rate) ** year for year, flow in enumerate(flows))
        assert abs(naive_npv(flows, found.rate)) <= 1e-9 * scale


@pytest.mark.parametrize(
    ("flows", "why"),
    [
        ([0, 100, 100], "Nothing is paid up front."),
        ([100, 100], "Nothing is paid up front."),
        ([-100, -5, 0], "Nothing ever comes back."),
        ([0, 0], "Nothing ever comes back."),
        ([], "Nothing ever comes back."),
        ([-100, 230, -132], "Money goes out again after it came in: there may be several rates of return."),
        ([-100, 0, 50, 0, -1], "Money goes out again after it came in: there may be several rates of return."),
    ],
)
def test_where_there_is_no_one_rate_the_reason_is_said(flows: list[float], why: str) -> None:
    assert irr(flows) == Return(None, why)


@pytest.mark.parametrize(
    ("flows", "rate"),
    [
        pytest.param([-100, 110], 0.10, id="a year"),
        pytest.param([-100, 0, 121], 0.10, id="a gap"),
        pytest.param([0, -100, 110, 0, 0], 0.10, id="zeros around"),
        pytest.param([-100, 50], -0.5, id="half is lost"),
        pytest.param([-1, 1e9], 1e9 - 1, id="next to nothing paid"),
        pytest.param([-1e9, 1, 0], -1, id="next to nothing back"),
        pytest.param([-100, 100], 0, id="just even"),
        pytest.param([100, -110], 0.10, id="a loan"),
    ],
)
def test_rates_of_examples(flows: list[float], rate: float) -> None:
    assert irr(flows).rate == pytest.approx(rate, rel=1e-12, abs=1e-8)


@pytest.mark.parametrize("flows", [[-1e300, 1e-300, 0.0], [-1e-320, 1e300], [-1e300, 0.0, 0.0, 1e-320]])
def test_payments_of_any_size_come_to_an_end(flows: list[float]) -> None:
    assert irr(flows).rate is not None


def naive_payback(yearly: float, build_cost: float, years: int, rate: float) -> float | None:
    """Walk through the months, each bringing a twelfth of its year's discounted value."""
    left = build_cost
    for month in range(12 * years):
        worth = yearly / (1 + rate) ** (month // 12 + 1) / 12
        if left <= worth:
            return month + (left / worth if left else 0)
        left -= worth
    return None


@given(amounts(1, 1e5), amounts(0.01, 3e5), YEARS, RATES)
def test_payback_is_found_by_walking_through_the_months(
    yearly: float, build_cost: float, years: int, rate: float
) -> None:
    # At the very end of the horizon rounding decides.
    assume(abs(naive_npv([-build_cost, *[yearly] * years], rate)) > 1e-6 * build_cost)
    expected = naive_payback(yearly, build_cost, years, rate)
    months = payback(yearly, build_cost, years, rate)
    assert (months is None) is (expected is None)
    if months is not None:
        assert months == pytest.approx(expected, rel=1e-6, abs=1e-6)


@given(amounts(-1e5, 1e5), amounts(0, 3e5), YEARS, RATES)
def test_it_is_paid_back_within_the_horizon_exactly_when_the_net_present_value_is_not_negative(
    yearly: float, build_cost: float, years: int, rate: float
) -> None:
    worth = float(npv(np.array([yearly]), build_cost, years, rate)[0])
    assume(abs(worth) > 1e-6 * build_cost)
    months = payback(yearly, build_cost, years, rate)
    assert (months is not None) is (worth >= 0)
    assert months is None or 0 <= months <= 12 * years


def test_what_costs_nothing_is_paid_back_at_once_unless_it_loses() -> None:
    assert payback(100, 0, 3, 0.08) == 0
    assert payback(0, 0, 3, 0.08) == 0
    assert payback(-1, 0, 3, 0.08) is None


@pytest.mark.parametrize("yearly", [0.0, -50.0])
def test_what_earns_nothing_is_never_paid_back(yearly: float) -> None:
    assert payback(yearly, 100, 10, 0) is None


def test_discounting_makes_payback_later() -> None:
    assert payback(120, 120, 3, 0) == pytest.approx(12)
    later = payback(120, 120, 3, 0.1)
    assert later is not None
    # 109.09 of the first year, 10.91 of the 99.17 of the second.
    assert later == pytest.approx(12 + 12 * (120 - 120 / 1.1) / (120 / 1.21))


def test_a_month_of_waiting_costs_a_twelfth_and_a_week_seven_days_of_the_year() -> None:
    delay = cost_of_delay(Interval(-365, 3650, 36_500, 0.8))
    assert (delay.week.low, delay.week.mid, delay.week.high) == pytest.approx((-7, 70, 700))
    assert (delay.month.low, delay.month.mid, delay.month.high) == pytest.approx(
        tuple(x / 12 for x in (-365, 3650, 36500))
    )
    assert delay.week.level == delay.month.level == 0.8


def test_an_initiative_is_appraised_draw_by_draw() -> None:
    year = found()
    economics = appraise(year, build_cost=420_000, horizon_years=3, discount_rate=0.08)
    expected = sorted(naive_npv([-420_000, value, value, value], 0.08) for value in year.sample.tolist())
    assert sorted(economics.sample.tolist()) == pytest.approx(expected)
    assert economics.mean == pytest.approx(sum(expected) / len(expected))
    assert economics.p_negative == sum(value < 0 for value in expected) / len(expected)
    for bound, share in ((economics.npv.low, 0.1), (economics.npv.mid, 0.5), (economics.npv.high, 0.9)):
        assert sum(value <= bound for value in expected) / len(expected) == pytest.approx(share, abs=0.001)
    assert economics.npv.level == 0.8


def test_return_and_payback_are_those_of_the_middle_year() -> None:
    year = found()
    economics = appraise(year, 420_000, 3, 0.08)
    assert economics.irr == irr([-420_000, *[year.yearly.mid] * 3])
    assert economics.payback_months == payback(year.yearly.mid, 420_000, 3, 0.08)
    assert economics.delay == cost_of_delay(year.yearly)


def test_at_its_own_rate_of_return_the_middle_is_worth_nothing() -> None:
    economics = appraise(found(), 2_000_000, 4, 0.08)
    assert economics.irr.rate is not None
    assert appraise(found(), 2_000_000, 4, economics.irr.rate).npv.mid == pytest.approx(0, abs=1)


def test_a_year_that_loses_has_no_return_and_is_never_paid_back() -> None:
    economics = appraise(found(run_cost=1e8), 420_000)
    assert economics.irr == Return(None, "Nothing ever comes back.")
    assert economics.payback_months is None
    assert economics.p_negative == 1
    assert economics.delay.month.high < 0


def test_without_a_building_cost_there_is_no_rate_and_nothing_to_pay_back() -> None:
    economics = appraise(found(), 0)
    assert economics.irr == Return(None, "Nothing is paid up front.")
    assert economics.payback_months == 0
    assert economics.p_negative == found().p_loss


def test_the_chance_of_reaching_a_target_is_the_share_of_draws() -> None:
    economics = appraise(found(), 420_000)
    for target in (0, economics.npv.mid, 1e9):
        assert economics.p_at_least(target) == sum(v >= target for v in economics.sample.tolist()) / 10_000
    assert economics.p_at_least(0) == pytest.approx(1 - economics.p_negative)


def test_a_loss_avoided_on_average_is_not_in_the_net_present_value() -> None:
    without = [choice for choice in SEVEN if choice.key != "risk"]
    risk = [choice for choice in SEVEN if choice.key == "risk"]
    both, cash = (appraise(estimate(chosen, VOLUME, PAYOFFS, 0), 5_000) for chosen in ([*without, *risk], without))
    assert both == cash


@pytest.mark.parametrize(
    "changes",
    [{"build_cost": 9_000}, {"horizon_years": 5}, {"discount_rate": 0.2}, {"correlation": 0.4}, {"run_cost": 1_000}],
)
def test_a_contract_is_appraised_by_its_own_terms(changes: dict[str, Any]) -> None:
    terms = a_contract(**changes)
    expected = appraise(contract_value(terms), terms.build_cost, terms.horizon_years, terms.discount_rate)
    assert contract_economics(terms) == expected
    assert contract_economics(terms).npv != contract_economics(a_contract()).npv


def test_the_draws_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        appraise(found(), 1).sample[0] = 1


@pytest.mark.parametrize(
    ("chance", "said"),
    [
        (0, "none of the cases"),
        (0.0001, "fewer than 1 of 100 cases"),
        (0.0049, "fewer than 1 of 100 cases"),
        (0.005, "1 of 100 cases"),
        (0.025, "3 of 100 cases"),
        (0.5, "50 of 100 cases"),
        (0.9949, "99 of 100 cases"),
        (0.9951, "more than 99 of 100 cases"),
        (1, "all cases"),
    ],
)
def test_a_chance_is_said_in_cases_out_of_a_hundred(chance: float, said: str) -> None:
    assert in_words(chance) == said


@given(st.floats(0, 1, exclude_min=True, exclude_max=True))
def test_what_is_not_certain_is_never_said_to_be(chance: float) -> None:
    assert in_words(chance) not in (in_words(0), in_words(1), "0 of 100 cases", "100 of 100 cases")


@pytest.mark.parametrize("chance", [-0.1, 1.1, math.nan])
def test_what_is_no_chance_is_refused(chance: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        in_words(chance)
