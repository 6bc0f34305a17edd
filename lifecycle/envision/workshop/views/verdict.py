"""The verdict as people see it: their own hand until all are shown, then how many hands of each kind."""

from dataclasses import dataclass

from lifecycle.catalogue import catalogue
from lifecycle.envision.workshop.things import State
from lifecycle.envision.workshop.views.names import name_of

LOW = 2


@dataclass(frozen=True, slots=True)
class FistView:
    """The hands. `counts` goes from fist (0) to five, all None while they are hidden; `given` counts hands.

    `low` names those with two fingers or fewer (empty in an anonymous workshop): they are asked what would have to
    change, and their dissent is recorded. `sentence` says the result.
    """

    revealed: bool
    given: int
    counts: tuple[int, ...] | None
    asks_dissent: bool
    low: tuple[str, ...]
    sentence: str


def fists(state: State) -> FistView:
    """Give the hands, for everybody."""
    given = len(state.fists)
    if not state.fists_revealed:
        return FistView(False, given, None, False, (), f"{given} of {len(state.participants)} have shown a hand.")
    shown = list(state.fists.values())
    counts = tuple(shown.count(fingers) for fingers in range(6))
    names = tuple(name_of(state, who) for who, fingers in state.fists.items() if fingers <= LOW)
    return FistView(True, given, counts, any(counts[: LOW + 1]), tuple(filter(None, names)), _sentence(counts))


def _sentence(counts: tuple[int, ...]) -> str:
    low, given = sum(counts[: LOW + 1]), sum(counts)
    if counts[0]:
        return f"{counts[0]} of {given} would stop it. Hear them before anything else is decided."
    if low:
        return f"{low} of {given} cannot live with it yet. Ask what would have to change."
    return f"All {given} can live with it; {counts[5]} will stand up for it."


def meanings() -> dict[int, str]:
    """Give what each hand means, from five fingers down to the fist, as everybody reads it."""
    return {one["fingers"]: f"{one['name']}: {one['means']}" for one in catalogue("hands")["hands"]}


def my_fist(state: State, participant_id: str) -> int | None:
    """Give how many fingers somebody showed; None if none."""
    return state.fists.get(participant_id)
