"""Input widgets for the fields of the canvas, one for each kind. What stands in them is what the store holds."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import streamlit as st

from lifecycle.contract import RIGOUR
from lifecycle.envision.fields import SCALE, Field
from lifecycle.figures import SYMBOLS

ENDS = ("low", "likely", "high")
SCORES = list(range(SCALE[0], SCALE[1] + 1))
Save = Callable[[str, Any], None]


def unit_of(field: Field, currency: str, metric_unit: str) -> str:
    """Name the unit of a field: money in the contract's currency, a metric in its own unit."""
    symbol = SYMBOLS.get(currency, currency).strip()
    return {"money": symbol, "metric": symbol if metric_unit == "money" else metric_unit}.get(field.unit, field.unit)


def key_of(address: str, path: str, part: str = "") -> str:
    """Name the widget of a field."""
    return f"canvas/{address}/{path}{'/' + part if part else ''}"


def put(key: str, value: Any, *, fresh: bool) -> None:
    """Let a widget show a value: at first, and again whenever what is stored is not what it showed."""
    if fresh or key not in st.session_state:
        st.session_state[key] = value


def show(field: Field, value: Any, address: str, unit: str, save: Save, *, fresh: bool = False) -> None:
    """Show a field with its value; `save(path, value)` is called when it changes.

    `fresh` says that the stored value is another than the widget showed, because somebody else changed it.
    """
    if field.kind == "three_point":
        _three_point(field, value, address, unit, save, fresh)
        return
    key = key_of(address, field.path)

    def changed() -> None:
        save(field.path, kept(st.session_state[key]))

    put(key, shown(field.kind, value), fresh=fresh)
    label = f"{field.label} ({unit})" if unit else field.label
    widget(field.kind, label, key, changed, options=field.options, help=field.help, limit=field.limit)


def shown(kind: str, value: Any) -> Any:
    """Turn a stored value into what its widget holds."""
    if kind == "date":
        return date.fromisoformat(value) if value else None
    if kind in ("text", "line", "person", "goal"):
        return value or ""
    if kind == "choices":
        return value or []
    return bool(value) if kind == "flag" else value


def kept(found: Any) -> Any:
    """Turn what a widget holds into a value to store."""
    return found.isoformat() if isinstance(found, date) else found


def widget(
    kind: str,
    label: str,
    key: str,
    changed: Callable[[], None],
    *,
    options: Mapping[str, str] | None = None,
    help: str = "",
    limit: int | None = None,
) -> None:
    """Show the widget of a kind; what it holds is in the session under its key."""
    common: dict[str, Any] = {"key": key, "help": help or None, "on_change": changed}
    names = options or {}
    if kind == "choice":
        st.selectbox(label, list(names), index=None, format_func=lambda o: names.get(o, o), **common)
    elif kind == "anchored":
        st.radio(label, list(names), index=None, format_func=lambda o: names[o], **common)
    elif kind == "choices":
        st.pills(label, list(names), selection_mode="multi", wrap=True, format_func=lambda o: names[o], **common)
    elif kind == "level":
        st.segmented_control(label, [level.value for level in RIGOUR], **common)
    elif kind == "scale":
        st.segmented_control(label, SCORES, wrap=False, width="stretch", **common)
    elif kind == "number":
        st.number_input(label, value=None, step=1.0, format="%.10g", **common)
    elif kind == "date":
        st.date_input(label, value=None, format="DD/MM/YYYY", **common)
    elif kind == "flag":
        st.checkbox(label, **common)
    elif kind in ("person", "line"):
        st.text_input(label, placeholder="Name" if kind == "person" else None, **common)
    else:
        st.text_area(label, height=80, max_chars=limit, **common)


def _three_point(field: Field, value: Any, address: str, unit: str, save: Save, fresh: bool) -> None:
    """Show low, likely and high beside each other; saved once all three are there."""
    keys = {end: key_of(address, field.path, end) for end in ENDS}

    def changed() -> None:
        found = {end: st.session_state[key] for end, key in keys.items()}
        if None not in found.values():
            save(field.path, found)

    with st.container(gap="xsmall", key=f"points/{key_of(address, field.path)}"):
        st.markdown(f":small[{field.label}] :gray[:small[{unit}]]", help=field.help or None)
        cells = st.grid(len(ENDS), min_column_width=80)
    for end in ENDS:
        with cells:
            put(keys[end], float(value[end]) if value else None, fresh=fresh)
            st.number_input(
                f"{field.label}: {end}",
                value=None,
                step=1.0,
                format="%.10g",
                key=keys[end],
                on_change=changed,
                placeholder=end,
                label_visibility="collapsed",
            )
