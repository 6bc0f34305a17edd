"""Risks: from the notes of the pre-mortem onto a list, scored blind, decided by the rule, and into the canvas."""

import streamlit as st

from components.text import badge, plain
from components.wall import short
from lifecycle.envision.canvas import fields
from lifecycle.envision.risks import Outcome, families, required_line
from lifecycle.envision.workshop import views
from lifecycle.envision.workshop.agenda import Step
from lifecycle.envision.workshop.entries import Kind
from lifecycle.envision.workshop.views import RiskView
from lifecycle.ids import new_id
from pages.workshop import leading_notes
from pages.workshop.lead import Lead, write

ACTIONS = ("group", "rename", "merge", "ungroup", "risk", "park")
LOOKS = {
    Outcome.STOP: ("red", "dangerous"),
    Outcome.MITIGATE: ("orange", "build"),
    Outcome.CONDITIONS: ("orange", "rule"),
    Outcome.PROCEED: ("green", "check"),
}
PATH = "risks"
CHANGING = "lead_changing_risk"
LONGEST = 1000


def show(lead: Lead, step: Step) -> None:
    """Show a pre-mortem."""
    if step.key not in lead.state.revealed:
        leading_notes.counted(lead, step)
        return
    listed(lead)
    changing(lead)
    making(lead)
    leading_notes.renaming(lead)
    leading_notes.board(lead, step, ACTIONS)


def making(lead: Lead) -> None:
    """Make a risk: of what was chosen on the wall, or in the facilitator's own words."""
    source = leading_notes.chosen_for(lead, "risk")
    said = leading_notes.said_by(lead.state, (source,))[:LONGEST]
    own, state = lead.workshop.id, lead.state
    family_key, text_key = lead.key("risk", "family", source), lead.key("risk", "text", source)
    from_note = source if source in state.notes else ""

    def put() -> None:
        body = {"risk": new_id(), "family": st.session_state[family_key], "text": st.session_state[text_key]}
        if write(own, Kind.RISK, body | {"from_note": from_note}):
            leading_notes.put_away()
            st.session_state[text_key] = ""

    with st.container(border=True, key="make_risk") if source else st.expander("Add a risk", icon=":material/add:"):
        _asked(family_key, text_key, said)
        with st.container(horizontal=True):
            st.button("Put it on the list", key=lead.key("risk", "do"), on_click=put)
            if source:
                st.button("Not now", key=lead.key("risk", "not"), on_click=leading_notes.put_away, type="tertiary")


def _asked(family_key: str, text_key: str, said: str, family: str = "") -> None:
    kinds = list(families())
    place = kinds.index(family) if family in kinds else 0
    st.selectbox("Kind of risk", kinds, place, format_func=lambda key: families()[key].name, key=family_key)
    st.text_area("What could happen", said, key=text_key, height=80, max_chars=LONGEST)


def changing(lead: Lead) -> None:
    """Word a risk anew, or put it under another kind; the scores given to it stay."""
    own = lead.workshop.id
    risk = lead.state.risks.get(st.session_state.get(CHANGING, ""))
    if risk is None or risk.revealed:
        return
    family_key, text_key = (lead.key("risk", name, "of", risk.id) for name in ("family", "text"))
    note = risk.from_note if risk.from_note in lead.state.notes else ""

    def put() -> None:
        body = {"risk": risk.id, "family": st.session_state[family_key], "text": st.session_state[text_key]}
        if write(own, Kind.RISK, body | {"from_note": note}):
            st.session_state.pop(CHANGING, None)

    with st.container(border=True, key="change_risk"):
        _asked(family_key, text_key, risk.text, risk.family)
        with st.container(horizontal=True):
            st.button("Keep these words", key=lead.key("risk", "keep"), on_click=put, icon=":material/edit:")
            leave = lead.key("risk", "leave")
            st.button("Not now", key=leave, on_click=lambda: st.session_state.pop(CHANGING, None), type="tertiary")


def listed(lead: Lead) -> None:
    """Show the list, the gravest first once scores are shown, and put it into the canvas."""
    found = views.risk_scores(lead.state)
    if not found:
        return
    people = len(lead.state.participants)
    for risk in sorted(found, key=gravity):
        with st.container(border=True, gap=None):
            st.text(short(risk.text, 500))
            st.markdown(said(risk, people))
            if not risk.revealed:
                _mended(lead, risk)
    if PATH in fields() and any(risk.median for risk in found):
        own = lead.workshop.id
        before = lead.canvas.get(PATH)
        rows = views.risk_rows(lead.state, before or [])
        label = "These risks are in the canvas" if rows == before else "Put the scored risks into the canvas"

        def put() -> None:
            write(own, Kind.FIELD_SET, {"path": PATH, "value": rows}, seen={PATH: before})

        st.button(
            label,
            key=lead.key("risks", "canvas"),
            on_click=put,
            disabled=rows == before,
            icon=":material/input:",
        )


def _mended(lead: Lead, risk: RiskView) -> None:
    """Offer to change a risk whose scores are not shown, or to take it off the list."""

    def change() -> None:
        st.session_state[CHANGING] = risk.id

    with st.container(horizontal=True):
        key = lead.key("risk", "change", risk.id)
        st.button("Change", key=key, on_click=change, icon=":material/edit:", type="tertiary")
        body = {"risk": risk.id}
        icon = ":material/close:"
        lead.button("Take off", Kind.RISK_DROPPED, body, "risk", "drop", risk.id, icon=icon, type="tertiary")


def gravity(risk: RiskView) -> int:
    """Order risks: gravest first, unscored last."""
    return list(Outcome).index(risk.outcome) if risk.outcome else len(Outcome)


def said(risk: RiskView, people: int) -> str:
    """Say of a risk how it was scored, what follows, and who has to agree; Markdown."""
    family = f":gray[{plain(risk.family)}]"
    if risk.median is None or risk.outcome is None:
        return f"{family} · {risk.given} of {people} have scored it"
    colour, icon = LOOKS[risk.outcome]
    parts = [family, badge(colour, icon, risk.outcome.value), _range(risk)]
    line = required_line(risk.outcome)
    apart = f" · at its worst {risk.worst.value}" if risk.worst and risk.worst is not risk.outcome else ""
    return f"{' · '.join(parts)} · {line.value}{apart}"


def _range(risk: RiskView) -> str:
    names = ("likelihood", "impact", "seen late")
    low, high = risk.lowest or (), risk.highest or ()
    parts = zip(names, risk.median or (), low, high, strict=True)
    return ", ".join(
        f"{name} {mid}" + (f" ({least} to {most})" if least < most else "") for name, mid, least, most in parts
    )
