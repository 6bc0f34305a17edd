"""How the canvas came to be: who changed what when, and what differs between any two revisions."""

import streamlit as st

from components import tables
from components.text import plain
from data import canvases
from lifecycle.envision.canvas import Canvas, fields
from lifecycle.envision.differences import differences
from pages import here
from pages.envision.editing import clock


def panel(initiative_id: str, revision: int) -> None:
    """Offer the history once there is one; nothing of it is read before it is opened."""
    if revision < 1:
        return
    with st.expander("History of the canvas", icon=":material/history:", key="history", on_change="rerun") as opened:
        if opened.open:
            _between(initiative_id, revision)


@st.fragment
def _between(initiative_id: str, revision: int) -> None:
    """Let people choose two revisions, and show what differs between them, and who did it."""
    place = here.here()
    first, last = st.slider(
        "From revision to revision", 0, revision, (revision - 1, revision), key=f"revisions/{initiative_id}/{revision}"
    )
    before, after = (_at(place, initiative_id, number) for number in (first, last))
    found = differences(before, after)
    if found:
        rows = [{"What": one.label, f"Revision {first}": one.before, f"Revision {last}": one.after} for one in found]
        tables.table(rows, hide_index=True, alt=f"What differs between revision {first} and revision {last}")
    else:
        st.caption("These two revisions say the same.")
    edits = [e for e in canvases.history(place.store, place.who, initiative_id) if first < e.revision <= last]
    for number in sorted({e.revision for e in edits}, reverse=True)[:8]:
        of_one = [e for e in edits if e.revision == number]
        names = list(dict.fromkeys(fields()[e.path].label for e in of_one if e.path in fields()))
        more = f" and {len(names) - 4} more" if len(names) > 4 else ""
        st.caption(plain(f"{number}: {of_one[0].editor}, {clock(of_one[0].at)}: {', '.join(names[:4])}{more}."))


def _at(place: here.Here, initiative_id: str, revision: int) -> Canvas:
    return canvases.at_revision(place.store, place.who, initiative_id, revision).values


@st.fragment
def others(initiative_id: str, topic: str, drawn: int) -> None:
    """Say when somebody else has changed the canvas since this page was drawn; nothing moves under the hands."""
    place = here.here()
    here.follow(place, topic)
    if canvases.load(place.store, place.who, initiative_id).revision <= drawn:
        return
    edits = [e for e in canvases.history(place.store, place.who, initiative_id) if e.revision > drawn]
    names = ", ".join(dict.fromkeys(fields()[e.path].label for e in edits if e.path in fields()))
    people = " and ".join(dict.fromkeys(e.editor for e in edits))
    st.info(plain(f"{people} changed: {names}."), icon=":material/group:")
    if st.button("Show what changed", icon=":material/refresh:"):
        st.rerun(scope="app")
