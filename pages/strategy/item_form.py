"""The form of an item of the strategy: one input a field, as the kind of item has them."""

from collections.abc import Mapping
from datetime import date
from itertools import groupby
from typing import Any

import streamlit as st

from data import strategy
from lifecycle.catalogue import components
from lifecycle.contract import RIGOUR
from lifecycle.strategy.items import Item, ItemField, ItemKind, thresholds
from pages import here

LEVELS = [level.value for level in RIGOUR]
SHORT = ("text", "role", "number", "date", "choice")


def edit(kind: ItemKind, item: Item | None = None) -> None:
    """Open the form of an item, a new one where there is none."""
    st.dialog(f"Change the {kind.name}" if item else kind.add, width="large")(_form)(kind, item)


def _form(kind: ItemKind, item: Item | None) -> None:
    """Ask for the fields of an item, short ones side by side; what does not fit is said and stays on the screen."""
    known: Mapping[str, Any] = item.body if item else {}
    given: dict[str, Any] = {}
    with st.form(f"item/{kind.key}", border=False):
        for short, fields in groupby(kind.fields, lambda field: field.kind in SHORT):
            with st.grid(2, min_column_width=230) if short else st.container():
                given |= {field.path: _ask(field, known.get(field.path)) for field in fields}
        if st.form_submit_button("Save", type="primary"):
            with here.saying():
                now, seen = here.here(), item.revision if item else None
                strategy.put(now.store, now.act(), kind.key, given, item.id if item else None, seen)
                here.done("Saved.")
                st.rerun()


def _ask(field: ItemField, value: Any) -> Any:
    """Show the input of a field."""
    label = f"{field.label}{' (optional)' if field.optional else ''}"
    match field.kind:
        case "long":
            return st.text_area(label, value or "", help=field.help, height=90)
        case "number":
            return st.number_input(label, value=value, step=1.0, format="%.10g", help=field.help)
        case "date":
            found = st.date_input(label, date.fromisoformat(value) if value else None, help=field.help)
            return found.isoformat() if isinstance(found, date) else None
        case "choice":
            names = dict(field.options or {})
            index = list(names).index(value) if value in names else None
            return st.selectbox(label, list(names), index, format_func=lambda key: names[key], help=field.help)
        case "levels":
            return _levels(label, value or {})
        case "limits":
            return _limits(label, value or {})
        case _:
            return st.text_input(label, value or "", help=field.help)


def _levels(label: str, value: Mapping[str, str]) -> dict[str, str | None]:
    """Ask for the least level of each component."""
    st.caption(f"{label}: leave open what the policy does not set.")
    with st.grid(3, min_column_width=200):
        return {
            key: st.selectbox(one.name, LEVELS, LEVELS.index(value[key]) if key in value else None, key=f"level/{key}")
            for key, one in components().items()
        }


def _limits(label: str, value: Mapping[str, float]) -> dict[str, float | None]:
    """Ask for the limits beside the dials."""
    st.caption(f"{label}: leave empty what the policy does not limit.")
    with st.grid(2, min_column_width=220):
        return {
            key: st.number_input(
                f"{one.name} ({one.unit})",
                value=value.get(key),
                step=1.0,
                format="%.10g",
                help=one.help,
                key=f"limit/{key}",
            )
            for key, one in thresholds().items()
        }
