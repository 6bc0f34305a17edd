"""The dials: five questions suggest how much rigour, facts set the least, and going below takes two people."""

import streamlit as st

from components.text import badge, plain
from lifecycle.build.dataset import BINARY
from lifecycle.build.record_verdicts import brought
from lifecycle.catalogue import components
from lifecycle.envision import dials
from lifecycle.envision.canvas import fields
from lifecycle.envision.dials import Minimum
from lifecycle.envision.governance import DialState, answers, dial_states
from pages.envision.editing import Editing

ASKED = ("tier", "protected", "group_thresholds")


def section(editing: Editing, inherited: list[Minimum]) -> None:
    """Show the questions, what they suggest, and the six dials."""
    st.markdown("**Five questions**")
    for key in dials.questions():
        editing.field(f"question.{key}")
    for path in ASKED:
        editing.field(path)
    scores = answers(editing.values)
    if scores:
        st.markdown(f":material/tune: **Suggested:** {plain(dials.because(scores))}")
    else:
        st.caption("Answer all five, and a level is suggested for the six dials.")
    for state in dial_states(editing.values, inherited):
        _dial(editing, state)


def _limits(editing: Editing, state: DialState) -> None:
    """Say beside a dial which limits it brings where it stands, or would bring where it is suggested."""
    at = state.level or state.suggested or (state.minimum.level if state.minimum else None)
    if at is None:
        return
    values = editing.values
    held = brought(state.component, at, values.get("currency") or "EUR", values.get("task.kind") or BINARY)
    said = "; ".join(f"{name}: {limit}" for name, limit in held)
    verb = "brings" if state.level else "would bring"
    st.caption(f":material/straighten: {at.value.capitalize()} {verb} these limits. {plain(said)}.")


def _dial(editing: Editing, state: DialState) -> None:
    path = f"dial.{state.component}"
    with st.container(border=True, gap="small"):
        editing.field(path)
        said = [f"Suggested: {state.suggested.value}."] if state.suggested else []
        if state.minimum:
            said.append(f"At least {state.minimum.level.value}, as {state.minimum.reason}.")
        if said:
            st.caption(plain(" ".join(said)))
        _limits(editing, state)
        editing.field(f"{path}.reason")
        if state.below or any(editing.values.get(f"{path}.{part}") for part in ("by", "approved")):
            with st.grid(2, min_column_width=200):
                for part in ("by", "approved"):
                    with st.container():
                        editing.field(f"{path}.{part}")
        if state.problem:
            st.markdown(badge("red", "block", "cannot be signed"))
            st.caption(plain(state.problem))
        elif state.below:
            name = fields()[f"{path}.approved"].label.split(", for ")[0]
            st.markdown(badge("orange", "arrow_downward", "lowered"))
            st.caption(
                plain(
                    f"{name}: {editing.values.get(f'{path}.approved')}. {components()[state.component].name} stays below its suggestion."
                )
            )
