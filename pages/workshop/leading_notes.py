"""Notes: counted while they are private, then the wall, the votes, and what goes from it into the canvas."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from components import wall
from components.text import plain
from components.wall import short
from data import workshops
from lifecycle.envision.canvas import Canvas, fields, sections
from lifecycle.envision.workshop import views
from lifecycle.envision.workshop.agenda import Step
from lifecycle.envision.workshop.entries import Kind
from lifecycle.envision.workshop.things import State
from lifecycle.ids import new_id
from pages import here
from pages.workshop import leading_fields
from pages.workshop.lead import Lead, write

ACTIONS = ("group", "rename", "merge", "ungroup", "promote", "park")
CHOSEN = "lead_promoting"
TEXTS = ("text", "line", "person")
TAKES_NOTES = ("text", "line", "rows")


def show(lead: Lead, step: Step) -> None:
    """Show a step for notes."""
    if step.key not in lead.state.revealed:
        counted(lead, step)
        return
    promoting(lead, step)
    renaming(lead)
    board(lead, step, ACTIONS)
    tally(lead, step)
    leading_fields.edit(lead, [path for path in step.paths if fields()[path].kind not in TEXTS])


def counted(lead: Lead, step: Step) -> None:
    """Say how many notes there are: nobody reads them yet, the facilitator neither."""
    found = views.progress(lead.state, step.key)
    with st.container(horizontal=True, gap="large"):
        st.metric("Notes", found.things, width="content")
        st.metric("Have written", f"{found.given} of {found.people}", width="content")
    st.caption(":material/visibility_off: Nobody sees them before they are turned over, not even you.")


def board(lead: Lead, step: Step, actions: tuple[str, ...]) -> None:
    """Show the wall to work with; the facilitator sees the sums of the dots, and of no person."""
    own = lead.workshop.id
    found = views.wall(lead.state, step.key)
    if not (found.groups or found.loose):
        st.caption("There are no notes on this wall.")
        return
    dots = {one.target: one.dots for one in views.vote_tally(lead.state, step.key)}
    wall.pick(found, f"{own}_{step.key}", lambda act: handle(own, act), dots, actions)


def handle(workshop_id: str, act: Mapping[str, Any]) -> None:
    """Do what was asked for on the wall. It comes from a browser, so what it names is looked up again."""
    state = workshops.state(here.here().store, workshop_id)
    notes, groups = (_known(act.get(name), there) for name, there in (("notes", state.notes), ("groups", state.groups)))
    own = act["id"] if isinstance(act.get("id"), str) else new_id()
    match act["do"]:
        case "group" if groups:
            group = state.groups[groups[0]]
            body = {"group": group.id, "title": group.title, "notes": list(dict.fromkeys((*group.notes, *notes)))}
            write(workshop_id, Kind.GROUPED, body, own)
        case "group":
            write(workshop_id, Kind.GROUPED, {"group": f"g{own}", "title": act.get("title"), "notes": notes}, own)
        case "merge":
            write(workshop_id, Kind.MERGED, {"into": groups[0] if groups else "", "groups": groups[1:]}, own)
        case "ungroup":
            for group_id in groups:
                write(workshop_id, Kind.UNGROUPED, {"group": group_id})
        case "park":
            if said := said_by(state, (*groups, *notes)[:1]):
                write(workshop_id, Kind.PARKED, {"item": f"p{own}", "text": said}, own)
        case _:
            st.session_state[CHOSEN] = (workshop_id, str(act["do"]), (*groups, *notes)[:1])


def _known(found: Any, there: Mapping[str, Any]) -> list[str]:
    given = found if isinstance(found, list) else []
    return [one for one in given if isinstance(one, str) and one in there]


def said_by(state: State, chosen: tuple[str, ...]) -> str:
    """Give the text of a note, or the title of a group; empty where it is not there any more."""
    for key in chosen:
        if key in state.groups:
            return state.groups[key].title
        if key in state.notes:
            return state.notes[key].text
    return ""


def chosen_for(lead: Lead, does: str) -> str:
    """Give what was chosen on the wall for something that asks for more; empty where nothing was."""
    workshop_id, action, chosen = st.session_state.get(CHOSEN, ("", "", ()))
    fits = workshop_id == lead.workshop.id and action == does and bool(said_by(lead.state, chosen))
    return str(chosen[0]) if fits else ""


def put_away() -> None:
    """Forget what was chosen."""
    st.session_state.pop(CHOSEN, None)


def promoting(lead: Lead, step: Step) -> None:
    """Ask which field a note or a group becomes, and in which words."""
    source = chosen_for(lead, "promote")
    if not source:
        return
    own, state = lead.workshop.id, lead.state
    kind = "group" if source in state.groups else "note"
    field_key, text_key = lead.key("promote", "path", source), lead.key("promote", "text", source)

    canvas = lead.canvas

    def put() -> None:
        path = st.session_state[field_key]
        body = {kind: source, "path": path, "text": st.session_state[text_key]}
        if write(own, Kind.PROMOTED, body, seen={path: canvas.get(path)}):
            put_away()

    with st.container(border=True, key="promote"):
        path = st.selectbox("Into which field", _targets(step), format_func=_name, key=field_key)
        if said := becomes(lead.canvas, path):
            st.caption(said)
        st.text_area("In these words", said_by(state, (source,)), key=text_key, max_chars=10_000)
        with st.container(horizontal=True):
            st.button("Put it into the canvas", key=lead.key("promote", "do"), on_click=put, icon=":material/input:")
            st.button("Not now", key=lead.key("promote", "not"), on_click=put_away, type="tertiary")


def _targets(step: Step) -> list[str]:
    """Give the fields for texts and lists, those of the step first."""
    texts = [path for path, item in fields().items() if item.kind in TAKES_NOTES and _is_asked(path)]
    first = [path for path in step.paths if path in texts]
    return first + [path for path in texts if path not in first]


def _is_asked(path: str) -> bool:
    return any(fields()[path] in section.fields for section in sections())


def becomes(canvas: Canvas, path: str) -> str:
    """Say what happens to a field that holds something already; empty where it holds nothing."""
    item, now = fields()[path], canvas.get(path)
    if item.kind == "rows":
        return f"It becomes {item.add} of this list, after the {len(now)} that are there." if now else ""
    return f"It takes the place of: {plain(short(str(now), 300))}" if now else ""


def renaming(lead: Lead) -> None:
    """Ask for another title of a group that was chosen on the wall."""
    source = chosen_for(lead, "rename")
    if source not in lead.state.groups:
        return
    own, key = lead.workshop.id, lead.key("rename", "title", source)

    def put() -> None:
        if write(own, Kind.RENAMED, {"group": source, "title": st.session_state[key]}):
            put_away()

    with st.container(border=True, key="rename"):
        st.text_input("Title of the group", lead.state.groups[source].title, key=key, max_chars=200)
        with st.container(horizontal=True):
            st.button("Give it this title", key=lead.key("rename", "do"), on_click=put, icon=":material/edit:")
            st.button("Not now", key=lead.key("rename", "not"), on_click=put_away, type="tertiary")


def _name(path: str) -> str:
    section = next((one.title for one in sections() if fields()[path] in one.fields), "Guardrail dials")
    return f"{section}: {fields()[path].label}"


def tally(lead: Lead, step: Step) -> None:
    """Show how the dots stand: to the room once they are shown."""
    found = [one for one in views.vote_tally(lead.state, step.key) if one.dots]
    if not found:
        st.caption(f"Everybody has {lead.state.settings.votes_each} dots to place on groups and notes.")
        return
    seen = "shown to everybody" if step.key in lead.state.votes_revealed else "only you see this yet"
    st.markdown(f"**Dots** :gray[:small[{seen}]]")
    lines = [f"**{one.dots}** :gray[by {one.voters}] {plain(short(one.title, 160))}" for one in found[:10]]
    st.markdown("  \n".join(lines))
