"""The kinds of entries: for each, who may write it when, and what it changes. A family of kinds is a module here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from lifecycle.envision.workshop.draft import Draft
from lifecycle.envision.workshop.entries import Body, Entry, Kind
from lifecycle.envision.workshop.things import State


@dataclass(frozen=True)
class Asked:
    """An entry somebody asks for: by whom (a participant's id or FACILITATOR), with what, when."""

    author: str
    body: Body
    now: datetime


Check = Callable[[State, Asked], dict[str, Any]]
Apply = Callable[[Draft, Entry], None]


def always(state: State, asked: Asked) -> None:
    """Let an act be taken back."""


def never_seen(state: State, body: Body) -> bool:
    """Say that participants see nothing of it when it is written."""
    return False


def seen(state: State, body: Body) -> bool:
    """Say that participants see it when it is written."""
    return True


@dataclass(frozen=True)
class Rule:
    """One kind of entry.

    `check` raises where the author may not write it now, and gives the body as it is kept. `apply` changes the state
    and takes no offence: an entry that no longer makes sense, because an earlier one was taken back, changes nothing.
    `undo` raises where it cannot be taken back any more; None where it never can. `seen` answers whether participants
    see something of it; `told` gives what the audit trail may say of it, None for all of it.
    `canvas` gives the canvas fields it sets, `rows` the rows it adds to lists of the canvas, each by path.
    """

    check: Check
    apply: Apply
    participants: bool = False
    facilitator: bool = True
    undo: Callable[[State, Asked], None] | None = always
    seen: Callable[[State, Body], bool] = seen
    told: Callable[[Body], dict[str, Any]] | None = None
    canvas: Callable[[Body], dict[str, Any]] | None = None
    rows: Callable[[Body], dict[str, dict[str, Any]]] | None = None


@cache
def rules() -> dict[Kind, Rule]:
    """Give the rule of every kind."""
    from lifecycle.envision.workshop.kinds import (
        dials,
        estimates,
        fields,
        flow,
        groups,
        notes,
        people,
        remarks,
        risks,
        verdict,
        votes,
    )

    families = (flow, people, notes, groups, votes, estimates, dials, risks, verdict, remarks, fields)
    return {kind: rule for family in families for kind, rule in family.RULES.items()}
