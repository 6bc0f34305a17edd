"""Estimates as somebody sees them: nobody else's while they are blind, and then the disagreement by name."""

import pytest

from lifecycle.envision.workshop.entries import Kind
from lifecycle.envision.workshop.pooling import pool
from lifecycle.envision.workshop.views import Spread, estimates_for, open_rounds, spread
from tests.lifecycle.builders import point
from tests.lifecycle.envision.workshop.room import Room, a_room

VOLUME = "volume"


def a_round(**settings: bool) -> Room:
    room = a_room(**settings)
    room.join("dan", "user")
    room.move("estimates")
    room.lead(Kind.ROUND, path=VOLUME, number=1)
    room.estimate("ada", 900, 1000, 1200)
    room.estimate("ben", 300, 400, 600)
    room.estimate("dan", 350, 420, 500)
    return room


def shown(**settings: bool) -> tuple[Room, Spread]:
    room = a_round(**settings)
    room.lead(Kind.ESTIMATES_REVEALED, path=VOLUME, round=1)
    found = spread(room.state, VOLUME, 1)
    assert found is not None
    return room, found


def test_a_participant_sees_the_quantity_and_their_own_estimate() -> None:
    room = a_round()
    found = estimates_for(room.state, "ada", VOLUME)
    assert (found.label, found.unit, found.open, found.before) == ("Cases a year", "cases", True, None)
    assert found.mine == point(900, 1000, 1200)
    assert estimates_for(room.state, "cyd", VOLUME).mine is None


def test_before_the_first_round_there_is_nothing_to_estimate() -> None:
    found = estimates_for(a_room().state, "ada", VOLUME)
    assert (found.round, found.mine, found.before, found.open) == (None, None, None, False)


def test_in_the_second_round_ones_first_estimate_stands_beside() -> None:
    room, _ = shown()
    assert not estimates_for(room.state, "ada", VOLUME).open
    room.lead(Kind.ROUND, path=VOLUME, number=2)
    found = estimates_for(room.state, "ada", VOLUME)
    assert (found.open, found.mine, found.before) == (True, None, point(900, 1000, 1200))


def test_open_rounds_are_listed_the_latest_first() -> None:
    room = a_round()
    room.lead(Kind.ROUND, path="payoff.fn", number=1)
    assert [one.path for one in open_rounds(room.state)] == ["payoff.fn", VOLUME]
    room.lead(Kind.ESTIMATES_REVEALED, path=VOLUME, round=1)
    assert [one.path for one in open_rounds(room.state)] == ["payoff.fn"]


def test_a_blind_round_has_no_spread_for_anybody() -> None:
    room = a_round()
    assert spread(room.state, VOLUME, 1) is None
    assert spread(room.state, VOLUME, 2) is None


def test_the_spread_is_by_role_in_the_order_of_the_roles() -> None:
    _, found = shown()
    assert [(role.name, len(role.points)) for role in found.roles] == [("Sponsor", 1), ("End user", 2)]
    assert found.roles[1].pooled == pool([point(300, 400, 600), point(350, 420, 500)])
    assert found.count == 3


def test_the_pool_is_over_people_not_over_roles() -> None:
    _, found = shown()
    assert found.pooled == pool([point(900, 1000, 1200), point(300, 400, 600), point(350, 420, 500)])


def test_the_two_furthest_apart_are_named() -> None:
    _, found = shown()
    assert (found.lowest.name, found.lowest.role, found.lowest.point) == ("Ben", "End user", point(300, 400, 600))
    assert (found.highest.name, found.highest.role) == ("Ada", "Sponsor")


def test_in_an_anonymous_workshop_only_their_roles_are() -> None:
    for room, found in (shown(anonymous=True), shown(anonymous=True)):
        assert (found.lowest.name, found.lowest.role) == ("", "End user")
        room.lead(Kind.SETTINGS, anonymous=False)
        later = spread(room.state, VOLUME, 1)
        assert later is not None
        assert later.highest.name == ""


def test_the_largest_disagreement_is_named_in_a_sentence() -> None:
    _, found = shown()
    assert found.role_apart is not None
    assert [role.name for role in found.role_apart] == ["End user", "Sponsor"]
    assert found.sentence == "End user says 410, Sponsor 1,000: 2.4 times as much. Ask those two first."


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ((1, 2, 3), (1, 2, 9), "Everybody gives the same likely value. Ask for the lows and highs."),
        ((-9, -5, -1), (1, 4, 9), "End user says -5, Sponsor 4: 9 more. Ask those two first."),
        ((0, 0, 1), (1, 4, 9), "End user says 0, Sponsor 4: 4 more. Ask those two first."),
    ],
)
def test_a_disagreement_is_a_factor_or_a_difference_or_none(
    first: tuple[int, int, int], second: tuple[int, int, int], said: str
) -> None:
    room = a_room()
    room.move("estimates")
    room.lead(Kind.ROUND, path="payoff.fn", number=1)
    room.estimate("ben", *first, "payoff.fn")
    room.estimate("ada", *second, "payoff.fn")
    room.lead(Kind.ESTIMATES_REVEALED, path="payoff.fn", round=1)
    found = spread(room.state, "payoff.fn", 1)
    assert found is not None
    assert found.sentence == said


def test_within_one_role_it_is_between_people() -> None:
    room = Room(("ada", "user"), ("ben", "user"))
    room.move("estimates")
    room.lead(Kind.ROUND, path=VOLUME, number=1)
    room.estimate("ada", 1, 2, 3)
    room.estimate("ben", 4, 6, 9)
    room.lead(Kind.ESTIMATES_REVEALED, path=VOLUME, round=1)
    found = spread(room.state, VOLUME, 1)
    assert found is not None
    assert found.role_apart is None
    assert found.sentence == "The lowest says 2, the highest 6: 3.0 times as much. Ask those two first."


def test_each_round_has_its_own_spread() -> None:
    room, first = shown()
    room.lead(Kind.ROUND, path=VOLUME, number=2)
    room.estimate("ada", 500, 600, 700, number=2)
    room.lead(Kind.ESTIMATES_REVEALED, path=VOLUME, round=2)
    second = spread(room.state, VOLUME, 2)
    assert second is not None
    assert second.pooled == point(500, 600, 700)
    assert spread(room.state, VOLUME, 1) == first


def test_one_estimate_alone_is_no_agreement() -> None:
    room = Room(("ada", "sponsor"))
    room.move("estimates")
    room.lead(Kind.ROUND, path="volume", number=1)
    room.estimate("ada", 1, 2, 3)
    room.lead(Kind.ESTIMATES_REVEALED, path="volume", round=1)
    found = spread(room.state, "volume", 1)
    assert found is not None
    assert found.sentence == "One person has estimated: there is nobody to compare it with yet."
