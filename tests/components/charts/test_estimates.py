"""The spread of a round: every range once, roles apart, the pooled one last and in the accent colour."""

import pytest

from components.charts.estimates import AROUND, POOLED, estimates
from components.charts.theme import QUIET, VALUE
from lifecycle.envision.workshop.entries import Kind
from lifecycle.envision.workshop.views import Spread, spread
from tests.components.charts.specs import marks, rows
from tests.lifecycle.envision.workshop.room import Room


def shown(*given: tuple[str, str, float]) -> Spread:
    """Show a round in which each of these people of a role gave a likely value."""
    room = Room(*((own, role) for own, role, _ in given))
    room.move("estimates")
    room.lead(Kind.ROUND, path="volume", number=1)
    for own, _, likely in given:
        room.estimate(own, likely / 2, likely, likely * 2)
    room.lead(Kind.ESTIMATES_REVEALED, path="volume", round=1)
    found = spread(room.state, "volume", 1)
    assert found is not None
    return found


THREE = (("ada", "sponsor", 1000.0), ("ben", "user", 4000.0), ("cyd", "user", 2000.0))


def test_every_range_is_drawn_once_and_the_pooled_one_below_all() -> None:
    found = rows(estimates(shown(*THREE)))
    people = sorted((row["who"], row["likely"]) for row in found if row["who"] != POOLED)
    assert {who for who, _ in people} == {"Sponsor", "End user"}
    assert [likely for _, likely in people] == [2000, 4000, 1000]
    (pooled,) = (row for row in found if row["who"] == POOLED)
    assert pooled["y"] == max(row["y"] for row in found)


def test_no_two_ranges_lie_on_each_other() -> None:
    places = [row["y"] for row in rows(estimates(shown(*THREE)))]
    assert len(set(places)) == len(places)


def test_the_title_names_the_disagreement() -> None:
    found = shown(*THREE)
    drawn = estimates(found)
    assert drawn.spec["title"]["text"] == found.sentence
    assert "Sponsor says 1,000" in drawn.words
    assert "pooled" in drawn.words


def test_people_are_grey_and_the_pool_has_the_accent() -> None:
    assert [layer["mark"]["color"] for layer in marks(estimates(shown(*THREE)), "rule")] == [QUIET, VALUE]


@pytest.mark.parametrize("people", [1, 100])
def test_one_person_and_a_hundred_fit_on_a_wall(people: int) -> None:
    found = shown(*((f"p{number}", "user", 1000.0 + number) for number in range(people)))
    assert 40 < estimates(found, large=True).spec["height"] < 720
    assert 20 < estimates(found).spec["height"] < 460


def test_a_unit_the_label_does_not_say_stands_at_the_axis() -> None:
    def title(unit: str) -> str:
        return str(next(marks(estimates(shown(*THREE), unit), "rule"))["encoding"]["x"]["axis"]["title"])

    assert title("€") == "Cases a year (€)"
    assert title("cases") == "Cases a year"


def test_a_few_ranges_have_room_beside_title_and_axis() -> None:
    drawn = estimates(shown(*THREE))
    assert drawn.spec["height"] - AROUND >= 16 * len(rows(drawn))


@pytest.mark.parametrize(("value", "domain"), [(0.0, [-1.0, 1.0]), (-4.0, [-6.0, -2.0])])
def test_one_value_of_everybody_stands_on_an_axis_with_numbers(value: float, domain: list[float]) -> None:
    room = Room(("ada", "sponsor"), ("ben", "user"))
    room.move("estimates")
    room.lead(Kind.ROUND, path="payoff.tn", number=1)
    for own in ("ada", "ben"):
        room.say(own, Kind.ESTIMATED, path="payoff.tn", round=1, low=value, likely=value, high=value)
    room.lead(Kind.ESTIMATES_REVEALED, path="payoff.tn", round=1)
    found = spread(room.state, "payoff.tn", 1)
    assert found is not None
    (rule, *_) = marks(estimates(found), "rule")
    assert rule["encoding"]["x"]["scale"]["domain"] == domain
