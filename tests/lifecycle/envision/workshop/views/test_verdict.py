"""The verdict: hidden until all hands are up, then counted, and a low hand is heard."""

import pytest

from lifecycle.envision.workshop.entries import Kind
from lifecycle.envision.workshop.views import fists, my_fist
from lifecycle.envision.workshop.views.verdict import FistView
from tests.lifecycle.envision.workshop.room import Room, a_room


def hands(*fingers: int, shown: bool = True, **settings: bool) -> Room:
    room = a_room(**settings)
    room.move("verdict")
    for who, count in zip(("ada", "ben", "cyd"), fingers, strict=False):
        room.say(who, Kind.FIST, fingers=count)
    if shown:
        room.lead(Kind.FISTS_REVEALED)
    return room


def test_hidden_hands_are_only_counted() -> None:
    found = fists(hands(0, 5, shown=False).state)
    assert found == FistView(False, 2, None, False, (), "2 of 3 have shown a hand.")


@pytest.mark.parametrize(
    ("fingers", "counts", "asks", "low", "said"),
    [
        ((5, 4, 3), (0, 0, 0, 1, 1, 1), False, (), "All 3 can live with it; 1 will stand up for it."),
        (
            (5, 2, 3),
            (0, 0, 1, 1, 0, 1),
            True,
            ("Ben",),
            "1 of 3 cannot live with it yet. Ask what would have to change.",
        ),
        (
            (0, 2, 5),
            (1, 0, 1, 0, 0, 1),
            True,
            ("Ada", "Ben"),
            "1 of 3 would stop it. Hear them before anything else is decided.",
        ),
    ],
)
def test_shown_hands_say_the_verdict(
    fingers: tuple[int, ...], counts: tuple[int, ...], asks: bool, low: tuple[str, ...], said: str
) -> None:
    found = fists(hands(*fingers).state)
    assert found == FistView(True, 3, counts, asks, low, said)


def test_in_an_anonymous_workshop_low_hands_are_not_named() -> None:
    room = hands(0, 1, 2, anonymous=True)
    room.lead(Kind.SETTINGS, anonymous=False)
    found = fists(room.state)
    assert (found.asks_dissent, found.low) == (True, ())


def test_everybody_sees_their_own_hand() -> None:
    state = hands(0, 5, shown=False).state
    assert [my_fist(state, who) for who in ("ada", "ben", "cyd")] == [0, 5, None]
