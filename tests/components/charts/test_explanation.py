"""Bars of an explanation: the strongest first, the rest named."""

import numpy as np
import pytest

from components.charts.explanation import MOST, case, drivers, refits, worth
from lifecycle.build.refits import Refits
from lifecycle.figures import Interval
from tests.components.charts.specs import rows

SHARES = {f"f{i}": (20 - i) / 210 for i in range(20)}


def test_the_strongest_are_drawn_and_the_rest_added_up() -> None:
    drawn = drivers(SHARES, "What drives the score of Model", 500)
    assert drawn.words.startswith("What drives the score of Model: f0 10%, f1 9%")
    assert [row["feature"] for row in rows(drawn)] == list(SHARES)[:MOST]
    rest = sum(list(SHARES.values())[MOST:])
    assert f"5 more features: {rest:.0%}" in " ".join(drawn.spec["title"]["subtitle"])


def test_a_part_is_drawn_beside_the_whole() -> None:
    drawn = drivers(SHARES, "What drives the score of Model", 500, {"f0": 0.5})
    part = {row["feature"]: row["share"] for row in rows(drawn) if row["of"] == "this part"}
    assert part["f0"] == 0.5
    assert part["f1"] == 0


def test_value_is_drawn_with_its_interval_gains_before_losses() -> None:
    values = {"up": Interval(1e3, 2e3, 3e3), "none": Interval(-1, 0, 1), "down": Interval(-9e3, -5e3, -1e3)}
    drawn = worth(values, "Model", 500, "Decided anew at 0.300", "EUR")
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


def test_a_forecast_is_explained_in_its_unit_with_as_many_decimals_as_it_needs() -> None:
    parts = {"hour": 412.0, "rain": -51.25}
    ways = ("raises it", "lowers it")
    drawn = case(parts, {"hour": "17", "rain": "0"}, 143.0, 503.75, "bikers", ways, "Why the forecast is")
    assert drawn.spec["title"]["text"] == "Why the forecast is 504"
    assert "From a base of 143 in bikers." in " ".join(drawn.spec["title"]["subtitle"])
    assert [row["way"] for row in rows(drawn)] == ["raises it", "lowers it"]
    small = case({"a": 0.002}, {"a": "1"}, 0.01, 0.0123, "rate", ways, "Why the forecast is")
    assert small.spec["title"]["text"] == "Why the forecast is 0.0123"


def test_refits_are_drawn_with_mean_range_and_the_ranks_a_feature_took() -> None:
    shares = np.array([[0.1, 0.6, 0.3], [0.2, 0.3, 0.5]])
    drawn = refits(Refits(("age", "size", "site"), shares, 455, 100), "Model")
    assert rows(drawn) == [
        {"feature": "size", "low": 0.3, "mid": pytest.approx(0.45), "high": 0.6, "rank": "rank 1 to 2"},
        {"feature": "site", "low": 0.3, "mid": pytest.approx(0.4), "high": 0.5, "rank": "rank 1 to 2"},
        {"feature": "age", "low": 0.1, "mid": pytest.approx(0.15), "high": 0.2, "rank": "rank 3"},
    ]
    assert "in 2 refits on 455 cases each" in " ".join(drawn.spec["title"]["subtitle"])
    assert drawn.words.startswith("What drives Model over 2 refits: size 45% (30% to 60%), site 40%")


def test_of_many_features_the_first_are_drawn_and_the_others_counted() -> None:
    found = Refits(tuple(f"f{i}" for i in range(MOST + 4)), np.ones((2, MOST + 4)) / (MOST + 4), 80, 50)
    drawn = refits(found, "Model")
    assert len(rows(drawn)) == MOST
    assert "4 more features are left out." in " ".join(drawn.spec["title"]["subtitle"])
