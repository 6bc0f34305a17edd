"""The wall of notes: to be read from the back of the room, or to be worked with. People's text is never markup."""

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

import streamlit as st

from components.wall_script import CSS, HTML, SCRIPT
from lifecycle.envision.workshop.views import GroupView, NoteView, Wall

LONGEST_SHOWN, LONGEST_READ = 280, 1500
FEW, MANY = 12, 40
MOST_IN_CROWD, CROWDED = 3, 90
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
    """Write the wall as HTML without script; `dots` are shown by target once they may be."""
    count = sum(len(group.notes) for group in wall.groups) + len(wall.loose)
    size = "few" if count <= FEW else "many" if count <= MANY else "crowd"
    found = dots or {}
    groups = sorted(wall.groups, key=lambda group: -found.get(group.id, 0))
    loose = sorted(wall.loose, key=lambda note: -found.get(note.id, 0))
    most, length = (MOST_IN_CROWD, CROWDED) if size == "crowd" else (count, LONGEST_SHOWN)
    boxes = [_group(group, found.get(group.id, 0), most, length) for group in groups]
    cards = [_card(note, found.get(note.id, 0), length) for note in loose]
    return f'<div class="wall {size}">' + "".join(boxes + cards) + "</div>"


def _group(group: GroupView, dots: int, most: int, length: int) -> str:
    """Write a group; on a crowded wall its first notes stand for the others, which are counted."""
    cards = "".join(_card(note, 0, length) for note in group.notes[:most])
    left = len(group.notes) - most
    more = f"<small>and {left} more</small>" if left > 0 else ""
    return f'<section><h3 dir="auto">{escape(short(group.title))}{_dots(dots)}</h3>{cards}{more}</section>'


def _card(note: NoteView, dots: int, length: int) -> str:
    return f'<p dir="auto">{escape(short(note.text, length))}{_dots(dots)}</p>'


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
        found = st.session_state[name].act
        if isinstance(found, Mapping) and found.get("do") in actions:
            on_act(found)

    _wall(key=name, data=to_pick(wall, dots, actions), on_act_change=acted)
