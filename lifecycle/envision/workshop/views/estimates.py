"""Estimates as somebody sees them: their own while a round is blind, the spread by role once it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass

from lifecycle.envision.canvas import fields
from lifecycle.envision.three_point import ThreePoint
from lifecycle.envision.workshop.pooling import pool
from lifecycle.envision.workshop.seats import role_name, seat_roles
from lifecycle.envision.workshop.things import Round, State
from lifecycle.envision.workshop.views.names import name_of, role_of


@dataclass(frozen=True, slots=True)
class EstimateView:
    """One quantity as a participant sees it. `round` is None before the first; `before` is theirs of the last round."""

    path: str
    label: str
    unit: str
    help: str
    round: Round | None
    mine: ThreePoint | None
    before: ThreePoint | None

    @property
    def open(self) -> bool:
        """Answer whether the round takes estimates."""
        return self.round is not None and not self.round.revealed


@dataclass(frozen=True, slots=True)
class RoleSpread:
    """What the people of one role estimated, and their pooled range."""

    role: str
    name: str
    points: tuple[ThreePoint, ...]
    pooled: ThreePoint


@dataclass(frozen=True, slots=True)
class Extreme:
    """Whoever is furthest out, to be asked first; `name` is empty in an anonymous workshop."""

    name: str
    role: str
    point: ThreePoint


@dataclass(frozen=True, slots=True)
class Spread:
    """A round that was shown: by role, pooled, the two extremes by their likely value, the disagreement in a sentence.

    `role_apart` names the two roles furthest apart, lower first; None with fewer than two roles.
    """

    path: str
    label: str
    unit: str
    round: int
    roles: tuple[RoleSpread, ...]
    pooled: ThreePoint
    lowest: Extreme
    highest: Extreme
    role_apart: tuple[RoleSpread, RoleSpread] | None
    sentence: str

    @property
    def count(self) -> int:
        """How many people estimated."""
        return sum(len(role.points) for role in self.roles)


def open_rounds(state: State) -> tuple[Round, ...]:
    """Give the rounds that take estimates, the latest first."""
    return tuple(one for one in reversed(list(state.rounds.values())) if not one.revealed)


def estimates_for(state: State, participant_id: str, path: str) -> EstimateView:
    """Give a participant one quantity with their own estimate, and no other."""
    field, current = fields()[path], state.latest_round(path)
    given = {number: of.get(participant_id) for (key, number), of in state.estimates.items() if key == path}
    number = current.number if current else 0
    return EstimateView(path, field.label, field.unit, field.help, current, given.get(number), given.get(number - 1))


def spread(state: State, path: str, number: int) -> Spread | None:
    """Give what a round showed; None while it is blind, to the facilitator as to everybody."""
    found = state.rounds.get((path, number))
    given = state.estimates.get((path, number), {})
    if found is None or not found.revealed or not given:
        return None
    roles = _by_role(state, given)
    ordered = sorted(given.items(), key=lambda item: (item[1].likely, item[1].low, item[1].high))
    apart = sorted(roles, key=lambda role: role.pooled.likely)
    role_apart = (apart[0], apart[-1]) if len(roles) > 1 else None
    field = fields().get(path)
    label, unit = (field.label, field.unit) if field else (path, "")
    lowest, highest = (_extreme(state, *ordered[place]) for place in (0, -1))
    alone = "One person has estimated: there is nobody to compare it with yet."
    said = alone if len(given) == 1 else _sentence(lowest, highest, role_apart, unit)
    pooled = pool(tuple(given.values()))
    return Spread(path, label, unit, number, roles, pooled, lowest, highest, role_apart, said)


def _by_role(state: State, given: Mapping[str, ThreePoint]) -> tuple[RoleSpread, ...]:
    points: dict[str, list[ThreePoint]] = {key: [] for key in seat_roles()}
    for who, point in given.items():
        points.setdefault(role_of(state, who), []).append(point)
    return tuple(RoleSpread(key, role_name(key), tuple(own), pool(own)) for key, own in points.items() if own)


def _extreme(state: State, who: str, point: ThreePoint) -> Extreme:
    return Extreme(name_of(state, who), role_name(role_of(state, who)), point)


def _sentence(lowest: Extreme, highest: Extreme, role_apart: tuple[RoleSpread, RoleSpread] | None, unit: str) -> str:
    """Name the largest disagreement: between roles where there are two that differ, otherwise between people."""
    if lowest.point.likely == highest.point.likely:
        return "Everybody gives the same likely value. Ask for the lows and highs."
    low, high = lowest.point.likely, highest.point.likely
    first, second = "the lowest", "the highest"
    if role_apart and role_apart[0].pooled.likely < role_apart[1].pooled.likely:
        low, high = (role.pooled.likely for role in role_apart)
        first, second = (role.name for role in role_apart)
    gap = f"{high / low:.1f} times as much" if low > 0 else f"{_number(high - low)} more"
    said = f"{first} says {_number(low)}, {second} {_number(high)}: {gap}."
    return f"{said[0].upper()}{said[1:]} Ask those two first."


def _number(value: float) -> str:
    """Write a number short.

    >>> _number(12_345.6), _number(0.1234)
    ('12,346', '0.123')
    """
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
