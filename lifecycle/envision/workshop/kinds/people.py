"""People: joining with a name and a role, and mending either."""

from dataclasses import replace
from typing import Any

from lifecycle.envision.workshop.draft import Draft
from lifecycle.envision.workshop.entries import Body, Entry, Kind
from lifecycle.envision.workshop.kinds import Asked, Rule
from lifecycle.envision.workshop.kinds.reading import choice, identifier, text
from lifecycle.envision.workshop.seats import seat_roles
from lifecycle.envision.workshop.things import Participant, State
from lifecycle.errors import Conflict, NotAllowed

MOST_PARTICIPANTS = 500


def check_joined(state: State, asked: Asked) -> dict[str, Any]:
    """Anybody with the code takes a seat; who sits may mend their own name and role."""
    participant = identifier(asked.body, "participant", "Who joins")
    if participant != asked.author:
        raise NotAllowed("Everybody joins for themselves.")
    if participant not in state.participants and len(state.participants) >= MOST_PARTICIPANTS:
        raise Conflict(f"This workshop is full: {MOST_PARTICIPANTS} people have joined.")
    return {
        "participant": participant,
        "name": text(asked.body, "name", "Your name"),
        "role": choice(asked.body, "role", "Your role", seat_roles()),
    }


def apply_joined(draft: Draft, entry: Entry) -> None:
    """Seat somebody, or change what they are called."""
    people = draft.own("participants")
    own, name, role = entry.author, entry.body["name"], entry.body["role"]
    known = people.get(own)
    people[own] = replace(known, name=name, role=role) if known else Participant(own, name, role, entry.at)


def told_joined(body: Body) -> dict[str, Any]:
    """Tell who joined as what; a name of any length fits the trail shortened."""
    return {"participant": body["participant"], "name": body["name"][:200], "role": body["role"]}


RULES = {
    Kind.JOINED: Rule(
        check_joined,
        apply_joined,
        participants=True,
        facilitator=False,
        undo=None,
        told=told_joined,
    )
}
