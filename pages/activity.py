"""Activity: every change as a sentence, by whom, as what, when and why; a change made anywhere appears by itself."""

import json
from dataclasses import asdict

import streamlit as st

from components.downloads import JSON, file_button
from components.text import answer, plain
from data import audit, initiatives
from lifecycle import topics
from lifecycle.activity import NONE, acting_as, details, happened, kind_of
from lifecycle.audit import Event
from pages import here
from pages.zones import local, zone

place = here.here()
initiative = here.initiative(place)
SHOW = ["This initiative", "Everything"]
FEW, NO_INITIATIVE = 25, "Outside initiatives"

scope = st.segmented_control("Show", SHOW, default=SHOW[0] if initiative else SHOW[1], required=True)


def chosen(events: list[Event], names: dict[str, str]) -> list[Event]:
    """Let people narrow the list by initiative, person and kind; nothing chosen means all."""
    by = {
        "Initiative": lambda event: names.get(event.initiative_id or "", NO_INITIATIVE),
        "Person": lambda event: event.actor,
        "Kind": kind_of,
    }
    with st.grid(3, min_column_width=200):
        for label, told in by.items():
            there = sorted({told(event) for event in events})
            wanted = st.multiselect(label, there, key=f"activity/{label}", placeholder="All")
            events = [event for event in events if not wanted or told(event) in wanted]
    return events


def show_more() -> None:
    """Show so many more in the run that follows."""
    st.session_state["activity/shown"] = st.session_state.get("activity/shown", FEW) + FEW


def sentence(event: Event, names: dict[str, str]) -> str:
    """Say who did what, to which initiative, and when; Markdown made by us."""
    name, said = names.get(event.initiative_id or ""), happened(event)
    of = f" in **{plain(name)}**" if name and name not in said else ""
    return f"**{plain(event.actor)}** {plain(said)}{of} :gray[· {plain(local_day(event))}]"


def local_day(event: Event) -> str:
    """Write when it was, in the zone of whoever looks."""
    return f"{event.at.astimezone(zone()):%-d %b %Y, %H:%M}"


def one(event: Event, names: dict[str, str]) -> None:
    """Show an event as a sentence, and what it is about once somebody opens it."""
    box = st.expander(sentence(event, names), key=f"event/{event.sequence}", on_change="rerun")
    if not box.open:
        return
    with box:
        said = f"No. {event.sequence} in the trail, as {acting_as(event)}, {local(event.at)}, hash {event.hash[:12]}…"
        st.caption(plain(said))
        if event.reason:
            st.markdown(f"**Why:** {plain(event.reason)}")
        rows = details(event)
        was = any(row.before for row in rows)
        said = [
            f"{plain(row.before or NONE)} → {plain(row.after or NONE)}" if was else plain(row.after) for row in rows
        ]
        st.markdown("\n".join(f"- {plain(row.label)}: {text}" for row, text in zip(rows, said, strict=True)))
        if not rows:
            st.caption("Nothing more was recorded about it.")


@st.fragment
def changes(own: str | None) -> None:
    place = here.here()
    here.follow(place, topics.initiative(own) if own else topics.ACTIVITY)
    found = audit.recent(place.store, place.who, own)
    known = [initiative] if own and initiative else initiatives.listing(place.store, place.who)
    names = {each.id: each.name for each in known if each}
    events = chosen(found, names)
    answer(f"{len(events)} changes, the latest first; each is chained to the one before by its hash.")
    st.caption(f"Times are those of {plain(zone().key.replace('_', ' '))}.")
    shown = st.session_state.get("activity/shown", FEW)
    for event in events[:shown]:
        one(event, names)
    with st.container(horizontal=True):
        if len(events) > shown:
            st.button(f"Show {FEW} more", icon=":material/expand_more:", on_click=show_more)
        whole = json.dumps([asdict(event) for event in events], ensure_ascii=False, indent=2, default=str)
        file_button("All of these as recorded (JSON)", lambda: whole, "activity.json", JSON)


changes(initiative.id if initiative and scope == SHOW[0] else None)
