"""Who may write what: tried for every kind, as everybody, in an open and a closed workshop."""

import re
from typing import Any

import pytest

from lifecycle.envision.workshop.entries import FACILITATOR, Kind
from lifecycle.envision.workshop.kinds import rules
from lifecycle.envision.workshop.rules import (
    can_undo,
    canvas_fields,
    check_entry,
    is_contribution,
    moves_room,
    told,
)
from lifecycle.envision.workshop.state import State, last_undoable
from lifecycle.errors import BadInput, Conflict, NotAllowed, NotFound, ThroughlineError
from tests.lifecycle.envision.workshop.room import LEVERS, NOTES, START, Room, a_room, a_wall

KINDS = sorted(set(Kind) - {Kind.OPENED})
GARBAGE: list[Any] = [None, 7, "x", ["x"], {"a": "b"}, True, -1, 1e300, "x" * 100, "\ud800"]
KEYS = (
    *(
        "note",
        "step",
        "text",
        "prompt",
        "group",
        "title",
        "notes",
        "into",
        "groups",
        "target",
        "dots",
        "path",
        "number",
    ),
    *("round", "low", "likely", "high", "estimate", "component", "level", "reason", "risk", "family", "from_note"),
    *("likelihood", "impact", "detectability", "fingers", "item", "value", "action", "seconds", "steps", "mode"),
    *("deadline", "anonymous", "votes_each", "participant", "name", "role", "entry"),
)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_written_before_the_workshop_opens(kind: Kind) -> None:
    for author in (FACILITATOR, "ada"):
        with pytest.raises(NotFound, match="not been opened"):
            check_entry(State.empty(), author, kind, {}, START)


@pytest.mark.parametrize("kind", [kind for kind, rule in rules().items() if not rule.participants])
def test_what_is_the_facilitators_is_no_participants(kind: Kind) -> None:
    with pytest.raises(NotAllowed, match="Only the facilitator"):
        check_entry(a_wall().state, "ada", kind, {}, START)


@pytest.mark.parametrize("kind", [kind for kind, rule in rules().items() if not rule.facilitator])
def test_what_is_the_participants_is_not_the_facilitators(kind: Kind) -> None:
    with pytest.raises(NotAllowed, match="Join with the code"):
        check_entry(a_wall().state, FACILITATOR, kind, {}, START)


@pytest.mark.parametrize("kind", [kind for kind, rule in rules().items() if rule.participants and kind != Kind.JOINED])
def test_who_has_not_joined_writes_nothing(kind: Kind) -> None:
    with pytest.raises(NotAllowed, match="have not joined"):
        check_entry(a_wall().state, "stranger", kind, {}, START)


@pytest.mark.parametrize("kind", [*(kind for kind, rule in rules().items() if rule.participants), Kind.UNDONE])
def test_after_the_end_participants_write_nothing(kind: Kind) -> None:
    room = a_wall()
    room.lead(Kind.CLOSED)
    for author in ("ada", "newcomer"):
        with pytest.raises(NotAllowed, match="is closed"):
            check_entry(room.state, author, kind, {}, START)


@pytest.mark.parametrize("body", [None, 7, "text", ["a"]])
def test_a_body_that_is_none_is_refused(body: Any) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        check_entry(a_room().state, "ada", Kind.NOTED, body, START)


@pytest.mark.parametrize("author", ["ada", FACILITATOR])
@pytest.mark.parametrize("kind", KINDS)
def test_garbage_is_refused_in_a_sentence_or_taken_and_breaks_nothing(kind: Kind, author: str) -> None:
    said = []
    for garbage in GARBAGE:
        room = a_wall()
        room.group("g1", "a1", "b1")
        try:
            room.say(author, kind, **dict.fromkeys(KEYS, garbage))
        except ThroughlineError as problem:
            said.append(str(problem))
    assert all(re.match(r"[“A-Z].*[.?]$", sentence) for sentence in said)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_asked_for_is_not_kept(kind: Kind) -> None:
    room = a_wall()
    body = {"note": "n1", "step": NOTES, "text": "Said", "author": "ben", "extra": "x" * 99}
    try:
        kept = check_entry(room.state, "ada", kind, body, room.now)
    except ThroughlineError:
        return
    assert not {"author", "extra"} & set(kept)


