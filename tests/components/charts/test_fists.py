"""Hands: nothing while they are hidden, then every number of fingers with its word."""

from components.charts.fists import COLOURS, fists
from components.charts.theme import STOP, VALUE, WARN
from lifecycle.envision.workshop.views import FistView, meanings
from tests.components.charts.specs import rows

SHOWN = FistView(True, 4, (1, 0, 1, 0, 0, 2), True, (), "1 of 4 would stop it.")


def test_hidden_hands_are_not_drawn() -> None:
    assert fists(FistView(False, 4, None, False, (), "4 of 5 have shown a hand.")) is None


def test_every_number_of_fingers_has_a_bar_five_first() -> None:
    drawn = fists(SHOWN)
    assert drawn is not None
    assert [row["hands"] for row in rows(drawn)] == [2, 0, 0, 1, 0, 1]
    assert [row["fingers"] for row in rows(drawn)] == list(meanings().values())
    assert drawn.words == "1 of 4 would stop it. 1 show 0; 1 show 2; 2 show 5."


def test_colours_are_status_below_three() -> None:
    assert COLOURS == (STOP, WARN, WARN, VALUE, VALUE, VALUE)
