"""What fits a wall: the largest type that holds everything, and at the end groups before loose notes."""

import pytest

from components.fitting import MOST_IN_GROUP, SIZES, fit, lines
from lifecycle.envision.workshop.views import GroupView, NoteView

SMALLEST = SIZES[-1]


def note(text: str) -> NoteView:
    return NoteView("n", text, "", "", False, "", "", False, False)


def group(count: int, text: str = "Said") -> GroupView:
    return GroupView("g", "Title", (note(text),) * count, ())


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("x" * 21, 1),
        ("x" * 22, 2),
        ("X" * 22, 2),
        ("字" * 11, 2),
        ("e\u0301" * 21, 1),
        ("x" * 60, 3),
        ("x" * 10_000, 3),
    ],
)
def test_lines_are_counted_as_they_are_shown(text: str, count: int) -> None:
    assert lines(text, SMALLEST) == count


def test_long_notes_need_smaller_type_than_short_ones() -> None:
    short, long = fit((), [note("Said")] * 9), fit((), [note("x" * 280)] * 9)
    assert (short.size.name, short.loose, long.loose) == ("large", 9, 9)
    assert SIZES.index(long.size) > SIZES.index(short.size)


def test_nothing_fits_everywhere() -> None:
    found = fit((), ())
    assert (found.size.name, found.in_group, found.loose) == ("large", 0, 0)


def test_more_notes_never_show_fewer() -> None:
    shown = [fit((), [note("x" * 50)] * count).loose for count in range(1, 400, 7)]
    assert shown == sorted(shown)
    assert shown[-1] < 300


def test_where_room_is_short_groups_lose_notes_first() -> None:
    roomy, full = fit([group(9)] * 10, ()), fit([group(9, "x" * 60)] * 60, [note("x")] * 300)
    assert roomy.in_group == MOST_IN_GROUP
    assert full.in_group < MOST_IN_GROUP
    assert full.loose < 300


def test_a_group_that_is_higher_than_a_column_shows_its_first_notes() -> None:
    assert fit([group(90)], ()).in_group == MOST_IN_GROUP
