from typing import Any

import numpy as np
import pytest

from lifecycle.contract import LeverChoice
from lifecycle.envision.levers import levers
from lifecycle.envision.limits import BREAK_EVEN, TODAY, measured_by, suggest
from lifecycle.envision.value_model import estimate
from lifecycle.metrics import metrics
from lifecycle.payoff import PayoffEstimate
from tests.lifecycle.builders import payoffs, point
from tests.lifecycle.envision.test_value_model import COMPLEXITY, COST, EXPERIENCE, QUALITY, REVENUE, RISK, SPREAD

VOLUME = point(800, 1000, 1500)
PAYOFFS = PayoffEstimate(tp=point(80, 100, 130), fp=point(-12, -10, -8), fn=point(-90, -50, -20), tn=point(1, 2, 4))
RUN_COST = 2_000


def at(lever: LeverChoice, **changes: float) -> LeverChoice:
    """Fix some inputs, as people enter them, the others at their means."""
    known = {name: point(estimate.mean) for name, estimate in lever.inputs.items()}
    return lever.model_copy(update={"inputs": known | {name: point(value) for name, value in changes.items()}})


def net(lever: LeverChoice, *others: LeverChoice, amounts: PayoffEstimate = PAYOFFS) -> float:
    """Give the mean of a year, everything but the lever's own inputs at its mean."""
    known = PayoffEstimate(**{name: point(getattr(amounts, name).mean) for name in ("tp", "fp", "fn", "tn")})
    return estimate([lever, *(at(other) for other in others)], point(VOLUME.mean), known, RUN_COST).mean


@pytest.mark.parametrize(
    ("lever", "metric", "name"),
    [(REVENUE, "uplift", "uplift"), (QUALITY, "uplift", "defects"), (EXPERIENCE, "uplift", "retention")],
    ids=lambda item: getattr(item, "key", item),
)
def test_at_break_even_the_year_earns_just_its_running_costs(lever: LeverChoice, metric: str, name: str) -> None:
    found = suggest(metric, [lever], VOLUME, PAYOFFS, RUN_COST)
    assert found is not None
    assert found.break_even is not None
    assert net(at(lever, **{name: found.break_even * 100})) == pytest.approx(0, abs=1e-3)
    assert found.floor == found.break_even
    assert found.floor_is == BREAK_EVEN


def test_break_even_of_revenue_lies_above_todays_uplift() -> None:
    found = suggest("uplift", [REVENUE], VOLUME, PAYOFFS, 260_000)
    today = REVENUE.inputs["uplift_today"].mean / 100
    assert found is not None
    # Running costs of 260,000 shared among 360,000 contacts at 335 a save.
    assert found.break_even == pytest.approx(today + 260_000 / 360_000 / 335)


def test_break_even_of_a_recall_that_just_pays() -> None:
    # Wrong calls cost so much that a recall of nothing loses.
    dear = payoffs(100, -40, -50, -2)
    found = suggest("recall", [SPREAD], VOLUME, dear, RUN_COST)
    assert found is not None
    assert found.break_even is not None
    assert 0 < found.break_even < 1
    assert net(at(SPREAD, recall=found.break_even * 100), amounts=dear) == pytest.approx(0, abs=1e-3)


def test_break_even_of_a_precision_is_that_of_the_false_alarms_that_just_pay() -> None:
    found = suggest("precision", [SPREAD], VOLUME, PAYOFFS, RUN_COST)
    assert found is not None
    assert found.break_even is not None
    yes, right = SPREAD.inputs["prevalence"].mean / 100, SPREAD.inputs["recall"].mean / 100
    # Of what is acted on the share p is right: wrong are right × (1 − p) / p.
    wrong = yes * right * (1 - found.break_even) / found.break_even / (1 - yes)
    assert net(at(SPREAD, false_alarms=wrong * 100)) == pytest.approx(0, abs=1e-3)


def test_break_even_of_a_case_is_its_share_of_the_running_costs() -> None:
    found = suggest("value_per_case", [SPREAD], VOLUME, PAYOFFS, RUN_COST)
    assert found is not None
    assert found.break_even == pytest.approx(RUN_COST / VOLUME.mean)


def test_the_target_is_the_middle_of_the_estimates() -> None:
    rng = np.random.default_rng(8)
    drawn = {name: SPREAD.inputs[name].draw(rng, 20_000) / 100 for name in SPREAD.inputs}
    money = {name: getattr(PAYOFFS, name).draw(rng, 20_000) for name in ("tp", "fp", "fn", "tn")}
    right, wrong = drawn["prevalence"] * drawn["recall"], (1 - drawn["prevalence"]) * drawn["false_alarms"]
    missed, spared = drawn["prevalence"] - right, 1 - drawn["prevalence"] - wrong
    worth = right * money["tp"] + wrong * money["fp"] + missed * money["fn"] + spared * money["tn"]
    expected = {"recall": drawn["recall"], "precision": right / (right + wrong), "value_per_case": worth}
    for metric, values in expected.items():
        found = suggest(metric, [SPREAD], VOLUME, PAYOFFS, RUN_COST)
        assert found is not None
        assert found.target == pytest.approx(np.median(values), rel=0.02), metric


