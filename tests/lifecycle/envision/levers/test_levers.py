from dataclasses import replace

import numpy as np
import pytest

from lifecycle.envision.levers import Lever, levers
from lifecycle.envision.three_point import ThreePoint
from lifecycle.payoff import OUTCOMES, Payoff
from lifecycle.tally import Tally
from tests.lifecycle.builders import point

ALL = pytest.mark.parametrize("lever", levers().values(), ids=levers())
SHARED = {"tp", "fp", "fn", "tn", "volume"}
# The levers whose value decided cases can show, the others name another proof.
PROVEN_BY_CASES = {"decision", "revenue", "quality", "experience"}
TALLY = Tally(tp=20, fp=80, fn=10, tn=90, held_yes=30, held_no=70)


def estimates(lever: Lever) -> dict[str, ThreePoint]:
    return {item.key: point(10, 20, 30) for item in lever.inputs}


def draws(lever: Lever, size: int) -> dict[str, np.ndarray]:
    names = [item.key for item in lever.inputs] + (list(OUTCOMES) if lever.uses_payoffs else [])
    names += ["volume"] if lever.uses_volume else []
    return {name: np.linspace(0.1, 0.9, size) for name in names}


@ALL
def test_a_lever_gives_one_value_for_each_draw(lever: Lever) -> None:
    assert lever.value(draws(lever, 7)).shape == (7,)


@ALL
def test_a_lever_reads_every_input_it_asks_for(lever: Lever) -> None:
    given = draws(lever, 3)
    for item in lever.inputs:
        less = {name: amounts for name, amounts in given.items() if name != item.key}
        with pytest.raises(KeyError, match=item.key):
            lever.value(less)


@ALL
def test_a_lever_says_whether_it_reads_the_volume(lever: Lever) -> None:
    less = {name: amounts for name, amounts in draws(lever, 3).items() if name != "volume"}
    if lever.uses_volume:
        with pytest.raises(KeyError, match="volume"):
            lever.value(less)
    else:
        assert lever.value(less).shape == (3,)


@ALL
def test_an_input_is_never_called_like_what_all_levers_share(lever: Lever) -> None:
    assert not {item.key for item in lever.inputs} & SHARED


@ALL
def test_estimates_are_multiplied_by_the_factor_of_their_input(lever: Lever) -> None:
    scaled = lever.scaled(estimates(lever))
    assert list(scaled) == [item.key for item in lever.inputs]
    for item in lever.inputs:
        assert scaled[item.key].likely == pytest.approx(20 * item.factor)


@ALL
def test_shares_are_entered_in_percent_and_calculated_as_shares(lever: Lever) -> None:
    assert {item.factor for item in lever.inputs if item.unit in ("%", "pp")} <= {0.01}
    assert {item.factor for item in lever.inputs if item.unit not in ("%", "pp")} <= {1.0}


@ALL
def test_nothing_is_realised_without_cases(lever: Lever) -> None:
    means = {name: estimate.mean for name, estimate in lever.scaled(estimates(lever)).items()}
    assert lever.realise(Tally(), means, Payoff(1, -1, -1, 1)) is None
    shown = lever.realise(TALLY, means, Payoff(1, -1, -1, 1))
    assert (shown is not None) is (lever.key in PROVEN_BY_CASES)


@ALL
def test_a_lever_explains_itself(lever: Lever) -> None:
    assert lever.question.endswith(".")
    assert lever.formula
    assert lever.proof
    assert len({item.label for item in lever.inputs}) == len(lever.inputs)


def test_the_seven_levers_of_the_product_and_the_decision_itself() -> None:
    seven = {"cost", "revenue", "speed", "quality", "risk", "complexity", "experience"}
    assert set(levers()) == seven | {"decision"}


def test_risk_alone_is_no_cash() -> None:
    assert {key for key, lever in levers().items() if not lever.cash} == {"risk"}


def test_speed_and_experience_may_stay_without_a_price() -> None:
    assert {key: lever.kpi.price for key, lever in levers().items() if lever.kpi} == {
        "speed": "day_value",
        "experience": "margin",
    }


@ALL
def test_a_lever_names_what_its_money_is_drawn_from(lever: Lever) -> None:
    assert lever.draws_on


@ALL
def test_a_number_without_a_price_is_the_formula_at_a_price_of_one(lever: Lever) -> None:
    if lever.kpi is None:
        assert not lever.kpi_only(estimates(lever))
        return
    given = draws(lever, 5)
    priced = lever.value(given | {lever.kpi.price: np.ones(5)})
    assert lever.kpi.value(given).tolist() == pytest.approx(priced.tolist())
    assert lever.kpi.price in {item.key for item in lever.inputs}
    assert not lever.value(given | {lever.kpi.price: np.zeros(5)}).any()


@pytest.mark.parametrize("key", ["speed", "experience"])
def test_only_a_price_of_exactly_nothing_leaves_the_number_alone(key: str) -> None:
    lever = levers()[key]
    assert lever.kpi is not None
    for price, expected in ((point(0), True), (point(0, 0, 1), False), (point(-1, 0, 0), False), (point(3), False)):
        assert lever.kpi_only(estimates(lever) | {lever.kpi.price: price}) is expected


@ALL
def test_an_amount_below_what_makes_sense_is_refused(lever: Lever) -> None:
    for item in lever.inputs:
        if item.least is None:
            continue
        item.check(point(item.least, item.least, 5))
        with pytest.raises(ValueError, match=f"{item.label} must be at least {item.least:g}, not "):
            item.check(point(item.least - 0.5, item.least, 5))


def test_a_difference_may_go_either_way() -> None:
    (minutes,) = (item for item in levers()["cost"].inputs if item.key == "minutes")
    minutes.check(point(-5, 3, 8))
    with pytest.raises(ValueError, match="at least 0"):
        replace(minutes, least=0).check(point(-5, 3, 8))
