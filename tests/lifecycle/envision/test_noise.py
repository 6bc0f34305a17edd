import math

import pytest

from lifecycle.contract import LeverChoice
from lifecycle.envision.levers import levers
from lifecycle.envision.noise import window_error
from lifecycle.metrics import metrics
from lifecycle.payoff import Payoff
from lifecycle.tally import Tally
from tests.lifecycle.builders import payoffs, point

VOLUME = point(36_500)  # a hundred cases a day
AMOUNTS = Payoff(tp=100, fp=-10, fn=-50, tn=5)
PAYOFFS = payoffs(100, -10, -50, 5)


def decision(prevalence: float, recall: float, false_alarms: float) -> LeverChoice:
    """Make the lever "decision" with rates in %, known exactly."""
    inputs = {"prevalence": point(prevalence), "recall": point(recall), "false_alarms": point(false_alarms)}
    return LeverChoice(key="decision", inputs=inputs)


LEVER = decision(20, 75, 10)
# What 100 days of 100 cases bring: 2,000 yes of which 1,500 are found, 8,000 no of which 800 raise an alarm.
HUNDRED_DAYS = Tally(tp=1500, fp=800, fn=500, tn=7200)


@pytest.mark.parametrize("metric", ["value_per_case", "recall", "precision"])
def test_the_expected_noise_is_what_will_be_measured_when_the_expected_cases_arrive(metric: str) -> None:
    measured = metrics()[metric].measure(HUNDRED_DAYS, AMOUNTS)
    assert measured is not None
    assert window_error(metric, LEVER, PAYOFFS, VOLUME, 100) == pytest.approx(measured.error, rel=1e-3)


def test_the_noise_of_a_found_share_is_that_of_a_binomial() -> None:
    # 2,000 true yes, 75 % found.
    assert window_error("recall", LEVER, PAYOFFS, VOLUME, 100) == pytest.approx(math.sqrt(0.75 * 0.25 / 2000))


@pytest.mark.parametrize("metric", ["value_per_case", "recall", "precision"])
def test_a_window_four_times_as_long_is_half_as_noisy(metric: str) -> None:
    short, long = (window_error(metric, LEVER, PAYOFFS, VOLUME, days) for days in (28, 112))
    assert short is not None
    assert long is not None
    assert short == pytest.approx(2 * long)


@pytest.mark.parametrize("metric", ["value_per_case", "recall", "precision"])
def test_a_window_of_less_than_one_expected_case_is_very_noisy_but_known(metric: str) -> None:
    rare, common = (window_error(metric, LEVER, PAYOFFS, point(volume), 1) for volume in (36.5, 36_500))
    assert rare is not None
    assert common is not None
    assert rare == pytest.approx(common * math.sqrt(1000))


def test_estimates_enter_by_their_pert_means() -> None:
    spread = decision(20, 75, 10).model_copy(
        update={"inputs": LEVER.inputs | {"recall": point(60, 75, 90), "prevalence": point(10, 20, 30)}}
    )
    assert window_error("recall", spread, PAYOFFS, point(33_500, 36_500, 39_500), 100) == pytest.approx(
        window_error("recall", LEVER, PAYOFFS, VOLUME, 100)
    )


def test_cases_that_all_earn_the_same_make_no_noise() -> None:
    assert window_error("value_per_case", LEVER, payoffs(7, 7, 7, 7), VOLUME, 28) == pytest.approx(0)


@pytest.mark.parametrize(
    ("metric", "lever"),
    [
        pytest.param("recall", decision(0, 75, 10), id="nobody is a yes"),
        pytest.param("precision", decision(20, 0, 0), id="nobody is acted on"),
        pytest.param("uplift", LEVER, id="a metric the canvas cannot foresee"),
    ],
)
def test_the_noise_is_not_known_where_the_canvas_cannot_tell(metric: str, lever: LeverChoice) -> None:
    assert window_error(metric, lever, PAYOFFS, VOLUME, 28) is None


@pytest.mark.parametrize("metric", ["value_per_case", "recall", "precision"])
def test_the_noise_is_not_known_without_cases(metric: str) -> None:
    assert window_error(metric, LEVER, PAYOFFS, point(0), 28) is None


def test_the_noise_is_not_known_of_a_metric_nobody_heard_of() -> None:
    assert window_error("happiness", LEVER, PAYOFFS, VOLUME, 28) is None


def test_the_noise_is_not_known_from_shares_that_are_none() -> None:
    # A canvas refuses them; one that was kept before it did must not break the page.
    broken = LEVER.model_copy(update={"inputs": LEVER.inputs | {"recall": point(130)}})
    assert window_error("recall", broken, PAYOFFS, VOLUME, 28) is None


def test_the_noise_is_not_known_for_another_lever() -> None:
    inputs = {item.key: point(1) for item in levers()["revenue"].inputs}
    other = LeverChoice(key="revenue", inputs=inputs)
    assert window_error("value_per_case", other, PAYOFFS, VOLUME, 28) is None


def test_a_share_of_100_percent_leaves_no_noise() -> None:
    error = window_error("recall", decision(20, 100, 10), PAYOFFS, VOLUME, 28)
    assert error == 0


REVENUE = LeverChoice(
    key="revenue",
    inputs={
        "eligible": point(36_500),
        "uplift": point(3),
        "uplift_today": point(1),
        "margin": point(300),
        "extra_cost": point(0),
    },
)


def test_the_noise_of_an_uplift_is_what_will_be_measured_when_the_expected_cases_arrive() -> None:
    # 10,000 people in 100 days, a tenth left out: 90 of 1,000 leave there, 540 of 9,000 among those reached.
    measured = metrics()["uplift"].measure(Tally(tp=540, fp=8460, held_yes=90, held_no=910), AMOUNTS)
    assert measured is not None
    found = window_error("uplift", REVENUE, PAYOFFS, VOLUME, 100, base_rate=0.09, holdout=0.1)
    assert found == pytest.approx(measured.error)


@pytest.mark.parametrize(
    ("key", "count", "effect"), [("quality", "units", "defects"), ("experience", "customers", "retention")]
)
def test_other_levers_that_gain_a_share_are_as_noisy(key: str, count: str, effect: str) -> None:
    inputs = {item.key: point(1) for item in levers()[key].inputs} | {count: point(36_500), effect: point(3)}
    other = LeverChoice(key=key, inputs=inputs)
    expected = window_error("uplift", REVENUE, PAYOFFS, VOLUME, 28, base_rate=0.2, holdout=0.3)
    assert window_error("uplift", other, PAYOFFS, VOLUME, 28, base_rate=0.2, holdout=0.3) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("base_rate", "holdout"),
    [(None, 0.1), (0.1, None), (0.02, 0.1), (1.1, 0.1), (1.01, 0.1), (0.1, 0.0), (0.1, 1.0)],
)
def test_the_noise_of_an_uplift_is_not_known_without_its_shares(base_rate: float | None, holdout: float | None) -> None:
    assert window_error("uplift", REVENUE, PAYOFFS, VOLUME, 28, base_rate, holdout) is None
