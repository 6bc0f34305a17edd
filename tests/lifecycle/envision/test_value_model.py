import random
import statistics
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from data.demo import telecom_story
from lifecycle.contract import LeverChoice
from lifecycle.envision import value_model
from lifecycle.envision.canvas import to_contract
from lifecycle.envision.levers import levers
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
COST = LeverChoice(
    key="cost",
    inputs={
        "minutes": point(5, 12, 20),
        "rate": point(40, 50, 65),
        "cashable": point(20, 40, 60),
        "adoption": point(50, 75, 90),
    },
)
SPEED = LeverChoice(key="speed", inputs={"days": point(1, 2, 4), "day_value": point(2, 3, 8)})
DAYS_ONLY = SPEED.model_copy(update={"inputs": SPEED.inputs | {"day_value": point(0)}})
QUALITY = LeverChoice(
    key="quality", inputs={"units": point(900, 1000, 1300), "defects": point(0.5, 2, 3), "cost": point(50, 80, 200)}
)
RISK = LeverChoice(key="risk", inputs={"events": point(0.1, 0.3, 0.8), "loss": point(10_000, 25_000, 90_000)})
COMPLEXITY = LeverChoice(key="complexity", inputs={"retired": point(1, 2, 3), "yearly": point(3000, 5000, 9000)})
EXPERIENCE = LeverChoice(
    key="experience",
    inputs={"customers": point(1000, 2000, 2500), "retention": point(0.2, 1, 2), "margin": point(100, 150, 300)},
)
SEVEN = (COST, REVENUE, SPEED, QUALITY, RISK, COMPLEXITY, EXPERIENCE)
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


def naive_year(given: dict[str, dict[str, float]], volume: float) -> dict[str, float]:
    """Price a year lever by lever as the product writes the formulas; shares in %."""
    cost, speed, quality = given["cost"], given["speed"], given["quality"]
    experience, revenue = given["experience"], given["revenue"]
    gained = (revenue["uplift"] - revenue["uplift_today"]) / 100
    return {
        "cost": volume * cost["minutes"] / 60 * cost["rate"] * cost["cashable"] / 100 * cost["adoption"] / 100,
        "revenue": revenue["eligible"] * gained * revenue["margin"] - revenue["eligible"] * revenue["extra_cost"],
        "speed": volume * speed["days"] * speed["day_value"],
        "quality": quality["units"] * quality["defects"] / 100 * quality["cost"],
        "risk": given["risk"]["events"] * given["risk"]["loss"],
        "complexity": given["complexity"]["retired"] * given["complexity"]["yearly"],
        "experience": experience["customers"] * experience["retention"] / 100 * experience["margin"],
    }


def naive_draw(rng: random.Random, estimate: ThreePoint) -> float:
    width = estimate.high - estimate.low
    if not width:
        return estimate.likely
    alpha, beta = (1 + 4 * abs(estimate.likely - end) / width for end in (estimate.low, estimate.high))
    return estimate.low + width * rng.betavariate(alpha, beta)


def test_seven_levers_are_what_a_plain_loop_over_the_formulas_gives() -> None:
    rng, years = random.Random(5), []
    for _ in range(20_000):
        drawn = {c.key: {name: naive_draw(rng, p) for name, p in c.inputs.items()} for c in SEVEN}
        years.append(naive_year(drawn, naive_draw(rng, VOLUME)))
    cash = [sum(amount for key, amount in year.items() if key != "risk") - 1000 for year in years]
    found = estimate(SEVEN, VOLUME, PAYOFFS, 1000)
    deciles = statistics.quantiles(cash, n=10)
    room = 0.03 * (deciles[8] - deciles[0])
    bounds = [found.yearly.low, found.yearly.mid, found.yearly.high]
    assert bounds == pytest.approx([deciles[0], deciles[4], deciles[8]], abs=room)
    assert found.mean == pytest.approx(statistics.fmean(cash), abs=room)
    for part in found.parts:
        alone = statistics.quantiles([year[part.lever] for year in years], n=10)
        bounds = [part.yearly.low, part.yearly.mid, part.yearly.high]
        assert bounds == pytest.approx([alone[0], alone[4], alone[8]], abs=0.04 * (alone[8] - alone[0])), part.lever


