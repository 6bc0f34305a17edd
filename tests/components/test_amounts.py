"""Numbers as they are read out: never with an exponent from a thousand on."""

import pytest

from components.amounts import number, three_point
from lifecycle.envision.three_point import ThreePoint


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.0, "0"),
        (-0.25, "-0.25"),
        (999.5, "999.5"),
        (1000.4, "1,000"),
        (-1234567.0, "-1,234,567"),
        (1e9, "1,000,000,000"),
    ],
)
def test_a_number_is_written_the_way_it_is_read_out(value: float, said: str) -> None:
    assert number(value) == said


def test_an_estimate_is_written_with_its_range() -> None:
    assert three_point(ThreePoint(low=-2e6, likely=0.5, high=3e6)) == "0.5 (-2,000,000 to 3,000,000)"
