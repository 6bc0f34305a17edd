"""What the projector shows of a workshop, step by step: nothing that is private, nobody's name beside a note."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from components import qr, wall, wall_rows
from components.amounts import three_point
from components.charts import show as show_chart
from components.charts.fists import fists as draw_fists
from components.countdown import countdown
from components.text import plain
from lifecycle.catalogue import components
from lifecycle.envision.canvas import Canvas, Field, fields
from lifecycle.envision.differences import row_name
from lifecycle.envision.risks import Outcome
from lifecycle.envision.wording import EMPTY, all_marked, cells, in_words
from lifecycle.envision.workshop import views
from lifecycle.envision.workshop.agenda import Activity, Step
from lifecycle.envision.workshop.code import shown
from lifecycle.envision.workshop.things import Mode
from pages.workshop import joining, leading_estimates, leading_verdict
from pages.workshop.lead import Lead
from pages.workshop.next_act import given, some

ROOM, SMALL = 76.0, 2.8  # how high the wall is under its head, and the type of prompts that stand beside an answer
MARKS = {Outcome.STOP: "✕", Outcome.MITIGATE: "▲", Outcome.CONDITIONS: "◆", Outcome.PROCEED: "✓"}


def show(lead: Lead) -> None:
    """Show where the room is."""
    state = lead.state
    if state.closed:
        closing(lead)
    elif state.step is None:
        coming_in(lead)
    else:
        head(lead, state.step)
        BODIES.get(state.step.activity, prompts)(lead, state.step)
        if not lead.still:
            corner(lead)


def coming_in(lead: Lead) -> None:
    """Show how to come in, and who is in."""
    link = joining.address(lead.workshop)
    left, right = st.columns([2, 3], gap="large", vertical_alignment="center")
    with left, st.container(key="code"):
        qr.show(link, 520)
    with right:
        st.title(plain(lead.state.title), anchor=False)
        st.markdown("Scan, or open")
        st.markdown(f"**{all_marked(link)}**")  # to be copied too: nothing invisible in it
        st.header(shown(lead.workshop.code), anchor=False)
    with st.container(key="who"):
        people(lead)


def people(lead: Lead) -> None:
    """Count who is in, by role."""
    counts = views.by_role(lead.state)
    total = len(lead.state.participants)
    said = " · ".join(f"{count} {name}" for name, count in counts.items())
    st.markdown(f"**{total} in** :gray[{said}]" if total else ":gray[Nobody is in yet.]")


def head(lead: Lead, step: Step) -> None:
    """Show the title of the step and the ring of time."""
    state = lead.state
    with st.container(key="head"):
        left, right = st.columns([5, 2], vertical_alignment="center")
    with left:
        st.markdown(f":gray[Step {(state.index or 0) + 1} of {len(state.agenda)}]")
        st.title(plain(step.title), anchor=False)
    with right:
        if state.settings.mode is Mode.LIVE:
            countdown(state.timer, lead.place.now, f"projector_{lead.workshop.id}", large=True, still=lead.still)


def prompts(lead: Lead, step: Step, high: float = ROOM - 12) -> None:
    """Show what is asked, as large as the wall allows."""
    st.html(wall_rows.prompts(step.prompts, high))


def counted(lead: Lead, step: Step, did: str) -> None:
    """Count who has given something, without saying what."""
    found = views.progress(lead.state, step.key)
    st.markdown(f"**{found.given} of {found.people}** :gray[{did}]")


def notes(lead: Lead, step: Step) -> None:
    """Show the prompts while people write, then the wall; dots once they are shown."""
    if step.key not in lead.state.revealed:
        prompts(lead, step)
        counted(lead, step, "have written")
        return
    dots = {one.target: one.dots for one in views.tally_for(lead.state, step.key)}
    if not dots and step.key not in lead.state.votes_revealed and any(lead.state.votes.get(step.key, {}).values()):
        counted(lead, step, "have placed their dots")
    wall.show(views.wall(lead.state, step.key), dots)


def estimates(lead: Lead, step: Step) -> None:
    """Show what is being estimated, or the spread of the round that was shown last."""
    state = lead.state
    blind = views.open_rounds(state)
    if blind:
        path = blind[0].path
        field, again = fields()[path], f", round {blind[0].number}" if blind[0].number > 1 else ""
        st.markdown(f"**{field.label}**{again}: {plain(field.help)}")
        st.markdown(f"**{given(state, path)} of {len(state.participants)}** :gray[have estimated]")
        prompts(lead, step)
        return
    shown_ones = [one for one in state.rounds.values() if one.step == step.key and one.revealed]
    found = views.spread(state, shown_ones[-1].path, shown_ones[-1].number) if shown_ones else None
    if found is None:
        prompts(lead, step)
        return
    show_chart(leading_estimates.picture(lead, found, large=True))
    if found.path in state.accepted:
        agreed = state.accepted[found.path]
        st.markdown(f"In the canvas: **{three_point(agreed)}**")


def dials(lead: Lead, step: Step) -> None:
    """Show how far opinions lie apart, and what was set."""
    found = [views.dial_opinions(lead.state, key) for key in components()]
    if not any(one.given or one.chosen for one in found):
        prompts(lead, step)
        return
    rows([(one.name, f"set to {one.chosen.level}. {one.sentence}" if one.chosen else one.sentence) for one in found])


def risks(lead: Lead, step: Step) -> None:
    """Show the pre-mortem, then the list with its outcomes."""
    found = views.risk_scores(lead.state)
    if step.key not in lead.state.revealed or not found:
        notes(lead, step)
        return
    order = sorted(found, key=lambda risk: (risk.outcome is None, -_product(risk)))
    people = len(lead.state.participants)
    rows([(_outcome(risk, people), risk.text) for risk in order])


def _product(risk: views.RiskView) -> int:
    return risk.median.likelihood * risk.median.impact if risk.median else 0


def _outcome(risk: views.RiskView, people: int) -> str:
    return f"{MARKS[risk.outcome]} {risk.outcome.value}" if risk.outcome else f"{risk.given} of {people} have scored"


def written(lead: Lead, step: Step) -> None:
    """Show the fields as they are filled in."""
    canvas = lead.canvas
    filled = [
        (fields()[path].label, value_of(path, canvas[path], canvas))
        for path in step.paths
        if canvas.get(path) is not None
    ]
    taken = wall_rows.asked(step.prompts, SMALL)
    prompts(lead, step, taken if filled else ROOM)
    rows(filled, ROOM - taken)


def value_of(path: str, value: Any, canvas: Canvas) -> str:
    """Write the value of a canvas field in words; of a list, the names of its rows."""
    item = fields()[path]
    if item.kind == "rows":
        return ", ".join(named(item, one) for one in value)
    return in_words(item, value, canvas)


def named(item: Field, row: Mapping[str, object]) -> str:
    """Call a row of a list by its name; where that is missing, by what is said in it."""
    return row_name(item, row) or " · ".join(text for text in cells(item, row) if text != EMPTY) or "not filled in yet"


def verdict(lead: Lead, step: Step) -> None:
    """Show how many hands are up, then all of them at once."""
    found = views.fists(lead.state)
    picture = draw_fists(found, large=True)
    if picture is None:
        prompts(lead, step)
        st.markdown(f"**{found.given} of {len(lead.state.participants)}** :gray[have shown a hand]")
        return
    if said := leading_verdict.grave(lead):
        st.markdown(f":red[**{MARKS[Outcome.STOP]} {plain(said)}**]")
    show_chart(picture)


def rows(found: Sequence[tuple[str, str]], high: float = ROOM) -> None:
    """Show names with what is said of them, as large as fits; an outcome that stops or mitigates has its colour."""
    if found:
        st.html(wall_rows.to_show([(_tone(name), name, said) for name, said in found], high))


def _tone(name: str) -> str:
    return {MARKS[Outcome.STOP]: "stop", MARKS[Outcome.MITIGATE]: "warn"}.get(name[:1], "")


def corner(lead: Lead) -> None:
    """Keep the code in a corner for those who come late."""
    with st.container(key="corner", gap=None, width="content"):
        qr.show(joining.address(lead.workshop), 84)
        st.markdown(f"**{shown(lead.workshop.code)}** :gray[{len(lead.state.participants)} in]")


def closing(lead: Lead) -> None:
    """Thank people, and say what came of it."""
    came = views.summary(lead.state)
    st.title(plain(lead.state.title), anchor=False)
    st.markdown(
        f"{came.participants} people wrote {some(came.notes, 'note')} and gave {some(came.estimates, 'estimate')}. "
        f"**{some(came.into_canvas, 'field')}** went into the canvas; {some(came.risks, 'risk')} on the list."
    )
    picture = draw_fists(views.fists(lead.state), large=True)
    if picture:
        show_chart(picture)
    st.markdown("Thank you.")


BODIES = {
    Activity.NOTES: notes,
    Activity.ESTIMATES: estimates,
    Activity.DIALS: dials,
    Activity.RISKS: risks,
    Activity.FIELDS: written,
    Activity.VERDICT: verdict,
}