def test_the_parts_stand_in_the_order_of_the_contract_and_their_means_add_up() -> None:
    found = estimate(SEVEN, VOLUME, PAYOFFS, 1000)
    assert [part.lever for part in found.parts] == [choice.key for choice in SEVEN]
    assert sum(part.mean for part in found.parts if part.cash) - 1000 == pytest.approx(found.mean)


def test_risk_is_kept_apart_from_cash() -> None:
    without = tuple(choice for choice in SEVEN if choice.key != "risk")
    alone = estimate([RISK], VOLUME, PAYOFFS, 0)
    found, cash = (estimate(chosen, VOLUME, PAYOFFS, 1000) for chosen in ((*without, RISK), without))
    assert found.yearly == cash.yearly
    assert (found.mean, found.p_loss, found.drivers) == (cash.mean, cash.p_loss, cash.drivers)
    assert cash.risk is None
    assert cash.risk_drivers == ()
    assert found.risk is not None
    assert alone.risk is not None
    assert found.risk.mid == pytest.approx(alone.risk.mid, rel=0.05)
    assert found.parts[-1].yearly == found.risk
    assert [part.lever for part in found.parts if not part.cash] == ["risk"]


def test_risk_alone_brings_no_cash_and_still_costs_what_running_it_costs() -> None:
    found = estimate([RISK], VOLUME, PAYOFFS, 1000)
    assert (found.yearly.low, found.yearly.mid, found.yearly.high, found.p_loss) == (-1000, -1000, -1000, 1)
    assert found.drivers == ()
    assert {driver.name for driver in found.risk_drivers} == {"events", "loss"}


def test_running_costs_are_not_taken_off_the_losses_avoided() -> None:
    cheap, dear = (estimate([RISK], VOLUME, PAYOFFS, run_cost) for run_cost in (0, 9_000))
    assert cheap.risk == dear.risk
    assert cheap.risk_drivers == dear.risk_drivers


def test_the_volume_several_levers_share_is_drawn_once() -> None:
    # Two levers that are each 10 a case: the sum is 20 a case in every draw, not an average of two volumes.
    cost = LeverChoice(
        key="cost",
        inputs={"minutes": point(60), "rate": point(10), "cashable": point(100), "adoption": point(100)},
    )
    speed = LeverChoice(key="speed", inputs={"days": point(1), "day_value": point(10)})
    both, once = estimate([cost, speed], VOLUME, PAYOFFS, 0), estimate([cost], VOLUME, PAYOFFS, 0)
    assert both.sample.tolist() == pytest.approx((2 * once.sample).tolist())
    (driver,) = both.drivers
    assert (driver.name, driver.lever, driver.path) == ("volume", "", "volume")
    assert (driver.at_low, driver.at_high) == pytest.approx((20 * VOLUME.low, 20 * VOLUME.high))


def test_a_lever_without_a_price_counts_its_number_and_no_money() -> None:
    found = estimate([COST, DAYS_ONLY], VOLUME, PAYOFFS, 0)
    days = found.parts[1]
    assert days.kpi_only
    assert (days.mean, days.yearly.low, days.yearly.high) == (0, 0, 0)
    assert days.kpi is not None
    assert days.kpi.low < days.kpi.mid < days.kpi.high
    assert days.kpi.mid == pytest.approx(VOLUME.mean * SPEED.inputs["days"].mean, rel=0.05)
    assert "days" not in {driver.name for driver in found.drivers}
    assert not found.parts[0].kpi_only
    assert found.parts[0].kpi is None


def test_a_lever_with_a_price_shows_both() -> None:
    (part,) = estimate([SPEED], VOLUME, PAYOFFS, 0).parts
    assert not part.kpi_only
    assert part.kpi is not None
    assert part.mean > 0


