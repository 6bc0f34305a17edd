"""Notes as somebody sees them: before the reveal only their own, afterwards all."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from lifecycle.envision.workshop.things import Note, State
from lifecycle.envision.workshop.views.names import signed


class NoteView(NamedTuple):
    """A note as it is shown. `author` and `role` are empty where they are hidden; `group` where it stands alone."""

    id: str
    text: str
    author: str
    role: str
    mine: bool
    group: str
    prompt: str
    late: bool
    edited: bool


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group with its notes. `merged` are the titles of groups that went into it."""

    id: str
    title: str
    notes: tuple[NoteView, ...]
    merged: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wall:
    """Everything revealed in a step: groups in the order they were made, and the notes that stand alone."""

    groups: tuple[GroupView, ...]
    loose: tuple[NoteView, ...]


def notes_for(state: State, participant_id: str, step: str) -> tuple[NoteView, ...]:
    """Give a participant the notes of a step: their own before the reveal, all of them after it."""
    found = state.notes_in(step)
    if step not in state.revealed:
        found = tuple(note for note in found if note.author == participant_id)
    return _shown(state, found, participant_id)


def notes_for_facilitator(state: State, step: str) -> tuple[NoteView, ...]:
    """Give the facilitator, and the projector, the notes of a step: none before the reveal."""
    if step not in state.revealed:
        return ()
    return _shown(state, state.notes_in(step), "")


def wall(state: State, step: str, participant_id: str = "") -> Wall:
    """Give the wall of a step, empty before the reveal; `participant_id` marks whose notes are the reader's own."""
    if step not in state.revealed:
        return Wall((), ())
    notes = {note.id: note for note in notes_for(state, participant_id, step)}
    groups = tuple(
        GroupView(group.id, group.title, tuple(notes[key] for key in group.notes if key in notes), group.merged)
        for group in state.groups.values()
        if group.step == step
    )
    return Wall(groups, tuple(note for note in notes.values() if not note.group))


def _shown(state: State, notes: Iterable[Note], reader: str) -> tuple[NoteView, ...]:
    grouped = state.grouped
    names: dict[tuple[str, bool], tuple[str, str]] = {}
    found = []
    for note in notes:
        by = (note.author, note.anonymous)
        if by not in names:
            names[by] = signed(state, *by)
        name, role = names[by]
        mine, group = note.author == reader, grouped.get(note.id, "")
        found.append(NoteView(note.id, note.text, name, role, mine, group, note.prompt, note.late, note.edited))
    return tuple(found)
