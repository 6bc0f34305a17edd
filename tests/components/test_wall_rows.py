"""Rows and prompts on the wall: the largest type that holds them, none of it markup, and what is left out is said."""

from html import unescape
from re import findall

import pytest

from components.wall_rows import MOST_ROWS, ONE, SIZES, TWO, Fit, asked, cut, fit, height, prompts, signs, to_show

DIALS = [(name, "set to high. 5 standard · 6 high.") for name in ("Fair", "Robust", "Privacy", "Safe", "Open", "Clear")]
LIMITS = [(f"The limit number {number}", f"€{number}") for number in range(10)]


def rows(*found: tuple[str, str]) -> list[tuple[str, str, str]]:
    return [("", name, said) for name, said in found]


def said(html: str) -> list[str]:
    return [unescape(text) for text in findall(r"<span[^>]*>([^<]*)</span>", html)]


def test_a_few_rows_stand_in_the_largest_type() -> None:
    assert fit(DIALS[:3], 70).size == SIZES[0]
    assert fit(DIALS, 70).size >= 4


def test_many_short_rows_stand_in_two_columns_in_larger_type_than_one_would_hold() -> None:
    found = fit(LIMITS, 50)
    assert found.layout == TWO
    assert all(height(LIMITS, Fit(size, ONE, 12)) > 50 for size in SIZES if size > found.size * 0.85)


def test_a_column_is_kept_where_two_would_gain_little() -> None:
    assert fit(DIALS, 70).layout == ONE


@pytest.mark.parametrize("count", range(1, MOST_ROWS + 1))
@pytest.mark.parametrize("length", [3, 40, 200, 900])
@pytest.mark.parametrize("high", [40, 76])
def test_what_is_chosen_fits(count: int, length: int, high: float) -> None:
    found = [("What stays with people", "x" * length)] * count
    assert height(found, fit(found, high)) <= high or fit(found, high).lines == 1


def test_longer_texts_never_stand_in_larger_type() -> None:
    sizes = [fit([("Name", "x" * length)] * 7, 70).size for length in range(1, 600, 20)]
    assert sizes == sorted(sizes, reverse=True)


def test_a_text_is_whole_while_it_fits_and_is_cut_where_there_is_no_room() -> None:
    short = "Said in a sentence that is not long."
    assert said(to_show(rows(("Name", short)), 70)) == ["Name", short]
    long = said(to_show(rows(*[("Name", "x" * 5000)] * 10), 70))[1]
    assert long.endswith(" …")
    assert 90 < len(long) < 1000


def test_two_columns_are_as_high_as_the_higher_one_where_they_are_broken_best() -> None:
    one, two = Fit(4.0, ONE, 12), Fit(4.0, TWO, 12)
    assert height(LIMITS, one) == pytest.approx(10 * 4 * 2)
    assert height([("a", "b")] * 7, two) == pytest.approx(4 * 4 * 2)


def test_a_cut_counts_capitals_and_wide_signs_as_wider() -> None:
    assert len(cut("X" * 100, 30)) < len(cut("x" * 100, 30)) <= 30
    assert len(cut("字" * 100, 30)) <= 16
    assert cut("字" * 15, 30) == "字" * 15


def test_a_line_holds_fewer_signs_of_larger_type() -> None:
    small, large = signs(Fit(2.2, ONE, 1)), signs(Fit(5.0, ONE, 1))
    assert small > large
    assert min(large) > 10


def test_what_people_typed_is_text_and_stands_on_one_line() -> None:
    html = to_show([("stop", "<b>A</b>", 'x" onload="y\nand <img src=x>')], 70)
    assert "<b>" not in html
    assert "<img" not in html
    assert said(html) == ["<b>A</b>", 'x" onload="y and <img src=x>']
    assert '<div class="stop">' in html


def test_rows_that_are_too_many_are_counted() -> None:
    html = to_show(rows(*[("Name", "Said")] * (MOST_ROWS + 3)), 76)
    assert len(said(html)) == 2 * MOST_ROWS
    assert "and 3 more" in html
    assert "more" not in to_show(rows(*[("Name", "Said")] * MOST_ROWS), 76)


def test_prompts_are_as_large_as_fits_and_are_text() -> None:
    few, many = prompts(["Why?"], 60), prompts(["Why? " * 60] * 4, 60)
    assert f"--type: {SIZES[0]}" in few
    assert f"--type: {SIZES[0]}" not in many
    assert asked(["Why? " * 60] * 4, float(findall(r"--type: ([\d.]+)", many)[0])) <= 60
    assert "&lt;i&gt;" in prompts(["<i>"], 60)


def test_more_than_fits_stands_in_the_smallest_type() -> None:
    assert f"--type: {SIZES[-1]}" in prompts(["x" * 9000], 60)
