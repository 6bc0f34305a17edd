"""The wall of notes: to be read from the back of the room, or to be worked with. People's text is never markup."""

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

import streamlit as st

from components import fitting
from components.fitting import Fit
from components.wall_script import CSS, HTML, SCRIPT
from lifecycle.envision.workshop.views import GroupView, NoteView, Wall

LONGEST_SHOWN, LONGEST_READ = 280, 1500
_wall = st.components.v2.component("throughline_wall", html=HTML, css=CSS, js=SCRIPT)
Act = Mapping[str, Any]


def short(text: str, most: int = LONGEST_SHOWN) -> str:
    """Cut a long text where it stops fitting, and say so.

    >>> short("abcdef", 4)
    'abcd …'
    """
    return text if len(text) <= most else f"{text[:most].rstrip()} …"


def by(note: NoteView) -> str:
    """Say who wrote a note, as far as it is shown: "Ada, Sponsor"."""
    said = ", ".join(short(part, 60) for part in (note.author, note.role) if part)
    marks = [word for word, is_so in (("came later", note.late), ("edited", note.edited)) if is_so]
    return " · ".join(filter(None, (said, *marks)))


def to_show(wall: Wall, dots: Mapping[str, int] | None = None) -> str:
    """Write the wall as HTML without script, as much as fits the screen; `dots` are shown by target once they may be."""
    found = dots or {}
    groups = sorted(wall.groups, key=lambda group: -found.get(group.id, 0))
    loose = sorted(wall.loose, key=lambda note: -found.get(note.id, 0))
    fit = fitting.fit(groups, loose)
    boxes = [_group(group, found.get(group.id, 0), fit) for group in groups]
    cards = [_card(note, found.get(note.id, 0), fit) for note in loose[: fit.loose]]
    left = len(loose) - fit.loose
    more = f'<div class="more">and {left} more, on the facilitator’s screen to be grouped</div>' if left else ""
    return f'<div class="wall {fit.size.name}">' + "".join(boxes + cards) + f"</div>{more}"


def _group(group: GroupView, dots: int, fit: Fit) -> str:
    """Write a group; on a crowded wall its first notes stand for the others, which are counted."""
    cards = "".join(_card(note, 0, fit) for note in group.notes[: fit.in_group])
    left = len(group.notes) - fit.in_group
    more = f"<small>and {left} more</small>" if left > 0 else ""
    title = escape(_cut(group.title, fit))
    return f'<section><h3 dir="auto">{title}{_dots(dots)}</h3>{cards}{more}</section>'


def _card(note: NoteView, dots: int, fit: Fit) -> str:
    return f'<p dir="auto">{escape(_cut(note.text, fit))}{_dots(dots)}</p>'


def _cut(text: str, fit: Fit) -> str:
    """Cut a text to what fits; line breaks become spaces, because a note of fifty of them would fill the wall."""
    return short(" ".join(text.split()), fit.size.longest)


def _dots(count: int) -> str:
    return f' <b class="dots">{count} ●</b>' if count else ""


def show(wall: Wall, dots: Mapping[str, int] | None = None) -> None:
    """Show the wall to the room."""
    st.html(to_show(wall, dots))


def to_pick(wall: Wall, dots: Mapping[str, int], actions: tuple[str, ...]) -> dict[str, Any]:
    """Give the wall as the component in the browser reads it: plain values, which it puts in as text."""
    groups = [
        {
            "id": group.id,
            "title": group.title,
            "dots": dots.get(group.id, 0),
            "merged": list(group.merged),
            "notes": [_item(note, 0) for note in group.notes],
        }
        for group in wall.groups
    ]
    return {"groups": groups, "loose": [_item(note, dots.get(note.id, 0)) for note in wall.loose], "actions": actions}


def _item(note: NoteView, dots: int) -> dict[str, Any]:
    return {"id": note.id, "text": short(note.text, LONGEST_READ), "by": by(note), "dots": dots}


def pick(
    wall: Wall, key: str, on_act: Callable[[Act], None], dots: Mapping[str, int], actions: tuple[str, ...]
) -> None:
    """Show the wall to work with: notes and groups are chosen, and `on_act` is called with what to do with them.

    What it is called with comes from a browser: `do` (one of `actions`), `notes`, `groups`, `title`, `id`.
    """
    name = f"wall_{key}"

    def acted() -> None:
        found = getattr(st.session_state.get(name), "act", None)
        if isinstance(found, Mapping) and found.get("do") in actions:
            on_act(found)

    _wall(key=name, data=to_pick(wall, dots, actions), on_act_change=acted)
