"""Remarks beside the steps: the parking lot, and dissent."""

from typing import Any

from lifecycle.envision.workshop.draft import Draft
from lifecycle.envision.workshop.entries import FACILITATOR, Entry, Kind
from lifecycle.envision.workshop.kinds import Asked, Rule
from lifecycle.envision.workshop.kinds.reading import identifier, text
from lifecycle.envision.workshop.things import Remark, State
from lifecycle.errors import Conflict, NotAllowed, NotFound

MOST_REMARKS = 50


def check_parked(state: State, asked: Asked) -> dict[str, Any]:
    """Park something for later, at any time."""
    item = identifier(asked.body, "item", "The item")
    if item in state.parked:
        raise Conflict("This is in the parking lot already.")
    _check_room(state.parked.values(), asked.author)
    return {"item": item, "text": text(asked.body, "text", "The item")}


def _check_room(remarks: Any, author: str) -> None:
    if author != FACILITATOR and sum(one.author == author for one in remarks) >= MOST_REMARKS:
        raise Conflict(f"You have given {MOST_REMARKS} of these. Put the rest together.")


def apply_parked(draft: Draft, entry: Entry) -> None:
    """Keep it in the parking lot."""
    draft.own("parked")[entry.body["item"]] = _remark(draft, entry, entry.body["item"])


def _remark(draft: Draft, entry: Entry, key: str) -> Remark:
    return Remark(key, entry.author, entry.body["text"], entry.at, draft.get("settings").anonymous)


def check_unparked(state: State, asked: Asked) -> dict[str, Any]:
    """Take an item out: the facilitator any, others their own."""
    item = identifier(asked.body, "item", "The item")
    found = state.parked.get(item)
    if asked.author != FACILITATOR and (found is None or found.author != asked.author):
        raise NotAllowed("You can take out what you parked yourself; the facilitator takes out the rest.")
    if found is None:
        raise NotFound("This is not in the parking lot any more.")
    return {"item": item}


def apply_unparked(draft: Draft, entry: Entry) -> None:
    """Take it out."""
    draft.own("parked").pop(entry.body["item"], None)


def check_dissent(state: State, asked: Asked) -> dict[str, Any]:
    """Record that somebody disagrees, and with what, at any time."""
    _check_room(state.dissents.values(), asked.author)
    return {"text": text(asked.body, "text", "The dissent")}


def apply_dissent(draft: Draft, entry: Entry) -> None:
    """Record it under the id of its entry."""
    draft.own("dissents")[entry.id] = _remark(draft, entry, entry.id)


RULES = {
    Kind.PARKED: Rule(check_parked, apply_parked, participants=True),
    Kind.UNPARKED: Rule(check_unparked, apply_unparked, participants=True),
    Kind.DISSENT: Rule(check_dissent, apply_dissent, participants=True),
}
