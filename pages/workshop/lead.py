"""Leading: what the facilitator's pieces of screen share, and how they write."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from components.text import plain
from data import workshops
from lifecycle.access import check_facilitate
from lifecycle.envision.workshop.entries import FACILITATOR, Kind
from lifecycle.envision.workshop.seats import Workshop
from lifecycle.envision.workshop.things import State
from lifecycle.errors import ThroughlineError
from lifecycle.ids import canonical, new_id, sha256
from pages import here
from pages.here import Here

PROBLEM = "lead_problem"


@dataclass(frozen=True)
class Lead:
    """A workshop as its facilitator has it before them."""

    place: Here
    workshop: Workshop
    state: State

    def key(self, *parts: str) -> str:
        """Name a widget of this workshop."""
        return "/".join(("lead", self.workshop.id, *parts))

    def act(self, kind: Kind, body: Mapping[str, Any]) -> Callable[[], None]:
        """Give a callback that writes; its id is made here, so that one button never writes twice."""
        own, entry_id = self.workshop.id, new_id()
        return lambda: write(own, kind, body, entry_id)

    def button(self, label: str, kind: Kind, body: Mapping[str, Any], *key: str, **look: Any) -> None:
        """Show a button that writes an entry."""
        st.button(label, key=self.key(*key), on_click=self.act(kind, body), **look)


def mark(value: Any) -> str:
    """Mark a widget by the value it started from: what was set elsewhere, or taken back, gives a new widget."""
    return sha256(canonical(value))[:8]


def found(place: Here, workshop_id: str) -> Lead:
    """Find a workshop for whoever may lead it; asked anew in every run of a fragment.

    Raises:
        NotAllowed, NotFound: they may not, or there is none.

    """
    workshop = workshops.find(place.store, workshop_id)
    check_facilitate(place.who, workshop.initiative_id)
    return Lead(place, workshop, workshops.state(place.store, workshop_id))


def write(workshop_id: str, kind: Kind, body: Mapping[str, Any], entry_id: str | None = None) -> bool:
    """Write as the facilitator; what is wrong is kept to be said in the same run. Answers whether it was written."""
    now = here.here()
    st.session_state.pop(PROBLEM, None)
    try:
        workshops.write(now.store, now.act(), workshop_id, FACILITATOR, kind, body, entry_id)
    except ThroughlineError as problem:
        st.session_state[PROBLEM] = str(problem)
        return False
    return True


def say_problem() -> None:
    """Say once what went wrong in the act before."""
    if problem := st.session_state.pop(PROBLEM, None):
        st.error(plain(problem), icon=":material/error:")
