"""Dials: how far opinions lie apart, what is suggested and what is the least, and the level that is set."""

import streamlit as st

from components.fields import key_of
from components.text import badge, plain
from components.wall import short
from data import workshops
from lifecycle.contract import RIGOUR, Level
from lifecycle.envision import dials
from lifecycle.envision.governance import DialState, answers, dial_states
from lifecycle.envision.workshop import views
from lifecycle.envision.workshop.agenda import Step
from pages.workshop import leading_fields
from pages.workshop.lead import Lead
from pages.workshop.leading_fields import Leading


def show(lead: Lead, step: Step) -> None:
    """Show the suggestion and the six dials."""
    scores = answers(lead.canvas)
    with st.container(horizontal=True, vertical_alignment="center"):
        why = f"**Suggested:** {plain(dials.because(scores))}" if scores else ""
        st.markdown(why or ":gray[Five questions suggest how much rigour.]", width="content")
        with st.popover("The five questions", icon=":material/quiz:"):
            leading_fields.edit(lead, [f"question.{key}" for key in dials.questions()])
    inherited = workshops.minimums(lead.place.store, lead.place.who, lead.workshop.initiative_id)
    editing = leading_fields.editing(lead)
    for state in dial_states(lead.canvas, inherited):
        with st.container(border=True, gap="small"):
            dial(lead, editing, state)
    leading_fields.edit(lead, step.paths)


def dial(lead: Lead, editing: Leading, state: DialState) -> None:
    """Show one dial: opinions, reasons, where it may not fall below, and the level; refused where it would."""
    path, found = f"dial.{state.component}", views.dial_opinions(lead.state, state.component)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{found.name}**", width=220)
        st.markdown(plain(found.sentence), width="content")
        if found.reasons:
            with st.popover(f"Why ({len(found.reasons)})"):
                for level, reason, name in found.reasons:
                    st.text(f"{level}: {short(reason, 600)}{f' ({short(name, 60)})' if name else ''}")
    notes = [f"suggested {state.suggested.value}"] if state.suggested else []
    notes += [f"at least {state.minimum.level.value}: {state.minimum.reason}"] if state.minimum else []
    if notes:
        st.caption(plain("; ".join(notes)))
    with st.grid(2, min_column_width=260):
        for part in ("", ".reason"):
            with st.container():
                editing.field(f"{path}{part}")
    if state.below or lowering(editing, state):
        with st.grid(2, min_column_width=260):
            for part in ("by", "approved"):
                with st.container():
                    editing.field(f"{path}.{part}")
    if state.problem and not editing.refused(path):
        st.caption(f"{badge('orange', 'warning', 'cannot be signed')} {plain(state.problem)}")


def lowering(editing: Leading, state: DialState) -> bool:
    """Answer whether a level was refused that two people could agree on: below the suggestion, not below the least."""
    path = f"dial.{state.component}"
    wanted = st.session_state.get(key_of(editing.address, path)) if editing.refused(path) else None
    least = state.minimum.level if state.minimum else Level.LIGHT
    return wanted is not None and RIGOUR.index(Level(wanted)) >= RIGOUR.index(least)
