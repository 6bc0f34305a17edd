"""Notes that were not sent yet: nothing somebody typed is lost when the notes are turned over or the step is left."""

from collections.abc import Callable
from math import isfinite

import streamlit as st

from components import drafts as browser
from components.wall import short
from lifecycle.envision.workshop.agenda import Step
from lifecycle.envision.workshop.entries import Kind
from lifecycle.envision.workshop.kinds.reading import LONGEST
from pages.workshop.seated import Seated, once, write

LEFT, SETTLED, BOXES, GIVEN = "seat_left", "seat_settled", "seat_boxes", "seat_given"
MOST, REMEMBERED = 20, 5
ENDS = ("low", "likely", "high")
FIGURE, REMARK = "figure/", "remark/"


def begin() -> None:
    """Forget which text areas stood on the page in the run before."""
    st.session_state[BOXES] = {}


def left() -> dict[str, str]:
    """Give what was typed and not sent, by the name of the draft."""
    found: dict[str, str] = st.session_state.setdefault(LEFT, {})
    return found


def settle(text: str | None) -> None:
    """Say that a text was written, or let go."""
    said = (text or "").strip()
    known: list[str] = st.session_state.get(SETTLED, [])
    st.session_state[SETTLED] = [*known, said][-REMEMBERED:]
    st.session_state[LEFT] = {draft: kept for draft, kept in left().items() if kept.strip() != said}


def keep(draft: str, text: str | None) -> None:
    """Keep a text that could not be written."""
    if text and text.strip() and len(text) <= LONGEST and (draft in left() or len(left()) < MOST):
        st.session_state[LEFT] = left() | {draft: text}


def remark(name: str) -> str:
    """Name the draft of a remark, which can be written at any step: it goes back into its own field, not onto the wall."""
    return f"{REMARK}{name}"


def remarks_left() -> bool:
    """Answer whether a remark was typed and not sent whose field does not stand on the page."""
    return any(draft.startswith(REMARK) for draft in left())


def box(draft: str, key: str) -> bool:
    """Say that a text area is about to stand on the page for a draft; answers whether what was left is put back there."""
    st.session_state[BOXES][draft] = key
    text = left().get(draft, "")
    back = bool(text) and not (st.session_state.get(key) or "").strip()
    if back:
        st.session_state[key] = text
    if text and st.session_state.get(key) == text:
        st.session_state[LEFT] = {name: kept for name, kept in left().items() if name != draft}
    return back


def follow(seated: Seated) -> None:
    """Hear from the browser what was left; what stands among the notes already was sent after all."""
    own = {note.text.strip() for note in seated.state.notes.values() if note.author == seated.who.id}

    def on_left(draft: str, text: str) -> None:
        if text.strip() in own or (draft.startswith(FIGURE) and _no_news(seated, draft, text)):
            settle(text)
        else:
            keep(draft, text)

    settled, given_now = st.session_state.get(SETTLED, []), st.session_state.pop(GIVEN, [])
    browser.keep(seated.workshop, st.session_state[BOXES], list(left()), settled, on_left, given_now)


def _figure(path: str, end: str) -> str:
    return f"{FIGURE}{path}/{end}"


def read(text: str) -> float | None:
    """Read a number as a browser sends it; None where it is none.

    >>> read("1200.5"), read("-"), read("nan")
    (1200.5, None, None)
    """
    try:
        found = float(text)
    except ValueError:
        return None
    return found if isfinite(found) else None


def _no_news(seated: Seated, draft: str, text: str) -> bool:
    """Answer whether a number that was left is none, or was given after all."""
    path, _, end = draft.removeprefix(FIGURE).rpartition("/")
    number, latest = read(text), seated.state.latest_round(path)
    if number is None or end not in ENDS:
        return True
    mine = seated.state.estimates.get((path, latest.number), {}).get(seated.who.id) if latest else None
    return mine is not None and bool(getattr(mine, end) == number)


def figure(path: str, end: str, key: str) -> bool:
    """Say that a field is about to stand on the page for a number; answers whether what was left is put back there."""
    draft = _figure(path, end)
    st.session_state[BOXES][draft] = key
    number = read(left().get(draft, ""))
    if number is None:
        return False
    st.session_state[key] = number
    st.session_state[LEFT] = {name: kept for name, kept in left().items() if name != draft}
    return True


def figures(path: str) -> dict[str, str]:
    """Give what was typed of an estimate and not given, by its end."""
    found = {end: left().get(_figure(path, end)) for end in ENDS}
    return {end: text for end, text in found.items() if text}


def given(path: str) -> None:
    """Say that an estimate was given: what was typed of it is no draft any more."""
    names = [_figure(path, end) for end in ENDS]
    st.session_state[GIVEN] = names
    st.session_state[LEFT] = {draft: text for draft, text in left().items() if draft not in names}


def offer(seated: Seated) -> None:
    """Offer what was left and has no text area any more: for the wall while its step takes notes, or to be parked."""
    here = seated.step
    for draft, text in left().items():
        if draft in st.session_state[BOXES] or draft.startswith((FIGURE, REMARK)):
            continue
        with st.container(border=True, gap="xsmall"):
            st.caption(":material/edit_note: You had not sent this yet. Nobody has seen it.")
            st.text(short(text, 600))
            with st.container(horizontal=True, gap="small"):
                if here and here.takes_notes and draft in (f"note/{here.key}", *_edits(seated, here)):
                    st.button("Add it to the notes", key=f"left/add/{draft}", on_click=add(seated, here, draft, text))
                st.button("Park it", key=f"left/park/{draft}", on_click=park(seated, draft, text), type="tertiary")
                st.button("Let it go", key=f"left/go/{draft}", on_click=settle, args=(text,), type="tertiary")


def _edits(seated: Seated, step: Step) -> list[str]:
    return [f"edit/{note.id}" for note in seated.state.notes_in(step.key) if note.author == seated.who.id]


def add_note(seated: Seated, step: Step, text: str | None, draft: str = "") -> None:
    """Keep a note; the same text sent again, as after a broken connection, is the same note."""
    tries = (once(seated.who.id, step.key, text, number) for number in range(1000))
    note = next(key for key in tries if key not in seated.state.withdrawn)
    if write(Kind.NOTED, {"note": note, "step": step.key, "text": text}, once("noted", note), at="note"):
        settle(text)
    else:
        keep(draft or f"note/{step.key}", text)


def add(seated: Seated, step: Step, draft: str, text: str) -> Callable[[], None]:
    """Make a callback that adds what was left to the notes."""
    return lambda: add_note(seated, step, text, draft)


def park(seated: Seated, draft: str, text: str) -> Callable[[], None]:
    """Make a callback that parks what was left."""
    item = once(seated.who.id, "left", draft, text)

    def put() -> None:
        if write(Kind.PARKED, {"item": item, "text": text}, once("remark", item)):
            settle(text)

    return put
