from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.figures import Figure, Interval, Source, exact_money, money, money_range, percent

FACTORS = st.floats(-1e3, 1e3)
AMOUNTS = st.floats(-1e6, 1e6)
LETTERS = {"k": 1e3, "M": 1e6, "bn": 1e9}


def read_money(text: str) -> float:
    """Read an amount in euro back, as a person would."""
    sign = -1 if text.startswith("−") else 1
    digits = text.removeprefix("−").removeprefix("€").replace(",", "")
    letter = next((letter for letter in LETTERS if digits.endswith(letter)), "")
    return sign * float(digits.removesuffix(letter)) * LETTERS.get(letter, 1)


def test_a_positive_factor_keeps_the_bounds_in_place() -> None:
    assert Interval(1, 2, 4, 0.8).scaled(10, plus=5) == Interval(15, 25, 45, 0.8)


def test_a_negative_factor_swaps_the_bounds() -> None:
    assert Interval(1, 2, 4, 0.8).scaled(-1) == Interval(-4, -2, -1, 0.8)


@given(st.tuples(AMOUNTS, AMOUNTS, AMOUNTS).map(sorted), FACTORS, AMOUNTS)
def test_scaling_moves_every_point_alike_and_keeps_the_order(ends: list[float], factor: float, plus: float) -> None:
    scaled = Interval(*ends).scaled(factor, plus)
    assert scaled.low <= scaled.mid <= scaled.high
    assert sorted(end * factor + plus for end in ends) == [scaled.low, scaled.mid, scaled.high]


def test_the_share_of_outcomes_between_the_bounds_is_95_percent_unless_said() -> None:
    assert Interval(1, 2, 3).level == 0.95
    assert Interval(1, 2, 3).scaled(2).level == 0.95


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        (0, "€0"),
        (0.5, "€0.50"),
        (38.5, "€38.50"),
        (7, "€7"),
        (99, "€99"),
        (100.4, "€100"),
        (123.45, "€123"),
        (999.4, "€999"),
        (999.5, "€1k"),
        (1_000, "€1k"),
        (1_234, "€1.23k"),
        (9_994, "€9.99k"),
        (9_996, "€10k"),
        (10_444, "€10.4k"),
        (12_345, "€12.3k"),
        (99_940, "€99.9k"),
        (99_960, "€100k"),
        (100_444, "€100k"),
        (123_456, "€123k"),
        (999_499, "€999k"),
        (999_500, "€1M"),
        (1_500_000, "€1.5M"),
        (999_500_000, "€1bn"),
        (2_500_000_000, "€2.5bn"),
        (-260_000, "−€260k"),
    ],
)
def test_amounts_are_written_short(amount: float, expected: str) -> None:
    assert money(amount) == expected


@given(st.floats(1, 9e11))
def test_a_short_amount_is_off_by_half_a_percent_at_most(amount: float) -> None:
    # Three significant figures: at most half of 1 in the third, and the third counts at least 1 in 100.
    assert read_money(money(amount)) == pytest.approx(amount, rel=0.005)


@given(st.floats(0.51, 9e11))
def test_a_loss_is_written_as_the_gain_with_a_minus(amount: float) -> None:
    assert money(-amount) == f"−{money(amount)}"
    assert exact_money(-amount) == f"−{exact_money(amount)}"


@pytest.mark.parametrize(
    ("currency", "expected"),
    [("EUR", "€1.5k"), ("USD", "USD 1.5k"), ("GBP", "£1.5k"), ("CHF", "CHF 1.5k"), ("SEK", "SEK 1.5k")],
)
def test_a_currency_is_written_by_its_sign_or_its_code(currency: str, expected: str) -> None:
    assert money(1_500, currency) == expected
    assert exact_money(1_500, currency) == expected.replace("1.5k", "1,500")


@given(st.integers(-(10**12), 10**12))
def test_an_exact_amount_loses_nothing_but_cents(amount: int) -> None:
    assert read_money(exact_money(amount)) == amount


def test_nothing_is_written_without_a_sign() -> None:
    assert (money(0), exact_money(0), percent(0)) == ("€0", "€0", "0 %")


def test_a_range_names_both_bounds_in_the_currency() -> None:
    assert money_range(Interval(-1_500, 0, 2_000), "USD") == "−USD 1.5k to USD 2k"


@pytest.mark.parametrize(
    ("share", "digits", "expected"),
    [(0.5, 0, "50 %"), (0.1234, 2, "12.34 %"), (1, 0, "100 %"), (-0.25, 0, "−25 %"), (0, 1, "0.0 %")],
)
def test_a_share_is_written_as_a_percentage(share: float, digits: int, expected: str) -> None:
    assert percent(share, digits) == expected


def test_a_figure_that_is_not_known_has_no_interval_and_says_why() -> None:
    figure = Figure("Realised", "a year", None, None, Source("monitor", "the stream"), "no cases have arrived yet")
    assert figure.interval is None
    assert figure.why == "no cases have arrived yet"


def test_a_figure_cannot_be_changed() -> None:
    figure = Figure("Promised", "a year", Interval(1, 2, 3), None, Source("envision", "the contract"))
    with pytest.raises(FrozenInstanceError):
        figure.interval = Interval(2, 3, 4)  # type: ignore[misc]


def test_an_amount_just_below_a_hundred_has_three_figures() -> None:
    assert money(99.996) == "€100"


@pytest.mark.parametrize(
    ("shown", "expected"),
    [(lambda: money(-0.004), "€0.00"), (lambda: exact_money(-0.4), "€0"), (lambda: percent(-0.001), "0 %")],
)
def test_what_rounds_to_nothing_has_no_minus(shown, expected: str) -> None:
    assert shown() == expected
