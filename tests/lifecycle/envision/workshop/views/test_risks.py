"""Risks: median, range, and what the rule makes of them."""

from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.envision.risks import Outcome, decide
from lifecycle.envision.workshop.entries import Kind
from lifecycle.envision.workshop.things import RiskScore
from lifecycle.envision.workshop.views import my_scores, risk_rows, risk_scores
from lifecycle.envision.workshop.views.risks import RiskView
from tests.lifecycle.envision.workshop.room import Room

SCORES = st.tuples(*[st.integers(1, 5)] * 3)


def scored(*scores: tuple[int, int, int], shown: bool = True) -> RiskView:
    people = [(f"p{number}", "user") for number in range(len(scores))]
    room = Room(*people)
    room.move("premortem")
    room.lead(Kind.RISK, risk="r1", family="data", text="The feed comes late")
    for (who, _), (likelihood, impact, detectability) in zip(people, scores, strict=True):
        said = {"likelihood": likelihood, "impact": impact, "detectability": detectability}
        room.say(who, Kind.RISK_SCORED, risk="r1", **said)
    if shown:
        room.lead(Kind.RISKS_REVEALED)
    for place, (who, _) in enumerate(people):
        assert my_scores(room.state, who) == {"r1": RiskScore(*scores[place])}
    [found] = risk_scores(room.state)
    return found


def test_blind_scores_are_counted_and_nothing_else() -> None:
    found = scored((1, 2, 3), (3, 4, 5), shown=False)
    assert (found.given, found.revealed) == (2, False)
    assert (found.median, found.lowest, found.highest, found.outcome, found.worst) == (None,) * 5


def test_a_risk_is_shown_with_its_family_and_text() -> None:
    found = scored((1, 1, 1))
    assert (found.family, found.text, found.from_note) == ("Data", "The feed comes late", "")


@given(st.lists(SCORES, min_size=1, max_size=7))
def test_median_and_range_are_those_of_each_score(scores: list[tuple[int, int, int]]) -> None:
    found = scored(*scores)
    assert found.median is not None
    for place, name in enumerate(("likelihood", "impact", "detectability")):
        column = sorted(score[place] for score in scores)
        middle = getattr(found.median, name)
        assert middle in column
        assert middle >= median(column) > middle - 3
        assert (getattr(found.lowest, name), getattr(found.highest, name)) == (column[0], column[-1])
    assert found.outcome == decide(*found.median)


def test_of_two_in_the_middle_the_more_careful_counts() -> None:
    assert scored((1, 4, 2), (2, 5, 4)).median == RiskScore(2, 5, 4)


@pytest.mark.parametrize(
    ("scores", "outcome"),
    [
        ((3, 5, 1), Outcome.STOP),
        ((2, 5, 1), Outcome.MITIGATE),
        ((2, 4, 1), Outcome.CONDITIONS),
        ((1, 2, 2), Outcome.PROCEED),
    ],
)
def test_the_rule_decides_by_the_median(scores: tuple[int, int, int], outcome: Outcome) -> None:
    assert scored(scores, scores, (1, 1, 1)).outcome is outcome


def test_the_worst_anybody_fears_is_shown_beside() -> None:
    found = scored((1, 1, 1), (1, 1, 1), (5, 5, 1))
    assert (found.outcome, found.worst) == (Outcome.PROCEED, Outcome.STOP)


def test_a_participant_sees_no_scores_but_their_own() -> None:
    room = Room(("ada", "user"), ("ben", "user"))
    room.move("premortem")
    room.lead(Kind.RISK, risk="r1", family="data", text="Late")
    room.say("ada", Kind.RISK_SCORED, risk="r1", likelihood=1, impact=2, detectability=3)
    assert my_scores(room.state, "ben") == {}


def test_rows_of_the_canvas_hold_what_was_shown_and_keep_what_people_added() -> None:
    room = Room(("ada", "user"))
    room.move("premortem")
    for own in ("r1", "r2"):
        room.lead(Kind.RISK, risk=own, family="data", text=f"Late {own}")
    room.say("ada", Kind.RISK_SCORED, risk="r1", likelihood=1, impact=2, detectability=3)
    assert risk_rows(room.state, [{"id": "other"}]) == [{"id": "other"}]
    room.lead(Kind.RISKS_REVEALED)
    other, row = risk_rows(room.state, [{"id": "other"}, {"id": "r1", "owner": "Ann", "residual_impact": 1}])
    assert other == {"id": "other"}
    assert (row["text"], row["owner"], row["inherent_impact"], row["residual_impact"]) == ("Late r1", "Ann", 2, 1)
