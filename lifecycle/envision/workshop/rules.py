"""Who may write what when: asked inside the writer, on the state as it is at that moment."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lifecycle.envision.workshop.entries import FACILITATOR, Body, Entry, Kind
from lifecycle.envision.workshop.kinds import Asked, rules
from lifecycle.envision.workshop.kinds.reading import identifier
from lifecycle.envision.workshop.state import State, last_undoable
from lifecycle.errors import BadInput, Conflict, NotAllowed, NotFound


def check_entry(state: State, author: str, kind: Kind, body: Body, now: datetime) -> dict[str, Any]:
    """Check that an author (a participant's id or FACILITATOR) may write this now; gives the body as it is kept.

    Raises:
        NotAllowed: they may not, or not at this step.
        BadInput: something in the body is missing or not what it should be.
        Conflict: it contradicts what was written before.
        NotFound: it speaks of something that is not there.

    """
    if not isinstance(body, Mapping):
        raise BadInput("What was sent cannot be read.")
    if kind is not Kind.OPENED and state.opened_at is None:
        raise NotFound("This workshop has not been opened.")
    check_author(state, author, kind)
    asked = Asked(author, body, now)
    return _check_undone(state, asked) if kind is Kind.UNDONE else rules()[kind].check(state, asked)


def check_author(state: State, author: str, kind: Kind) -> None:
    """Check that this kind of entry is for this author, and that the workshop is open to them.

    Raises:
        NotAllowed: it is not.

    """
    if author == FACILITATOR:
        if kind is not Kind.UNDONE and not rules()[kind].facilitator:
            raise NotAllowed("This is for participants. Join with the code to take part yourself.")
        return
    if kind is not Kind.UNDONE and not rules()[kind].participants:
        raise NotAllowed("Only the facilitator can do this.")
    if state.closed:
        raise NotAllowed("The workshop is closed. What you gave is kept.")
    if kind is not Kind.JOINED and author not in state.participants:
        raise NotAllowed("You have not joined this workshop.")


def _check_undone(state: State, asked: Asked) -> dict[str, Any]:
    last = last_undoable(state, asked.author)
    if last is None:
        raise Conflict("There is nothing to take back.")
    if identifier(asked.body, "entry", "What is taken back") != last.id:
        raise Conflict("Something was done since. Look again before you take anything back.")
    check_undo(state, last, asked.now)
    return {"entry": last.id}


def check_undo(state: State, last: Entry, now: datetime) -> None:
    """Check that an act can still be taken back by its author.

    Raises:
        NotAllowed, Conflict: others have seen it or worked with it since.

    """
    undo = rules()[last.kind].undo
    if undo is None:
        raise Conflict("This cannot be taken back.")
    undo(state, Asked(last.author, last.body, now))


def can_undo(state: State, author: str, now: datetime) -> Entry | None:
    """Give what an author may take back now; None where there is nothing or it is too late."""
    last = last_undoable(state, author)
    if last is None or (state.closed and author != FACILITATOR):
        return None
    try:
        check_undo(state, last, now)
    except (NotAllowed, Conflict, NotFound):
        return None
    return last


def moves_room(state: State, kind: Kind, body: Body) -> bool:
    """Answer whether participants see something of an entry; `state` is the one before it."""
    if kind is not Kind.UNDONE:
        return rules()[kind].seen(state, body)
    undone = next(entry for entry in state.last_act.values() if entry.id == body["entry"])
    return rules()[undone.kind].seen(state, undone.body)


def told(kind: Kind, body: Body) -> dict[str, Any]:
    """Give what the audit trail says of an entry: never what is private or blind."""
    tell = None if kind is Kind.UNDONE else rules()[kind].told
    return tell(body) if tell else dict(body)


def canvas_fields(kind: Kind, body: Body) -> dict[str, Any]:
    """Give the canvas fields an entry writes, with their values; nothing for most kinds."""
    write = None if kind is Kind.UNDONE else rules()[kind].canvas
    return write(body) if write else {}


def canvas_rows(kind: Kind, body: Body) -> dict[str, dict[str, Any]]:
    """Give the rows an entry adds to lists of the canvas, by the path of the list; nothing for most kinds."""
    add = None if kind is Kind.UNDONE else rules()[kind].rows
    return add(body) if add else {}


def is_contribution(kind: Kind) -> bool:
    """Answer whether an entry is what a participant gives, whose author an anonymous workshop hides."""
    return kind is not Kind.JOINED and kind is not Kind.UNDONE and rules()[kind].participants
