"""A whole workshop by the built-in agenda, as eleven people would live through it."""

import pytest

from lifecycle.envision.risks import Outcome
from lifecycle.envision.workshop import views
from lifecycle.envision.workshop.agenda import default_agenda
from lifecycle.envision.workshop.entries import Kind
from lifecycle.envision.workshop.seats import seat_roles
from lifecycle.envision.workshop.state import fold
from tests.lifecycle.envision.workshop.room import Room

PEOPLE = tuple((role, role) for role in seat_roles())
NOTE_STEPS = ("problem", "decision", "levers")


def notes_and_votes(room: Room, step: str) -> None:
    room.move(step)
    for who, _ in PEOPLE:
        room.note(who, f"{step}-{who}", f"{who} on {step}", step)
    assert views.quiet(room.state, step) == ()
    room.reveal(step)
    first, second = [f"{step}-{who}" for who, _ in PEOPLE[:4]], [f"{step}-{who}" for who, _ in PEOPLE[4:7]]
    room.group(f"{step}-1", *first, title="First")
    room.group(f"{step}-2", *second, title="Second")
    for place, (who, _) in enumerate(PEOPLE):
        room.vote(who, f"{step}-1", 3 if place % 2 else 1, step)
        room.vote(who, f"{step}-2", 1, step)
    room.lead(Kind.VOTES_REVEALED, step=step)


def estimates(room: Room) -> None:
    room.move("estimates")
    path = "volume"
    for number, spread in ((1, 400), (2, 60)):
        room.lead(Kind.ROUND, path=path, number=number)
        for place, (who, _) in enumerate(PEOPLE):
            likely = 1000 + spread * place
            room.estimate(who, likely - 200, likely, likely + 300, path, number)
        room.lead(Kind.ESTIMATES_REVEALED, path=path, round=number)
    found = views.spread(room.state, path, 2)
    assert found is not None
    room.lead(Kind.ACCEPTED, path=path, estimate=found.pooled.model_dump())


def dials(room: Room) -> None:
    room.move("dials")
    for who, role in PEOPLE:
        room.say(who, Kind.DIAL, component="fair", level="high" if role == "risk" else "light", reason="So I think")
    room.lead(Kind.DIAL_SET, component="fair", level="standard", reason="Risk was heard")


def premortem(room: Room) -> None:
    room.move("premortem")
    for who, _ in PEOPLE:
        room.note(who, f"pm-{who}", "It was switched off", "premortem")
    room.reveal("premortem")
    room.lead(Kind.RISK, risk="r1", family="reliance", text="People stop looking", from_note="pm-user")
    for who, _ in PEOPLE:
        room.say(who, Kind.RISK_SCORED, risk="r1", likelihood=3, impact=5 if who == "risk" else 4, detectability=2)
    room.lead(Kind.RISKS_REVEALED)


def verdict(room: Room) -> None:
    room.move("verdict")
    for who, _ in PEOPLE:
        room.say(who, Kind.FIST, fingers=1 if who == "risk" else 4)
    room.lead(Kind.FISTS_REVEALED)
    room.say("risk", Kind.DISSENT, text="Nobody has asked the people it is about.")


@pytest.fixture(scope="module")
def room() -> Room:
    room = Room(*PEOPLE)
    room.move("purpose")
    for step in NOTE_STEPS:
        notes_and_votes(room, step)
    room.lead(Kind.PROMOTED, group="problem-1", path="intent", text="Nobody waits a week for an answer.")
    estimates(room)
    room.move("break")
    dials(room)
    premortem(room)
    room.move("boundary")
    room.lead(Kind.FIELD_SET, path="boundary.metric", value="recall")
    room.move("owners")
    room.lead(Kind.FIELD_SET, path="owner.sponsor", value="Amara Osei")
    verdict(room)
    room.lead(Kind.CLOSED)
    return room


def test_every_step_was_done(room: Room) -> None:
    done = views.summary(room.state)
    assert (done.steps, done.steps_done) == (11, 11)
    assert [entry.body["step"] for entry in room.log if entry.kind is Kind.MOVED] == [s.key for s in default_agenda()]


def test_what_was_said_is_all_there(room: Room) -> None:
    done = views.summary(room.state)
    assert (done.notes, done.groups, done.risks, done.dissents) == (44, 6, 1, 1)
    for step in NOTE_STEPS:
        tally = views.tally_for(room.state, step)
        assert [(one.title, one.dots, one.voters) for one in tally[:2]] == [("First", 21, 11), ("Second", 11, 11)]
        wall = views.wall(room.state, step)
        assert [len(group.notes) for group in wall.groups] == [4, 3]
        assert len(wall.loose) == 4


def test_talking_brought_the_estimates_together_and_the_rest_is_the_range(room: Room) -> None:
    first, second = (views.spread(room.state, "volume", number) for number in (1, 2))
    assert first is not None
    assert second is not None
    assert first.pooled.high - first.pooled.low > 3 * (second.pooled.high - second.pooled.low)
    assert room.state.accepted["volume"] == second.pooled
    assert second.pooled.low < 1000 < second.pooled.high


def test_the_second_line_was_heard(room: Room) -> None:
    dial = views.dial_opinions(room.state, "fair")
    assert dial.counts == (10, 0, 1)
    assert "hear both" in dial.sentence
    assert dial.chosen is not None
    assert dial.chosen.level == "standard"


def test_the_risk_is_judged_by_the_median_and_the_worst_is_not_hidden(room: Room) -> None:
    [risk] = views.risk_scores(room.state)
    assert (risk.outcome, risk.worst) == (Outcome.MITIGATE, Outcome.STOP)
    assert risk.from_note == "pm-user"


def test_the_verdict_names_who_cannot_live_with_it(room: Room) -> None:
    found = views.fists(room.state)
    assert found.low == ("Risk",)
    assert found.sentence == "1 of 11 cannot live with it yet. Ask what would have to change."


def test_the_canvas_got_what_was_agreed(room: Room) -> None:
    assert dict(room.state.fields) == {
        "intent": "Nobody waits a week for an answer.",
        "boundary.metric": "recall",
        "owner.sponsor": "Amara Osei",
    }


def test_it_is_replayed_from_its_log_at_any_moment(room: Room) -> None:
    before = [number for number, entry in enumerate(room.log) if entry.kind is Kind.REVEALED]
    for number in before:
        then, after = fold(room.log[:number]), fold(room.log[: number + 1])
        step = room.log[number].body["step"]
        assert (len(views.notes_for_facilitator(then, step)), len(views.notes_for_facilitator(after, step))) == (0, 11)
    assert fold(room.log) == room.state


def test_the_facilitator_can_go_all_the_way_back(room: Room) -> None:
    again = Room()
    again.log, again.state, again.now = list(room.log), room.state, room.now
    count = 0
    while again.state.last_act.get("facilitator"):
        again.undo()
        count += 1
    assert count == sum(entry.author == "facilitator" for entry in room.log) - 2
    assert again.state.position is None
    assert again.state.revealed == frozenset()
    assert len(again.state.notes) == 44
