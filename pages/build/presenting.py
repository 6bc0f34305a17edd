"""One view for a meeting: its address to copy, and a presenter's view that others follow live."""

from datetime import timedelta
from urllib.parse import urlencode

import streamlit as st

from components.text import plain
from data import presented
from data.presented import Value, View
from data.runs import Run
from lifecycle.topics import view as topic_of
from pages import here
from pages.here import Here
from pages.zones import to_the_second

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
FOLLOW, ENDED = "follow", timedelta(hours=2)


@st.fragment
def following(run: Run) -> None:
    """Say who presents this room: to them, to whoever follows, and to whoever might."""
    place = here.here()
    here.follow(place, topic_of(run.initiative_id))
    found = presented.latest(place.store, place.who, run)
    if found is not None and place.now - found.at > ENDED:
        found = None  # who has moved nothing for so long has closed the page
    if presents(place, run, found):
        _presenting(place, run)
    elif st.query_params.get(FOLLOW) == "1":
        _follow(run, found)
    elif found is not None:
        with st.container(horizontal=True, vertical_alignment="center", key="presented"):
            st.markdown(f":material/cast: {plain(found.by)} presents this room.", width="content")
            if st.button("Follow", help="See what they look at, as soon as they look elsewhere."):
                st.query_params[FOLLOW] = "1"
                st.rerun()


def presents(place: Here, run: Run, found: View | None) -> bool:
    """Answer whether whoever looks presents; no longer, once somebody else does."""
    if found is not None and found.by != place.who.name:
        st.session_state.pop(_own(run), None)
    return _own(run) in st.session_state


def _own(run: Run) -> str:
    return f"presents/{run.id}"


def _presenting(place: Here, run: Run) -> None:
    with st.container(border=True, key="presented"):
        since = to_the_second(st.session_state[_own(run)])
        st.markdown(
            f":material/cast: **You present** since {since}. Whoever opens this address sees what you look at, live:"
        )
        st.code(address(st.session_state.get(f"threshold/{run.id}"), follow=True), language=None, wrap_lines=True)
        if st.button("Stop presenting", icon=":material/cancel_presentation:"):
            del st.session_state[_own(run)]
            presented.stop(place.store, place.who, run)
            st.rerun()


def _follow(run: Run, found: View | None) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="presented"):
        if found is None:
            st.markdown(":material/cast: You follow, but nobody presents at this moment.", width="content")
        else:
            st.markdown(
                f":material/cast: **You follow what {plain(found.by)} looks at**, last moved at "
                f"{to_the_second(found.at)}. What you change here yourself is yours until it moves again.",
                width="content",
            )
        if st.button("Stop following"):
            del st.query_params[FOLLOW]
            st.rerun()
    if found is not None and st.session_state.get(f"followed/{run.id}") != found:
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
    """Offer the address of this view, and to present it; while somebody presents, tell where they look."""
    with st.popover("Copy the address of this view", icon=":material/link:"):
        st.caption("It opens the same candidate, threshold, part of the cases, words and opened views.")
        st.code(address(threshold), language=None, wrap_lines=True)
    if _own(run) in st.session_state:
        presented.present(place.store, place.who, run, _state(threshold), place.now)
    elif st.query_params.get(FOLLOW) != "1" and st.button(
        "Present", icon=":material/cast:", help="Others open an address and see what you look at, live."
    ):
        st.session_state[_own(run)] = place.now
        presented.present(place.store, place.who, run, _state(threshold), place.now)
        st.rerun()


def address(threshold: float | None, *, follow: bool = False) -> str:
    """Give the address of the view: what is bound to it stands there already, the threshold is said where known."""
    said = {name: value for name, value in st.query_params.to_dict().items() if name != FOLLOW}
    if threshold is not None:
        said["at"] = f"{threshold:.3f}"
    if follow:
        said[FOLLOW] = "1"
    return f"{(st.context.url or '').partition('?')[0]}?{urlencode(said)}"


def _state(threshold: float) -> dict[str, Value]:
    known = {name: st.session_state[name] for name in SHARED if st.session_state.get(name) is not None}
    return {"at": threshold} | known
