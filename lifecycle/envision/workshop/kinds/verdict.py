"""Verdict: fist to five, everybody at once."""

from typing import Any

from lifecycle.envision.workshop.agenda import Activity
from lifecycle.envision.workshop.draft import Draft
from lifecycle.envision.workshop.entries import Body, Entry, Kind
from lifecycle.envision.workshop.kinds import Asked, Rule, never_seen
from lifecycle.envision.workshop.kinds.place import step_for
from lifecycle.envision.workshop.kinds.reading import whole
from lifecycle.envision.workshop.things import State
from lifecycle.errors import Conflict, NotAllowed

MOST_FINGERS = 5


def check_fist(state: State, asked: Asked) -> dict[str, Any]:
    """Show 0 (I stop it) to 5 (I stand up for it) fingers; showing again replaces it until all are shown."""
    check_showing(state, asked)
    return {"fingers": whole(asked.body, "fingers", "The number of fingers", 0, MOST_FINGERS)}


def check_showing(state: State, asked: Asked) -> None:
    """Check that people give their verdict now."""
    if state.fists_revealed:
        raise NotAllowed("The verdict has been shown, so it stays as it is. A dissent can still be recorded.")
    step_for(state, asked, Activity.VERDICT)


def apply_fist(draft: Draft, entry: Entry) -> None:
    """Keep the fingers."""
    if not draft.get("fists_revealed"):
        draft.own("fists")[entry.author] = entry.body["fingers"]


def check_fists_revealed(state: State, asked: Asked) -> dict[str, Any]:
    """Show the verdict."""
    if state.fists_revealed:
        raise Conflict("The verdict is shown already.")
    if not state.fists:
        raise Conflict("Nobody has shown a hand yet.")
    return {}


def apply_fists_revealed(draft: Draft, entry: Entry) -> None:
    """Show it."""
    draft.put("fists_revealed", True)


def undo_fist(state: State, asked: Asked) -> None:
    """Let a hand be taken back until all are shown."""
    check_showing(state, asked)


def told(body: Body) -> dict[str, Any]:
    """Tell that somebody gave a verdict, not which."""
    return {}


RULES = {
    Kind.FIST: Rule(
        check_fist, apply_fist, participants=True, facilitator=False, undo=undo_fist, seen=never_seen, told=told
    ),
    Kind.FISTS_REVEALED: Rule(check_fists_revealed, apply_fists_revealed),
}
