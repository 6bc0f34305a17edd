"""Risks: listed from the pre-mortem, scored blind, shown together."""

from typing import Any

import pytest

from lifecycle.envision.risks import families
from lifecycle.envision.workshop.entries import FACILITATOR, Kind
from lifecycle.envision.workshop.state import fold
from lifecycle.envision.workshop.things import RiskScore
from lifecycle.errors import BadInput, Conflict, NotAllowed, NotFound
from tests.lifecycle.envision.workshop.room import Room, a_room


def a_list() -> Room:
    room = a_room()
    room.move("premortem")
    room.note("ada", "n1", "The feed broke", "premortem")
    room.reveal("premortem")
    room.lead(Kind.RISK, risk="r1", family="data", text="The feed comes late", from_note="n1")
    return room


def score(room: Room, who: str, *scores: Any, risk: str = "r1") -> None:
    names = ("likelihood", "impact", "detectability")
    room.say(who, Kind.RISK_SCORED, risk=risk, **dict(zip(names, scores, strict=True)))


def test_a_risk_keeps_the_note_it_came_from() -> None:
    risk = a_list().state.risks["r1"]
    assert (risk.text, risk.family, risk.from_note, risk.step) == ("The feed comes late", "data", "n1", "premortem")


@pytest.mark.parametrize("family", list(families()))
def test_a_risk_may_be_of_every_family(family: str) -> None:
    room = a_list()
    room.lead(Kind.RISK, risk="r2", family=family, text="Something")
    assert room.state.risks["r2"].family == family


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"family": "weather"}, BadInput),
        ({"text": " "}, BadInput),
        ({"text": "x" * 1001}, BadInput),
        ({"risk": None}, BadInput),
        ({"from_note": "gone"}, NotFound),
    ],
)
def test_what_is_no_risk_is_refused(body: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        a_list().lead(Kind.RISK, **({"risk": "r2", "family": "data", "text": "T"} | body))


def test_a_private_note_becomes_no_risk() -> None:
    room = a_room()
    room.move("premortem")
    room.note("ada", "n1", step="premortem")
    with pytest.raises(NotFound, match="not on the wall"):
        room.lead(Kind.RISK, risk="r1", family="data", text="T", from_note="n1")


def test_a_risk_is_worded_anew_until_its_scores_are_shown() -> None:
    room = a_list()
    score(room, "ada", 2, 3, 4)
    room.lead(Kind.RISK, risk="r1", family="operations", text="The feed stops")
    assert (room.state.risks["r1"].family, room.state.risk_scores["r1"]) == ("operations", {"ada": RiskScore(2, 3, 4)})
    room.lead(Kind.RISKS_REVEALED)
    with pytest.raises(Conflict, match="stays as it was scored"):
        room.lead(Kind.RISK, risk="r1", family="data", text="Another")


def test_scores_are_replaced_and_taken_back_until_they_are_shown() -> None:
    room = a_list()
    score(room, "ada", 1, 1, 1)
    score(room, "ada", 2, 3, 4)
    assert room.state.risk_scores["r1"] == {"ada": RiskScore(2, 3, 4)}
    room.undo("ada")
    assert room.state.risk_scores["r1"] == {"ada": RiskScore(1, 1, 1)}
    room.lead(Kind.RISKS_REVEALED)
    with pytest.raises(NotAllowed, match="have been shown"):
        room.undo("ada")
    with pytest.raises(NotAllowed, match="have been shown"):
        score(room, "ben", 1, 1, 1)


@pytest.mark.parametrize("scores", [(0, 3, 3), (3, 6, 3), (3, 3, 2.5), (3, 3, None), ("3", 3, 3), (True, 3, 3)])
def test_scores_are_whole_numbers_from_1_to_5(scores: tuple[Any, ...]) -> None:
    with pytest.raises(BadInput, match="from 1 to 5"):
        score(a_list(), "ada", *scores)


def test_only_what_is_on_the_list_is_scored_and_at_its_step() -> None:
    room = a_list()
    with pytest.raises(NotFound):
        score(room, "ada", 1, 1, 1, risk="gone")
    room.move("break")
    with pytest.raises(NotAllowed, match="at another step"):
        score(room, "ada", 1, 1, 1)


def test_what_has_no_scores_is_not_shown() -> None:
    room = a_list()
    with pytest.raises(Conflict, match="No risk has been scored"):
        room.lead(Kind.RISKS_REVEALED)
    room.lead(Kind.RISK, risk="r2", family="legal", text="A letter comes")
    score(room, "ada", 2, 3, 4)
    room.lead(Kind.RISKS_REVEALED)
    assert {key: risk.revealed for key, risk in room.state.risks.items()} == {"r1": True, "r2": False}
    score(room, "ada", 1, 1, 1, risk="r2")
    room.lead(Kind.RISKS_REVEALED)
    assert room.state.risks["r2"].revealed


def test_taking_a_risk_back_takes_its_scores_along() -> None:
    room = a_list()
    score(room, "ada", 2, 3, 4)
    room.undo()
    assert dict(room.state.risks) == {}
    assert dict(room.state.risk_scores) == {}


def test_a_risk_is_taken_off_with_its_scores_and_comes_back_with_them() -> None:
    room = a_list()
    score(room, "ada", 2, 3, 4)
    room.lead(Kind.RISK, risk="r2", family="legal", text="A letter comes")
    room.lead(Kind.RISK_DROPPED, risk="r1")
    assert list(room.state.risks) == ["r2"]
    assert dict(room.state.risk_scores) == {}
    for who, kind, body in (
        ("ada", Kind.RISK_SCORED, {"likelihood": 1, "impact": 1, "detectability": 1}),
        (FACILITATOR, Kind.RISK_DROPPED, {}),
    ):
        with pytest.raises(NotFound, match="not on the list any more"):
            room.say(who, kind, risk="r1", **body)
    room.undo()
    assert set(room.state.risks) == {"r1", "r2"}
    assert room.state.risk_scores["r1"] == {"ada": RiskScore(2, 3, 4)}


def test_a_risk_whose_scores_are_shown_is_not_taken_off() -> None:
    room = a_list()
    score(room, "ada", 2, 3, 4)
    room.lead(Kind.RISKS_REVEALED)
    with pytest.raises(Conflict, match="stays as it was scored"):
        room.lead(Kind.RISK_DROPPED, risk="r1")


def test_taking_off_what_came_and_went_changes_nothing() -> None:
    room = a_list()
    listed = room.log[-1]
    room.lead(Kind.RISK_DROPPED, risk="r1")
    gone = [entry for entry in room.log if entry is not listed]
    assert dict(fold(gone).risks) == {}