def test_a_driver_of_one_lever_moves_the_sum_of_all() -> None:
    found = {(d.lever, d.name): d for d in estimate(SEVEN, VOLUME, PAYOFFS, 1000).drivers}
    means = {c.key: {name: p.mean for name, p in c.inputs.items()} for c in SEVEN}
    spread = {(c.key, n) for c in SEVEN for n, p in c.inputs.items() if p.low < p.high and c.key != "risk"}
    assert set(found) == spread | {("", "volume")}
    for (key, name), driver in found.items():
        ends = []
        for end in ("low", "high"):
            volume = getattr(VOLUME, end) if not key else VOLUME.mean
            moved = {k: dict(v) for k, v in means.items()}
            if key:
                moved[key][name] = getattr(next(c for c in SEVEN if c.key == key).inputs[name], end)
            ends.append(sum(a for k, a in naive_year(moved, volume).items() if k != "risk") - 1000)
        assert (driver.at_low, driver.at_high) == pytest.approx(tuple(ends)), (key, name)


def test_inputs_of_the_same_name_stay_apart() -> None:
    found = {driver.path for driver in estimate([QUALITY, REVENUE, EXPERIENCE], VOLUME, PAYOFFS, 0).drivers}
    assert "lever.experience.margin" in found
    assert "lever.revenue.margin" not in found  # known exactly
    assert "lever.quality.cost" in found


def test_the_field_of_a_driver_is_one_of_the_canvas() -> None:
    from lifecycle.envision.canvas import fields

    found = estimate([SPREAD, *SEVEN], VOLUME, PAYOFFS, 0)
    assert {driver.path for driver in (*found.drivers, *found.risk_drivers)} <= set(fields())


@pytest.mark.parametrize("target", [0.0, 1000.0, 15_000.0, 1e9, -1e9])
def test_the_chance_of_reaching_a_target_is_the_share_of_draws_at_or_above_it(target: float) -> None:
    found = estimate([SPREAD], VOLUME, PAYOFFS, 1000)
    assert found.p_at_least(target) == sum(amount >= target for amount in found.sample.tolist()) / found.draws


def test_the_middle_is_reached_in_half_of_the_draws_and_what_is_certain_always() -> None:
    found = estimate(SEVEN, VOLUME, PAYOFFS, 1000)
    assert found.p_at_least(found.yearly.mid) == pytest.approx(0.5, abs=0.001)
    assert found.p_at_least(found.yearly.low) == pytest.approx(0.9, abs=0.001)
    assert found.p_at_least(0) == pytest.approx(1 - found.p_loss)
    certain = estimate([KNOWN], point(1000), payoffs(100, -10, -50, 2), run_cost=0)
    assert certain.p_at_least(certain.mean) == 1


def test_the_draws_are_kept_and_cannot_be_changed() -> None:
    found = estimate([SPREAD], VOLUME, PAYOFFS, 1000)
    assert found.sample.shape == (found.draws,)
    assert found.mean == pytest.approx(found.sample.mean())
    with pytest.raises(ValueError, match="read-only"):
        found.sample[0] = 1


def test_without_correlation_the_estimates_are_drawn_one_after_the_other() -> None:
    # The draws of a contract signed before levers could correlate: its inputs, then volume, then payoffs.
    rng = np.random.default_rng(9)
    rates = [SPREAD.inputs[name].scaled(0.01).draw(rng, 10_000) for name in ("prevalence", "recall", "false_alarms")]
    volume = VOLUME.draw(rng, 10_000)
    amounts = [getattr(PAYOFFS, outcome).draw(rng, 10_000) for outcome in OUTCOMES]
    expected = decision_value(volume, *(100 * rate for rate in rates), *amounts)  # type: ignore[arg-type]
    found = estimate([SPREAD], VOLUME, PAYOFFS, 0, seed=9, correlation=0)
    assert found.sample.tolist() == pytest.approx(expected.tolist())  # type: ignore[attr-defined]
    assert found == estimate([SPREAD], VOLUME, PAYOFFS, 0, seed=9)


