"""Estimates: one blind round after the other, and what is agreed goes into the canvas as a range."""

from typing import Any

import pytest

from lifecycle.envision.workshop.entries import Kind
from lifecycle.envision.workshop.rules import canvas_fields
from lifecycle.errors import BadInput, Conflict, NotAllowed, NotFound
from tests.lifecycle.builders import point
from tests.lifecycle.envision.workshop.room import Room, a_room

VOLUME = "volume"


def a_round(**settings: Any) -> Room:
    room = a_room(**settings)
    room.move("estimates")
    room.lead(Kind.ROUND, path=VOLUME, number=1)
    return room


def test_an_estimate_is_kept_for_its_round() -> None:
    room = a_round()
    room.estimate("ada", 1, 2, 4)
    assert room.state.estimates == {(VOLUME, 1): {"ada": point(1, 2, 4)}}


def test_estimating_again_replaces_it() -> None:
    room = a_round()
    room.estimate("ada", 1, 2, 4)
    room.estimate("ada", 2, 3, 5)
    assert room.state.estimates[VOLUME, 1]["ada"] == point(2, 3, 5)
    room.undo("ada")
    assert room.state.estimates[VOLUME, 1]["ada"] == point(1, 2, 4)


@pytest.mark.parametrize(
    ("low", "likely", "high", "said"),
    [
        (3, 2, 1, "not in rising order"),
        (1, 5, 4, "not in rising order"),
        ("1", 2, 3, "as numbers"),
        (None, 2, 3, "as numbers"),
        (float("nan"), 2, 3, "as numbers"),
        (1, 2, float("inf"), "as numbers"),
        (1, 2, 1e16, "as numbers"),
        (True, 2, 3, "as numbers"),
    ],
)
def test_what_is_no_estimate_is_refused(low: Any, likely: Any, high: Any, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        a_round().estimate("ada", low, likely, high)


def test_an_input_of_a_lever_keeps_its_limits() -> None:
    room = a_round()
    path = "lever.decision.recall"
    room.lead(Kind.ROUND, path=path, number=1)
    with pytest.raises(BadInput, match="between 0 and 100 %"):
        room.estimate("ada", 50, 80, 120, path)
    room.estimate("ada", 50, 80, 90, path)


@pytest.mark.parametrize("path", ["intent", "build_cost", "no.such", "", None])
def test_a_round_is_for_a_quantity_of_the_canvas(path: Any) -> None:
    room = a_room()
    room.move("estimates")
    with pytest.raises(BadInput):
        room.lead(Kind.ROUND, path=path, number=1)


def test_rounds_follow_one_another() -> None:
    room = a_round()
    with pytest.raises(Conflict, match="Round 1 for Cases a year is open"):
        room.lead(Kind.ROUND, path=VOLUME, number=2)
    room.estimate("ada", 1, 2, 4)
    room.lead(Kind.ESTIMATES_REVEALED, path=VOLUME, round=1)
    for number in (1, 3):
        with pytest.raises(Conflict, match="is number 2"):
            room.lead(Kind.ROUND, path=VOLUME, number=number)
    room.lead(Kind.ROUND, path=VOLUME, number=2)
    last = room.state.latest_round(VOLUME)
    assert last is not None
    assert (last.number, last.revealed) == (2, False)
    room.estimate("ada", 2, 2, 3, number=2)
    assert set(room.state.estimates) == {(VOLUME, 1), (VOLUME, 2)}


def test_rounds_for_other_quantities_are_open_beside() -> None:
    room = a_round()
    room.lead(Kind.ROUND, path="payoff.fn", number=1)
    room.estimate("ada", 1, 2, 4)
    room.estimate("ada", -9, -5, 0, "payoff.fn")
    assert len(room.state.estimates) == 2


def test_nobody_estimates_in_a_round_that_was_not_opened_or_was_shown() -> None:
    room = a_round()
    with pytest.raises(NotFound, match="has not been opened"):
        room.estimate("ada", 1, 2, 4, number=2)
    room.estimate("ada", 1, 2, 4)
    room.lead(Kind.ESTIMATES_REVEALED, path=VOLUME, round=1)
    with pytest.raises(NotAllowed, match="has been shown"):
        room.estimate("ben", 1, 2, 4)
    with pytest.raises(NotAllowed, match="has been shown"):
        room.undo("ada")


def test_nobody_estimates_at_another_step() -> None:
    room = a_round()
    room.move("break")
    with pytest.raises(NotAllowed, match="at another step"):
        room.estimate("ada", 1, 2, 4)


def test_a_round_is_shown_once_and_only_with_something_in_it() -> None:
    room = a_round()
    with pytest.raises(Conflict, match="Nobody has estimated"):
        room.lead(Kind.ESTIMATES_REVEALED, path=VOLUME, round=1)
    room.estimate("ada", 1, 2, 4)
    room.lead(Kind.ESTIMATES_REVEALED, path=VOLUME, round=1)
    with pytest.raises(Conflict, match="shown already"):
        room.lead(Kind.ESTIMATES_REVEALED, path=VOLUME, round=1)


def test_taking_the_showing_back_opens_the_round_again() -> None:
    room = a_round()
    room.estimate("ada", 1, 2, 4)
    room.lead(Kind.ESTIMATES_REVEALED, path=VOLUME, round=1)
    room.undo()
    room.estimate("ben", 1, 2, 4)
    assert set(room.state.estimates[VOLUME, 1]) == {"ada", "ben"}


def test_taking_a_round_back_takes_its_estimates_along() -> None:
    room = a_round()
    room.estimate("ada", 1, 2, 4)
    room.undo()
    assert dict(room.state.rounds) == {}
    assert dict(room.state.estimates) == {}


def test_what_is_accepted_goes_into_the_canvas() -> None:
    room = a_round()
    room.estimate("ada", 1, 2, 4)
    estimate = {"low": 1, "likely": 2, "high": 4}
    with pytest.raises(Conflict, match="Show a round"):
        room.lead(Kind.ACCEPTED, path=VOLUME, estimate=estimate)
    room.lead(Kind.ESTIMATES_REVEALED, path=VOLUME, round=1)
    entry = room.lead(Kind.ACCEPTED, path=VOLUME, estimate=estimate)
    assert room.state.accepted == {VOLUME: point(1, 2, 4)}
    assert canvas_fields(entry.kind, entry.body) == {VOLUME: {"low": 1.0, "likely": 2.0, "high": 4.0}}


@pytest.mark.parametrize("estimate", [None, 3, {"low": 3, "likely": 2, "high": 1}, {"low": 1}])
def test_what_is_accepted_is_an_estimate(estimate: Any) -> None:
    room = a_round()
    room.estimate("ada", 1, 2, 4)
    room.lead(Kind.ESTIMATES_REVEALED, path=VOLUME, round=1)
    with pytest.raises(BadInput):
        room.lead(Kind.ACCEPTED, path=VOLUME, estimate=estimate)
