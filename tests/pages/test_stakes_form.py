"""What is entered about the worth of a case is read, or refused in a sentence."""

import pytest

from lifecycle.build.stakes import NO_ACTION
from lifecycle.envision.three_point import ThreePoint
from lifecycle.errors import BadInput
from pages.build.stakes_form import LABELS, Entered, read


def entered(
    label: str = "An amount", low: float | None = 1.0, likely: float | None = 1.0, high: float | None = 1.0
) -> Entered:
    return label, {"low": low, "likely": likely, "high": high}


def payoffs(**changed: Entered) -> dict[str, Entered]:
    return {name: entered() for name in LABELS} | changed


def test_what_is_entered_becomes_stakes() -> None:
    found = read(payoffs(fp=entered("FP", -9, -4, -1)), entered("Cases", 5, 10, 20), 3.0, None, " usd ")
    assert found.payoffs.fp == ThreePoint(low=-9, likely=-4, high=-1)
    assert found.volume == ThreePoint(low=5, likely=10, high=20)
    assert (found.capacity_per_week, found.run_cost, found.currency) == (3.0, 0.0, "USD")
    assert (found.counterfactual, found.target) == (NO_ACTION, None)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"tp": entered("Found", None)}, "“Found” is not filled in"),
        ({"tp": entered("Found", 3, 2, 4)}, "“Found”: low 3, most likely 2, high 4 are not in rising order"),
    ],
)
def test_amounts_that_cannot_be_read_are_refused_by_name(changed: dict[str, Entered], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read(payoffs(**changed), entered(), None, 0.0, "EUR")


@pytest.mark.parametrize("currency", ["", "EURO", "€", "E1R"])
def test_a_currency_is_a_code_of_three_letters(currency: str) -> None:
    with pytest.raises(BadInput, match="code of three letters"):
        read(payoffs(), entered(), None, 0.0, currency)