def test_only_ones_own_last_act_is_taken_back() -> None:
    room = a_room()
    first = room.say("ada", Kind.NOTED, note="n1", step=NOTES, text="One")
    room.note("ada", "n2")
    others = room.say("ben", Kind.NOTED, note="n3", step=NOTES, text="Three")
    for entry in (first.id, others.id, "gone"):
        with pytest.raises(Conflict, match="Something was done since"):
            room.say("ada", Kind.UNDONE, entry=entry)


def test_there_may_be_nothing_to_take_back() -> None:
    with pytest.raises(Conflict, match="nothing to take back"):
        Room(("ada", "user")).undo("ada")


def test_closing_is_not_taken_back_but_what_was_done_before_it_is() -> None:
    room = a_wall()
    room.lead(Kind.CLOSED)
    last = last_undoable(room.state, FACILITATOR)
    assert last is not None
    assert last.kind is Kind.REVEALED
    room.undo()
    assert room.state.closed
    assert not room.state.revealed


def test_what_can_be_taken_back_now_is_told_beforehand() -> None:
    room = a_room()
    assert can_undo(room.state, "ada", room.now) is None
    room.note("ada", "n1")
    assert can_undo(room.state, "ada", room.now) == room.log[-1]
    room.move(LEVERS)
    assert can_undo(room.state, "ada", room.now) is None
    room.move(NOTES)
    assert can_undo(room.state, "ada", room.now) is not None
    room.reveal()
    assert can_undo(room.state, "ada", room.now) is None
    assert can_undo(room.state, FACILITATOR, room.now) == room.log[-1]
    room.lead(Kind.CLOSED)
    assert can_undo(room.state, "ada", room.now) is None
    assert can_undo(room.state, FACILITATOR, room.now) is not None


def seen(room: Room, author: str, kind: Kind, **body: Any) -> bool:
    """Say whether participants see something of an entry, and write it."""
    kept = check_entry(room.state, author, kind, body, room.now)
    answer = moves_room(room.state, kind, kept)
    room.say(author, kind, **body)
    return answer


def test_who_comes_in_moves_the_page_and_what_is_private_or_blind_nobodys() -> None:
    room = a_room()
    assert seen(room, "dee", Kind.JOINED, participant="dee", name="Dee", role="user")
    assert not seen(room, "ada", Kind.NOTED, note="n1", step=NOTES, text="One")
    assert not seen(room, "ada", Kind.EDITED, note="n1", text="Two")
    assert not seen(room, "ada", Kind.UNDONE, entry=room.log[-1].id)
    assert not seen(room, "ada", Kind.WITHDRAWN, note="n1")
    room.note("ada", "n2")
    room.reveal()
    assert not seen(room, "ada", Kind.VOTED, step=NOTES, target="n2", dots=1)
    room.move("estimates")
    room.lead(Kind.ROUND, path="volume", number=1)
    assert not seen(room, "ada", Kind.ESTIMATED, path="volume", round=1, low=1, likely=2, high=3)
    room.move("dials")
    assert not seen(room, "ada", Kind.DIAL, component="fair", level="high")
    room.move("premortem")
    room.lead(Kind.RISK, risk="r1", family="data", text="Late")
    assert not seen(room, "ada", Kind.RISK_SCORED, risk="r1", likelihood=1, impact=1, detectability=1)
    room.move("verdict")
    assert not seen(room, "ada", Kind.FIST, fingers=3)
    assert not seen(room, "ada", Kind.UNDONE, entry=room.log[-1].id)


