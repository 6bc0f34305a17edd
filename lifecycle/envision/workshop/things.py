"""What a workshop holds: people, notes, groups, rounds, risks, and the state they make up. All of it is frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple

from lifecycle.envision.three_point import ThreePoint
from lifecycle.envision.workshop.agenda import Step
from lifecycle.envision.workshop.entries import Entry
from lifecycle.envision.workshop.timer import Timer

RoundKey = tuple[str, int]


class Mode(StrEnum):
    """Live: everybody follows the facilitator's step. Async: everybody works in any step until the deadline."""

    LIVE = "live"
    ASYNC = "async"


@dataclass(frozen=True, slots=True)
class Settings:
    """How a workshop is run. `votes_each` are the dots a person has in each step."""

    anonymous: bool = False
    votes_each: int = 5
    mode: Mode = Mode.LIVE
    deadline: datetime | None = None


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who joined, with the name they gave, exactly."""

    id: str
    name: str
    role: str
    joined_at: datetime


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody wrote. `anonymous` is what was promised when it was written; `late` says after the reveal."""

    id: str
    step: str
    author: str
    text: str
    at: datetime
    prompt: str = ""
    anonymous: bool = False
    late: bool = False
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Notes that say the same. `merged` keeps the titles of the groups that went into it."""

    id: str
    step: str
    title: str
    notes: tuple[str, ...]
    merged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Round:
    """One blind round of estimates for a quantity."""

    path: str
    number: int
    step: str
    revealed: bool = False


@dataclass(frozen=True, slots=True)
class DialChoice:
    """A level of rigour, and why."""

    level: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class WorkshopRisk:
    """Something that could go wrong; `from_note` is the note it came from."""

    id: str
    step: str
    family: str
    text: str
    from_note: str = ""
    revealed: bool = False


class RiskScore(NamedTuple):
    """One person's scores, 1 to 5 each, the higher the worse."""

    likelihood: int
    impact: int
    detectability: int


@dataclass(frozen=True, slots=True)
class Remark:
    """Something said beside the steps: an item of the parking lot, or a dissent."""

    id: str
    author: str
    text: str
    at: datetime
    anonymous: bool = False


@dataclass(frozen=True, slots=True)
class Promotion:
    """A note or a group that became the value of a canvas field."""

    source: str
    path: str
    text: str
    at: datetime


@dataclass(frozen=True)
class State:
    """Where a workshop stands after an entry. Mappings are replaced, never changed: a reader keeps a consistent one.

    `number` is the last entry's. `votes` maps step, person and target to dots; `last_act` is what each author could
    take back. `veiled` says that the workshop is or was anonymous: names of what was given blind stay hidden then.
    """

    number: int = 0
    title: str = ""
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    settings: Settings = Settings()
    veiled: bool = False
    agenda: tuple[Step, ...] = ()
    position: str | None = None
    visited: frozenset[str] = frozenset()
    timer: Timer = field(default_factory=Timer)
    participants: Mapping[str, Participant] = field(default_factory=dict)
    notes: Mapping[str, Note] = field(default_factory=dict)
    withdrawn: frozenset[str] = frozenset()
    revealed: frozenset[str] = frozenset()
    groups: Mapping[str, Group] = field(default_factory=dict)
    grouped: Mapping[str, str] = field(default_factory=dict)
    votes: Mapping[str, Mapping[str, Mapping[str, int]]] = field(default_factory=dict)
    votes_revealed: frozenset[str] = frozenset()
    rounds: Mapping[RoundKey, Round] = field(default_factory=dict)
    estimates: Mapping[RoundKey, Mapping[str, ThreePoint]] = field(default_factory=dict)
    accepted: Mapping[str, ThreePoint] = field(default_factory=dict)
    dials: Mapping[str, Mapping[str, DialChoice]] = field(default_factory=dict)
    dials_set: Mapping[str, DialChoice] = field(default_factory=dict)
    risks: Mapping[str, WorkshopRisk] = field(default_factory=dict)
    risk_scores: Mapping[str, Mapping[str, RiskScore]] = field(default_factory=dict)
    fists: Mapping[str, int] = field(default_factory=dict)
    fists_revealed: bool = False
    parked: Mapping[str, Remark] = field(default_factory=dict)
    dissents: Mapping[str, Remark] = field(default_factory=dict)
    promoted: tuple[Promotion, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)
    last_act: Mapping[str, Entry] = field(default_factory=dict)

    @classmethod
    def empty(cls) -> "State":
        """Give the state before the first entry."""
        return cls()

    @property
    def closed(self) -> bool:
        """Answer whether the workshop is over."""
        return self.closed_at is not None

    @property
    def step(self) -> Step | None:
        """The step everybody is at; None while people are still coming in."""
        return self.step_of(self.position) if self.position is not None else None

    @property
    def index(self) -> int | None:
        """The place of the step in the agenda, from 0; None before the first."""
        return next((i for i, step in enumerate(self.agenda) if step.key == self.position), None)

    def step_of(self, key: str) -> Step | None:
        """Find a step of the agenda by its key."""
        return next((step for step in self.agenda if step.key == key), None)

    def next_step(self) -> Step | None:
        """Give the step after this one; None at the end."""
        place = self.index
        following = 0 if place is None else place + 1
        return self.agenda[following] if following < len(self.agenda) else None

    def notes_in(self, step: str) -> tuple[Note, ...]:
        """Give the notes of a step, the oldest first."""
        return self._notes_by_step.get(step, ())

    @cached_property
    def _notes_by_step(self) -> dict[str, tuple[Note, ...]]:
        # Everybody in the room asks for the same step of the same state, so the notes are sorted out once.
        found: dict[str, list[Note]] = {}
        for note in self.notes.values():
            found.setdefault(note.step, []).append(note)
        return {step: tuple(notes) for step, notes in found.items()}

    def latest_round(self, path: str) -> Round | None:
        """Give the last round opened for a quantity."""
        found = [one for one in self.rounds.values() if one.path == path]
        return max(found, key=lambda one: one.number, default=None)
