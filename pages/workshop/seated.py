"""Who sits here, and how what they give is written: in a callback, so that one run shows the result."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import streamlit as st

from components.text import plain
from data import visitors, workshops
from lifecycle.access import Principal
from lifecycle.audit import Act
from lifecycle.envision.workshop.agenda import Step
from lifecycle.envision.workshop.entries import Kind
from lifecycle.envision.workshop.things import Mode, Participant, State
from lifecycle.errors import NotAllowed, ThroughlineError
from lifecycle.ids import sha256
from pages import here
from pages.here import Here

PROBLEM = "seat_problem"
ASYNC_STEP = "async_step"
Body = Mapping[str, Any]


@dataclass(frozen=True)
class Seated:
    """A participant with the state their page shows."""

    place: Here
    who: Principal
    state: State

    @property
    def me(self) -> Participant:
        """The participant."""
        return self.state.participants[self.who.id]

    @cached_property
    def step(self) -> Step | None:
        """The step everybody is at, or the one chosen where everybody goes at their own pace."""
        if self.state.settings.mode is Mode.LIVE:
            return self.state.step
        return self.state.step_of(st.session_state.get(ASYNC_STEP, "")) or self.state.step or self.state.agenda[0]

    @property
    def index(self) -> int:
        """The place of the step in the agenda, from 0."""
        return self.state.agenda.index(self.step) if self.step else 0

    @property
    def workshop(self) -> str:
        """The id of the workshop."""
        return str(self.who.workshop_id)


@dataclass(frozen=True)
class Problem:
    """Why something could not be written, and the input it was given in."""

    text: str
    at: str


def write(kind: Kind, body: Body, entry_id: str | None = None, at: str = "") -> bool:
    """Write an entry as whoever holds the seat now; answers whether it was written.

    A problem is said once in the next run, at the input `at` it belongs to, or on top where that is gone.
    """
    place = here.here()
    st.session_state.pop(PROBLEM, None)
    try:
        who = visitors.seated(place.runtime, st.context.cookies)
        if who is None or who.workshop_id is None:
            raise NotAllowed("You have not joined a workshop in this browser. Scan the code again.")
        workshops.write(place.store, Act(who, place.now), who.workshop_id, who.id, kind, body, entry_id)
    except ThroughlineError as problem:
        st.session_state[PROBLEM] = Problem(str(problem), at)
        return False
    return True


def writing(kind: Kind, body: Callable[[], Body], at: str = "") -> Callable[[], None]:
    """Make a callback that writes what the widgets hold when it runs."""

    def put() -> None:
        write(kind, body(), at=at)

    return put


def changing(
    kind: Kind, body: Callable[[], Body], kept: Callable[[State, str], Body | None], at: str = ""
) -> Callable[[], None]:
    """Make a callback that writes what the widgets hold, unless that is what is `kept` of this person already.

    Where the room has moved on, a browser still holds what was given in the step before, and says it once more.
    """

    def put() -> None:
        place, given = here.here(), body()
        who = visitors.seated(place.runtime, st.context.cookies)
        if not (who and who.workshop_id and kept(workshops.state(place.store, who.workshop_id), who.id) == given):
            write(kind, given, at=at)

    return put


def problem(at: str) -> None:
    """Say once, beside an input, why what was given in it could not be written; what was typed stays where it is."""
    found: Problem | None = st.session_state.get(PROBLEM)
    if found and found.at == at:
        _say(found)


def unsaid() -> None:
    """Say once what could not be written where its input is gone."""
    if found := st.session_state.get(PROBLEM):
        _say(found)


def _say(found: Problem) -> None:
    st.session_state.pop(PROBLEM, None)
    st.error(plain(found.text), icon=":material/error:")


def once(*parts: object) -> str:
    """Name something by what it is: sent twice, as after a connection broke, it is the same thing."""
    return sha256("\x1f".join(map(str, parts)))[:32]
