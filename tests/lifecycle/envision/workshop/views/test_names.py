"""Names: shown where they were given openly."""

from lifecycle.envision.workshop.entries import FACILITATOR, Kind
from lifecycle.envision.workshop.views.names import name_of, role_of, signed
from tests.lifecycle.envision.workshop.room import a_room


def test_what_was_given_openly_is_signed() -> None:
    state = a_room().state
    assert signed(state, "ada", False) == ("Ada", "Sponsor")
    assert signed(state, FACILITATOR, False) == ("Facilitator", "")


def test_what_was_given_anonymously_or_by_nobody_known_is_not() -> None:
    state = a_room().state
    assert signed(state, "ada", True) == signed(state, "gone", False) == ("", "")
    assert signed(a_room(anonymous=True).state, "ada", False) == ("", "")


def test_the_facilitator_is_never_hidden() -> None:
    assert signed(a_room(anonymous=True).state, FACILITATOR, True) == ("Facilitator", "")


def test_a_name_given_blind_stays_hidden_once_a_workshop_was_anonymous() -> None:
    room = a_room()
    assert name_of(room.state, "ada") == "Ada"
    room.lead(Kind.SETTINGS, anonymous=True)
    room.lead(Kind.SETTINGS, anonymous=False)
    assert name_of(room.state, "ada") == ""


def test_a_role_is_known_in_an_anonymous_workshop_too() -> None:
    state = a_room(anonymous=True).state
    assert (role_of(state, "ada"), role_of(state, "gone")) == ("sponsor", "")
