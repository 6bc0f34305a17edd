"""What came of a workshop: in numbers, in words, and to take along."""

import json
from typing import Any

import streamlit as st

from components.links import PATHS
from components.text import answer, plain
from components.wall import short
from data import workshops
from lifecycle.catalogue import components
from lifecycle.envision.canvas import Canvas, fields, missing
from lifecycle.envision.wording import in_words
from lifecycle.envision.workshop import views
from lifecycle.envision.workshop.code import shown
from lifecycle.envision.workshop.entries import Kind
from lifecycle.envision.workshop.seats import role_name
from pages.workshop import lead
from pages.workshop.lead import Lead
from pages.workshop.next_act import sentence, some

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
    """Show it, as a sponsor asks: what was decided, who was there, who disagrees, what is missing, what comes next."""
    state, came = found.state, views.summary(found.state)
    answer(sentence(state))
    lead.say_problem()
    if state.fists_revealed:
        st.markdown(f"**Verdict.** {plain(views.fists(state).sentence)}")
    next_step(found)
    people(found)
    dissent(found)
    with st.container(horizontal=True, vertical_alignment="center"):
        take_along(found)
        if state.closed:
            found.button("Reopen", Kind.REOPENED, {}, "reopen", icon=":material/lock_open:")
        else:
            found.button("Close the workshop", Kind.CLOSED, {}, "close", icon=":material/flag:")
    written(found)
    st.markdown("**In numbers**")
    with st.grid(4, min_column_width=130):
        for label, name in NUMBERS:
            st.metric(label, getattr(came, name))


def next_step(found: Lead) -> None:
    """Say what stands between the canvas as it is now and a signature, and who sees to it."""
    gaps = missing(found.canvas)
    owners: dict[str, list[str]] = {}
    for gap in gaps:
        owners.setdefault(gap.owner or gap.lead, []).append(gap.label)
    if not gaps:
        st.markdown("**Next step.** Nothing is missing: the contract can be offered for signature in the canvas.")
    else:
        st.markdown(
            f"**Next step.** Fill in what is missing before the contract can be signed: {some(len(gaps), 'field')}."
        )
        for owner, labels in owners.items():
            st.markdown(f"- {plain(owner)}: {plain(', '.join(labels))}")
    query = {"initiative": st.query_params.get("initiative", "")}
    st.page_link(PATHS["envision"], label="Open the canvas", icon=":material/arrow_forward:", query_params=query)


def people(found: Lead) -> None:
    """Name who was there, by role."""
    there: dict[str, list[str]] = {}
    for person in found.state.participants.values():
        there.setdefault(role_name(person.role), []).append(short(person.name, 60))
    if there:
        said = " · ".join(f"{plain(', '.join(names))} :gray[{plain(role)}]" for role, names in there.items())
        st.markdown(f"**Who was there.** {said}")


def dissent(found: Lead) -> None:
    """Show the recorded dissent in full; by name only where that was not promised away."""
    recorded = views.dissents(found.state)
    st.markdown("**Dissent.**" if recorded else "**Dissent.** None was recorded.")
    for one in recorded:
        by = ", ".join(filter(None, (short(one.author, 60), one.role)))
        st.text(f"{one.text}{f' ({by})' if by else ''}")


def written(found: Lead) -> None:
    """List what went into the canvas, as it was put there."""
    state, known = found.state, fields()
    values = dict(state.fields) | {path: point.model_dump() for path, point in state.accepted.items()}
    lines = [
        f"{known[path].label}: {_said(path, value, found.canvas)}" for path, value in values.items() if path in known
    ]
    lines += [f"{components()[key].name}: {one.level}" for key, one in state.dials_set.items() if key in components()]
    if lines:
        st.markdown("**Into the canvas**")
        with st.container(gap="xxsmall"):
            for line in lines:
                st.text(line)


def _said(path: str, value: Any, canvas: Canvas) -> str:
    field = fields()[path]
    if value is None:
        return "emptied"
    return some(len(value), "row") if field.kind == "rows" else in_words(field, value, canvas)


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
