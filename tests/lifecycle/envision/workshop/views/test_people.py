"""People: who is in, who has given nothing yet, and what was said beside the steps."""

import pytest

from lifecycle.envision.workshop.entries import FACILITATOR, Kind
from lifecycle.envision.workshop.views import by_role, dissent_rows, dissents, parking_lot, progress, quiet
from lifecycle.envision.workshop.views.people import Progress
from tests.lifecycle.envision.workshop.room import NOTES, Room, a_room, a_wall


def silent(room: Room, step: str) -> list[str]:
    return [person.id for person in quiet(room.state, step)]


def test_who_is_in_is_counted_by_role_in_the_order_of_the_roles() -> None:
    room = Room(("p1", "risk"), ("p2", "user"), ("p3", "risk"), ("p4", "sponsor"))
    assert list(by_role(room.state).items()) == [("Sponsor", 1), ("End user", 1), ("Risk & compliance", 2)]
    assert by_role(Room().state) == {}


def test_before_the_reveal_the_quiet_are_those_without_a_note() -> None:
    room = a_room()
    assert silent(room, NOTES) == ["ada", "ben", "cyd"]
    room.note("ben", "b1")
    assert silent(room, NOTES) == ["ada", "cyd"]
    assert progress(room.state, NOTES) == Progress(1, 3, 1)


def test_after_the_reveal_those_without_dots_until_the_votes_are_shown() -> None:
    room = a_wall()
    assert silent(room, NOTES) == ["ada", "ben", "cyd"]
    room.vote("ada", "b1", 1)
    room.vote("ben", "b1", 1)
    room.vote("ben", "b1", 0)
    assert silent(room, NOTES) == ["ben", "cyd"]
    room.lead(Kind.VOTES_REVEALED, step=NOTES)
    assert silent(room, NOTES) == []


def test_in_a_round_those_without_an_estimate() -> None:
    room = a_room()
    room.move("estimates")
    assert silent(room, "estimates") == []
    for path in ("volume", "payoff.fn"):
        room.lead(Kind.ROUND, path=path, number=1)
    room.estimate("ada", 1, 2, 3)
    room.estimate("ben", 1, 2, 3)
    room.estimate("ben", 1, 2, 3, "payoff.fn")
    assert silent(room, "estimates") == ["ada", "cyd"]
    room.lead(Kind.ESTIMATES_REVEALED, path="payoff.fn", round=1)
    assert silent(room, "estimates") == ["cyd"]


def test_at_the_dials_those_without_an_opinion() -> None:
    room = a_room()
    room.move("dials")
    room.say("cyd", Kind.DIAL, component="safe", level="high")
    assert silent(room, "dials") == ["ada", "ben"]


def test_in_the_pre_mortem_those_without_a_note_and_then_without_scores() -> None:
    room = a_room()
    room.move("premortem")
    room.note("ada", "n1", step="premortem")
    assert silent(room, "premortem") == ["ben", "cyd"]
    room.reveal("premortem")
    assert silent(room, "premortem") == []
    for risk in ("r1", "r2"):
        room.lead(Kind.RISK, risk=risk, family="data", text="Late")
    for risk in ("r1", "r2"):
        room.say("ben", Kind.RISK_SCORED, risk=risk, likelihood=1, impact=1, detectability=1)
    room.say("ada", Kind.RISK_SCORED, risk="r1", likelihood=1, impact=1, detectability=1)
    assert silent(room, "premortem") == ["ada", "cyd"]


def test_at_the_verdict_those_without_a_hand() -> None:
    room = a_room()
    room.move("verdict")
    room.say("ada", Kind.FIST, fingers=0)
    assert silent(room, "verdict") == ["ben", "cyd"]
    room.lead(Kind.FISTS_REVEALED)
    assert silent(room, "verdict") == []


@pytest.mark.parametrize("step", ["purpose", "break", "boundary", "nowhere"])
def test_where_nothing_is_asked_nobody_is_quiet(step: str) -> None:
    room = a_room()
    assert silent(room, step) == []
    assert progress(room.state, step) == Progress(3, 3, 0)


def test_remarks_are_signed_and_ones_own_are_marked() -> None:
    room = a_room()
    room.say("ada", Kind.PARKED, item="i1", text="Who pays?")
    room.say(FACILITATOR, Kind.PARKED, item="i2", text="Ask legal")
    room.say("ben", Kind.DISSENT, text="Too early")
    assert [(one.text, one.author, one.role, one.mine) for one in parking_lot(room.state, "ada")] == [
        ("Who pays?", "Ada", "Sponsor", True),
        ("Ask legal", "Facilitator", "", False),
    ]
    [dissent] = dissents(room.state)
    assert (dissent.text, dissent.author, dissent.role, dissent.mine) == ("Too early", "Ben", "End user", False)


def test_anonymous_remarks_are_not_signed_then_or_later() -> None:
    room = a_room(anonymous=True)
    room.say("ada", Kind.PARKED, item="i1", text="Who pays?")
    room.say("ben", Kind.DISSENT, text="Too early")
    room.lead(Kind.SETTINGS, anonymous=False)
    assert [(one.author, one.role) for one in (*parking_lot(room.state), *dissents(room.state))] == [("", "")] * 2


def test_dissent_is_added_to_the_canvas_once_and_what_stands_there_stays() -> None:
    room = a_room()
    room.say("ada", Kind.DISSENT, text="Too soon.")
    room.lead(Kind.DISSENT, text="Said aloud.")
    own = list(room.state.dissents)
    there = [{"id": "older", "text": "Theirs"}, {"id": own[0], "text": "Reworded since"}]
    assert dissent_rows(room.state, there) == [*there, {"id": own[1], "text": "Said aloud."}]
    (first, _) = dissent_rows(room.state, [])
    assert first == {"id": own[0], "text": "Too soon.", "name": "Ada, Sponsor"}
    room.lead(Kind.SETTINGS, anonymous=True)
    assert all("name" not in row for row in dissent_rows(room.state, []))
