"""What came of a workshop: in numbers, in words, and to take along."""

import json

import streamlit as st

from components.amounts import three_point
from components.links import PATHS
from components.text import answer, plain
from data import workshops
from lifecycle.envision.canvas import fields
from lifecycle.envision.three_point import ThreePoint
from lifecycle.envision.workshop import views
from lifecycle.envision.workshop.code import shown
from lifecycle.envision.workshop.entries import Kind
from pages.workshop import lead
from pages.workshop.lead import Lead
from pages.workshop.next_act import sentence

NUMBERS = (
    ("People", "participants"),
    ("Notes", "notes"),
    ("Dots", "dots"),
    ("Estimates", "estimates"),
    ("Dials set", "dials_set"),
    ("Risks", "risks"),
    ("Dissents", "dissents"),
    ("Into the canvas", "into_canvas"),
)


def show(found: Lead) -> None:
    """Show it."""
    state, came = found.state, views.summary(found.state)
    answer(sentence(state))
    lead.say_problem()
    with st.grid(4, min_column_width=130):
        for label, name in NUMBERS:
            st.metric(label, getattr(came, name))
    if state.fists_revealed:
        st.markdown(f"**Verdict.** {plain(views.fists(state).sentence)}")
    written(found)
    with st.container(horizontal=True):
        take_along(found)
        if state.closed:
            found.button("Reopen", Kind.REOPENED, {}, "reopen", icon=":material/lock_open:")
        else:
            found.button("Close the workshop", Kind.CLOSED, {}, "close", icon=":material/flag:")


def written(found: Lead) -> None:
    """List what went into the canvas, as it was put there."""
    state = found.state
    known = fields()
    lines = [f"{known[path].label}: {_said(value)}" for path, value in state.fields.items() if path in known]
    lines += [f"{known[path].label}: {three_point(p)}" for path, p in state.accepted.items() if path in known]
    if lines:
        st.markdown("**Into the canvas**")
        for line in lines:
            st.text(line)


def _said(value: object) -> str:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return f"{len(value)} rows"
    if isinstance(value, dict):
        return three_point(ThreePoint.model_validate(value))
    return ", ".join(map(str, value)) if isinstance(value, list) else "emptied" if value is None else str(value)


def take_along(found: Lead) -> None:
    """Offer the export as Markdown and as JSON, and the replay."""
    made = workshops.export(found.place.store, found.place.who, found.workshop.id)
    name = f"workshop-{shown(found.workshop.code)}"
    st.download_button(
        "Markdown", made.markdown, f"{name}.md", "text/markdown", icon=":material/download:", on_click="ignore"
    )
    text = json.dumps(made.json, ensure_ascii=False, indent=2)
    st.download_button("JSON", text, f"{name}.json", "application/json", icon=":material/download:", on_click="ignore")
    if "replay" in PATHS:
        query = {"workshop": found.workshop.id}
        st.page_link(PATHS["replay"], label="Replay it", icon=":material/replay:", query_params=query)
