"""Dials: how much rigour each component needs, as people see it and as it is set."""

from typing import Any

from lifecycle.catalogue import components
from lifecycle.contract import Level
from lifecycle.envision.workshop.agenda import Activity
from lifecycle.envision.workshop.draft import Draft
from lifecycle.envision.workshop.entries import Body, Entry, Kind
from lifecycle.envision.workshop.kinds import Asked, Rule, never_seen
from lifecycle.envision.workshop.kinds.place import step_for
from lifecycle.envision.workshop.kinds.reading import choice, maybe_text
from lifecycle.envision.workshop.things import DialChoice, State


def check_dial(state: State, asked: Asked) -> dict[str, Any]:
    """Say which level one thinks right, and why; saying it again replaces it."""
    step_for(state, asked, Activity.DIALS)
    return _dial(asked.body)


def _dial(body: Body) -> dict[str, Any]:
    return {
        "component": choice(body, "component", "The component", components()),
        "level": choice(body, "level", "The level", list(Level)),
        "reason": maybe_text(body, "reason", "The reason"),
    }


def apply_dial(draft: Draft, entry: Entry) -> None:
    """Keep the opinion."""
    body = entry.body
    draft.inner("dials", body["component"])[entry.author] = DialChoice(body["level"], body["reason"])


def check_dial_set(state: State, asked: Asked) -> dict[str, Any]:
    """Set a dial in the canvas, with its reason."""
    return _dial(asked.body)


def apply_dial_set(draft: Draft, entry: Entry) -> None:
    """Keep what was set."""
    body = entry.body
    draft.own("dials_set")[body["component"]] = DialChoice(body["level"], body["reason"])


def into_canvas(body: Body) -> dict[str, Any]:
    """Give the canvas fields of a dial; without a reason the one that stands there stays."""
    path = f"dial.{body['component']}"
    return {path: body["level"]} | ({f"{path}.reason": body["reason"]} if body["reason"] else {})


def undo_dial(state: State, asked: Asked) -> None:
    """Let an opinion be taken back while people are at it."""
    step_for(state, asked, Activity.DIALS)


def told(body: Body) -> dict[str, Any]:
    """Tell which dial somebody spoke of."""
    return {"component": body["component"]}


RULES = {
    Kind.DIAL: Rule(
        check_dial, apply_dial, participants=True, facilitator=False, undo=undo_dial, seen=never_seen, told=told
    ),
    Kind.DIAL_SET: Rule(check_dial_set, apply_dial_set, canvas=into_canvas),
}
