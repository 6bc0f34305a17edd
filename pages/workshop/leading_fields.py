"""Canvas fields of a step, written by the facilitator with the room watching."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from components.fields import key_of
from components.text import plain
from data import canvases, strategy, workshops
from lifecycle.envision.canvas import Field, clean, fields
from lifecycle.envision.merging import Overtaken
from lifecycle.envision.wording import in_full
from lifecycle.envision.workshop.agenda import Step
from lifecycle.envision.workshop.entries import FACILITATOR, Kind
from lifecycle.errors import ThroughlineError
from pages import here
from pages.envision.editing import NEVER, Editing, clock
from pages.workshop import leading_dissent
from pages.workshop.lead import ACTED, Lead

TYPED = ("text", "line", "person", "number", "three_point", "date", "rows")
WIDE = ("rows", "text", "anchored")
BESIDE = ("reason", "by", "approved")
VERDICT = "verdict"


@dataclass(frozen=True)
class Leading(Editing):
    """The canvas as a workshop's facilitator edits it: each change is an entry of its log, beside what others change.

    The page reruns whenever somebody does something, also while something is being typed. So a field that can be half
    typed is never set to what somebody else made of it: theirs is shown beside it until the facilitator takes it.
    """

    workshop_id: str = ""

    @property
    def _held(self) -> dict[str, Any]:
        """What the widget of each field held when it was shown or told of last."""
        found: dict[str, Any] = self._memory.setdefault("held", {})
        return found

    def save_all(self, changed: dict[str, Any]) -> None:
        """Write a changed field, or say beside it why it cannot be.

        Where the room has moved on, the server has forgotten the fields of the step before while the browser still
        holds them, so it takes each of them for changed. What a field held already was not entered now.
        """
        for path, value in changed.items():
            if path not in self._held or self._held[path] != value:
                self._held[path] = value
                self._write(path, value)

    def keep_mine(self, path: str) -> None:
        """Put mine in the place of what the other saved: it is meant, whether the field holds it or not."""
        self._held.pop(path, None)
        super().keep_mine(path)

    def _widget(self, item: Field, stored: Any, fresh: bool) -> Any:
        self._held[item.path] = held = super()._widget(item, stored, fresh)
        return held

    def _write(self, path: str, value: Any) -> None:
        now, memory = here.here(), self._memory
        memory["problem"].pop(path, None)
        try:
            wanted = clean(path, value)
            if wanted == canvases.load(now.store, now.who, self.initiative_id).values.get(path):
                memory["seen"][path] = wanted
                return
            kind, body = entry(path, wanted)
            seen = {path: memory["seen"].get(path)}
            workshops.write(now.store, now.act(), self.workshop_id, FACILITATOR, kind, body, seen=seen)
        except Overtaken as met:
            memory["met"][met.path] = met
        except ThroughlineError as problem:
            memory["problem"][path] = str(problem)
        else:
            stored = canvases.load(now.store, now.who, self.initiative_id).values
            memory["seen"][path] = wanted if stored.get(path) == wanted else NEVER
            self._once_more(path, stored.get(dial_of(path)))

    def _once_more(self, path: str, level: Any) -> None:
        """Set a dial that was refused once what it lacked stands beside it."""
        dial = dial_of(path)
        wanted = st.session_state.get(key_of(self.address, dial)) if dial and path != dial else None
        if wanted and wanted != level:
            self._write(dial, wanted)

    def refused(self, path: str) -> str:
        """Say why what was entered last in a field was not kept; empty where it was."""
        return str(self._memory["problem"].get(path, ""))

    def follow(self) -> None:
        """Show what the facilitator's own acts elsewhere made of the fields; what is not settled yet stays."""
        memory = self._memory
        for path in memory["seen"]:
            if path not in memory["met"] and path not in memory["problem"]:
                self.refresh(path)

    def field(self, path: str) -> None:
        """Show a field; where somebody else changed it and something may be half typed in it, theirs stands beside."""
        item, memory, stored = fields()[path], self._memory, self.values.get(path)
        seen = memory["seen"].get(path, stored)
        moved = seen is not NEVER and seen != stored and path not in memory["met"]
        if not (moved and item.kind in TYPED and self._is_shown(path)):
            super().field(path)
            return
        self._widget(item, seen, fresh=False)
        self._theirs(item, stored)
        if problem := memory["problem"].get(path):
            st.error(plain(problem), icon=":material/error:")

    def _is_shown(self, path: str) -> bool:
        """Answer whether the field has stood on the page, so that something may be typed in it."""
        own = key_of(self.address, path)
        return any(key == own or str(key).startswith(f"{own}/") for key in st.session_state)

    def _theirs(self, item: Field, stored: Any) -> None:
        now = here.here()
        last = canvases.history(now.store, now.who, self.initiative_id, item.path)[0]
        with st.container(border=True, gap="xsmall"):
            st.caption(f":material/group: {plain(last.editor)} changed this at {clock(last.at)}:")
            st.text(in_full(item, stored, self.values))
            st.button(
                "Take theirs", key=f"take/{self.address}/{item.path}", on_click=self.take_theirs, args=[item.path]
            )


def dial_of(path: str) -> str:
    """Name the dial a field is beside, or is; empty where it is of none.

    >>> dial_of("dial.safe.by"), dial_of("dial.safe"), dial_of("limits")
    ('dial.safe', 'dial.safe', '')
    """
    return ".".join(path.split(".")[:2]) if path.startswith("dial.") else ""


def entry(path: str, value: Any) -> tuple[Kind, dict[str, Any]]:
    """Give the entry that writes a field: a dial is set, everything else is a field."""
    if value is not None and path == dial_of(path):
        return Kind.DIAL_SET, {"component": path.removeprefix("dial."), "level": value}
    return Kind.FIELD_SET, {"path": path, "value": value}


def editing(lead: Lead) -> Leading:
    """Begin editing the canvas of a workshop's initiative in this run."""
    initiative, own = lead.workshop.initiative_id, lead.workshop.id
    found = Leading(initiative, f"workshop/{own}", lead.canvas, strategy.goals(lead.place.store), own)
    if st.session_state.pop(ACTED, False):
        found.follow()
    return found


def show(lead: Lead, step: Step) -> None:
    """Show the fields of the step, saved as they change; where the verdict is prepared, the dissent too."""
    edit(lead, step.paths)
    if step.section == VERDICT:
        leading_dissent.show(lead, "fields")


def edit(lead: Lead, paths: Iterable[str]) -> None:
    """Show some fields; short ones side by side, long ones over the whole width."""
    wanted = [fields()[path] for path in paths if path in fields()]
    if not wanted:
        return
    found = editing(lead)
    for wide, items in runs(wanted):
        if wide:
            found.field(items[0].path)
            continue
        with st.grid(2, min_column_width=260):
            for item in items:
                with st.container():
                    found.field(item.path)


def runs(items: Iterable[Field]) -> list[tuple[bool, list[Field]]]:
    """Put fields that follow each other together where they are short; each long one stands alone."""
    found: list[tuple[bool, list[Field]]] = []
    for item in items:
        wide = item.kind in WIDE
        if wide or not found or found[-1][0]:
            found.append((wide, [item]))
        else:
            found[-1][1].append(item)
    return found
