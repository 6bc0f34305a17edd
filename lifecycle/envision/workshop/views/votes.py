"""Dots as somebody sees them: their own always, the sum for all once it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass

from lifecycle.envision.workshop.things import State


@dataclass(frozen=True, slots=True)
class Tally:
    """Something that can be voted for, with the dots on it and how many people placed them."""

    target: str
    title: str
    dots: int
    voters: int
    notes: tuple[str, ...]


def vote_tally(state: State, step: str) -> tuple[Tally, ...]:
    """Count the dots of a step, most first, groups and single notes; for the facilitator, who sees no voter."""
    if step not in state.revealed:
        return ()
    dots: dict[str, int] = {}
    voters: dict[str, int] = {}
    for mine in state.votes.get(step, {}).values():
        for target, count in mine.items():
            dots[target] = dots.get(target, 0) + count
            voters[target] = voters.get(target, 0) + 1
    titled = [(g.id, g.title, g.notes) for g in state.groups.values() if g.step == step]
    alone = [note for note in state.notes_in(step) if note.id not in state.grouped]
    titled += [(note.id, note.text, (note.id,)) for note in alone]
    found = [Tally(key, title, dots.get(key, 0), voters.get(key, 0), notes) for key, title, notes in titled]
    return tuple(sorted(found, key=lambda one: -one.dots))


def tally_for(state: State, step: str) -> tuple[Tally, ...]:
    """Give participants and the projector the result: nothing until the facilitator shows it."""
    return vote_tally(state, step) if step in state.votes_revealed else ()


def my_dots(state: State, participant_id: str, step: str) -> Mapping[str, int]:
    """Give how many dots somebody has on each target of a step."""
    return state.votes.get(step, {}).get(participant_id, {})
