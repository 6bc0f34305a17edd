"""Canvas fields of a step, written by the facilitator with the room watching."""

from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

from components import fields as widgets
from data import workshops
from lifecycle.envision.canvas import fields
from lifecycle.envision.workshop.agenda import Step
from lifecycle.envision.workshop.entries import Kind
from lifecycle.metrics import metrics
from pages.workshop.lead import Lead, mark, write


def values(lead: Lead, step: Step) -> dict[str, Any]:
    """Give what stands in the canvas in the fields of a step."""
    return workshops.fields_of(lead.place.store, lead.place.who, lead.workshop.id, step.key)


def show(lead: Lead, step: Step) -> None:
    """Show the fields of the step, saved as they change."""
    edit(lead, step.paths, values(lead, step))


def edit(lead: Lead, paths: Iterable[str], found: Mapping[str, Any]) -> None:
    """Show some fields; short ones side by side."""
    wanted = [fields()[path] for path in paths if path in fields()]
    if not wanted:
        return
    metric = metrics().get(found.get("boundary.metric") or "")
    own = lead.workshop.id

    def save(path: str, value: Any) -> None:
        write(own, Kind.FIELD_SET, {"path": path, "value": value})

    with st.grid(2, min_column_width=260):
        for item in wanted:
            with st.container():
                unit = widgets.unit_of(item, found.get("currency") or "EUR", metric.unit if metric else "")
                value = found.get(item.path)
                widgets.show(item, value, f"workshop/{own}/{mark(value)}", unit, save)
