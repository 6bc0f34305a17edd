"""Saving fields as they change, beside others who do the same: nothing is overwritten, and who changed what is said."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components import fields, rows
from components.text import plain
from data import canvases
from lifecycle.envision.canvas import Canvas, Field, clean
from lifecycle.envision.canvas import fields as known
from lifecycle.envision.differences import row_name
from lifecycle.envision.governance import risk_states
from lifecycle.envision.merging import Overtaken
from lifecycle.envision.wording import cells, in_full
from lifecycle.errors import ThroughlineError
from lifecycle.ids import new_id
from lifecycle.metrics import metrics
from pages import here
from pages.zones import zone

NEVER = object()


@dataclass(frozen=True)
class Editing:
    """The canvas of an initiative as one session edits it; `address` names the session's memory of it."""

    initiative_id: str
    address: str
    values: Canvas
    goals: Mapping[str, str] = field(default_factory=dict)

    @property
    def _memory(self) -> dict[str, Any]:
        """What this session saw in each field, what was wrong about an entry, and where two people met."""
        empty: dict[str, Any] = {"seen": {}, "problem": {}, "met": {}}
        found: dict[str, Any] = st.session_state.setdefault(f"editing/{self.address}", empty)
        return found

    def save(self, path: str, value: Any) -> None:
        """Save a changed field at once; a value that does not fit is said beside it and not kept."""
        self.save_all({path: value})

    def save_all(self, changed: dict[str, Any]) -> None:
        """Save changed fields as one edit, or say of the first that cannot be why."""
        now, memory, first = here.here(), self._memory, next(iter(changed))
        for path in changed:
            memory["problem"].pop(path, None)
        try:
            wanted = {path: clean(path, value) for path, value in changed.items()}
            seen = {path: memory["seen"].get(path) for path in changed}
            canvases.edit(now.store, now.act(), self.initiative_id, changed, seen)
            memory["seen"] |= wanted
        except Overtaken as met:
            memory["met"][met.path] = met
        except ThroughlineError as problem:
            memory["problem"][first] = str(problem)

    def keep_mine(self, path: str) -> None:
        """Put mine in the place of what the other saved, now that both were seen."""
        met = self._memory["met"].pop(path)
        self._memory["seen"][path] = met.theirs
        self.save(path, met.resolved)
        self.refresh(path)

    def take_theirs(self, path: str) -> None:
        """Leave what the other saved."""
        self._memory["met"].pop(path, None)
        self.refresh(path)

    def refresh(self, path: str) -> None:
        """Show what is stored, without a word about who changed it."""
        self._memory["seen"][path] = NEVER

    def refresh_all(self) -> None:
        """Show what is stored everywhere, as after an undo."""
        self._memory.update(seen=dict.fromkeys(known(), NEVER), problem={}, met={})

    def field(self, path: str) -> None:
        """Show a field in its unit, with what was wrong about the last entry and what somebody else made of it."""
        item, memory, stored = known()[path], self._memory, self.values.get(path)
        if met := memory["met"].get(path):
            self._choice(item, met)
            return
        first = path not in memory["seen"]
        seen = memory["seen"].get(path, stored)
        fresh = seen is NEVER or seen != stored
        memory["seen"][path] = stored
        held = self._widget(item, stored, fresh)
        if first and held != stored:
            self._found(item, held, stored)
        if fresh and seen is not NEVER:
            self._told(path)
        if problem := memory["problem"].get(path):
            st.error(problem, icon=":material/error:")

    def _found(self, item: Field, held: Any, stored: Any) -> None:
        """Offer what a browser still holds from before the server started anew: saved or not, it is not lost.

        The run after that calls nobody back about what was changed just before.
        """
        now = here.here()
        edits = canvases.history(now.store, now.who, self.initiative_id, item.path)
        last = (edits[0].editor, edits[0].at) if edits else ("Nobody", now.now)
        self._memory["met"][item.path] = Overtaken(item.path, item.label, held, stored, held, *last)
        st.rerun()

    def _widget(self, item: Field, stored: Any, fresh: bool) -> Any:
        if item.kind == "rows":
            names = self._names(item, stored or [])
            return rows.cards(item, stored or [], self.address, self.save, new_id, fresh=fresh, names=names) or None
        if item.kind == "goal" and self.goals:
            item = replace(item, kind="choice", options=self.goals)
        return fields.show(item, stored, self.address, self.unit(item), self.save, fresh=fresh)

    def _names(self, item: Field, stored: list[dict[str, Any]]) -> dict[str, tuple[str, str]]:
        """Name each row of a list, with what is said about it: the outcome of a risk, or its other cells."""
        judged = {state.row["id"]: state for state in risk_states(self.values)} if item.path == "risks" else {}
        named = {}
        for number, row in enumerate(stored, 1):
            state = judged.get(row["id"])
            said = " · ".join(_cells(item, row))
            if item.path == "risks":
                said = state.risk.outcome.value if state and state.risk else "not scored yet"
            short = said if len(said) <= 70 else f"{said[:69].rstrip()}…"
            named[row["id"]] = (row_name(item, row) or f"{item.label}, row {number}", short)
        return named

    def unit(self, item: Field) -> str:
        """Name the unit of a field."""
        metric = metrics().get(self.values.get("boundary.metric", ""))
        return fields.unit_of(item, self.values.get("currency", "EUR"), metric.unit if metric else "")

    def _told(self, path: str) -> None:
        now = here.here()
        last = canvases.history(now.store, now.who, self.initiative_id, path)[0]
        st.caption(f":material/group: {plain(last.editor)} changed this at {clock(last.at)}.")

    def _choice(self, item: Field, met: Overtaken) -> None:
        """Show both texts side by side where two people changed the same, and let one of them stay."""
        with st.container(border=True):
            st.markdown(
                f"**{plain(item.label)}**: {plain(met.editor)} changed this at {clock(met.at)}, and so did you."
            )
            left, right = side_by_side(item, met, self.values)
            left.button("Keep mine", key=f"mine/{item.path}", on_click=self.keep_mine, args=[item.path])
            right.button("Take theirs", key=f"theirs/{item.path}", on_click=self.take_theirs, args=[item.path])


def _cells(item: Field, row: Mapping[str, Any]) -> list[str]:
    """Give what is said about a row besides its name: texts, dates and choices, and which flags are set."""
    named = zip(item.columns, cells(item, row), strict=True)
    first = next(column.key for column in item.columns if column.required)
    shown = [(c, text) for c, text in named if c.key in row and c.key != first and c.kind not in ("scale", "number")]
    return [column.label.lower() if column.kind == "flag" else text for column, text in shown]


def side_by_side(item: Field, met: Overtaken, values: Canvas) -> tuple[DeltaGenerator, DeltaGenerator]:
    """Show both texts where two people changed the same; gives the place below mine, and that below theirs."""
    left, right = st.columns(2)
    for side, title, value in ((left, "Yours", met.mine), (right, plain(met.editor), met.theirs)):
        with side:
            st.caption(title)
            st.text(in_full(item, value, values))
    return left, right


def clock(moment: datetime) -> str:
    """Write a time of the day with its date, in the zone of whoever looks: "17:05 CET on 24 Nov"."""
    return f"{moment.astimezone(zone()):%H:%M %Z on %-d %b}"
