"""The look of all charts: labels that do not lie on each other, lines a phone can show."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.charts.theme import PHONE, apart, titled

PLACES = st.lists(st.floats(-1e6, 1e6), max_size=6)


@given(PLACES, st.floats(0.1, 1e5))
def test_labels_end_at_least_so_far_apart_and_in_their_order(places: list[float], least: float) -> None:
    moved = apart(places, least)
    order = sorted(range(len(places)), key=lambda i: places[i])
    assert all(moved[b] - moved[a] >= least * 0.999 for a, b in pairwise(order))


@pytest.mark.parametrize("places", [[], [3.0], [0.0, 100.0, 550.0]])
def test_labels_that_are_far_enough_apart_stay(places: list[float]) -> None:
    assert apart(places, 80) == places


def test_labels_of_the_same_place_stand_around_it() -> None:
    assert apart([5.0, 5.0], 4) == [3.0, 7.0]


def test_no_line_of_a_subtitle_is_longer_than_a_phone_is_wide() -> None:
    words = "Bands: 95 % interval of what was measured, P10 to P90 of what was promised."
    lines = titled("Title", words).to_dict()["subtitle"]
    assert " ".join(lines) == words
    assert max(map(len, lines)) <= PHONE
