from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from data.demo import telecom_story
from lifecycle.contract import LeverChoice
from lifecycle.envision.canvas import to_contract
from lifecycle.envision.three_point import ThreePoint
from lifecycle.envision.value_model import Driver, ValueEstimate, contract_value, estimate
from lifecycle.payoff import OUTCOMES, PayoffEstimate
from tests.lifecycle.builders import a_contract, payoffs, point, three

KNOWN = LeverChoice(key="decision", inputs={"prevalence": point(10), "recall": point(80), "false_alarms": point(5)})
SPREAD = LeverChoice(
    key="decision",
    inputs={"prevalence": point(5, 10, 20), "recall": point(60, 80, 90), "false_alarms": point(1, 5, 12)},
)
REVENUE = LeverChoice(
    key="revenue",
    inputs={
        "eligible": point(360_000),
        "uplift": point(1.2, 2.4, 3.2),
        "uplift_today": point(0.5, 0.9, 1.3),
        "margin": point(335),
        "extra_cost": point(0),
    },
)
VOLUME = point(800, 1000, 1500)
PAYOFFS = PayoffEstimate(tp=point(80, 100, 130), fp=point(-12, -10, -8), fn=point(-90, -50, -20), tn=point(1, 2, 4))


def scaled(amounts: PayoffEstimate, factor: float) -> PayoffEstimate:
    return PayoffEstimate(**{outcome: getattr(amounts, outcome).scaled(factor) for outcome in OUTCOMES})


def decision_value(volume: float, prevalence: float, recall: float, false_alarms: float, *amounts: float) -> float:
    """Price the cases of a year outcome by outcome, rates in %; payoffs in the order of OUTCOMES."""
    yes, no = volume * prevalence / 100, volume * (1 - prevalence / 100)
    cases = (yes * recall / 100, no * false_alarms / 100, yes * (1 - recall / 100), no * (1 - false_alarms / 100))
    return sum(count * amount for count, amount in zip(cases, amounts, strict=True))


def test_what_is_known_exactly_is_worth_exactly_one_amount() -> None:
    # Of 1,000 cases 100 are a yes: 80 found, 20 missed; of 900 no 45 raise an alarm, 855 are spared.
    expected = 80 * 100 + 20 * -50 + 45 * -10 + 855 * 2 - 260
    found = estimate([KNOWN], point(1000), payoffs(100, -10, -50, 2), run_cost=260)
    assert [found.yearly.low, found.yearly.mid, found.yearly.high, found.mean] == pytest.approx([expected] * 4)
    assert found.p_loss == 0
    assert found.drivers == ()


def test_a_promise_below_its_running_cost_loses_for_certain() -> None:
    assert estimate([KNOWN], point(1000), payoffs(100, -10, -50, 2), run_cost=1e6).p_loss == 1


def test_earning_nothing_is_not_a_loss_but_any_cost_is() -> None:
    assert estimate([KNOWN], point(1000), payoffs(0, 0, 0, 0), run_cost=0).p_loss == 0
    assert estimate([KNOWN], point(1000), payoffs(0, 0, 0, 0), run_cost=0.5).p_loss == 1


def test_one_uncertain_payoff_gives_the_quantiles_of_its_own_distribution() -> None:
    # Only a right yes is worth anything, and 80 of the 1,000 cases are one: the value is 80 times the payoff.
    only = payoffs(0, 0, 0, 0).model_copy(update={"tp": point(-10, 30, 50)})
    found = estimate([KNOWN], point(1000), only, run_cost=400)
    alpha, beta = 1 + 4 * 40 / 60, 1 + 4 * 20 / 60
    expected = stats.beta(alpha, beta, loc=-10 * 80 - 400, scale=60 * 80)
    bounds = [found.yearly.low, found.yearly.mid, found.yearly.high]
    assert [expected.cdf(bound) for bound in bounds] == pytest.approx([0.1, 0.5, 0.9], abs=0.015)
    assert found.p_loss == pytest.approx(expected.cdf(0), abs=0.01)
    assert found.mean == pytest.approx(expected.mean(), rel=0.02)


def test_the_mean_is_the_formula_at_the_pert_means_since_inputs_are_independent() -> None:
    amounts = [getattr(PAYOFFS, outcome).mean for outcome in OUTCOMES]
    rates = [SPREAD.inputs[name].mean for name in ("prevalence", "recall", "false_alarms")]
    expected = decision_value(VOLUME.mean, *rates, *amounts) - 1000
    found = estimate([SPREAD], VOLUME, PAYOFFS, run_cost=1000)
    # The middle 80 % span 2.56 standard deviations of a bell curve.
    standard_error = (found.yearly.high - found.yearly.low) / 2.56 / found.draws**0.5
    assert abs(found.mean - expected) < 4 * standard_error


def test_p10_p50_and_p90_are_an_80_percent_interval_around_the_mean() -> None:
    found = estimate([SPREAD], VOLUME, PAYOFFS, run_cost=0)
    assert found.yearly.level == pytest.approx(0.8)
    assert found.yearly.low < found.yearly.mid < found.yearly.high
    assert found.yearly.low < found.mean < found.yearly.high


def test_at_least_ten_thousand_draws_are_made_and_the_seed_is_kept() -> None:
    found = estimate([SPREAD], VOLUME, PAYOFFS, 0, seed=42)
    assert found.draws >= 10_000
    assert found.seed == 42


