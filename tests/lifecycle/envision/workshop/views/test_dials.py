"""Dials: the disagreement is to be seen."""

import pytest

from lifecycle.catalogue import components
from lifecycle.envision.workshop.entries import Kind
from lifecycle.envision.workshop.things import DialChoice
from lifecycle.envision.workshop.views import dial_opinions, dials_for
from tests.lifecycle.envision.workshop.room import Room, a_room


def with_opinions(*levels: str, **settings: bool) -> Room:
    room = a_room(**settings)
    room.move("dials")
    for who, level in zip(("ada", "ben", "cyd"), levels, strict=False):
        room.say(who, Kind.DIAL, component="fair", level=level, reason=f"{who} says so" if who != "ben" else "")
    return room


def test_opinions_are_counted_by_level_and_by_role() -> None:
    found = dial_opinions(with_opinions("light", "high", "high").state, "fair")
    assert (found.counts, found.given) == ((1, 0, 2), 3)
    assert found.by_role == {"End user": (0, 0, 1), "Risk & compliance": (0, 0, 1), "Sponsor": (1, 0, 0)}


def test_reasons_stand_with_who_gave_them() -> None:
    found = dial_opinions(with_opinions("light", "high", "high").state, "fair")
    assert found.reasons == (("light", "ada says so", "Ada"), ("high", "cyd says so", "Cyd"))


def test_in_a_workshop_that_is_or_was_anonymous_without() -> None:
    room = with_opinions("light", "high", "high", anonymous=True)
    room.lead(Kind.SETTINGS, anonymous=False)
    assert [name for *_, name in dial_opinions(room.state, "fair").reasons] == ["", ""]


@pytest.mark.parametrize(
    ("levels", "said"),
    [
        ((), "Nobody has said anything yet."),
        (("high", "high"), "All agree: 2 high."),
        (("light", "standard", "standard"), "1 light · 2 standard."),
        (("light", "high", "high"), "1 light · 2 high. From one end to the other: hear both."),
    ],
)
def test_the_disagreement_is_said_in_a_sentence(levels: tuple[str, ...], said: str) -> None:
    assert dial_opinions(with_opinions(*levels).state, "fair").sentence == said


def test_what_was_set_stands_beside() -> None:
    room = with_opinions("light")
    assert dial_opinions(room.state, "fair").chosen is None
    room.lead(Kind.DIAL_SET, component="fair", level="standard", reason="Between them")
    assert dial_opinions(room.state, "fair").chosen == DialChoice("standard", "Between them")


@pytest.mark.parametrize("component", list(components()))
def test_every_component_can_be_looked_at(component: str) -> None:
    found = dial_opinions(a_room().state, component)
    assert (found.name, found.given) == (components()[component].name, 0)


def test_a_participant_sees_their_own() -> None:
    state = with_opinions("light", "high").state
    assert dials_for(state, "ada") == {"fair": DialChoice("light", "ada says so")}
    assert dials_for(state, "cyd") == {}
