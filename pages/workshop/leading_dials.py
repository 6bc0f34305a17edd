"""Dials: how far opinions lie apart, what is suggested and what is the least, and the level that is set."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from components.text import badge, plain
from components.wall import short
from data import canvases
from lifecycle.catalogue import components
from lifecycle.contract import RIGOUR, Level
from lifecycle.envision.canvas import fields
from lifecycle.envision.dials import (
    Autonomy,
    DialFacts,
    Minimum,
    PersonalData,
    Tier,
    because,
    minimums,
    questions,
    strictest,
    suggested,
)
from lifecycle.envision.workshop import views
from lifecycle.envision.workshop.agenda import Step
from lifecycle.envision.workshop.entries import Kind
from lifecycle.errors import BadInput
from pages.workshop import leading_fields
from pages.workshop.lead import Lead, mark, write

LEVELS = [level.value for level in RIGOUR]


def facts_of(canvas: Mapping[str, Any]) -> DialFacts:
    """Read from a canvas what sets the least rigour; the worst feed counts."""
    found = [PersonalData(feed["personal"]) for feed in canvas.get("feeds") or () if feed.get("personal")]
    order = list(PersonalData)
    autonomy, tier = canvas.get("autonomy"), canvas.get("tier")
    return DialFacts(
        max(found, key=order.index) if found else None,
        Autonomy(autonomy) if autonomy else None,
        Tier(tier) if tier else None,
    )


def scores_of(canvas: Mapping[str, Any]) -> dict[str, int]:
    """Read the answers to the five questions that are there."""
    found = {key: canvas.get(f"question.{key}") for key in questions()}
    return {key: int(answer) for key, answer in found.items() if answer is not None}


def show(lead: Lead, step: Step) -> None:
    """Show the suggestion and the six dials."""
    canvas = canvases.load(lead.place.store, lead.place.who, lead.workshop.initiative_id).values
    least = strictest(minimums(facts_of(canvas)))
    scores = scores_of(canvas)
    try:
        levels, why = suggested(scores, least.values()), because(scores)
    except BadInput:
        levels, why = {}, ""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            f"**Suggested:** {plain(why)}" if why else ":gray[Five questions suggest how much rigour.]", width="content"
        )
        if all(f"question.{key}" in fields() for key in questions()):
            with st.popover("The five questions", icon=":material/quiz:"):
                leading_fields.edit(lead, [f"question.{key}" for key in questions()], canvas)
    for component in components():
        with st.container(border=True, gap="small"):
            dial(lead, component, canvas, least.get(component), levels.get(component))
    leading_fields.edit(lead, step.paths, canvas)


def dial(
    lead: Lead, component: str, canvas: Mapping[str, Any], least: Minimum | None, suggestion: Level | None
) -> None:
    """Show one dial: opinions, reasons, where it may not fall below, and the level."""
    found = views.dial_opinions(lead.state, component)
    now = canvas.get(f"dial.{component}")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{found.name}**  \n:gray[:small[{plain(found.question)}]]", width=360)
        st.markdown(plain(found.sentence), width="content")
        if found.reasons:
            with st.popover(f"Why ({len(found.reasons)})"):
                for level, reason, name in found.reasons:
                    st.text(f"{level}: {short(reason, 600)}{f' ({short(name, 60)})' if name else ''}")
    notes = [f"suggested {suggestion.value}"] if suggestion else []
    notes += [f"at least {least.level.value}: {least.reason}"] if least else []
    low = now is not None and least is not None and RIGOUR.index(Level(now)) < RIGOUR.index(least.level)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _set(lead, component, now, canvas.get(f"dial.{component}.reason") or "")
    if notes or low:
        warning = f"{badge('orange', 'warning', 'below its minimum')} " if low else ""
        st.caption(warning + plain("; ".join(notes)))


def _set(lead: Lead, component: str, now: str | None, reason: str) -> None:
    own, level_key = lead.workshop.id, lead.key("dial", component, str(now))
    reason_key = lead.key("dial", component, "reason", mark(reason))

    def put() -> None:
        level = st.session_state[level_key]
        if level:
            body = {"component": component, "level": level, "reason": st.session_state[reason_key]}
            write(own, Kind.DIAL_SET, body)

    st.segmented_control("Set to", LEVELS, default=now, key=level_key, on_change=put)
    st.text_input("Because", reason, key=reason_key, on_change=put, width="stretch", max_chars=2000)
