"""The workshop in a few numbers, and its acts in words."""

from dataclasses import dataclass

from lifecycle.envision.canvas import fields
from lifecycle.envision.workshop.entries import Entry, Kind
from lifecycle.envision.workshop.things import State

IN_WORDS = {
    Kind.AGENDA: "the change of the agenda",
    Kind.SETTINGS: "the change of the settings",
    Kind.TIMER: "the change of the clock",
    Kind.NOTED: "your last note",
    Kind.EDITED: "your last change of a note",
    Kind.WITHDRAWN: "taking your note away",
    Kind.REVEALED: "turning the notes over",
    Kind.GROUPED: "the last grouping",
    Kind.RENAMED: "the new title of the group",
    Kind.MERGED: "the last merge",
    Kind.UNGROUPED: "dissolving the group",
    Kind.VOTED: "your last dots",
    Kind.VOTES_REVEALED: "showing the votes",
    Kind.ROUND: "opening the round",
    Kind.ESTIMATED: "your last estimate",
    Kind.ESTIMATES_REVEALED: "showing the estimates",
    Kind.ACCEPTED: "taking the estimate into the canvas",
    Kind.DIAL: "your last opinion on a dial",
    Kind.DIAL_SET: "setting the dial",
    Kind.RISK: "the last risk on the list",
    Kind.RISK_DROPPED: "taking the risk off the list",
    Kind.RISK_SCORED: "your last scores",
    Kind.RISKS_REVEALED: "showing the scores",
    Kind.FIST: "your hand",
    Kind.FISTS_REVEALED: "showing the hands",
    Kind.PARKED: "the last item of the parking lot",
    Kind.UNPARKED: "taking an item out of the parking lot",
    Kind.DISSENT: "the last dissent",
    Kind.PROMOTED: "taking it into the canvas",
    Kind.FIELD_SET: "the last canvas field",
}


@dataclass(frozen=True, slots=True)
class Summary:
    """What came of a workshop: counts of what was given and agreed. `steps_done` of `steps` were visited."""

    participants: int
    steps: int
    steps_done: int
    notes: int
    groups: int
    dots: int
    estimates: int
    accepted: int
    dials_set: int
    risks: int
    hands: int
    parked: int
    dissents: int
    into_canvas: int


def summary(state: State) -> Summary:
    """Count what came of a workshop so far; it gives away nothing that is private."""
    return Summary(
        participants=len(state.participants),
        steps=len(state.agenda),
        steps_done=len(state.visited & {step.key for step in state.agenda}),
        notes=len(state.notes),
        groups=len(state.groups),
        dots=sum(dots for step in state.votes.values() for mine in step.values() for dots in mine.values()),
        estimates=sum(len(given) for given in state.estimates.values()),
        accepted=len(state.accepted),
        dials_set=len(state.dials_set),
        risks=len(state.risks),
        hands=len(state.fists),
        parked=len(state.parked),
        dissents=len(state.dissents),
        into_canvas=len(state.accepted) + len(state.dials_set) + len(state.fields),
    )


def act_in_words(state: State, entry: Entry) -> str:
    """Say what would be taken back, to finish "Take back …"."""
    if entry.kind is Kind.MOVED:
        step = state.step_of(entry.body["step"])
        return f"the move to “{step.title}”" if step else "the last move"
    if entry.kind is Kind.FIELD_SET and (field := fields().get(entry.body["path"])):
        return f"what was written in “{field.label}”"
    return IN_WORDS[entry.kind]
