"""The agenda as it is edited: order, titles, minutes, what is done, and what is asked of whom."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from components.text import plain
from lifecycle.envision.canvas import fields, sections
from lifecycle.envision.workshop.agenda import MOST_MINUTES, Activity, Step, minutes
from lifecycle.envision.workshop.seats import seat_roles
from lifecycle.ids import new_id

DOES = {
    Activity.LISTEN: "people listen",
    Activity.NOTES: "silent notes, wall, dots",
    Activity.ESTIMATES: "blind estimates",
    Activity.BREAK: "break",
    Activity.DIALS: "guardrail dials",
    Activity.RISKS: "pre-mortem and risks",
    Activity.FIELDS: "fill in canvas fields",
    Activity.VERDICT: "fist to five",
}


FILLS = (Activity.NOTES, Activity.ESTIMATES, Activity.DIALS, Activity.FIELDS, Activity.VERDICT)


def duration(total: int) -> str:
    """Write how long an agenda takes.

    >>> duration(210), duration(45)
    ('3 h 30 min', '45 min')
    """
    hours, rest = divmod(total, 60)
    return " ".join(filter(None, (f"{hours} h" if hours else "", f"{rest} min" if rest or not hours else "")))


def edit(name: str, start: Sequence[Step], begun: Collection[str] = ()) -> list[Step]:
    """Let somebody edit an agenda; what they have so far is kept under `name`. Steps that have begun keep what is done."""
    key = f"agenda/{name}"
    draft: list[Step] = st.session_state.setdefault(key, list(start))
    total = minutes(draft)
    st.markdown(f"**Agenda** :gray[{len(draft)} steps, {duration(total)}]")
    for place, step in enumerate(draft):
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key=f"row/{key}/{step.key}"):
            _row(key, place, step, fixed=step.key in begun)
    st.button("Add a step", key=f"{key}/add", icon=":material/add:", type="tertiary", on_click=_change(key, _add))
    return draft


def forget(name: str) -> None:
    """Start anew from what is kept."""
    st.session_state.pop(f"agenda/{name}", None)


def _row(key: str, place: int, step: Step, *, fixed: bool) -> None:
    own = f"{key}/{step.key}"
    count = len(st.session_state[key])
    up, down = _change(key, lambda draft: _swap(draft, place - 1)), _change(key, lambda draft: _swap(draft, place))
    st.button(
        "",
        icon=":material/arrow_upward:",
        key=f"{own}/up",
        on_click=up,
        disabled=place == 0,
        type="tertiary",
        help="Earlier",
    )
    st.button(
        "",
        icon=":material/arrow_downward:",
        key=f"{own}/down",
        on_click=down,
        disabled=place == count - 1,
        type="tertiary",
        help="Later",
    )
    _input(st.text_input, key, place, "title", "Title", step.title, width=205, max_chars=120)
    _input(
        st.number_input, key, place, "minutes", "Minutes", step.minutes, width=105, min_value=1, max_value=MOST_MINUTES
    )
    kinds = list(DOES)
    _input(
        st.selectbox,
        key,
        place,
        "activity",
        "What is done",
        kinds.index(step.activity),
        options=kinds,
        format_func=DOES.get,
        width=190,
        disabled=fixed,
    )
    asked = len(step.prompts) + len(step.role_prompts)
    if st.button(f"Prompts ({asked})", key=f"{own}/prompts", type="tertiary", icon=":material/chat:"):
        prompts(key, step.key)
    if step.activity in FILLS and st.button(
        f"Fields ({len(step.paths)})", key=f"{own}/fields", type="tertiary", icon=":material/edit_square:"
    ):
        filled(key, step.key)
    out = _change(key, lambda draft: draft.pop(place))
    gone = fixed or count == 1
    st.button(
        "", icon=":material/delete:", key=f"{own}/out", on_click=out, disabled=gone, type="tertiary", help="Take it out"
    )


def _input(widget: Callable[..., Any], key: str, place: int, what: str, label: str, value: Any, **look: Any) -> None:
    own = f"{key}/{st.session_state[key][place].key}/{what}"

    def changed(draft: list[Step]) -> None:
        changed = replace(draft[place], **{what: st.session_state[own]})
        fits = offered(changed.activity)
        draft[place] = replace(changed, paths=tuple(path for path in changed.paths if path in fits))

    given = {"index" if what == "activity" else "value": value}
    widget(label, key=own, on_change=_change(key, changed), label_visibility="collapsed", **given, **look)


def _change(key: str, how: Callable[[list[Step]], Any]) -> Callable[[], None]:
    def callback() -> None:
        draft = list(st.session_state[key])
        how(draft)
        st.session_state[key] = draft

    return callback


def _swap(draft: list[Step], place: int) -> None:
    draft[place], draft[place + 1] = draft[place + 1], draft[place]


def _add(draft: list[Step]) -> None:
    draft.append(Step(f"step-{new_id()[-12:]}", "A new step", 15, Activity.NOTES))


def offered(activity: Activity) -> dict[str, str]:
    """Name the canvas fields a step may fill, by path, each with its section; blind estimates take ranges alone."""
    placed = {item.path: section.title for section in sections() for item in section.fields}
    placed |= {path: "Inputs of a lever" for path in fields() if path.startswith("lever.")}
    known = {path: fields()[path] for path in placed}
    return {
        path: f"{placed[path]}: {item.label}"
        for path, item in known.items()
        if activity is not Activity.ESTIMATES or item.kind == "three_point"
    }


@st.dialog("Fields of the canvas", width="large")
def filled(key: str, step_key: str) -> None:
    """Ask which fields of the canvas a step fills, in the order they are filled."""
    draft: list[Step] = st.session_state[key]
    place = next(at for at, step in enumerate(draft) if step.key == step_key)
    step, names = draft[place], offered(draft[place].activity)
    st.caption(plain(step.title))
    chosen = st.multiselect(
        "This step fills",
        list(names),
        [path for path in step.paths if path in names],
        format_func=lambda path: names[path],
        key=f"{key}/fills/{step_key}",
        help="They stand in the step, in this order. Notes go into them; estimates are asked for one by one.",
    )
    if st.button("Take these fields", type="primary", key=f"{key}/fills/{step_key}/do"):
        _change(key, lambda kept: kept.__setitem__(place, replace(step, paths=tuple(chosen))))()
        st.rerun()


@st.dialog("Prompts", width="large")
def prompts(key: str, step_key: str) -> None:
    """Ask what people read in a step: everybody, and one role on top."""
    draft: list[Step] = st.session_state[key]
    place = next(at for at, step in enumerate(draft) if step.key == step_key)
    step = draft[place]
    st.caption(plain(step.title))
    everybody = st.text_area(
        "Asked of everybody, one a line", "\n".join(step.prompts), height=130, key=f"{key}/ask/{step_key}"
    )
    own = {
        role.key: st.text_input(
            role.name, step.role_prompts.get(role.key, ""), max_chars=500, key=f"{key}/ask/{step_key}/{role.key}"
        )
        for role in seat_roles().values()
    }
    if st.button("Take these prompts", type="primary", key=f"{key}/ask/{step_key}/do"):
        lines = tuple(line.strip() for line in everybody.splitlines() if line.strip())
        by_role = {role: text.strip() for role, text in own.items() if text.strip()}
        _change(key, lambda kept: kept.__setitem__(place, replace(step, prompts=lines, role_prompts=by_role)))()
        st.rerun()
