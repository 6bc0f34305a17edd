"""Leading: what the facilitator's pieces of screen share, and how they write."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import streamlit as st

from components.text import plain
from data import canvases, workshops
from lifecycle.access import check_facilitate
from lifecycle.envision.canvas import Canvas, fields
from lifecycle.envision.merging import Overtaken
from lifecycle.envision.workshop.entries import FACILITATOR, Kind
from lifecycle.envision.workshop.seats import Workshop
from lifecycle.envision.workshop.things import State
from lifecycle.errors import ThroughlineError
from lifecycle.ids import new_id
from pages import here
from pages.envision.editing import clock, side_by_side
from pages.here import Here

PROBLEM, MET, ACTED = "lead_problem", "lead_met", "lead_acted"


@dataclass(frozen=True)
class Lead:
    """A workshop as its facilitator has it before them."""

    place: Here
    workshop: Workshop
    state: State
    still: bool = False  # a moment that is over is looked at again: its clock stands

    @cached_property
    def canvas(self) -> Canvas:
        """The canvas as it is shown in this run: what is written says that this was seen."""
        return canvases.load(self.place.store, self.place.who, self.workshop.initiative_id).values

    def key(self, *parts: str) -> str:
        """Name a widget of this workshop."""
        return "/".join(("lead", self.workshop.id, *parts))

    def act(self, kind: Kind, body: Mapping[str, Any]) -> Callable[[], None]:
        """Give a callback that writes; its id is made here, so that one button never writes twice."""
        own, entry_id = self.workshop.id, new_id()
        seen = {body["path"]: self.canvas.get(body["path"])} if kind is Kind.ACCEPTED else None

        def put() -> None:
            write(own, kind, body, entry_id, seen)

        return put

    def button(self, label: str, kind: Kind, body: Mapping[str, Any], *key: str, **look: Any) -> None:
        """Show a button that writes an entry."""
        st.button(label, key=self.key(*key), on_click=self.act(kind, body), **look)


def found(place: Here, workshop_id: str) -> Lead:
    """Find a workshop for whoever may lead it; asked anew in every run of a fragment.

    Raises:
        NotAllowed, NotFound: they may not, or there is none.

    """
    workshop = workshops.find(place.store, workshop_id)
    check_facilitate(place.who, workshop.initiative_id)
    return Lead(place, workshop, workshops.state(place.store, workshop_id))


@dataclass(frozen=True)
class Met:
    """An act that would have overwritten what somebody else wrote: what was asked for, and what stands there."""

    workshop_id: str
    kind: Kind
    body: Mapping[str, Any]
    seen: Mapping[str, Any]
    overtaken: Overtaken


def write(
    workshop_id: str,
    kind: Kind,
    body: Mapping[str, Any],
    entry_id: str | None = None,
    seen: Mapping[str, Any] | None = None,
) -> bool:
    """Write as the facilitator; what is wrong is kept to be said in the same run. Answers whether it was written.

    `seen` is what stood before them in the canvas fields it writes; where somebody else wrote since, both are shown.
    """
    now = here.here()
    st.session_state.pop(PROBLEM, None)
    try:
        workshops.write(now.store, now.act(), workshop_id, FACILITATOR, kind, body, entry_id, seen)
    except Overtaken as met:
        st.session_state[MET] = Met(workshop_id, kind, body, seen or {}, met)
        return False
    except ThroughlineError as problem:
        st.session_state[PROBLEM] = str(problem)
        return False
    st.session_state[ACTED] = True
    return True


def say_problem() -> None:
    """Say once what went wrong in the act before."""
    if problem := st.session_state.pop(PROBLEM, None):
        st.error(plain(problem), icon=":material/error:")


def choose(lead: Lead) -> None:
    """Show both where an act met what somebody else wrote, and let one of them stay."""
    met: Met | None = st.session_state.get(MET)
    if met is None or met.workshop_id != lead.workshop.id:
        return
    found = met.overtaken

    def put_mine() -> None:
        st.session_state.pop(MET, None)
        write(met.workshop_id, met.kind, met.body, seen={**met.seen, found.path: found.theirs})

    with st.container(border=True):
        st.markdown(
            f"**{plain(found.label)}**: {plain(found.editor)} changed this at {clock(found.at)}. Nothing was overwritten."
        )
        left, right = side_by_side(fields()[found.path], found, lead.canvas)
        left.button("Put mine in its place", key=lead.key("met", "mine"), on_click=put_mine)
        right.button("Leave theirs", key=lead.key("met", "theirs"), on_click=lambda: st.session_state.pop(MET, None))
