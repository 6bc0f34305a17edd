"""Windows of a stream: their rhythm, their starts, and trailing sums against adding up again."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.monitor.windows import Window, rhythm, trailing, window_starts
from lifecycle.tally import Tally
from tests.lifecycle.samples import QUICK, window

START = datetime(2026, 1, 5, tzinfo=UTC)
COUNTS = st.integers(0, 9)
TALLIES = st.builds(Tally, COUNTS, COUNTS, COUNTS, COUNTS, COUNTS, COUNTS)


MANY = 1_000_000


@pytest.mark.parametrize(("days", "expected"), [(0, 1), (1, 1), (139, 1), (140, 7), (599, 7), (600, 30), (3650, 30)])
def test_the_rhythm_of_a_busy_stream_is_the_longest_that_gives_twenty_windows(days: int, expected: int) -> None:
    assert rhythm(START, START + timedelta(days=days), MANY) == expected


@pytest.mark.parametrize(
    ("days", "cases", "expected"),
    [(62, 171, 7), (62, 62 * 30, 1), (27, 10, 1), (28, 10, 7), (119, 10, 7), (120, 10, 30), (150, 10_000, 7)],
)
def test_a_quiet_stream_is_read_in_longer_windows_while_four_remain(days: int, cases: int, expected: int) -> None:
    """171 cases in 62 days are 2.8 a day and 19 a week: a week is better, a month would leave two windows."""
    assert rhythm(START, START + timedelta(days=days), cases) == expected


@QUICK
@given(st.floats(0, 2000), st.integers(1, 100_000))
def test_a_longer_rhythm_than_twenty_windows_allow_needs_too_few_cases(days: float, cases: int) -> None:
    chosen = rhythm(START, START + timedelta(days=days), cases)
    busy = rhythm(START, START + timedelta(days=days), MANY)
    assert chosen in (1, 7, 30)
    assert chosen >= busy
    if chosen > busy:
        shorter = 1 if chosen == 7 else 7
        assert days / chosen >= 4
        assert cases * shorter / days < 30


@QUICK
@given(st.integers(0, 3 * 86_400), st.integers(0, 90 * 86_400), st.sampled_from([1, 7, 30]))
def test_windows_begin_at_midnight_and_cover_every_case_once(first: int, length: int, days: int) -> None:
    begin = START + timedelta(seconds=first)
    last = begin + timedelta(seconds=length)
    starts = window_starts(begin, last, days)
    assert starts[0] == begin.replace(hour=0, minute=0, second=0, microsecond=0)
    assert all(b - a == timedelta(days=days) for a, b in pairwise(starts))
    assert starts[-1] <= last < starts[-1] + timedelta(days=days)


def test_a_case_on_the_border_belongs_to_the_window_it_begins() -> None:
    assert window_starts(START, START + timedelta(days=7), 7) == [START, START + timedelta(days=7)]


@QUICK
@given(st.lists(st.tuples(TALLIES, COUNTS), max_size=15), st.integers(1, 60))
def test_trailing_windows_equal_adding_up_again(parts: list[tuple[Tally, int]], window_days: int) -> None:
    windows = [window(i, tally, cases=tally.decided + tally.held + extra) for i, (tally, extra) in enumerate(parts)]
    span = max(1, round(window_days / 7))
    expected = []
    for end in range(span - 1, len(windows)):
        held = windows[end - span + 1 : end + 1]
        total = Tally()
        for part in held:
            total = total + part.tally
        expected.append(
            Window(held[0].start, held[-1].end, sum(p.cases for p in held), sum(p.labelled for p in held), total)
        )
    assert trailing(windows, lambda _: window_days) == expected


def test_windows_that_cannot_look_back_far_enough_are_left_out() -> None:
    windows = [window(i) for i in range(5)]
    assert [w.end for w in trailing(windows, lambda _: 28)] == [windows[3].end, windows[4].end]
    assert trailing(windows, lambda _: 60) == []
    assert trailing([], lambda _: 28) == []


def test_a_review_shorter_than_a_window_reads_each_window_by_itself() -> None:
    windows = [window(i) for i in range(3)]
    assert trailing(windows, lambda _: 1) == windows


def test_a_review_window_that_was_amended_counts_from_then_on() -> None:
    windows = [window(i) for i in range(4)]
    found = trailing(windows, lambda end: 7 if end <= windows[1].end else 14)
    assert [(w.start, w.end) for w in found] == [
        (windows[0].start, windows[0].end),
        (windows[1].start, windows[1].end),
        (windows[1].start, windows[2].end),
        (windows[2].start, windows[3].end),
    ]


def test_joined_windows_are_mature_by_all_their_cases() -> None:
    ready, waiting = window(0, cases=100), window(1, cases=120)
    assert ready.mature
    assert not waiting.mature
    assert not trailing([ready, waiting], lambda _: 14)[0].mature
    assert trailing([ready, window(1, cases=102)], lambda _: 14)[0].mature


@pytest.mark.parametrize(
    ("labelled", "cases", "mature"), [(95, 100, True), (94, 100, False), (0, 0, False), (0, 1, False), (1, 1, True)]
)
def test_a_window_is_mature_when_nearly_all_labels_are_in(labelled: int, cases: int, mature: bool) -> None:
    held = Window(START, START + timedelta(days=7), cases, labelled, Tally(tn=labelled))
    assert held.mature is mature


def test_the_length_of_a_window_is_given_in_days() -> None:
    assert window(0, days=7).days == 7.0
    assert Window(START, START + timedelta(hours=6), 0, 0, Tally()).days == 0.25
