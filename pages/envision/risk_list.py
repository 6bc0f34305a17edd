"""Risks: what their scores say, who has to agree, and what stands in the way of a signature."""

import streamlit as st

from components.text import badge, plain
from lifecycle.envision.governance import RiskState, risk_states, risk_verdict
from lifecycle.envision.risks import MEANS, Outcome
from pages.envision.editing import Editing

MARKS = {
    Outcome.STOP: ("red", "dangerous"),
    Outcome.MITIGATE: ("orange", "build"),
    Outcome.CONDITIONS: ("orange", "rule"),
    Outcome.PROCEED: ("green", "check"),
}


def section(editing: Editing) -> None:
    """Show the verdict of all risks, the list, what each needs, and the assumptions."""
    states = risk_states(editing.values)
    found = risk_verdict(states)
    if found.outcome is Outcome.STOP:
        st.error(plain(found.sentence), icon=":material/dangerous:")
    else:
        st.caption(plain(found.sentence))
    editing.field("risks")
    for state in states:
        _state(state)
    st.divider()
    editing.field("assumptions")


def _state(state: RiskState) -> None:
    text = plain(state.row.get("text", "A risk without words"))
    if state.risk is None:
        st.markdown(f"{badge('gray', 'help', 'open')} {text} :gray[:small[{plain(state.problem)}]]")
        return
    risk = state.risk
    colour, icon = MARKS[risk.outcome]
    before = (
        f"{risk.inherent.outcome.value.lower()} before" if risk.inherent.outcome is not risk.outcome else "as before"
    )
    said = f"RPN {risk.inherent.rpn} → {risk.residual.rpn}, {before}. {risk.line.value}: {MEANS[risk.line]}."
    needs = f" It needs {', '.join(state.needs)}." if state.needs else ""
    st.markdown(f"{badge(colour, icon, risk.outcome.value)} {text}  \n:gray[:small[{plain(said + needs)}]]")
