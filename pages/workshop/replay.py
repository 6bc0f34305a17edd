"""A workshop looked at again: step by step, moment by moment, or played like a film."""

from dataclasses import replace
from functools import cached_property

import streamlit as st

from components.links import link
from components.text import answer, day, plain
from data import canvases, workshops
from lifecycle.envision.canvas import Canvas
from lifecycle.envision.workshop import views
from lifecycle.envision.workshop.entries import Entry
from lifecycle.envision.workshop.state import fold
from lifecycle.envision.workshop.things import State
from lifecycle.errors import NotFound
from pages import here
from pages.here import Here
from pages.workshop import lead, showing
from pages.workshop.lead import Lead
from pages.zones import to_the_second, zone

AT, PLAYING, TURNED = "at", "replay_playing", "replay_turned"
SPEEDS = {1: "1 act a second", 5: "5 acts a second", 20: "20 acts a second"}
CSS = """<style>
.st-key-replay .wall { columns: 16rem; column-gap: .8rem; }
.st-key-replay .wall p, .st-key-replay .wall section { break-inside: avoid; border-radius: 8px; margin: 0 0 .6rem;
  overflow-wrap: anywhere; white-space: pre-wrap; }
.st-key-replay .wall p { background: light-dark(#f1f3ef, #1d2523); padding: .4em .6em; }
.st-key-replay .wall section { border: 1px solid light-dark(#c9d0cb, #3a4643); padding: .4em .5em .1em; }
.st-key-replay .wall h3 { font-size: 1.05em; padding: 0 0 .3em; }
@media (max-width: 640px) {
  .st-key-steps [data-testid=stButtonGroup] div { flex-wrap: nowrap; overflow-x: auto; }
  .st-key-steps [data-testid=stButtonGroup] button { flex: none; }
}
.st-key-replay .dots { color: light-dark(#0f766e, #5eead4); white-space: nowrap; }
.st-key-replay .rows { display: grid; gap: .4rem; }
.st-key-replay .rows div { display: grid; grid-template-columns: minmax(9rem, 1fr) 2fr; gap: 1rem; }
</style>"""

place = here.here()
facts = here.opened(place)


class Then(Lead):
    """A workshop as its facilitator had it before them at a moment."""

    @cached_property
    def canvas(self) -> Canvas:
        """The canvas as it stood then, with what others had written beside the workshop."""
        edits = canvases.history(self.place.store, self.place.who, self.workshop.initiative_id)
        values = {edit.path: edit.after for edit in reversed(edits) if edit.at <= self.place.now}
        return {path: value for path, value in values.items() if value is not None}


def controls(entries: tuple[Entry, ...], state: State) -> int:
    """Show steps, the line of time and the film's buttons; gives the entry that is looked at."""
    chapters, last = views.chapters(entries), len(entries)
    titles = {step.key: step.title for step in state.agenda}
    number = int(st.session_state.setdefault(AT, 1))
    now = views.chapter_of(entries, number)

    def jump() -> None:
        if chosen := st.session_state["replay_step"]:
            st.session_state[AT] = ends[chosen]

    starts = list(chapters.values())
    ends = dict(zip(chapters, [*(start - 1 for start in starts[1:]), last], strict=True))
    st.session_state["replay_step"] = now
    with st.container(key="steps"):
        st.pills(
            "Step", list(chapters), format_func=lambda key: titles.get(key, key), key="replay_step", on_change=jump
        )
    film, line = st.columns([8, 6], vertical_alignment="bottom")
    with film, st.container(horizontal=True, vertical_alignment="bottom"):
        st.button("Back", icon=":material/skip_previous:", on_click=step, args=(-1, last), disabled=number <= 1)
        playing = bool(st.session_state.get(PLAYING))
        st.button(
            "Pause" if playing else "Play",
            icon=":material/pause:" if playing else ":material/play_arrow:",
            type="primary",
            on_click=play,
            args=(not playing, last),
        )
        st.button("On", icon=":material/skip_next:", on_click=step, args=(1, last), disabled=number >= last)
        st.selectbox(
            "Speed",
            list(SPEEDS),
            index=1,
            format_func=lambda n: SPEEDS[n],
            key="replay_speed",
            width=160,
            label_visibility="collapsed",
        )
    if last > 1:
        line.slider("Moment", 1, last, key=AT, help="Each moment is one entry of the log.")
    return int(st.session_state[AT])


def step(count: int, last: int) -> None:
    """Go some entries on or back."""
    st.session_state[AT] = min(last, max(1, st.session_state[AT] + count))


def play(on: bool, last: int) -> None:
    """Start or pause the film; at the end it starts anew."""
    st.session_state[PLAYING], st.session_state[TURNED] = on, True
    if on and st.session_state[AT] >= last:
        st.session_state[AT] = 1


def film(own: str) -> None:
    """Show a moment as the room saw it, and who did what just then."""
    place = here.here()
    found = lead.found(place, own)
    entries = workshops.entries(place.store, place.who, own)
    if st.session_state.get(PLAYING):
        step(int(st.session_state.get("replay_speed", 5)), len(entries))
        if st.session_state[AT] >= len(entries):
            st.session_state[PLAYING], st.session_state[TURNED] = False, True
    number = controls(entries, found.state)
    entry = entries[number - 1]
    state = fold(entries[:number])
    told = views.moment(state, entry)
    st.caption(f"{plain(to_the_second(told.at))} · {plain(told.words)} · {number} of {len(entries)}")
    then = replace(place.runtime, clock=lambda: entry.at)
    with st.container(border=True, key="replay"):
        showing.show(Then(Here(then, place.who), found.workshop, state, still=True))
    if st.session_state.pop(TURNED, False):
        st.rerun()  # the whole page says how often this fragment runs by itself


st.html(CSS)
own = st.query_params.get("workshop")
if own is None:
    st.info("Choose a workshop to look at again from the list of workshops.", icon=":material/arrow_back:")
    link("workshop", "Workshops", facts.initiative.slug)
    st.stop()
workshop = workshops.find(place.store, own)
if workshop.initiative_id != facts.initiative.id:
    raise NotFound("This workshop belongs to another initiative.")
answer(f"As the room saw it on {day(workshop.opened_at.astimezone(zone()))}: {plain(workshop.title)}")
link("workshop", "All workshops", facts.initiative.slug, icon=":material/list:")
every = 1.0 if st.session_state.get(PLAYING) else None
st.fragment(film, run_every=every)(own)
