"""A workshop moment by moment, for who looks at it again: who did what when, and the step it happened in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lifecycle.envision.workshop.entries import Entry, Kind
from lifecycle.envision.workshop.things import State
from lifecycle.envision.workshop.views.names import name_of

DID = {
    Kind.OPENED: "opened the workshop",
    Kind.AGENDA: "changed the agenda",
    Kind.SETTINGS: "changed the settings",
    Kind.MOVED: "moved everybody on",
    Kind.TIMER: "set the clock",
    Kind.CLOSED: "closed the workshop",
    Kind.REOPENED: "opened the workshop again",
    Kind.UNDONE: "took something back",
    Kind.JOINED: "came in",
    Kind.NOTED: "wrote a note",
    Kind.EDITED: "changed a note",
    Kind.WITHDRAWN: "took a note away",
    Kind.REVEALED: "turned the notes over",
    Kind.GROUPED: "put notes together",
    Kind.RENAMED: "gave a group another title",
    Kind.MERGED: "merged groups",
    Kind.UNGROUPED: "dissolved a group",
    Kind.VOTED: "placed dots",
    Kind.VOTES_REVEALED: "showed the votes",
    Kind.ROUND: "opened a round of estimates",
    Kind.ESTIMATED: "gave an estimate",
    Kind.ESTIMATES_REVEALED: "showed the estimates",
    Kind.ACCEPTED: "took an estimate into the canvas",
    Kind.DIAL: "said how much rigour is needed",
    Kind.DIAL_SET: "set a dial",
    Kind.RISK: "put a risk on the list",
    Kind.RISK_DROPPED: "took a risk off the list",
    Kind.RISK_SCORED: "scored a risk",
    Kind.RISKS_REVEALED: "showed the scores",
    Kind.FIST: "showed a hand",
    Kind.FISTS_REVEALED: "showed all hands",
    Kind.PARKED: "parked something",
    Kind.UNPARKED: "took something out of the parking lot",
    Kind.DISSENT: "recorded a dissent",
    Kind.PROMOTED: "made a note a part of the canvas",
    Kind.FIELD_SET: "wrote into the canvas",
}


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry as it is told: its number, when, and in words who did what; never what was private then."""

    number: int
    at: datetime
    words: str


def moment(state: State, entry: Entry) -> Moment:
    """Tell an entry; `state` is the one after it, which knows the names. An anonymous workshop names nobody."""
    who = name_of(state, entry.author) or "Somebody"
    return Moment(entry.number, entry.at, f"{who} {DID[entry.kind]}")


def chapters(entries: Sequence[Entry]) -> dict[str, int]:
    """Give the number of the entry at which each step was first entered, in the order of the workshop."""
    found: dict[str, int] = {}
    for entry in entries:
        if entry.kind is Kind.MOVED:
            found.setdefault(str(entry.body["step"]), entry.number)
    return found


def chapter_of(entries: Sequence[Entry], number: int) -> str | None:
    """Give the step everybody was at when an entry was written; None before the first."""
    moves = [entry for entry in entries[:number] if entry.kind is Kind.MOVED]
    return str(moves[-1].body["step"]) if moves else None
