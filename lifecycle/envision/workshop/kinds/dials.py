"""Dials: how much rigour each component needs, as people see it and as it is set."""

from collections.abc import Iterable, Mapping
from typing import Any

from lifecycle.catalogue import components
from lifecycle.contract import RIGOUR, Level
from lifecycle.envision.dials import Minimum
from lifecycle.envision.governance import DialState, dial_states
from lifecycle.envision.terms import Canvas
from lifecycle.envision.workshop.agenda import Activity
from lifecycle.envision.workshop.draft import Draft
from lifecycle.envision.workshop.entries import Body, Entry, Kind
from lifecycle.envision.workshop.kinds import Asked, Rule, never_seen
from lifecycle.envision.workshop.kinds.place import step_for
from lifecycle.envision.workshop.kinds.reading import choice, maybe_text
from lifecycle.envision.workshop.things import DialChoice, State
from lifecycle.errors import NotAllowed

BESIDE = ("reason", "by", "approved")


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
    """Set a dial in the canvas, with its reason; where it is lowered, with who lowered it and who approved that."""
    named = {"by": "Who lowered it", "approved": "Who approved it"}
    return _dial(asked.body) | {key: said for key, what in named.items() if (said := maybe_text(asked.body, key, what))}


def apply_dial_set(draft: Draft, entry: Entry) -> None:
    """Keep what was set."""
    body = entry.body
    known = draft.get("dials_set").get(body["component"])
    reason = body["reason"] or (known.reason if known else "")
    draft.own("dials_set")[body["component"]] = DialChoice(body["level"], reason)


def apply_field(draft: Draft, path: str, value: str | None) -> None:
    """Keep what a canvas field says of a dial: its level or its reason; other fields say nothing of one."""
    component, _, part = path.removeprefix("dial.").partition(".")
    known = draft.get("dials_set").get(component, DialChoice(""))
    if not path.startswith("dial.") or part not in ("", "reason"):
        return
    level, reason = (value or "", known.reason) if not part else (known.level, value or "")
    if level:
        draft.own("dials_set")[component] = DialChoice(level, reason)
    elif component in draft.get("dials_set"):
        del draft.own("dials_set")[component]


def into_canvas(body: Body) -> dict[str, Any]:
    """Give the canvas fields of a dial; without a reason, or names, those that stand there stay."""
    path = f"dial.{body['component']}"
    return {path: body["level"]} | {f"{path}.{part}": body[part] for part in BESIDE if body.get(part)}


def check_levels(
    canvas: Canvas, changed: Mapping[str, Any], inherited: Iterable[Minimum] = (), *, back: bool = False
) -> None:
    """Check the dials that a change of the canvas sets anew; `inherited` are the minimums of policies.

    A change that takes something back (`back`) may put a dial below its suggestion again, but not below its minimum.

    Raises:
        NotAllowed: a dial would stand below its minimum, or below its suggestion without a reason and the approval of
            somebody else in the second line.

    """
    moved = {path for path, value in changed.items() if value is not None and value != canvas.get(path)}
    for state in dial_states({**canvas, **changed}, inherited):
        if f"dial.{state.component}" in moved and state.problem and (not back or _under(state)):
            raise NotAllowed(state.problem)


def _under(state: DialState) -> bool:
    least = state.minimum
    return least is not None and state.level is not None and RIGOUR.index(state.level) < RIGOUR.index(least.level)


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
