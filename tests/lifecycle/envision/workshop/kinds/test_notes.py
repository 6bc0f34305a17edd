"""Notes: one's own until they are turned over, and then as people read them."""

from typing import Any

import pytest

from lifecycle.envision.workshop.entries import Kind
from lifecycle.envision.workshop.kinds import notes
from lifecycle.errors import BadInput, Conflict, NotAllowed, NotFound
from tests.lifecycle.envision.workshop.kinds.test_reading import KEPT
from tests.lifecycle.envision.workshop.room import LEVERS, NOTES, Room, a_room, a_wall


@pytest.mark.parametrize("text", KEPT, ids=range(len(KEPT)))
def test_a_note_is_kept_exactly(text: str) -> None:
    room = a_room()
    room.note("ada", "n1", text)
    assert room.state.notes["n1"].text == text


def test_a_note_is_kept_with_who_where_when_and_what_it_answers() -> None:
    room = a_room()
    written = room.say("ada", Kind.NOTED, note="n1", step=NOTES, text="Waiting", prompt="Who loses what?")
    note = room.state.notes["n1"]
    assert (note.author, note.step, note.at, note.prompt) == ("ada", NOTES, written.at, "Who loses what?")
    assert (note.anonymous, note.late, note.edited) == (False, False, False)


def test_a_note_written_anonymously_remembers_the_promise() -> None:
    room = a_room(anonymous=True)
    room.note("ada", "n1")
    room.lead(Kind.SETTINGS, anonymous=False)
    room.note("ada", "n2")
    assert {key: note.anonymous for key, note in room.state.notes.items()} == {"n1": True, "n2": False}


def test_notes_are_written_in_a_pre_mortem_too() -> None:
    room = a_room()
    room.move("premortem")
    room.note("ada", "n1", step="premortem")
    assert room.state.notes["n1"].step == "premortem"


@pytest.mark.parametrize("step", ["purpose", "estimates", "break", "dials", "boundary", "verdict"])
def test_notes_are_written_in_no_other_step(step: str) -> None:
    room = a_room()
    room.move(step)
    with pytest.raises(Conflict, match="not a step for this"):
        room.note("ada", "n1", step=step)


def test_notes_are_not_written_ahead_or_afterwards() -> None:
    room = a_room()
    for step in (LEVERS, "purpose"):
        with pytest.raises(NotAllowed, match="at another step"):
            room.note("ada", "n1", step=step)
    with pytest.raises(NotFound):
        room.note("ada", "n1", step="nowhere")


def test_async_notes_are_written_in_any_step() -> None:
    room = Room(("ada", "user"), mode="async")
    for number, step in enumerate((LEVERS, NOTES, "premortem")):
        room.note("ada", f"n{number}", step=step)
    assert [note.step for note in room.state.notes.values()] == [LEVERS, NOTES, "premortem"]


def test_a_note_is_written_once() -> None:
    room = a_wall()
    room.group("g1", "a1")
    for taken in ("a1", "g1"):
        with pytest.raises(Conflict, match="written already"):
            room.note("ben", taken)


def test_a_note_that_was_withdrawn_is_not_written_again_under_its_id() -> None:
    room = a_room()
    room.note("ada", "n1")
    room.say("ada", Kind.WITHDRAWN, note="n1")
    with pytest.raises(Conflict, match="written already"):
        room.note("ben", "n1")


def test_a_flood_of_notes_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notes, "MOST_NOTES", 2)
    room = a_room()
    for number in range(2):
        room.note("ada", f"n{number}")
    with pytest.raises(Conflict, match="2 notes in this step"):
        room.note("ada", "n3")
    room.note("ben", "n3")


def test_an_own_note_is_edited_and_withdrawn_before_the_reveal() -> None:
    room = a_room()
    room.note("ada", "n1", "Frist")
    room.say("ada", Kind.EDITED, note="n1", text="First")
    assert (room.state.notes["n1"].text, room.state.notes["n1"].edited) == ("First", True)
    room.say("ada", Kind.WITHDRAWN, note="n1")
    assert (dict(room.state.notes), room.state.withdrawn) == ({}, {"n1"})


@pytest.mark.parametrize(("kind", "body"), [(Kind.EDITED, {"text": "Mine now"}), (Kind.WITHDRAWN, {})])
def test_somebody_elses_note_and_one_that_is_not_there_get_the_same_answer(kind: Kind, body: dict[str, Any]) -> None:
    room = a_room()
    room.note("ada", "n1")
    said = []
    for note in ("n1", "unknown"):
        with pytest.raises(NotAllowed) as raised:
            room.say("ben", kind, note=note, **body)
        said.append(str(raised.value))
    assert said[0] == said[1]
    assert room.state.notes["n1"].text == "Said"


