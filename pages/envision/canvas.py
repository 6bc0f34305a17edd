"""Envision: the canvas is filled in together, section by section, and signed as a value contract."""

import streamlit as st

from components.text import badge, plain
from data import canvases, strategy
from lifecycle import topics
from lifecycle.envision.canvas import Completeness, Section, asked, chosen, completeness, missing
from lifecycle.envision.fields import leads, status_fields
from lifecycle.envision.governance import dial_facts
from lifecycle.strategy import policies
from pages import here
from pages.envision import boundary, dials, files, history, risk_list, signing, worth
from pages.envision.editing import Editing

place = here.here()
facts = here.opened(place)
initiative = facts.initiative
draft = canvases.load(place.store, place.who, initiative.id)
editing = Editing(initiative.id, initiative.slug, draft.values, strategy.goals(place.store))
held = strategy.in_force(place.store)
inherited = policies.inherited(held, dial_facts(draft.values))
CAME_FOR = "came_for_field"
SHORT = ("number", "choice", "date", "person", "scale", "goal")
MARKS = {"empty": ("gray", "radio_button_unchecked"), "draft": ("gray", "edit"), "agreed": ("green", "check")}


def contents(item: Section) -> None:
    """Show the fields of a section; short ones side by side."""
    if item.key == "dials":
        dials.section(editing, inherited)
        return
    if item.key == "risks":
        risk_list.section(editing)
        return
    if item.key == "decision":
        st.caption("Three-point estimates: low, most likely, high. Payoffs are money per case compared with today.")
    waiting: list[str] = []
    for each in item.fields:
        if each.kind in SHORT:
            waiting.append(each.path)
            continue
        side_by_side(waiting)
        waiting = []
        editing.field(each.path)
    side_by_side(waiting)
    used = chosen(draft.values) if item.key == "value" else []
    for place_of, lever in enumerate(used):
        first = " :gray-badge[:material/monitoring: measured in Monitor]" if len(used) > 1 and not place_of else ""
        st.caption(f"**{lever.name}.**{first} {lever.question} Formula: {plain(lever.formula)}")
        for entry in lever.inputs:
            editing.field(f"lever.{lever.key}.{entry.key}")
    if item.key == "boundary":
        boundary.helpers(editing)
    if item.key == "value":
        worth.distribution_of(place, initiative, draft.values)


def side_by_side(paths: list[str]) -> None:
    """Show short fields in lines of two."""
    if not paths:
        return
    with st.grid(2, min_column_width=165):
        for path in paths:
            with st.container():
                editing.field(path)


def said(found: Completeness) -> str:
    """Say in a line how far a section is."""
    needed = f" · {found.needed} needed" if found.needed else ""
    return f"{found.filled} of {found.total} · {found.status}{needed}"


def opened(states: list[Completeness]) -> Completeness:
    """Let people walk through the sections; the address remembers which one is open, and a link can name it."""
    by_key = {state.section.key: state for state in states}
    names = {key: f"{n} {state.section.title}" for n, (key, state) in enumerate(by_key.items(), 1)}
    if (asked := st.query_params.get("section")) in by_key:
        st.session_state["section"] = asked
        tell_address(asked)
    with st.container(key="sections"):
        key = st.radio(
            "Sections of the canvas",
            list(names),
            format_func=lambda k: names[k],
            captions=[said(state) for state in states],
            key="section",
            on_change=lambda: go_to(st.session_state["section"]),
            label_visibility="collapsed",
        )
    return by_key.get(key, states[0])


def go_to(key: str) -> None:
    """Open a section, and say so in the address: what the address says is what is shown."""
    st.query_params["section"] = key
    st.query_params.pop("field", None)
    st.session_state.pop(CAME_FOR, None)


def tell_address(key: str) -> None:
    """Write what a link to a field asked for into the address, once: a link within the page leaves it as it was."""
    field = st.query_params.get("field")
    if field and st.session_state.get(CAME_FOR) != field:
        st.session_state[CAME_FOR] = field
        st.query_params["section"] = key


def looked_for(item: Section) -> None:
    """Name the field a link came for, where it is one of the section's."""
    wanted = next((one for one in asked(draft.values, item) if one.path == st.query_params.get("field")), None)
    if wanted:
        st.info(f"What is missing here: **{plain(wanted.label)}**.", icon=":material/arrow_downward:")


def about(item: Section) -> None:
    """Show what is kept about the section itself."""
    with st.container(border=True, gap="small"):
        st.caption("About this section")
        side_by_side([each.path for each in status_fields(item)])


def walk_on(keys: list[str], titles: list[str], now: str) -> None:
    """Lead on to the next section."""
    after = keys.index(now) + 1
    if after < len(keys):
        label = f"Next: {titles[after]}"
        st.button(label, icon=":material/arrow_forward:", icon_position="right", on_click=go_to, args=[keys[after]])


signing.versions(place, facts)
history.others(initiative.id, topics.initiative(initiative.id), draft.revision)
states = completeness(draft.values)
steps, middle, side = st.columns([2.8, 7.6, 5.2], gap="medium")
with steps:
    state = opened(states)
with middle:
    section = state.section
    st.subheader(section.title, anchor=False)
    colour, icon = MARKS[state.status]
    st.markdown(
        f"{badge(colour, icon, state.status)} :gray[:small[Led by the {leads()[section.lead]}. Saved as you type.]]"
    )
    if needed := [plain(one.label) for one in missing(draft.values) if one.section == section.title]:
        st.caption(f":material/priority_high: Needed before anything is signed: {', '.join(needed)}.")
    looked_for(section)
    st.markdown("\n".join(f"- *{prompt}*" for prompt in section.prompts))
    contents(section)
    about(section)
    walk_on([s.section.key for s in states], [s.section.title for s in states], section.key)
with side, st.container(key="worth"):
    worth.panel(place, initiative, draft.values)
signing.foot(place, facts, draft.values, editing, held)
history.panel(initiative.id, draft.revision)
files.panel(place, facts, editing)
