"""Estimates: a quantity at a time, blind, then shown, talked about, and estimated again."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from lifecycle.envision.canvas import clean, fields
from lifecycle.envision.three_point import ThreePoint
from lifecycle.envision.workshop.agenda import Activity
from lifecycle.envision.workshop.draft import Draft
from lifecycle.envision.workshop.entries import Body, Entry, Kind
from lifecycle.envision.workshop.kinds import Asked, Rule, never_seen
from lifecycle.envision.workshop.kinds.place import check_here, step_for
from lifecycle.envision.workshop.kinds.reading import identifier, only, whole
from lifecycle.envision.workshop.things import Round, State
from lifecycle.errors import BadInput, Conflict, NotAllowed, NotFound

MOST_ROUNDS = 20
LARGEST = 1e15
NAMES = ("low", "likely", "high")


def check_round(state: State, asked: Asked) -> dict[str, Any]:
    """Open a blind round for a quantity; the one before it has been shown."""
    path = check_quantity(asked.body)
    step = step_for(state, asked, Activity.ESTIMATES)
    before = state.latest_round(path)
    if before and not before.revealed:
        raise Conflict(f"Round {before.number} for {fields()[path].label} is open. Show it first.")
    expected = before.number + 1 if before else 1
    if whole(asked.body, "number", "The round", 1, MOST_ROUNDS) != expected:
        raise Conflict(f"The next round for {fields()[path].label} is number {expected}.")
    return {"path": path, "number": expected, "step": step}


def check_quantity(body: Body) -> str:
    """Check that a path names a field of the canvas that is estimated as low, likely and high."""
    path = identifier(body, "path", "The quantity")
    field = fields().get(path)
    if field is None or field.kind != "three_point":
        raise BadInput("This is no quantity of the canvas that is estimated as low, likely and high.")
    return path


def apply_round(draft: Draft, entry: Entry) -> None:
    """Open the round."""
    path, number = entry.body["path"], entry.body["number"]
    draft.own("rounds")[path, number] = Round(path, number, entry.body["step"])


def check_estimated(state: State, asked: Asked) -> dict[str, Any]:
    """Estimate low, likely and high, for oneself until the round is shown; estimating again replaces it."""
    found = check_open_round(state, asked)
    point = _point(found.path, asked.body)
    return {"path": found.path, "round": found.number, **point}


def check_open_round(state: State, asked: Asked) -> Round:
    """Check that a round is open to whoever asks; gives the round."""
    found = find_round(state, asked.body)
    if found.revealed:
        raise NotAllowed("This round has been shown, so the estimates stay as they are.")
    check_here(state, asked, found.step, Activity.ESTIMATES)
    return found


def find_round(state: State, body: Body) -> Round:
    """Find the round a body names.

    Raises:
        NotFound: it was not opened.

    """
    path = check_quantity(body)
    key = (path, whole(body, "round", "The round", 1, MOST_ROUNDS))
    if key not in state.rounds:
        raise NotFound("This round has not been opened.")
    return state.rounds[key]


def _point(path: str, given: Any) -> dict[str, float]:
    if not isinstance(given, Mapping) or not all(_is_amount(given.get(name)) for name in NAMES):
        raise BadInput(f"{fields()[path].label}: give low, likely and high as numbers.")
    found: dict[str, float] = clean(path, {name: float(given[name]) for name in NAMES})
    return found


def _is_amount(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and -LARGEST <= value <= LARGEST


def apply_estimated(draft: Draft, entry: Entry) -> None:
    """Keep the estimate of the round."""
    body = entry.body
    key = (body["path"], body["round"])
    found = draft.get("rounds").get(key)
    if found and not found.revealed:
        point = ThreePoint(low=body["low"], likely=body["likely"], high=body["high"])
        draft.inner("estimates", key)[entry.author] = point


def check_estimates_revealed(state: State, asked: Asked) -> dict[str, Any]:
    """Show a round to everybody."""
    found = find_round(state, asked.body)
    if found.revealed:
        raise Conflict("This round is shown already.")
    if not state.estimates.get((found.path, found.number)):
        raise Conflict("Nobody has estimated in this round yet.")
    return {"path": found.path, "round": found.number}


def apply_estimates_revealed(draft: Draft, entry: Entry) -> None:
    """Show it."""
    key = (entry.body["path"], entry.body["round"])
    if found := draft.get("rounds").get(key):
        draft.own("rounds")[key] = replace(found, revealed=True)


def check_accepted(state: State, asked: Asked) -> dict[str, Any]:
    """Take an estimate, usually the pooled one, into the canvas as a range."""
    path = check_quantity(asked.body)
    if not any(one.path == path and one.revealed for one in state.rounds.values()):
        raise Conflict("Show a round of estimates before one of them goes into the canvas.")
    return {"path": path, "estimate": _point(path, only(asked.body, "estimate"))}


def apply_accepted(draft: Draft, entry: Entry) -> None:
    """Keep what was agreed."""
    draft.own("accepted")[entry.body["path"]] = ThreePoint(**entry.body["estimate"])


def undo_estimated(state: State, asked: Asked) -> None:
    """Let an estimate be taken back while its round is open."""
    check_open_round(state, asked)


def told(body: Body) -> dict[str, Any]:
    """Tell that somebody estimated, not what."""
    return {"path": body["path"], "round": body["round"]}


RULES = {
    Kind.ROUND: Rule(check_round, apply_round),
    Kind.ESTIMATED: Rule(
        check_estimated,
        apply_estimated,
        participants=True,
        facilitator=False,
        undo=undo_estimated,
        seen=never_seen,
        told=told,
    ),
    Kind.ESTIMATES_REVEALED: Rule(check_estimates_revealed, apply_estimates_revealed),
    Kind.ACCEPTED: Rule(check_accepted, apply_accepted, canvas=lambda body: {body["path"]: dict(body["estimate"])}),
}
