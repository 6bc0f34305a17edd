"""Envision: the canvas is filled in together, section by section, and signed as a value contract."""

from typing import Any

import streamlit as st

from components import fields
from components.text import plain
from data import canvases
from lifecycle.envision.canvas import Field, Section, chosen, missing, sections
from lifecycle.envision.canvas import fields as known_fields
from lifecycle.envision.fields import leads
from lifecycle.errors import ThroughlineError
from lifecycle.metrics import metrics
from pages import here
from pages.envision import signing, worth

place = here.here()
facts = here.opened(place)
initiative = facts.initiative
draft = canvases.load(place.store, place.who, initiative.id)
used = chosen(draft.values)
metric = metrics().get(draft.values.get("boundary.metric", ""))
PROBLEM = f"canvas_problem/{initiative.slug}"


def save(path: str, value: Any) -> None:
    """Save a changed field at once; a value that does not fit is said beside it and not kept."""
    now = here.here()
    st.session_state.pop(PROBLEM, None)
    try:
        canvases.edit(now.store, now.act(), initiative.id, {path: value})
    except ThroughlineError as problem:
        st.session_state[PROBLEM] = (path, str(problem))


def field(item: Field) -> None:
    """Show a field in its unit, with what was wrong about the last entry."""
    unit = fields.unit_of(item, draft.values.get("currency", "EUR"), metric.unit if metric else "")
    fields.show(item, draft.values.get(item.path), initiative.slug, unit, save)
    path, problem = st.session_state.get(PROBLEM, ("", ""))
    if path == item.path:
        st.error(problem, icon=":material/error:")


def contents(item: Section) -> None:
    """Show the fields of a section; short ones side by side."""
    if item.key == "decision":
        st.caption("Three-point estimates: low, most likely, high. Payoffs are money per case compared with today.")
    if item.key in ("owners", "boundary", "value"):
        with st.grid(2, min_column_width=230):
            for each in item.fields:
                with st.container():
                    field(each)
    else:
        for each in item.fields:
            field(each)
            if each.kind == "level":
                field(known_fields()[f"{each.path}.reason"])
    for lever in used if item.key == "value" else ():
        st.caption(f"**{lever.name}.** {lever.question} Formula: {plain(lever.formula)}")
        for entry in lever.inputs:
            field(known_fields()[f"lever.{lever.key}.{entry.key}"])
    if item.key == "boundary":
        worth.boundary_advice(draft.values)


def opened() -> Section:
    """Let people walk through the sections; the address remembers which one is open."""
    gaps = [gap.section for gap in missing(draft.values)]
    names = {s.key: f"{n} {s.title}" for n, s in enumerate(sections(), 1)}
    captions = [f"{gaps.count(s.title)} missing" if s.title in gaps else "complete" for s in sections()]
    key = st.radio(
        "Canvas",
        list(names),
        format_func=lambda k: names[k],
        captions=captions,
        key="section",
        bind="query-params",
        label_visibility="collapsed",
    )
    return next((s for s in sections() if s.key == key), sections()[0])


def walk_on(item: Section) -> None:
    """Lead on to the next section."""
    keys = [s.key for s in sections()]
    after = keys.index(item.key) + 1
    if after < len(keys):
        title = sections()[after].title

        def go() -> None:
            st.session_state["section"] = keys[after]

        st.button(f"Next: {title}", icon=":material/arrow_forward:", icon_position="right", on_click=go)


signing.versions(place, facts)
steps, middle, side = st.columns([3, 7, 5], gap="medium")
with steps:
    item = opened()
with middle:
    st.subheader(item.title, anchor=False)
    st.caption(f"{' '.join(item.prompts)} Led by the {leads()[item.lead]}. Saved as you type.")
    contents(item)
    walk_on(item)
with side, st.container(key="worth"):
    worth.panel(place, initiative, draft.values)
signing.foot(place, facts, draft.values)
