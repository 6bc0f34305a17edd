"""People as the room sees them: who is in by role, who has given nothing yet, what was said beside the steps."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lifecycle.envision.workshop.agenda import Activity, Step
from lifecycle.envision.workshop.entries import FACILITATOR
from lifecycle.envision.workshop.seats import role_name, seat_roles
from lifecycle.envision.workshop.things import Participant, Remark, State
from lifecycle.envision.workshop.views.names import HIDDEN, signed


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of those who joined have given something in a step, and how many things in all."""

    given: int
    people: int
    things: int


@dataclass(frozen=True, slots=True)
class RemarkView:
    """An item of the parking lot or a dissent; `author` and `role` are empty where they are hidden."""

    id: str
    text: str
    author: str
    role: str
    at: datetime
    mine: bool


def by_role(state: State) -> dict[str, int]:
    """Count who is in, by the name of the role, in the order of the roles; roles nobody has are left out."""
    held = [person.role for person in state.participants.values()]
    counts = {role_name(key): held.count(key) for key in (*seat_roles(), *dict.fromkeys(held))}
    return {name: count for name, count in counts.items() if count}


def quiet(state: State, step: str) -> tuple[Participant, ...]:
    """List who has given nothing yet of what the step asks for now, in the order they joined.

    Before the reveal that is a note, after it dots; in a round an estimate; an opinion on a dial; a score; a hand.
    """
    found = state.step_of(step)
    given = _given(state, found) if found else None
    if given is None:
        return ()
    return tuple(person for person in state.participants.values() if person.id not in given)


def _given(state: State, step: Step) -> Collection[str] | None:
    """Give who has given something; None where nothing is asked."""
    match step.activity:
        case Activity.NOTES | Activity.RISKS if step.key not in state.revealed:
            return {note.author for note in state.notes_in(step.key)}
        case Activity.NOTES:
            voted = {who for who, dots in state.votes.get(step.key, {}).items() if dots}
            return None if step.key in state.votes_revealed else voted
        case Activity.RISKS:
            asked = [risk.id for risk in state.risks.values() if risk.step == step.key and not risk.revealed]
            return _in_all(state.risk_scores.get(risk, {}) for risk in asked) if asked else None
        case Activity.ESTIMATES:
            blind = [key for key, one in state.rounds.items() if one.step == step.key and not one.revealed]
            return _in_all(state.estimates.get(key, {}) for key in blind) if blind else None
        case Activity.DIALS:
            return {who for given in state.dials.values() for who in given}
        case Activity.VERDICT:
            return None if state.fists_revealed else state.fists.keys()
        case _:
            return None


def _in_all(given: Iterable[Collection[str]]) -> set[str]:
    return set.intersection(*(set(one) for one in given))


def progress(state: State, step: str) -> Progress:
    """Count who has given something in a step, without saying what."""
    found, people = state.step_of(step), len(state.participants)
    given = _given(state, found) if found else None
    notes = len(state.notes_in(step))
    joined = people if given is None else sum(who in given for who in state.participants)
    return Progress(joined, people, notes)


def parking_lot(state: State, participant_id: str = "") -> tuple[RemarkView, ...]:
    """Give the parking lot, the oldest first."""
    return _remarks(state, state.parked.values(), participant_id)


def dissents(state: State, participant_id: str = "") -> tuple[RemarkView, ...]:
    """Give the recorded dissent, the oldest first."""
    return _remarks(state, state.dissents.values(), participant_id)


def dissent_rows(state: State, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Give the rows of the canvas with the recorded dissent added, under its ids; what stands there stays.

    Who said it is named with their role where names are shown; what the facilitator recorded names nobody.
    """
    there = {row["id"] for row in rows}
    new = [one for one in state.dissents.values() if one.id not in there]
    named = [signed(state, one.author, one.anonymous) if one.author != FACILITATOR else HIDDEN for one in new]
    added = [
        {"id": one.id, "text": one.text} | ({"name": f"{name}, {role}" if role else name} if name else {})
        for one, (name, role) in zip(new, named, strict=True)
    ]
    return [*map(dict, rows), *added]


def _remarks(state: State, remarks: Iterable[Remark], reader: str) -> tuple[RemarkView, ...]:
    return tuple(
        RemarkView(one.id, one.text, *signed(state, one.author, one.anonymous), one.at, one.author == reader)
        for one in remarks
    )