@pytest.mark.parametrize(("kind", "body"), [(Kind.EDITED, {"text": "Other"}), (Kind.WITHDRAWN, {})])
def test_what_people_have_read_stays(kind: Kind, body: dict[str, Any]) -> None:
    room = a_wall()
    with pytest.raises(Conflict, match="as people read them"):
        room.say("ada", kind, note="a1", **body)


@pytest.mark.parametrize(("kind", "body"), [(Kind.EDITED, {"text": "Other"}), (Kind.WITHDRAWN, {})])
def test_a_note_of_another_step_stays_once_the_room_has_moved(kind: Kind, body: dict[str, Any]) -> None:
    room = a_room()
    room.note("ada", "n1")
    room.move(LEVERS)
    with pytest.raises(NotAllowed, match="at another step"):
        room.say("ada", kind, note="n1", **body)


def test_a_late_note_joins_the_wall_and_can_be_mended_until_somebody_works_with_it() -> None:
    room = a_wall()
    room.note("ben", "b2", "Aslo this")
    room.say("ben", Kind.EDITED, note="b2", text="Also this")
    assert (room.state.notes["b2"].late, room.state.notes["b2"].text) == (True, "Also this")
    room.group("g1", "a1", "b2")
    for kind, body in ((Kind.EDITED, {"text": "No"}), (Kind.WITHDRAWN, {})):
        with pytest.raises(Conflict, match="worked with this note"):
            room.say("ben", kind, note="b2", **body)


def use_by_vote(room: Room) -> None:
    room.vote("ada", "b2", 1)


def use_by_promotion(room: Room) -> None:
    room.lead(Kind.PROMOTED, note="b2", path="intent", text="So be it")


def use_as_risk(room: Room) -> None:
    room.lead(Kind.RISK, risk="r1", family="data", text="It comes late", from_note="b2")


@pytest.mark.parametrize("use", [use_by_vote, use_by_promotion, use_as_risk])
def test_a_late_note_that_was_used_stays(use: Any) -> None:
    room = a_wall()
    room.note("ben", "b2")
    use(room)
    with pytest.raises(Conflict, match="worked with this note"):
        room.say("ben", Kind.WITHDRAWN, note="b2")


def test_notes_are_turned_over_once() -> None:
    room = a_wall()
    assert room.state.revealed == {NOTES}
    with pytest.raises(Conflict, match="revealed already"):
        room.reveal()


def test_only_notes_are_turned_over() -> None:
    with pytest.raises(BadInput, match="has no notes"):
        a_room().reveal("break")


def test_an_author_takes_a_note_back_before_the_reveal() -> None:
    room = a_room()
    room.note("ada", "n1")
    room.note("ada", "n2")
    room.undo("ada")
    assert list(room.state.notes) == ["n1"]
    room.undo("ada")
    assert dict(room.state.notes) == {}


def test_an_author_takes_an_edit_and_a_withdrawal_back_before_the_reveal() -> None:
    room = a_room()
    room.note("ada", "n1", "One")
    room.say("ada", Kind.EDITED, note="n1", text="Two")
    room.undo("ada")
    assert (room.state.notes["n1"].text, room.state.notes["n1"].edited) == ("One", False)
    room.say("ada", Kind.WITHDRAWN, note="n1")
    room.undo("ada")
    assert room.state.notes["n1"].text == "One"


def test_a_note_that_was_turned_over_is_not_taken_back() -> None:
    room = a_wall()
    with pytest.raises(Conflict, match="as people read them"):
        room.undo("ben")


def test_a_withdrawn_note_does_not_come_back_onto_the_wall() -> None:
    room = a_room()
    room.note("ada", "n1")
    room.say("ada", Kind.WITHDRAWN, note="n1")
    room.reveal()
    with pytest.raises(Conflict, match="Write it again"):
        room.undo("ada")


def test_turning_over_by_mistake_is_taken_back_and_the_notes_are_private_again() -> None:
    room = a_wall()
    room.undo()
    assert room.state.revealed == frozenset()
    room.say("ada", Kind.EDITED, note="a1", text="Still mine")
    assert room.state.notes["a1"].text == "Still mine"