def test_the_more_estimates_err_together_the_wider_the_range() -> None:
    ranges = [estimate(SEVEN, VOLUME, PAYOFFS, 0, correlation=c).yearly for c in (0, 0.2, 0.5, 0.8)]
    widths = [found.high - found.low for found in ranges]
    assert all(wider > narrow * 1.05 for narrow, wider in pairwise(widths))


def test_what_lowers_the_value_errs_the_other_way() -> None:
    # Today's uplift is taken off: it turns out low where the new one turns out high, and the difference spreads.
    apart, together = (estimate([REVENUE], VOLUME, PAYOFFS, 0, correlation=c).yearly for c in (0, 0.6))
    assert together.high - together.low > 1.1 * (apart.high - apart.low)


def test_the_rank_correlation_between_estimates_is_achieved(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, np.ndarray] = {}
    lever = levers()["cost"]
    spied = {"cost": value_model.Lever(**{**vars(lever), "value": lambda draw: seen.update(draw) or lever.value(draw)})}
    monkeypatch.setattr(value_model, "levers", lambda: spied)
    estimate([COST], VOLUME, PAYOFFS, 0, correlation=0.4)
    rows = [seen[name] for name in (*COST.inputs, "volume")]
    found = stats.spearmanr(np.array(rows).T).statistic
    assert found[~np.eye(5, dtype=bool)].tolist() == pytest.approx([0.4] * 20, abs=0.02)
    estimate([COST], VOLUME, PAYOFFS, 0)
    assert all(
        sorted(row) == pytest.approx(sorted(seen[name]))
        for row, name in zip(rows, (*COST.inputs, "volume"), strict=True)
    )


@pytest.mark.parametrize("correlation", [-0.2, 1.0])
def test_a_correlation_out_of_its_range_is_refused(correlation: float) -> None:
    with pytest.raises(ValueError, match="lies from 0 to below 1"):
        estimate([SPREAD], VOLUME, PAYOFFS, 0, correlation=correlation)


def test_what_is_known_exactly_does_not_correlate() -> None:
    found = estimate([KNOWN], point(1000), payoffs(100, -10, -50, 2), run_cost=260, correlation=0.5)
    assert found.yearly == estimate([KNOWN], point(1000), payoffs(100, -10, -50, 2), run_cost=260).yearly


def test_a_contract_promises_by_all_its_levers_and_its_correlation() -> None:
    several = {"lever": None, "levers": [choice.model_dump() for choice in (SPREAD, COST, RISK)]}
    terms = a_contract(**{k: v for k, v in several.items() if v}, correlation=0.3)
    assert contract_value(terms) == estimate(terms.levers, terms.volume, terms.payoffs, terms.run_cost, correlation=0.3)
    assert [part.lever for part in contract_value(terms).parts] == ["decision", "cost", "risk"]


def reached(share: float, *chosen: LeverChoice, run_cost: float = 1_000) -> tuple[ValueEstimate, float]:
    found = estimate(chosen, VOLUME, PAYOFFS, run_cost)
    return found, found.reaching_a_budget(share)


def test_the_lever_that_asks_for_its_cashable_share_is_not_cut_a_second_time() -> None:
    found, budget = reached(0.4, COST)
    assert budget == found.mean
    both, budget = reached(0.4, REVENUE, COST)
    revenue, cost = both.parts
    assert budget == pytest.approx(0.4 * revenue.mean + cost.mean - 1_000)


def test_a_cashable_share_cuts_what_is_earned_and_neither_costs_nor_losses() -> None:
    found, budget = reached(0.25, COMPLEXITY, RISK)
    assert budget == pytest.approx(0.25 * found.parts[0].mean - 1_000)
    losing = estimate([KNOWN], point(1000), payoffs(-100, -10, -50, -2), 500)
    assert losing.mean < 0
    assert losing.reaching_a_budget(0.5) == losing.mean
    assert found.reaching_a_budget(1) == found.mean
