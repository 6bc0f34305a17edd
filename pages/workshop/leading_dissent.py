"""Dissent on its way into the contract: what was recorded in the workshop is put into the canvas, once each."""

import streamlit as st

from components.text import plain
from components.wall import short
from lifecycle.envision.workshop import views
from lifecycle.envision.workshop.entries import Kind
from pages.workshop.lead import Lead, write

PATH = "dissent"


def show(lead: Lead, where: str) -> None:
    """Show what was recorded, and put it into the canvas; `where` on the page this stands."""
    for one in views.dissents(lead.state):
        st.text(short(one.text, 2000))
        st.caption(", ".join(plain(part) for part in (one.author, one.role) if part) or "anonymous")
    into_canvas(lead, where)


def into_canvas(lead: Lead, where: str) -> None:
    """Offer to put the recorded dissent into the canvas, from where it goes into the contract."""
    if not lead.state.dissents:
        return
    own, before = lead.workshop.id, lead.canvas.get(PATH)
    rows = views.dissent_rows(lead.state, before or [])

    def put() -> None:
        write(own, Kind.FIELD_SET, {"path": PATH, "value": rows}, seen={PATH: before})

    st.button(
        "It is in the canvas" if rows == before else "Put the dissent into the canvas",
        key=lead.key(PATH, where),
        on_click=put,
        disabled=rows == before,
        icon=":material/input:",
        help="The contract holds it and its paper prints it. What stands there already stays as it is.",
    )
