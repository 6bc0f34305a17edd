"""A candidate keeps its colour whichever is looked at; the one looked at has the wide line."""

from itertools import combinations

import pytest

from components.charts.candidates import COLOURS, THIN, WIDE, colour, colours, width
from components.charts.theme import FAINT, QUIET, STOP, VALUE, WARN

GROUNDS = {"light": "#ffffff", "dark": "#0f1413"}
NAMES = ["Rule", "Regression", "Forest"]


def luminance(colour: str) -> float:
    """Give the relative luminance of WCAG 2.2, 0 to 1."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """Give the contrast ratio of WCAG 2.2, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("ground", GROUNDS.values(), ids=GROUNDS)
@pytest.mark.parametrize("shade", COLOURS)
def test_a_colour_is_told_from_the_ground(shade: str, ground: str) -> None:
    assert contrast(shade, ground) >= 3  # WCAG 2.2, 1.4.11


def test_no_colour_means_something_else() -> None:
    assert not set(COLOURS) & {VALUE, STOP, WARN, QUIET, FAINT}
    assert all(one != other for one, other in combinations(COLOURS, 2))


def test_a_colour_is_that_of_the_place_in_the_room() -> None:
    assert colours(NAMES) == dict(zip(NAMES, COLOURS, strict=False))
    many = [str(number) for number in range(len(COLOURS) + 1)]
    assert list(colours(many).values()) == [*COLOURS, COLOURS[0]]


def test_what_is_looked_at_is_wide_and_changes_no_colour() -> None:
    wide = width(NAMES, "Forest").to_dict()["scale"]
    assert wide == {"type": "ordinal", "domain": NAMES, "range": [THIN, THIN, WIDE]}
    assert colour(NAMES).to_dict()["scale"] == {"domain": NAMES, "range": list(COLOURS[:3])}
