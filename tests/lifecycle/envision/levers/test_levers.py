import numpy as np
import pytest

from lifecycle.envision.levers import Lever, levers
from lifecycle.envision.three_point import ThreePoint
from lifecycle.payoff import OUTCOMES, Payoff
from lifecycle.tally import Tally
from tests.lifecycle.builders import point

ALL = pytest.mark.parametrize("lever", levers().values(), ids=levers())
TALLY = Tally(tp=20, fp=80, fn=10, tn=90, held_yes=30, held_no=70)


def estimates(lever: Lever) -> dict[str, ThreePoint]:
    return {item.key: point(10, 20, 30) for item in lever.inputs}


def draws(lever: Lever, size: int) -> dict[str, np.ndarray]:
    names = [item.key for item in lever.inputs] + (["volume", *OUTCOMES] if lever.uses_payoffs else [])
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
def test_estimates_are_multiplied_by_the_factor_of_their_input(lever: Lever) -> None:
    scaled = lever.scaled(estimates(lever))
    assert list(scaled) == [item.key for item in lever.inputs]
    for item in lever.inputs:
        assert scaled[item.key].likely == pytest.approx(20 * item.factor)


@ALL
def test_shares_are_entered_in_percent_and_calculated_as_shares(lever: Lever) -> None:
    assert {item.factor for item in lever.inputs if item.unit in ("%", "pp")} == {0.01}
    assert {item.factor for item in lever.inputs if item.unit not in ("%", "pp")} <= {1.0}


@ALL
def test_nothing_is_realised_without_cases(lever: Lever) -> None:
    means = {name: estimate.mean for name, estimate in lever.scaled(estimates(lever)).items()}
    assert lever.realise(Tally(), means, Payoff(1, -1, -1, 1)) is None
    assert lever.realise(TALLY, means, Payoff(1, -1, -1, 1)) is not None


@ALL
def test_a_lever_explains_itself(lever: Lever) -> None:
    assert lever.question.endswith(".")
    assert lever.formula
    assert lever.proof
    assert len({item.label for item in lever.inputs}) == len(lever.inputs)
