"""A small workshop, killed in the middle: whatever the machine is busy with, nothing people were told is lost."""

from pathlib import Path

import pytest

from tests.load.workshop import Report, run

pytestmark = pytest.mark.load
PEOPLE = 8


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """A workshop of eight people with one kill."""
    home: Path = tmp_path_factory.mktemp("workshop") / "home"
    return run(home, people=PEOPLE, think=0.25, seconds=10, kill=True)


def test_no_page_shows_an_error(held: Report) -> None:
    assert held.errors == ()


def test_nothing_acknowledged_is_lost_and_nothing_is_doubled(held: Report) -> None:
    found = held.verdict
    assert (found.lost, found.doubled, found.strangers) == ((), (), ())
    assert found.votes_wrong == ()
    assert found.estimates_wrong == ()
    assert found.answers_wrong == ()
    assert found.notes == found.notes_once > PEOPLE, "hardly anybody wrote"


def test_every_activity_was_taken_part_in(held: Report) -> None:
    assert held.skipped == ()
    assert held.votes_told > 0
    assert held.verdict.estimates > 0
    assert set(held.verdict.answers) == {"dial", "score", "hand"}, "something was never acknowledged"


def test_everybody_is_found_again_once(held: Report) -> None:
    assert held.missing == ()
    assert len(held.people) == PEOPLE
    assert held.came_back == PEOPLE


def test_the_figures_are_printed(held: Report) -> None:
    assert f"{PEOPLE} people joined, 0 of them missing" in str(held)
    assert "own reruns" in str(held)
