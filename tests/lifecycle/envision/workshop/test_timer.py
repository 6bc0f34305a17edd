"""The clock of a step."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lifecycle.envision.workshop.timer import Timer, started

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SECONDS = st.integers(1, 4 * 3600)


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_a_clock_that_was_never_started_stands_at_nothing() -> None:
    assert (Timer().remaining(NOW), Timer().running) == (0.0, False)


def test_a_started_clock_runs_down_and_into_overtime() -> None:
    timer = started(NOW, 600)
    assert timer.running
    assert [timer.remaining(after(passed)) for passed in (0, 60, 600, 690)] == [600, 540, 0, -90]


def test_a_paused_clock_stands() -> None:
    timer = started(NOW, 600).paused(after(100))
    assert not timer.running
    assert timer.remaining(after(100)) == timer.remaining(after(5000)) == 500


def test_a_resumed_clock_goes_on_from_where_it_stood() -> None:
    timer = started(NOW, 600).paused(after(100)).resumed(after(1000))
    assert timer.running
    assert timer.remaining(after(1010)) == 490


def test_pausing_in_overtime_keeps_the_overtime() -> None:
    timer = started(NOW, 60).paused(after(100))
    assert timer.remaining(after(500)) == -40
    assert timer.resumed(after(500)).remaining(after(510)) == -50


def test_more_time_is_added_to_what_is_left() -> None:
    timer = started(NOW, 600).extended(after(100), 120)
    assert timer.remaining(after(100)) == 620
    assert timer.total == 720


def test_two_more_minutes_in_overtime_are_two_minutes_from_now() -> None:
    assert started(NOW, 60).extended(after(150), 120).remaining(after(150)) == 120


def test_a_paused_clock_is_extended_and_stays_paused() -> None:
    timer = started(NOW, 600).paused(after(100)).extended(after(200), 60)
    assert not timer.running
    assert timer.remaining(after(900)) == 560


@given(SECONDS, st.lists(st.tuples(st.sampled_from(["run", "pause"]), SECONDS), max_size=8))
def test_only_the_time_it_ran_is_taken_off(total: int, stretches: list[tuple[str, int]]) -> None:
    timer, at, ran = started(NOW, total), 0, 0
    for what, seconds in stretches:
        timer = timer.resumed(after(at)) if what == "run" else timer.paused(after(at))
        at, ran = at + seconds, ran + (seconds if what == "run" else 0)
    assert abs(timer.remaining(after(at)) - (total - ran)) < 1e-3