@pytest.mark.parametrize("lever", [REVENUE, QUALITY, EXPERIENCE], ids=lambda lever: lever.key)
def test_the_target_of_an_uplift_is_the_middle_of_its_own_estimate(lever: LeverChoice) -> None:
    found = suggest("uplift", [lever], VOLUME, PAYOFFS, RUN_COST)
    name = {"revenue": "uplift", "quality": "defects", "experience": "retention"}[lever.key]
    middle = float(np.median(lever.inputs[name].draw(np.random.default_rng(1), 20_000))) / 100
    assert found is not None
    assert found.target == pytest.approx(middle, rel=0.02)


@pytest.mark.parametrize(
    ("today", "expected"), [(0.0, BREAK_EVEN), (0.5, TODAY), (-0.2, BREAK_EVEN), (None, BREAK_EVEN)]
)
def test_the_floor_is_the_higher_of_break_even_and_todays_number(today: float | None, expected: str) -> None:
    found = suggest("uplift", [QUALITY], VOLUME, PAYOFFS, 500, today)
    assert found is not None
    assert found.floor_is == expected
    assert found.floor == (today if expected == TODAY else found.break_even)


def test_other_levers_help_to_earn_the_running_costs_and_risk_does_not() -> None:
    alone, helped, risky = (
        suggest("uplift", [EXPERIENCE, *others], VOLUME, PAYOFFS, RUN_COST * 10)
        for others in ([], [COMPLEXITY], [RISK])
    )
    assert alone is not None
    assert helped is not None
    assert helped.break_even is not None
    assert risky == alone
    assert alone.break_even is not None
    assert helped.break_even < alone.break_even
    retired = COMPLEXITY.inputs["retired"].mean * COMPLEXITY.inputs["yearly"].mean
    a_point = EXPERIENCE.inputs["customers"].mean * EXPERIENCE.inputs["margin"].mean
    assert alone.break_even - helped.break_even == pytest.approx(retired / a_point)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        pytest.param({"run_cost": 1e9}, "no share is high enough", id="never"),
        pytest.param({"run_cost": -1e9}, "every share is", id="always"),
        pytest.param({"chosen": [at(QUALITY, cost=0)]}, "it moves nothing", id="no matter"),
    ],
)
def test_break_even_is_not_known_where_no_share_decides(changes: dict[str, Any], why: str) -> None:
    given = {"chosen": [QUALITY], "volume": VOLUME, "payoffs": PAYOFFS, "run_cost": RUN_COST} | changes
    found = suggest("uplift", **given)
    assert found is not None
    assert found.break_even is None, why
    assert (found.floor, found.floor_is) == (None, "")
    assert found.pays


def test_without_cases_a_case_has_no_break_even() -> None:
    found = suggest("value_per_case", [SPREAD], point(0), PAYOFFS, RUN_COST)
    assert found is not None
    assert found.break_even is None


def test_a_promise_below_its_floor_does_not_pay() -> None:
    cheap, dear = (suggest("value_per_case", [SPREAD], VOLUME, PAYOFFS, run_cost) for run_cost in (100, 1e6))
    assert cheap is not None
    assert dear is not None
    assert cheap.pays
    assert not dear.pays


@pytest.mark.parametrize(
    ("metric", "chosen"),
    [("uplift", [SPREAD]), ("recall", [REVENUE]), ("value_per_case", [COST]), ("recall", []), ("no such", [SPREAD])],
)
def test_nothing_is_suggested_for_a_metric_no_lever_speaks_of(metric: str, chosen: list[LeverChoice]) -> None:
    assert suggest(metric, chosen, VOLUME, PAYOFFS, RUN_COST) is None


def test_every_business_metric_can_be_suggested_by_some_lever() -> None:
    every = [SPREAD, REVENUE]
    assert all(suggest(metric, every, VOLUME, PAYOFFS, RUN_COST) for metric in metrics())


def test_one_that_acts_on_nobody_is_never_right() -> None:
    found = suggest("precision", [at(SPREAD, recall=0, false_alarms=0)], VOLUME, PAYOFFS, RUN_COST)
    assert found is not None
    assert found.target == 0


def test_the_lever_that_speaks_of_a_metric_need_not_be_the_first() -> None:
    first, last = (suggest("uplift", chosen, VOLUME, PAYOFFS, 0) for chosen in ([REVENUE, RISK], [RISK, REVENUE]))
    assert first == last
    assert levers()["risk"].cash is False


@pytest.mark.parametrize("metric", ["value_per_case", "recall", "precision"])
def test_a_metric_is_read_from_its_own_lever_wherever_that_stands(metric: str) -> None:
    for chosen in ([SPREAD, COST], [COST, SPREAD], [COST, REVENUE, SPREAD]):
        assert measured_by(metric, chosen) is SPREAD


def test_of_several_levers_that_move_a_metric_the_first_is_read_and_without_one_none() -> None:
    assert measured_by("uplift", [COST, QUALITY, REVENUE]) is QUALITY
    assert measured_by("uplift", [SPREAD, COST]) is None
    assert measured_by("value_per_case", [REVENUE]) is None
