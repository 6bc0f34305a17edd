"""The verdict: hands counted while they are hidden, then shown, and the dissent that is asked for."""

import streamlit as st

from components.charts import show as show_chart
from components.charts.fists import fists as draw
from components.text import plain
from components.wall import short
from lifecycle.envision.governance import risk_states, risk_verdict
from lifecycle.envision.risks import Outcome
from lifecycle.envision.workshop import views
from lifecycle.envision.workshop.agenda import Step
from pages.workshop import leading_dissent, leading_fields
from pages.workshop.lead import Lead


def grave(lead: Lead) -> str:
    """Say which risk stops it, those scored here and those of the canvas together; empty where none does."""
    rows = views.risk_rows(lead.state, lead.canvas.get("risks") or [])
    found = risk_verdict(risk_states({"risks": rows}))
    return found.sentence if found.outcome is Outcome.STOP else ""


def show(lead: Lead, step: Step) -> None:
    """Show the verdict."""
    found = views.fists(lead.state)
    if said := grave(lead):
        st.error(plain(said), icon=":material/dangerous:")
    if not found.revealed:
        st.metric("Hands", f"{found.given} of {len(lead.state.participants)}")
        st.caption(":material/visibility_off: Nobody sees a hand before all are shown, not even you.")
        return
    if picture := draw(found):
        show_chart(picture)
    if found.low:
        st.markdown(f"Ask what would have to change: {', '.join(plain(short(name, 60)) for name in found.low)}.")
    elif found.asks_dissent:
        st.markdown("Ask the room what would have to change; whoever wants to be heard records it.")
    dissents = views.dissents(lead.state)
    leading_dissent.show(lead, "verdict")
    if found.asks_dissent and not dissents:
        st.caption("No dissent is recorded yet. It is recorded below, or by each person on their own page.")
    leading_fields.edit(lead, step.paths)
