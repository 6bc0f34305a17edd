"""What the clock of a step is given: the time left at a moment, and whether it may tick."""

from datetime import timedelta

from components.countdown import face
from lifecycle.envision.workshop.timer import started
from tests.conftest import NOW

RUNNING = started(NOW, 600)
LATER = NOW + timedelta(seconds=90)


def test_a_running_clock_is_counted_on_in_the_browser_from_what_is_left() -> None:
    given = face(RUNNING, LATER)
    assert (given["left"], given["total"], given["running"], given["still"]) == (510, 600, True, False)


def test_a_moment_looked_at_again_stands_and_is_not_said_to_be_paused() -> None:
    given = face(RUNNING, LATER, still=True)
    assert (given["left"], given["running"], given["still"]) == (510, True, True)


def test_what_somebody_paused_is_said_to_be_paused_when_it_is_looked_at_again() -> None:
    given = face(RUNNING.paused(NOW), LATER, still=True)
    assert (given["left"], given["running"]) == (600, False)


def test_overtime_is_below_zero() -> None:
    assert face(RUNNING, NOW + timedelta(seconds=601))["left"] == -1
