"""What the facilitator leads by: the sentence, the next act, the clock, the steps, and the step itself."""

from typing import Any

import streamlit as st

from components.countdown import countdown
from components.text import answer, plain
from lifecycle.envision.workshop import views
from lifecycle.envision.workshop.agenda import Activity, Step
from lifecycle.envision.workshop.entries import FACILITATOR, Kind
from lifecycle.envision.workshop.rules import can_undo
from lifecycle.envision.workshop.things import Mode, State
from pages.workshop import (
    joining,
    leading_aside,
    leading_dials,
    leading_estimates,
    leading_fields,
    leading_notes,
    leading_risks,
    leading_verdict,
)
from pages.workshop.lead import Lead, choose, say_problem
from pages.workshop.next_act import NextAct, moving_on, next_act, sentence
from pages.zones import local

# With two more keys they type nothing, and no browser has them; a slip must not move everybody.
NEXT_KEY, CLOCK_KEY = "Alt+Shift+N", "Alt+Shift+P"

ASKS = (Activity.NOTES, Activity.RISKS, Activity.ESTIMATES, Activity.DIALS, Activity.VERDICT)
BODIES = {
    Activity.NOTES: leading_notes.show,
    Activity.ESTIMATES: leading_estimates.show,
    Activity.DIALS: leading_dials.show,
    Activity.RISKS: leading_risks.show,
    Activity.FIELDS: leading_fields.show,
    Activity.VERDICT: leading_verdict.show,
}


def show(lead: Lead) -> None:
    """Show all of it."""
    state = lead.state
    answer(sentence(state))
    say_problem()
    choose(lead)
    with st.container(horizontal=True, vertical_alignment="center", key="lead_bar"):
        acts(lead)
        clock(lead)
        undo(lead)
    side, middle = st.columns([3, 10], gap="medium")
    with side:
        steps(lead)
        leading_aside.quiet(lead)
    with middle:
        if state.step is None and not state.closed:
            joining.card(lead.workshop)
            leading_aside.people(lead)
        elif state.step:
            step_head(lead, state.step)
            BODIES.get(state.step.activity, leading_aside.listen)(lead, state.step)
        leading_aside.show(lead)


def acts(lead: Lead) -> None:
    """Show the next act as the one primary button, and beside it the way past it."""
    act = next_act(lead.state)
    if act is None:
        lead.button("Reopen", Kind.REOPENED, {}, "reopen", icon=":material/lock_open:")
        return
    _act(lead, act, primary=True)
    if act.given:
        st.caption(act.given, width="content")
    if not act.moves_on:
        _act(lead, moving_on(lead.state), primary=False)


def _act(lead: Lead, act: NextAct, *, primary: bool) -> None:
    place = (
        str(lead.state.position),
        act.kind,
        *(str(value) for value in act.body.values() if isinstance(value, str | int)),
    )
    lead.button(
        plain(act.label),
        act.kind,
        act.body,
        "act" if primary else "past",
        *place,
        icon=f":material/{act.icon}:",
        type="primary" if primary else "secondary",
        disabled=bool(act.waits),
        shortcut=NEXT_KEY if primary else None,
        help=act.waits or None,
    )


def clock(lead: Lead) -> None:
    """Show the clock with what can be done to it; in an async workshop the deadline instead."""
    state = lead.state
    if state.settings.mode is Mode.ASYNC:
        until = state.settings.deadline
        st.markdown(plain(f"Open until {local(until)}" if until else "Open without a deadline"), width="content")
        return
    if state.step is None or state.closed:
        return
    with st.container(width=125):
        countdown(state.timer, lead.place.now, lead.workshop.id)
    running = state.timer.running
    act = ("Pause", "pause") if running else ("Resume", "resume")
    icon = ":material/pause:" if running else ":material/play_arrow:"
    body: dict[str, Any] = {"action": act[1]}
    lead.button(act[0], Kind.TIMER, body, "timer", act[1], icon=icon, type="tertiary", shortcut=CLOCK_KEY)
    for minutes in (2, 5):
        body = {"action": "extend", "seconds": 60 * minutes}
        lead.button(f"+{minutes} min", Kind.TIMER, body, "extend", str(minutes), type="tertiary")


def undo(lead: Lead) -> None:
    """Offer to take back the last act, in words."""
    last = can_undo(lead.state, FACILITATOR, lead.place.now)
    lead.button(
        f"Undo: {plain(views.act_in_words(lead.state, last))}" if last else "Undo",
        Kind.UNDONE,
        {"entry": last.id if last else ""},
        "undo",
        icon=":material/undo:",
        type="tertiary",
        disabled=last is None,
        help=None if last else "There is nothing to take back.",
    )


def steps(lead: Lead) -> None:
    """List the steps to jump to; only the facilitator moves people. In their own time: how many have given something."""
    state = lead.state
    alone = state.settings.mode is Mode.ASYNC
    st.caption(
        ":material/schedule: Everybody goes at their own pace." if alone else ":material/lock: Only you move people."
    )
    with st.container(gap=None, key="lead_steps"):
        for step in state.agenda:
            length = f":gray[:small[{_given(state, step) if alone else step.minutes}]]"
            if step.key == state.position:
                st.markdown(f":material/arrow_right: **{plain(step.title)}** {length}")
                continue
            icon = "check" if step.key in state.visited else "circle"
            lead.button(
                f"{plain(step.title)} {length}",
                Kind.MOVED,
                {"step": step.key},
                "step",
                step.key,
                icon=f":material/{icon}:",
                type="tertiary",
                disabled=state.closed,
            )


def _given(state: State, step: Step) -> str:
    """Count who has given something in a step; empty where nothing is asked."""
    if step.activity not in ASKS:
        return ""
    found = views.progress(state, step.key)
    return f"{found.given} of {found.people}"


def step_head(lead: Lead, step: Step) -> None:
    """Show what the step is and what to ask."""
    st.subheader(plain(step.title), anchor=False)
    st.markdown("  \n".join(f":gray[{plain(prompt)}]" for prompt in step.prompts))
