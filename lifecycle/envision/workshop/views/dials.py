"""Dials as people see them: how far the opinions lie apart, by level and role, with the reasons."""

from dataclasses import dataclass

from lifecycle.catalogue import components
from lifecycle.contract import RIGOUR
from lifecycle.envision.workshop.seats import role_name
from lifecycle.envision.workshop.things import DialChoice, State
from lifecycle.envision.workshop.views.names import name_of, role_of


@dataclass(frozen=True, slots=True)
class DialView:
    """The opinions on one component. `counts` goes light, standard, high; `by_role` the same for each role's name.

    `reasons` holds level, reason and name (empty where hidden); `chosen` is what was set.
    """

    component: str
    name: str
    question: str
    counts: tuple[int, int, int]
    by_role: dict[str, tuple[int, int, int]]
    reasons: tuple[tuple[str, str, str], ...]
    chosen: DialChoice | None
    sentence: str

    @property
    def given(self) -> int:
        """How many people gave an opinion."""
        return sum(self.counts)


def dial_opinions(state: State, component: str) -> DialView:
    """Give the opinions on a component, for the facilitator and the projector."""
    given = state.dials.get(component, {})
    roles: dict[str, list[str]] = {}
    for who, choice in given.items():
        roles.setdefault(role_name(role_of(state, who)), []).append(choice.level)
    counts = _counts([choice.level for choice in given.values()])
    reasons = tuple((one.level, one.reason, name_of(state, who)) for who, one in given.items() if one.reason)
    known = components()[component]
    by_role = {name: _counts(levels) for name, levels in sorted(roles.items())}
    chosen = state.dials_set.get(component)
    return DialView(component, known.name, known.question, counts, by_role, reasons, chosen, _sentence(counts))


def _counts(levels: list[str]) -> tuple[int, int, int]:
    light, standard, high = (levels.count(level) for level in RIGOUR)
    return light, standard, high


def _sentence(counts: tuple[int, int, int]) -> str:
    if not any(counts):
        return "Nobody has said anything yet."
    said = " · ".join(f"{count} {level}" for count, level in zip(counts, RIGOUR, strict=True) if count)
    if sum(count > 0 for count in counts) == 1:
        return f"All agree: {said}."
    far = " From one end to the other: hear both." if counts[0] and counts[2] else ""
    return f"{said}.{far}"


def dials_for(state: State, participant_id: str) -> dict[str, DialChoice]:
    """Give a participant their own opinions by component."""
    return {key: given[participant_id] for key, given in state.dials.items() if participant_id in given}
