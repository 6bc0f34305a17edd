"""What every page starts from: the running program, who is here, which initiative."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import streamlit as st

from components.live import live
from components.thread import value_thread
from data import initiatives, overview, visitors
from data.memory import Memory
from data.runtime import Runtime, running
from data.store import Store
from lifecycle.access import Capability, Principal
from lifecycle.audit import Act
from lifecycle.errors import NotFound, ThroughlineError
from lifecycle.facts import Facts
from lifecycle.initiative import Initiative
from lifecycle.thread import value_thread as draw_thread

CHOSEN = "chosen_initiative"
T = TypeVar("T")
_DRAWN = Memory(400)


@dataclass(frozen=True)
class Here:
    """The running program and who is looking."""

    runtime: Runtime
    who: Principal

    @property
    def store(self) -> Store:
        """The store."""
        return self.runtime.store

    @property
    def now(self) -> datetime:
        """The time."""
        return self.runtime.clock()

    def act(self, role: str | None = None, reason: str | None = None) -> Act:
        """Act now, as who is here."""
        return Act(self.who, self.now, role, reason)


def here() -> Here:
    """Find out who is here; asked anew in every run and every fragment, never remembered."""
    runtime = running()
    return Here(runtime, visitors.of_page(runtime, st.context.headers, st.context.cookies))


def is_owner_beneath(place: Here) -> bool:
    """Answer whether a viewer is really the owner looking at what a link shows: only they can leave it."""
    cookies = {k: v for k, v in st.context.cookies.items() if k != visitors.VIEW_COOKIE}
    return visitors.of_page(place.runtime, st.context.headers, cookies).capability is Capability.OWNER


def initiative(place: Here) -> Initiative | None:
    """Give the initiative in the address, or the one looked at last; None when there is neither."""
    name = st.query_params.get("initiative") or st.session_state.get(CHOSEN)
    if not name:
        return None
    try:
        found = initiatives.by_slug(place.store, place.who, name)
    except NotFound:
        st.session_state.pop(CHOSEN, None)
        raise
    st.session_state[CHOSEN] = found.slug
    if st.query_params.get("initiative") != found.slug:
        st.query_params["initiative"] = found.slug
    return found


def opened(place: Here) -> Facts:
    """Open the initiative of a working page with its value thread on top; without one, say where to choose."""
    found = initiative(place)
    if found is None:
        st.info("Choose an initiative in the portfolio first.", icon=":material/arrow_back:")
        st.stop()
    facts = overview.load(place.store, place.who, found)
    value_thread(draw_thread(facts), found.name, found.slug, demo=found.demo)
    return facts


def drawn(place: Here, name: str, initiative_id: str, make: Callable[[], T], *more: Hashable) -> T:
    """Give a chart of an initiative, drawn once for what is recorded of it now; `more` is what else it depends on."""
    revision = place.store.revision(initiative_id)
    return _DRAWN((str(place.store.home), name, initiative_id, revision, *more), make)


def follow(place: Here, topic: str) -> None:
    """Rerun the fragment this is called in when a topic moves. Call it first, before the fragment reads anything."""
    moves = place.store.topics
    live(topic, topic.replace("/", "_"), moves.revision(topic), moves.watchers)


@contextmanager
def saying() -> Iterator[None]:
    """Show a problem where it happened, in its own words; what was entered stays."""
    try:
        yield
    except ThroughlineError as problem:
        st.error(str(problem), icon=":material/error:")


def done(text: str) -> None:
    """Say after the next run that something was saved."""
    st.session_state["done"] = text


def say_done() -> None:
    """Say what was saved in the last run."""
    if text := st.session_state.pop("done", None):
        st.toast(text, icon=":material/check:")