def test_what_everybody_sees_moves_their_pages() -> None:
    room = a_room()
    room.note("ada", "n1")
    assert seen(room, FACILITATOR, Kind.REVEALED, step=NOTES)
    assert seen(room, FACILITATOR, Kind.UNDONE, entry=room.log[-1].id)
    room.reveal()
    assert seen(room, "ben", Kind.NOTED, note="n2", step=NOTES, text="Late")
    assert seen(room, "ben", Kind.EDITED, note="n2", text="Later")
    assert seen(room, "ben", Kind.UNDONE, entry=room.log[-1].id)
    assert seen(room, "ben", Kind.WITHDRAWN, note="n2")
    assert seen(room, FACILITATOR, Kind.GROUPED, group="g1", title="T", notes=["n1"])
    assert seen(room, "ada", Kind.PARKED, item="i1", text="Later")
    assert seen(room, "ada", Kind.DISSENT, text="No")
    assert seen(room, FACILITATOR, Kind.TIMER, action="pause")
    assert seen(room, FACILITATOR, Kind.MOVED, step=LEVERS)
    assert seen(room, FACILITATOR, Kind.SETTINGS, votes_each=3)
    assert seen(room, FACILITATOR, Kind.CLOSED)


SECRET = "a word nobody else may read"
TOLD: list[tuple[Kind, dict[str, Any], dict[str, Any]]] = [
    (
        Kind.NOTED,
        {"note": "n1", "step": NOTES, "text": SECRET, "prompt": ""},
        {"note": "n1", "step": NOTES, "length": 27},
    ),
    (Kind.EDITED, {"note": "n1", "text": SECRET}, {"note": "n1", "length": 27}),
    (Kind.WITHDRAWN, {"note": "n1", "step": NOTES}, {"note": "n1", "step": NOTES}),
    (Kind.VOTED, {"step": NOTES, "target": "n1", "dots": 3}, {"step": NOTES}),
    (
        Kind.ESTIMATED,
        {"path": "volume", "round": 1, "low": 1, "likely": 2, "high": 3},
        {"path": "volume", "round": 1},
    ),
    (Kind.DIAL, {"component": "fair", "level": "high", "reason": SECRET}, {"component": "fair"}),
    (Kind.RISK_SCORED, {"risk": "r1", "likelihood": 1, "impact": 2, "detectability": 3}, {"risk": "r1"}),
    (Kind.FIST, {"fingers": 2}, {}),
    (
        Kind.JOINED,
        {"participant": "p1", "name": "x" * 300, "role": "user"},
        {"participant": "p1", "name": "x" * 200, "role": "user"},
    ),
    (Kind.MOVED, {"step": NOTES}, {"step": NOTES}),
    (Kind.PARKED, {"item": "i1", "text": "Later"}, {"item": "i1", "text": "Later"}),
    (Kind.UNDONE, {"entry": "e1"}, {"entry": "e1"}),
    (Kind.AGENDA, {"steps": [{}, {}]}, {"steps": 2}),
]


@pytest.mark.parametrize(("kind", "body", "expected"), TOLD)
def test_the_trail_is_told_what_is_public(kind: Kind, body: dict[str, Any], expected: dict[str, Any]) -> None:
    assert told(kind, body) == expected


def test_every_private_kind_of_entry_keeps_its_secret_from_the_trail() -> None:
    blind = {kind for kind, rule in rules().items() if rule.participants and not rule.facilitator}
    assert blind <= {kind for kind, *_ in TOLD}


def test_most_entries_write_nothing_into_the_canvas() -> None:
    assert canvas_fields(Kind.MOVED, {"step": NOTES}) == {}
    assert canvas_fields(Kind.UNDONE, {"entry": "e"}) == {}


def test_what_participants_give_is_a_contribution_but_not_their_joining() -> None:
    assert {kind for kind in Kind if is_contribution(kind)} == {
        kind for kind, rule in rules().items() if rule.participants
    } - {Kind.JOINED}
