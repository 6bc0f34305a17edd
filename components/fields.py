"""Input widgets for the fields of the canvas, one for each kind."""

from collections.abc import Callable
from datetime import date
from typing import Any

import streamlit as st

from lifecycle.contract import RIGOUR
from lifecycle.envision.canvas import Field
from lifecycle.figures import SYMBOLS

ENDS = ("low", "likely", "high")
Save = Callable[[str, Any], None]


def unit_of(field: Field, currency: str, metric_unit: str) -> str:
    """Name the unit of a field: money in the contract's currency, a metric in its own unit."""
    symbol = SYMBOLS.get(currency, currency).strip()
    return {"money": symbol, "metric": symbol if metric_unit == "money" else metric_unit}.get(field.unit, field.unit)


def key_of(address: str, path: str, part: str = "") -> str:
    """Name the widget of a field."""
    return f"canvas/{address}/{path}{'/' + part if part else ''}"


def show(field: Field, value: Any, address: str, unit: str, save: Save) -> None:
    """Show a field with its value; `save(path, value)` is called when it changes."""
    label = f"{field.label} ({unit})" if unit else field.label
    if field.kind == "three_point":
        _three_point(field, value, address, unit, save)
        return
    key = key_of(address, field.path)

    def changed() -> None:
        found = st.session_state[key]
        save(field.path, found.isoformat() if isinstance(found, date) else found)

    common: dict[str, Any] = {"key": key, "help": field.help or None, "on_change": changed}
    if field.kind == "choice":
        options = list(field.options or {})
        names = field.options or {}
        index = options.index(value) if value in options else None
        st.selectbox(label, options, index=index, format_func=lambda o: names.get(o, o), **common)
    elif field.kind == "choices":
        names = field.options or {}
        st.pills(label, list(names), selection_mode="multi", default=value, format_func=lambda o: names[o], **common)
    elif field.kind == "level":
        levels = [level.value for level in RIGOUR]
        st.segmented_control(label, levels, default=value, required=False, **common)
    elif field.kind == "number":
        st.number_input(label, value=value, step=1.0, format="%.10g", **common)
    elif field.kind == "date":
        st.date_input(label, value=date.fromisoformat(value) if value else None, format="DD/MM/YYYY", **common)
    elif field.kind == "person":
        st.text_input(label, value=value or "", placeholder="Name", **common)
    else:
        st.text_area(label, value=value or "", height=80, max_chars=field.limit, **common)


def _three_point(field: Field, value: Any, address: str, unit: str, save: Save) -> None:
    """Show low, likely and high beside each other; saved once all three are there."""
    keys = {end: key_of(address, field.path, end) for end in ENDS}

    def changed() -> None:
        found = {end: st.session_state[key] for end, key in keys.items()}
        if None not in found.values():
            save(field.path, found)

    name, *cells = st.columns([3, 2, 2, 2], vertical_alignment="bottom")
    with name:
        st.markdown(f"**{field.label}**  \n:gray[:small[{unit}]]", help=field.help or None)
    for end, cell in zip(ENDS, cells, strict=True):
        with cell:
            st.number_input(
                f"{field.label}: {end}",
                value=float(value[end]) if value else None,
                step=1.0,
                format="%.10g",
                key=keys[end],
                on_change=changed,
                placeholder=end,
                label_visibility="collapsed",
            )
