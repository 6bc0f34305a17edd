"""Opens a workshop: a title, how it is run, the agenda. The same, while it runs: settings and agenda changed."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import streamlit as st

from components.links import PATHS
from components.text import answer, day, plain
from data import workshops
from lifecycle.access import can_facilitate
from lifecycle.envision.workshop import views
from lifecycle.envision.workshop.agenda import default_agenda, step_to_json
from lifecycle.envision.workshop.code import shown
from lifecycle.envision.workshop.entries import Kind
from lifecycle.envision.workshop.seats import Workshop
from lifecycle.envision.workshop.things import Mode, Settings, State
from lifecycle.initiative import Initiative
from pages import here
from pages.here import Here
from pages.workshop import agenda, lead
from pages.workshop.lead import Lead
from pages.workshop.next_act import some
from pages.zones import zone

MODES = {Mode.LIVE: "Live: everybody at the same step", Mode.ASYNC: "In their own time, until a deadline"}


def show(place: Here, initiative: Initiative) -> None:
    """List the workshops of an initiative, and offer to open one."""
    found = workshops.of_initiative(place.store, place.who, initiative.id)
    states = [(one, workshops.state(place.store, one.id)) for one in found]
    running = [state for _, state in states if not state.closed]
    if not found:
        answer("No workshop has been held yet. In three and a half hours a room fills the canvas together.")
    elif running:
        answer(
            f"{len(running)} of {len(found)} workshops {'is' if len(running) == 1 else 'are'} open. Go on leading below."
        )
    else:
        answer(
            f"{len(found)} workshop{'s have' if len(found) > 1 else ' has'} been held; what came of each stands below."
        )
    for workshop, state in states:
        row(workshop, state, initiative.slug)
    if can_facilitate(place.who, initiative.id):
        with st.expander("Open a workshop", expanded=not found, icon=":material/add:"):
            form(place, initiative)


def row(workshop: Workshop, state: State, address: str) -> None:
    """Show one workshop with what came of it."""
    came = views.summary(state)
    with st.container(border=True, horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        with st.container(gap=None):
            query = {"initiative": address, "workshop": workshop.id}
            st.page_link(PATHS["workshop"], label=f"**{plain(state.title)}**", query_params=query)
            where = "closed" if state.closed else f"open, code {shown(workshop.code)}"
            st.caption(f"{day(workshop.opened_at)} · {where}")
        st.markdown(
            f"{came.participants} in · {some(came.notes, 'note')} · {some(came.risks, 'risk')} · {some(came.into_canvas, 'field')} into the canvas",
            width="content",
        )
        again = ":material/replay:"
        st.page_link(PATHS["replay"], label="Look at it again", query_params=query, icon=again, width="content")


@dataclass(frozen=True)
class Given:
    """What the form holds."""

    title: str
    settings: Settings


def ask(name: str, title: str, settings: Settings) -> Given:
    """Ask for the title and how the workshop is run."""
    given = st.text_input("Title", title, max_chars=120, key=f"{name}/title")
    with st.container(horizontal=True, gap="large", vertical_alignment="bottom"):
        modes = list(MODES)
        mode = st.radio("How", modes, modes.index(settings.mode), format_func=lambda m: MODES[m], key=f"{name}/mode")
        dots = st.number_input("Dots each", 1, 20, settings.votes_each, key=f"{name}/dots", width=130)
        anonymous = st.toggle(
            "Anonymous",
            settings.anonymous,
            key=f"{name}/anonymous",
            help="Nobody sees who wrote what, you neither. What was given under it stays anonymous.",
        )
    deadline = until(name, settings.deadline) if mode is Mode.ASYNC else None
    return Given(given, Settings(anonymous, int(dots), Mode(mode), deadline))


def until(name: str, before: datetime | None) -> datetime | None:
    """Ask for a soft deadline, in the time of whoever asks; ten minutes of grace follow it."""
    here_zone = zone()
    start = before.astimezone(here_zone) if before else None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        proposed = here.here().now.astimezone(here_zone).date() + timedelta(days=3)
        on = st.date_input(
            "Until", start.date() if start else proposed, key=f"{name}/day", format="DD/MM/YYYY", width=160
        )
        at = st.time_input("at", start.time() if start else time(17, 0), key=f"{name}/time", width=120)
    st.caption(plain(f"In your time: {here_zone.key.replace('_', ' ')}. Everybody reads it in theirs."))
    return datetime.combine(on, at, here_zone) if isinstance(on, date) and at else None


def form(place: Here, initiative: Initiative) -> None:
    """Ask for all of it and open."""
    name = f"open/{initiative.id}"
    given = ask(name, initiative.name[:120], Settings())
    steps = agenda.edit(name, default_agenda())
    if st.button("Open the workshop", type="primary", key=f"{name}/do", icon=":material/meeting_room:"):
        with here.saying():
            made = workshops.open_workshop(place.store, place.act(), initiative.id, given.title, steps, given.settings)
            agenda.forget(name)
            st.query_params["workshop"] = made.id
            st.rerun()


def change(found: Lead) -> None:
    """Change settings and agenda while the workshop runs."""
    state, own = found.state, found.workshop.id
    name = f"change/{own}"
    lead.say_problem()
    given = ask(name, state.title, state.settings)
    st.button("Keep these settings", key=f"{name}/settings", on_click=lambda: keep(found, given))
    begun = {*state.visited, *(note.step for note in state.notes.values())}
    steps = agenda.edit(name, state.agenda, begun)
    with st.container(horizontal=True):
        body = {"steps": [step_to_json(step) for step in steps]}

        def put() -> None:
            if lead.write(own, Kind.AGENDA, body):
                agenda.forget(name)
                here.done("The agenda is changed for everybody.")

        st.button(
            "Keep this agenda",
            key=f"{name}/agenda",
            on_click=put,
            type="primary",
            disabled=tuple(steps) == state.agenda,
        )
        st.button(
            "Start anew from the agenda in force",
            key=f"{name}/anew",
            on_click=lambda: agenda.forget(name),
            type="tertiary",
        )


def keep(found: Lead, given: Given) -> None:
    """Write the settings."""
    settings = given.settings
    body = {
        "title": given.title,
        "anonymous": settings.anonymous,
        "votes_each": settings.votes_each,
        "mode": settings.mode.value,
        "deadline": settings.deadline.isoformat() if settings.deadline else None,
    }
    if lead.write(found.workshop.id, Kind.SETTINGS, body):
        here.done("The settings are kept.")


def projector_link(workshop_id: str) -> None:
    """Open the projector in a window of its own."""
    st.link_button("Projector", f"/projector?workshop={workshop_id}", icon=":material/present_to_all:")
