"""One view for a meeting: its address to copy, and a presenter's view that others follow live."""

from urllib.parse import urlencode

import streamlit as st

from components.text import plain
from data import presented
from data.presented import Value, View
from data.runs import Run
from lifecycle.topics import view as topic_of
from pages import here
from pages.here import Here

SHARED = (
    "candidate",
    "by",
    "part",
    "words",
    "explain",
    "why",
    "diagnostics",
    "view",
    "against",
    "statistic",
    "split",
    "by_group",
)
FOLLOW = "follow"


@st.fragment
def following(run: Run) -> None:
    """Where the address asks to follow, look at what the presenter looks at, as soon as they look elsewhere."""
    if st.query_params.get(FOLLOW) != "1":
        return
    place = here.here()
    here.follow(place, topic_of(run.initiative_id))
    found = presented.latest(place.store, place.who, run)
    if found is None:
        st.caption(":material/cast: You follow, but nobody presents at this moment.")
        return
    st.caption(
        f":material/cast: You follow what {plain(found.by)} looks at (last moved at {found.at:%H:%M:%S}). What you change "
        "here yourself is yours until it moves again."
    )
    if st.session_state.get(f"followed/{run.id}") != found:
        st.session_state[f"followed/{run.id}"] = found
        _look(run, found)
        st.rerun()


def _look(run: Run, found: View) -> None:
    """Set the widgets of the room, which are drawn later in the run."""
    for name in SHARED:
        if name in found.state:
            st.session_state[name] = found.state[name]
    threshold = float(found.state["at"])
    st.session_state[f"threshold/{run.id}"] = threshold
    st.query_params["at"] = f"{threshold:.3f}"


def offer(place: Here, run: Run, threshold: float) -> None:
    """Offer the address of this view, and let others follow it."""
    follows = st.query_params.get(FOLLOW) == "1"
    presents = False
    with st.popover("Copy the address of this view", icon=":material/link:"):
        st.caption("It opens the same candidate, threshold, part of the cases, words and opened views.")
        st.code(address(threshold), language=None, wrap_lines=True)
        if not follows:
            presents = st.toggle(
                "Present: whoever opens the address below sees what you look at, live", key=f"presents/{run.id}"
            )
        if presents:
            st.code(address(threshold, follow=True), language=None, wrap_lines=True)
    before = presented.latest(place.store, place.who, run)
    if presents:
        presented.present(place.store, place.who, run, _state(threshold), place.now)
    elif st.session_state.pop(f"presented/{run.id}", False) and before:
        presented.stop(place.store, place.who, run)
    if presents:
        st.session_state[f"presented/{run.id}"] = True


def address(threshold: float, *, follow: bool = False) -> str:
    """Give the address of the view: what is bound to it stands there already, the threshold is always said."""
    said = {name: value for name, value in st.query_params.to_dict().items() if name != FOLLOW}
    said["at"] = f"{threshold:.3f}"
    if follow:
        said[FOLLOW] = "1"
    return f"{(st.context.url or '').partition('?')[0]}?{urlencode(said)}"


def _state(threshold: float) -> dict[str, Value]:
    known = {name: st.session_state[name] for name in SHARED if st.session_state.get(name) is not None}
    return {"at": threshold} | known
