"""Notes as somebody sees them."""

import pytest

from lifecycle.envision.workshop.entries import Kind
from lifecycle.envision.workshop.views import Wall, notes_for, notes_for_facilitator, wall
from lifecycle.envision.workshop.views.notes import NoteView
from tests.lifecycle.envision.workshop.room import LEVERS, NOTES, Room, a_room, a_wall


def ids(notes: tuple[NoteView, ...]) -> list[str]:
    return [note.id for note in notes]


def two_notes(**settings: bool) -> Room:
    room = a_room(**settings)
    room.note("ada", "a1", "Mine alone")
    room.note("ben", "b1", "Ben's alone")
    return room


def test_before_the_reveal_everybody_sees_their_own() -> None:
    state = two_notes().state
    assert ids(notes_for(state, "ada", NOTES)) == ["a1"]
    assert ids(notes_for(state, "ben", NOTES)) == ["b1"]
    assert notes_for(state, "cyd", NOTES) == ()
    assert notes_for(state, "stranger", NOTES) == ()


def test_before_the_reveal_the_facilitator_sees_none() -> None:
    state = two_notes().state
    assert notes_for_facilitator(state, NOTES) == ()
    assert wall(state, NOTES) == wall(state, NOTES, "ada") == Wall((), ())


def test_nobody_is_taken_for_the_author_of_anything() -> None:
    assert notes_for(two_notes().state, "", NOTES) == ()


def test_after_the_reveal_everybody_sees_all_and_which_are_their_own() -> None:
    room = two_notes()
    room.reveal()
    for who in ("ada", "ben", "cyd"):
        assert ids(notes_for(room.state, who, NOTES)) == ["a1", "b1"]
    assert [note.mine for note in notes_for(room.state, "ada", NOTES)] == [True, False]
    assert [note.mine for note in notes_for_facilitator(room.state, NOTES)] == [False, False]


def test_a_note_is_signed_with_name_and_role_as_they_are_now() -> None:
    room = two_notes()
    room.reveal()
    room.join("ada", "finance", name="Ada Lovelace")
    note = notes_for(room.state, "cyd", NOTES)[0]
    assert (note.text, note.author, note.role) == ("Mine alone", "Ada Lovelace", "Finance")


def test_notes_of_another_step_stay_where_they_are() -> None:
    room = a_wall()
    room.move(LEVERS)
    room.note("ada", "l1", step=LEVERS)
    assert ids(notes_for(room.state, "ada", LEVERS)) == ["l1"]
    assert notes_for_facilitator(room.state, LEVERS) == ()
    assert len(notes_for_facilitator(room.state, NOTES)) == 4


def test_in_an_anonymous_workshop_nobody_sees_a_name_but_everybody_their_own_notes() -> None:
    room = two_notes(anonymous=True)
    room.reveal()
    seen = [*notes_for(room.state, "ada", NOTES), *notes_for_facilitator(room.state, NOTES)]
    assert {(note.author, note.role) for note in seen} == {("", "")}
    assert [note.mine for note in notes_for(room.state, "ada", NOTES)] == [True, False]


def test_the_log_keeps_who_wrote_anonymously() -> None:
    room = two_notes(anonymous=True)
    assert [(entry.author, entry.body["note"]) for entry in room.log if entry.kind is Kind.NOTED] == [
        ("ada", "a1"),
        ("ben", "b1"),
    ]


def test_what_was_written_anonymously_stays_so_when_names_come_back() -> None:
    room = two_notes(anonymous=True)
    room.lead(Kind.SETTINGS, anonymous=False)
    room.note("ada", "a2")
    room.reveal()
    assert {note.id: note.author for note in notes_for_facilitator(room.state, NOTES)} == {
        "a1": "",
        "b1": "",
        "a2": "Ada",
    }


def test_a_workshop_that_becomes_anonymous_hides_earlier_names_too() -> None:
    room = two_notes()
    room.reveal()
    room.lead(Kind.SETTINGS, anonymous=True)
    assert {note.author for note in notes_for_facilitator(room.state, NOTES)} == {""}


def test_the_wall_has_groups_in_their_order_and_the_notes_that_stand_alone() -> None:
    room = a_wall()
    room.group("g2", "b1", title="Second made first")
    room.group("g1", "c1", "a1", title="Other")
    found = wall(room.state, NOTES, "ada")
    assert [(group.title, ids(group.notes)) for group in found.groups] == [
        ("Second made first", ["b1"]),
        ("Other", ["c1", "a1"]),
    ]
    assert ids(found.loose) == ["a2"]
    assert found.loose[0].mine


def test_the_wall_keeps_the_titles_of_merged_groups() -> None:
    room = a_wall()
    room.group("g1", "a1", title="One")
    room.group("g2", "b1", title="Two")
    room.lead(Kind.MERGED, into="g1", groups=["g2"])
    [group] = wall(room.state, NOTES).groups
    assert (group.title, group.merged, ids(group.notes)) == ("One", ("Two",), ["a1", "b1"])


def test_each_wall_shows_its_own_step() -> None:
    room = a_wall()
    room.group("g1", "a1")
    room.move(LEVERS)
    room.note("ben", "l1", step=LEVERS)
    room.reveal(LEVERS)
    assert wall(room.state, LEVERS).groups == ()
    assert ids(wall(room.state, LEVERS).loose) == ["l1"]


@pytest.mark.parametrize("text", ["<b>bold</b>", "**bold**", "=1+1", "🦉 שלום", " spaces "])
def test_text_is_given_as_it_was_typed(text: str) -> None:
    room = a_room()
    room.note("ada", "a1", text)
    assert notes_for(room.state, "ada", NOTES)[0].text == text


def test_late_and_edited_notes_are_marked() -> None:
    room = a_wall()
    room.note("ben", "b2")
    room.say("ben", Kind.EDITED, note="b2", text="Better")
    note = notes_for(room.state, "ada", NOTES)[-1]
    assert (note.late, note.edited, note.text) == (True, True, "Better")
