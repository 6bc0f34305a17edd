"""Dot votes: each person has a number of dots a step, and nobody sees who placed them."""

from typing import Any

from lifecycle.envision.workshop.agenda import NOTE_ACTIVITIES
from lifecycle.envision.workshop.draft import Draft
from lifecycle.envision.workshop.entries import Body, Entry, Kind
from lifecycle.envision.workshop.kinds import Asked, Rule, never_seen
from lifecycle.envision.workshop.kinds.place import check_here, check_step
from lifecycle.envision.workshop.kinds.reading import identifier, whole
from lifecycle.envision.workshop.things import State
from lifecycle.errors import Conflict, NotAllowed, NotFound


def check_voted(state: State, asked: Asked) -> dict[str, Any]:
    """Set how many dots one has on a group or on a note that stands alone; 0 takes them back."""
    step = check_voting(state, asked)
    target = identifier(asked.body, "target", "What the dots are for")
    check_target(state, step, target)
    dots = whole(asked.body, "dots", "The number of dots", 0, state.settings.votes_each)
    mine = state.votes.get(step, {}).get(asked.author, {})
    left = state.settings.votes_each - sum(count for key, count in mine.items() if key != target)
    if dots > left:
        raise Conflict(f"You have {state.settings.votes_each} dots in this step, and {left} are left for this.")
    return {"step": step, "target": target, "dots": dots}


def check_voting(state: State, asked: Asked) -> str:
    """Check that people vote in a step now; gives its key."""
    step = check_here(state, asked, identifier(asked.body, "step", "The step"), *NOTE_ACTIVITIES).key
    if step not in state.revealed:
        raise NotAllowed("Dots are placed once the notes are revealed.")
    if step in state.votes_revealed:
        raise NotAllowed("The votes have been shown, so they stay as they are.")
    return step


def check_target(state: State, step: str, target: str) -> None:
    """Check that something can be voted for.

    Raises:
        NotFound: it is not there, or in another step.
        Conflict: it is a note within a group.

    """
    found = state.groups.get(target) or state.notes.get(target)
    if found is None or found.step != step:
        raise NotFound("What you voted for is not there any more.")
    if target in state.grouped:
        raise Conflict(f"This note belongs to “{state.groups[state.grouped[target]].title}” now. Vote for the group.")


def apply_voted(draft: Draft, entry: Entry) -> None:
    """Set the dots, as far as the cap allows; what was there to vote for may have gone into a group since."""
    step, target = entry.body["step"], entry.body["target"]
    target = draft.get("grouped").get(target, target)
    there = draft.get("groups").get(target) or draft.get("notes").get(target)
    if there is None or there.step != step or step not in draft.get("revealed"):
        return
    votes = draft.inner("votes", step)
    mine = {key: dots for key, dots in votes.get(entry.author, {}).items() if key != target}
    dots = min(entry.body["dots"], draft.get("settings").votes_each - sum(mine.values()))
    votes[entry.author] = mine | {target: dots} if dots > 0 else mine


def check_votes_revealed(state: State, asked: Asked) -> dict[str, Any]:
    """Show everybody the result, which ends the vote."""
    step = check_step(state, identifier(asked.body, "step", "The step"))
    if step.key in state.votes_revealed:
        raise Conflict(f"The votes of “{step.title}” are shown already.")
    if not any(state.votes.get(step.key, {}).values()):
        raise Conflict("Nobody has placed a dot yet.")
    return {"step": step.key}


def apply_votes_revealed(draft: Draft, entry: Entry) -> None:
    """Show the result."""
    draft.add("votes_revealed", entry.body["step"])


def undo_voted(state: State, asked: Asked) -> None:
    """Let dots be taken back while people vote."""
    check_voting(state, asked)


def told(body: Body) -> dict[str, Any]:
    """Tell that somebody voted, not for what."""
    return {"step": body["step"]}


RULES = {
    Kind.VOTED: Rule(
        check_voted,
        apply_voted,
        participants=True,
        facilitator=False,
        undo=undo_voted,
        seen=never_seen,
        told=told,
    ),
    Kind.VOTES_REVEALED: Rule(check_votes_revealed, apply_votes_revealed),
}