def test_the_same_seed_gives_the_same_promise_and_another_one_nearly_so() -> None:
    first, again, other = (estimate([SPREAD], VOLUME, PAYOFFS, 0, seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert first.yearly != other.yearly
    assert first.yearly.mid == pytest.approx(other.yearly.mid, rel=0.05)


@settings(max_examples=15)
@given(st.integers(1, 50))
def test_the_promise_is_linear_in_the_payoffs(factor: int) -> None:
    once, more = (estimate([SPREAD], VOLUME, amounts, 0) for amounts in (PAYOFFS, scaled(PAYOFFS, factor)))
    assert [more.yearly.low, more.yearly.mid, more.yearly.high, more.mean] == pytest.approx(
        [end * factor for end in (once.yearly.low, once.yearly.mid, once.yearly.high, once.mean)]
    )
    assert more.p_loss == once.p_loss


@settings(max_examples=15)
@given(st.integers(0, 10**6))
def test_running_costs_come_off_every_draw(run_cost: int) -> None:
    free, paid = (estimate([SPREAD], VOLUME, PAYOFFS, cost) for cost in (0, run_cost))
    assert [paid.yearly.low, paid.yearly.mid, paid.yearly.high, paid.mean] == pytest.approx(
        [end - run_cost for end in (free.yearly.low, free.yearly.mid, free.yearly.high, free.mean)]
    )
    assert paid.p_loss >= free.p_loss
    assert [d.swing for d in paid.drivers] == pytest.approx([d.swing for d in free.drivers])


def naive_driver(name: str, run_cost: float) -> Driver:
    """Price a year twice: with one estimate at its ends, the others at their means."""
    given: dict[str, ThreePoint] = {"volume": VOLUME, **SPREAD.inputs}
    given |= {outcome: getattr(PAYOFFS, outcome) for outcome in OUTCOMES}
    order = ("volume", "prevalence", "recall", "false_alarms", *OUTCOMES)
    at_low, at_high = (
        decision_value(*(getattr(given[key], end) if key == name else given[key].mean for key in order)) - run_cost
        for end in ("low", "high")
    )
    return Driver(name, at_low, at_high)


def test_drivers_move_one_estimate_between_its_ends_the_others_at_their_means() -> None:
    found = {driver.name: driver for driver in estimate([SPREAD], VOLUME, PAYOFFS, run_cost=1000).drivers}
    assert set(found) == {"volume", *SPREAD.inputs, *OUTCOMES}
    for name, driver in found.items():
        expected = naive_driver(name, run_cost=1000)
        assert (driver.at_low, driver.at_high) == pytest.approx((expected.at_low, expected.at_high)), name


def test_drivers_are_listed_from_the_widest_bar() -> None:
    swings = [driver.swing for driver in estimate([SPREAD], VOLUME, PAYOFFS, 0).drivers]
    assert swings == sorted(swings, reverse=True)
    assert min(swings) > 0


def test_the_width_of_a_bar_does_not_depend_on_its_direction() -> None:
    assert Driver("false_alarms", at_low=900, at_high=400).swing == 500
    assert Driver("recall", at_low=400, at_high=900).swing == 500


def test_a_driver_that_moves_less_than_one_coin_is_still_a_driver() -> None:
    # Eighty cases a year at a payoff that varies by a tenth of a cent.
    only = payoffs(0, 0, 0, 0).model_copy(update={"tp": point(1, 1, 1.001)})
    (driver,) = estimate([KNOWN], point(1000), only, 0).drivers
    assert driver.swing == pytest.approx(0.08)


def test_an_estimate_without_spread_is_no_driver() -> None:
    names = {driver.name for driver in estimate([REVENUE], VOLUME, PAYOFFS, 0).drivers}
    assert names == {"uplift", "uplift_today"}


def test_a_lever_without_payoffs_does_not_look_at_volume_and_payoffs() -> None:
    other = estimate([REVENUE], point(0), payoffs(0, 0, 0, 0), 260_000)
    assert estimate([REVENUE], VOLUME, PAYOFFS, 260_000) == other


def test_telecom_retention_promises_what_the_example_says() -> None:
    # 360,000 contacts a year, uplift 1.2/2.4/3.2 pp against 0.5/0.9/1.3, a save worth €335, €260k a year to run:
    # about €0.75M, €1.44M and €2.08M.
    found = contract_value(to_contract(telecom_story.canvas(date(2027, 1, 1))))
    assert [found.yearly.low, found.yearly.mid, found.yearly.high] == pytest.approx([0.75e6, 1.44e6, 2.08e6], rel=0.05)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"volume": three(5_000)}, id="volume"),
        pytest.param({"run_cost": 9_000}, id="running cost"),
        pytest.param({"lever": SPREAD.model_dump()}, id="lever"),
        pytest.param({"payoffs": PAYOFFS.model_dump()}, id="payoffs"),
    ],
)
def test_a_contract_promises_what_its_terms_are_worth(changes: dict[str, Any]) -> None:
    terms = a_contract(**changes)
    found: ValueEstimate = contract_value(terms)
    assert found == estimate(terms.levers, terms.volume, terms.payoffs, terms.run_cost)
    assert found.yearly != contract_value(a_contract()).yearly


def test_building_costs_are_not_taken_off_the_year() -> None:
    assert contract_value(a_contract(build_cost=0)) == contract_value(a_contract(build_cost=1e9))


def test_the_chance_of_a_loss_is_the_share_of_draws_below_zero() -> None:
    only = payoffs(0, 0, 0, 0).model_copy(update={"tp": point(-1, 0, 1)})
    found = estimate([KNOWN], point(1000), only, run_cost=0)
    # A symmetric payoff loses as often as it wins.
    assert found.p_loss == pytest.approx(0.5, abs=4 * np.sqrt(0.25 / found.draws))
