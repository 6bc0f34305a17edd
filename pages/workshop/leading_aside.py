"""Beside the step: who is in, who is quiet, the parking lot, dissent, the code for those who come late."""

from collections.abc import Sequence

import streamlit as st

from components.text import plain
from components.wall import short
from lifecycle.envision.workshop import views
from lifecycle.envision.workshop.agenda import Step
from lifecycle.envision.workshop.entries import Kind
from lifecycle.envision.workshop.seats import role_name
from lifecycle.envision.workshop.things import Mode
from lifecycle.envision.workshop.views import RemarkView
from lifecycle.ids import new_id
from pages.workshop import joining, leading_dissent
from pages.workshop.lead import Lead, write

MOST_NAMES = 14


def quiet(lead: Lead) -> None:
    """Name who has given nothing yet of what is asked now."""
    state = lead.state
    found = views.quiet(state, state.position) if state.position and not state.closed else ()
    if not found:
        return
    st.markdown(f"**Quiet** :gray[{len(found)}]")
    names = [f"{plain(short(person.name, 40))} :gray[{role_name(person.role)}]" for person in found[:MOST_NAMES]]
    more = len(found) - MOST_NAMES
    st.caption("  \n".join([*names, *([f"and {more} more"] if more > 0 else [])]))


def people(lead: Lead) -> None:
    """Show who is in, by role."""
    counts = views.by_role(lead.state)
    if not counts:
        alone = lead.state.settings.mode is Mode.ASYNC
        st.caption(f"Nobody is in yet. {'Send them the code.' if alone else 'Show the code on the projector.'}")
        return
    said = " · ".join(f"{count} {name}" for name, count in counts.items())
    st.markdown(said)
    names = ", ".join(plain(short(person.name, 40)) for person in lead.state.participants.values())
    st.caption(short(names, 3000))


def listen(lead: Lead, step: Step) -> None:
    """Show a step in which people only listen, or have a break: what to ask whom."""
    for role, prompt in step.role_prompts.items():
        st.markdown(f"{role_name(role)}: :gray[{plain(prompt)}]")


def show(lead: Lead) -> None:
    """Show what is kept beside the steps."""
    state = lead.state
    parked, dissents = views.parking_lot(state), views.dissents(state)
    with st.container(horizontal=True, key="lead_aside"):
        with st.popover(f"Parking lot ({len(parked)})", icon=":material/local_parking:"):
            _parking(lead, parked)
        with st.popover(f"Dissent ({len(dissents)})", icon=":material/flag:"):
            _dissents(lead, dissents)
        if state.step:
            with st.popover("Join code", icon=":material/qr_code:"):
                joining.card(lead.workshop)
            with st.popover(f"People ({len(state.participants)})", icon=":material/group:"):
                people(lead)


def _parking(lead: Lead, parked: Sequence[RemarkView]) -> None:
    if not parked:
        st.caption("Nothing is parked. What is off the question goes here and is not lost.")
    for item in parked:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(short(item.text, 600))
            lead.button("Take out", Kind.UNPARKED, {"item": item.id}, "unpark", item.id, type="tertiary")
    _remark(lead, Kind.PARKED, "park", "Park something", "Park")


def _dissents(lead: Lead, found: Sequence[RemarkView]) -> None:
    if not found:
        st.caption("No dissent is recorded. Put into the canvas, it stands in the contract with its reason.")
    leading_dissent.show(lead, "aside")
    _remark(lead, Kind.DISSENT, "dissent", "Record a dissent", "Record")


def _remark(lead: Lead, kind: Kind, name: str, label: str, does: str) -> None:
    own, key = lead.workshop.id, lead.key(name, "text")

    def add() -> None:
        body = {"text": st.session_state[key]} | ({"item": new_id()} if kind is Kind.PARKED else {})
        if write(own, kind, body):
            st.session_state[key] = ""

    st.text_area(label, key=key, height=70, max_chars=10_000)
    st.button(does, key=lead.key(name, "add"), on_click=add)
