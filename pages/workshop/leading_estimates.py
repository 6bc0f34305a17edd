"""Estimates: a quantity at a time, opened, shown, talked about, opened again, and its range taken into the canvas."""

from functools import lru_cache

import streamlit as st

from components import fields as widgets
from components.amounts import number, three_point
from components.charts import Picture
from components.charts import show as show_chart
from components.charts.estimates import estimates
from components.text import plain
from components.wall import short
from lifecycle.envision.canvas import fields
from lifecycle.envision.workshop import views
from lifecycle.envision.workshop.agenda import Step
from lifecycle.envision.workshop.entries import Kind
from lifecycle.envision.workshop.views import Extreme, Spread
from pages.workshop.lead import Lead, write
from pages.workshop.next_act import given

ENDS = ("low", "likely", "high")


def show(lead: Lead, step: Step) -> None:
    """Show every quantity of the step in a line, and the one it is about in full."""
    current = chosen(lead, step)
    for path in step.paths:
        if path == current:
            with st.container(border=True):
                _line(lead, path, open_it=False)
                _full(lead, path)
        else:
            _line(lead, path, open_it=True)


def chosen(lead: Lead, step: Step) -> str:
    """Give the quantity that was picked, otherwise the first whose range is not in the canvas yet."""
    picked = st.session_state.get(lead.key("quantity"))
    if picked in step.paths:
        return str(picked)
    waiting = [path for path in step.paths if path not in lead.state.accepted]
    return (waiting or list(step.paths) or [""])[0]


def status(lead: Lead, path: str) -> str:
    """Say where a quantity stands."""
    state = lead.state
    current = state.latest_round(path)
    if path in state.accepted:
        return f"in the canvas: {three_point(state.accepted[path])}"
    if current is None:
        return "not asked yet"
    if current.revealed:
        return f"round {current.number} is shown"
    return f"round {current.number} is open: {given(state, path)} of {len(state.participants)} have given theirs"


def _line(lead: Lead, path: str, *, open_it: bool) -> None:
    field, key = fields()[path], lead.key("quantity")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{field.label}** :gray[{status(lead, path)}]", width="content")
        if open_it:

            def pick() -> None:
                st.session_state[key] = path

            st.button("Look at it", key=lead.key("look", path), on_click=pick, type="tertiary")


def _full(lead: Lead, path: str) -> None:
    state = lead.state
    current = state.latest_round(path)
    st.caption(fields()[path].help)
    if current is None:
        body = {"path": path, "number": 1}
        lead.button("Open round 1", Kind.ROUND, body, "round", path, "1", icon=":material/timer:")
        return
    if not current.revealed:
        st.caption(":material/visibility_off: Nobody sees the numbers before they are shown, not even you.")
        before = views.spread(state, path, current.number - 1)
        if before:
            show_chart(picture(lead, before))
        return
    found = views.spread(state, path, current.number)
    if found:
        show_chart(picture(lead, found))
        extremes(found)
        again = current.number + 1
        body = {"path": path, "number": again}
        lead.button(f"Open round {again}", Kind.ROUND, body, "round", path, str(again), icon=":material/replay:")
        accept(lead, found)


@lru_cache(maxsize=64)
def _drawn(found: Spread, unit: str, large: bool) -> Picture:
    return estimates(found, unit, large=large)


def picture(lead: Lead, found: Spread, *, large: bool = False) -> Picture:
    """Draw a round once for as long as it stands as it does: the room looks at it many times."""
    return _drawn(found, widgets.unit_of(fields()[found.path], lead.canvas.get("currency") or "EUR", ""), large)


def extremes(found: Spread) -> None:
    """Say whom to ask first: the two furthest apart."""
    if found.lowest.point.likely < found.highest.point.likely:
        st.markdown(f"Ask first: {_who(found.lowest, 'lowest')} and {_who(found.highest, 'highest')}.")


def _who(one: Extreme, end: str) -> str:
    name = f"{plain(short(one.name, 60))}, {one.role}" if one.name else f"the {end}, {one.role}"
    return f"**{name}** ({number(one.point.likely)})"


def accept(lead: Lead, found: Spread) -> None:
    """Take the range into the canvas as it was pooled, or as the room agrees."""
    own, path = lead.workshop.id, found.path
    keys = {end: lead.key("accept", path, str(found.round), end) for end in ENDS}

    seen = {path: lead.canvas.get(path)}

    def take() -> None:
        estimate = {end: st.session_state[key] for end, key in keys.items()}
        write(own, Kind.ACCEPTED, {"path": path, "estimate": estimate}, seen=seen)

    said = "The pooled range holds the disagreement. Change it only where the room agrees on something else."
    st.caption(said)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for end, key in keys.items():
            value = float(f"{getattr(found.pooled, end):.6g}")
            st.number_input(end.capitalize(), value=value, format="%.10g", key=key, width=140)
        st.button("Take this range", key=lead.key("accept", path), on_click=take, icon=":material/input:")
