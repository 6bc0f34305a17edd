"""Incidents: what fired, what was agreed to follow, and what is being done."""

import streamlit as st

from components.text import day, plain
from data import incidents
from lifecycle.facts import Facts
from lifecycle.monitor.incident import Disposition, Incident, Step
from pages.here import Here, done, saying

OPEN = "still working on it"


def show(place: Here, facts: Facts) -> None:
    """Show open incidents with the form for their next step, and closed ones behind."""
    for incident in facts.open_incidents:
        _open(place, facts, incident)
    closed = [incident for incident in facts.incidents if incident.closed]
    if closed:
        with st.expander(f"Closed incidents ({len(closed)})"):
            for incident in closed:
                st.markdown(f"**{plain(incident.signal.sentence)}** :gray[since {day(incident.signal.since)}]")
                _steps(incident)


def _open(place: Here, facts: Facts, incident: Incident) -> None:
    since, signal = day(incident.signal.since), incident.signal
    with st.container(border=True):
        st.markdown(
            f":red-badge[:material/report: incident, severity {signal.severity}] **{plain(signal.sentence)}**  \n"
            f":gray[Since {since}, opened {day(incident.opened_at)}. Agreed in the contract: **{incident.consequence}**. "
            f"On call: {plain(incident.owner)}.]"
        )
        _steps(incident)
        key = f"incident/{incident.id}"
        with st.popover("Next step", icon=":material/edit_note:", key=f"{key}/step"):
            who = st.text_input("Your name", incident.owner, key=f"{key}/who")
            note = st.text_area("What was found or done?", key=f"{key}/note", height=80)
            options = [OPEN, *(d.value for d in Disposition)]
            outcome = st.selectbox("It turned out to need", options, key=f"{key}/outcome")
            above = st.container()  # a popover ends right under its button: what is said below it is not seen
            if st.button("Save the step", type="primary", key=f"{key}/save"):
                with above, saying():
                    closing = None if outcome == OPEN else Disposition(outcome)
                    step = Step(place.now, who, note, closing)
                    incidents.step(place.store, place.act(), facts.initiative.id, incident.id, step)
                    done("The incident is closed." if closing else "The step is saved.")
                    st.rerun()


def _steps(incident: Incident) -> None:
    for step in incident.steps:
        end = f" Closed: {step.disposition.value}." if step.disposition else ""
        st.caption(f"{day(step.at)}, {plain(step.who)}: {plain(step.note)}{end}")
