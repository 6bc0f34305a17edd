"""Bars of an explanation: the strongest first, the rest named."""

import pytest

from components.charts.explanation import MOST, case, drivers, worth
from lifecycle.figures import Interval
from tests.components.charts.specs import rows

SHARES = {f"f{i}": (20 - i) / 210 for i in range(20)}


def test_the_strongest_are_drawn_and_the_rest_added_up() -> None:
    drawn = drivers(SHARES, "Model", 500)
    assert [row["feature"] for row in rows(drawn)] == list(SHARES)[:MOST]
    rest = sum(list(SHARES.values())[MOST:])
    assert f"5 more features: {rest:.0%}" in " ".join(drawn.spec["title"]["subtitle"])


def test_a_part_is_drawn_beside_the_whole() -> None:
    drawn = drivers(SHARES, "Model", 500, {"f0": 0.5})
    part = {row["feature"]: row["share"] for row in rows(drawn) if row["of"] == "this part"}
    assert part["f0"] == 0.5
    assert part["f1"] == 0


def test_value_is_drawn_with_its_interval_gains_before_losses() -> None:
    values = {"up": Interval(1e3, 2e3, 3e3), "none": Interval(-1, 0, 1), "down": Interval(-9e3, -5e3, -1e3)}
    drawn = worth(values, "Model", 500, 0.3, "EUR")
    assert [(row["feature"], row["low"], row["high"]) for row in rows(drawn)] == [
        ("up", 1e3, 3e3),
        ("none", -1, 1),
        ("down", -9e3, -1e3),
    ]


@pytest.mark.parametrize("more", [0, 10])
def test_one_case_says_what_stands_in_it(more: int) -> None:
    parts = {"age": 0.4, "kind": -0.2} | {f"f{i}": 0.01 for i in range(13 + more)}
    drawn = case(parts, dict.fromkeys(parts, "7"), 0.1, 0.62, "probability")
    first = rows(drawn)[0]
    assert first == {"feature": "age = 7", "adds": 0.4, "way": "towards yes"}
    assert ("The other features" in " ".join(drawn.spec["title"]["subtitle"])) == (more > 0)
