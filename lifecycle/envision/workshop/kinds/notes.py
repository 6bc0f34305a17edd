"""Notes: written in silence, seen by nobody else until they are revealed."""

from dataclasses import replace
from typing import Any

from lifecycle.envision.workshop.agenda import NOTE_ACTIVITIES
from lifecycle.envision.workshop.draft import Draft
from lifecycle.envision.workshop.entries import Body, Entry, Kind
from lifecycle.envision.workshop.kinds import Asked, Rule
from lifecycle.envision.workshop.kinds.place import check_here, check_step
from lifecycle.envision.workshop.kinds.reading import identifier, maybe_text, text
from lifecycle.envision.workshop.things import Note, State
from lifecycle.errors import BadInput, Conflict, NotAllowed

MOST_NOTES = 100
LONGEST_PROMPT = 500


def check_noted(state: State, asked: Asked) -> dict[str, Any]:
    """Write a note, in a step for notes, for oneself until it is revealed."""
    step = check_here(state, asked, identifier(asked.body, "step", "The step"), *NOTE_ACTIVITIES)
    note = identifier(asked.body, "note", "The note")
    if note in state.notes or note in state.withdrawn or note in state.groups:
        raise Conflict("This note is written already.")
    if _count(state, asked.author, step.key) >= MOST_NOTES:
        raise Conflict(f"You have written {MOST_NOTES} notes in this step. Put the rest together.")
    return {
        "note": note,
        "step": step.key,
        "text": text(asked.body, "text", "The note"),
        "prompt": maybe_text(asked.body, "prompt", "The prompt", LONGEST_PROMPT),
    }


def _count(state: State, author: str, step: str) -> int:
    return sum(note.author == author and note.step == step for note in state.notes.values())


def apply_noted(draft: Draft, entry: Entry) -> None:
    """Keep the note, with the promise about its author that held when it was written."""
    body, step = entry.body, entry.body["step"]
    draft.own("notes")[body["note"]] = Note(
        body["note"],
        step,
        entry.author,
        body["text"],
        entry.at,
        body["prompt"],
        draft.get("settings").anonymous,
        step in draft.get("revealed"),
    )


def check_edited(state: State, asked: Asked) -> dict[str, Any]:
    """Write an own note anew."""
    note = check_own_note(state, asked)
    return {"note": note.id, "text": text(asked.body, "text", "The note")}


def apply_edited(draft: Draft, entry: Entry) -> None:
    """Put the new text in place."""
    if found := draft.get("notes").get(entry.body["note"]):
        draft.own("notes")[found.id] = replace(found, text=entry.body["text"], edited=True)


def check_withdrawn(state: State, asked: Asked) -> dict[str, Any]:
    """Take an own note away."""
    note = check_own_note(state, asked)
    return {"note": note.id, "step": note.step}


def apply_withdrawn(draft: Draft, entry: Entry) -> None:
    """Take it off; its text stays in the log alone."""
    if entry.body["note"] in draft.get("notes"):
        del draft.own("notes")[entry.body["note"]]
        draft.add("withdrawn", entry.body["note"])


def check_own_note(state: State, asked: Asked) -> Note:
    """Check that a note is one's own and that nobody has worked with it yet; gives the note.

    Somebody else's note and one that does not exist get the same answer.
    """
    note = state.notes.get(identifier(asked.body, "note", "The note"))
    if note is None or note.author != asked.author:
        raise NotAllowed("You can change your own notes alone, and this is none of yours.")
    check_here(state, asked, note.step, *NOTE_ACTIVITIES)
    if note.step in state.revealed and not note.late:
        raise Conflict("The notes of this step have been revealed, so they stay as people read them.")
    if note.id in state.grouped or _is_used(state, note):
        raise Conflict("People have worked with this note already, so it stays as they read it.")
    return note


def _is_used(state: State, note: Note) -> bool:
    dotted = any(note.id in mine for mine in state.votes.get(note.step, {}).values())
    quoted = any(one.source == note.id for one in state.promoted)
    return dotted or quoted or any(risk.from_note == note.id for risk in state.risks.values())


def check_revealed(state: State, asked: Asked) -> dict[str, Any]:
    """Turn the notes of a step over, for everybody at once."""
    step = check_step(state, identifier(asked.body, "step", "The step"))
    if not step.takes_notes:
        raise BadInput(f"“{step.title}” has no notes to reveal.")
    if step.key in state.revealed:
        raise Conflict(f"The notes of “{step.title}” are revealed already.")
    return {"step": step.key}


def apply_revealed(draft: Draft, entry: Entry) -> None:
    """Turn them over."""
    draft.add("revealed", entry.body["step"])


def undo_noted(state: State, asked: Asked) -> None:
    """Let a note be taken back while nobody has read it, or nobody has worked with it."""
    check_own_note(state, asked)


def undo_withdrawn(state: State, asked: Asked) -> None:
    """Bring a note back while its step is not revealed: it would not be one of those that were turned over."""
    step = asked.body["step"]
    check_here(state, asked, step, *NOTE_ACTIVITIES)
    if step in state.revealed:
        raise Conflict("The notes of this step have been revealed. Write it again: it joins those on the wall.")


def is_read(state: State, body: Body) -> bool:
    """Answer whether a note is seen at once, because its step is revealed."""
    known = state.notes.get(body["note"])
    return (known.step if known else body.get("step")) in state.revealed


def told(body: Body) -> dict[str, Any]:
    """Tell of a note which one it is and how long, never what it says."""
    length = {"length": len(body["text"])} if "text" in body else {}
    return {key: body[key] for key in ("note", "step") if key in body} | length


PRIVATE: dict[str, Any] = {"participants": True, "facilitator": False, "seen": is_read, "told": told}
RULES = {
    Kind.NOTED: Rule(check_noted, apply_noted, undo=undo_noted, **PRIVATE),
    Kind.EDITED: Rule(check_edited, apply_edited, undo=undo_noted, **PRIVATE),
    Kind.WITHDRAWN: Rule(check_withdrawn, apply_withdrawn, undo=undo_withdrawn, **PRIVATE),
    Kind.REVEALED: Rule(check_revealed, apply_revealed),
}
