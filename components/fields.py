"""Input widgets for the fields of the canvas, one for each kind. What stands in them is what the store holds.

A widget begins with the stored value and is set to it again only where somebody else changed it: setting a widget takes
away what is being typed in it.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import streamlit as st

from lifecycle.contract import RIGOUR
from lifecycle.envision.fields import SCALE, Field
from lifecycle.figures import symbol

ENDS = ("low", "likely", "high")
SCORES = list(range(SCALE[0], SCALE[1] + 1))
Save = Callable[[str, Any], None]


def unit_of(field: Field, currency: str, metric_unit: str) -> str:
    """Name the unit of a field: money in the contract's currency, a metric in its own unit."""
    sign = symbol(currency)
    return {"money": sign, "metric": sign if metric_unit == "money" else metric_unit}.get(field.unit, field.unit)


def key_of(address: str, path: str, part: str = "") -> str:
    """Name the widget of a field."""
    return f"canvas/{address}/{path}{'/' + part if part else ''}"


def show(field: Field, value: Any, address: str, unit: str, save: Save, *, fresh: bool = False) -> Any:
    """Show a field with its value, and give what its widget holds; `save(path, value)` is called when it changes.

    `fresh` says that the stored value is another than the widget showed, because somebody else changed it.
    """
    if field.kind == "three_point":
        return _three_point(field, value, address, unit, save, fresh)
    key = key_of(address, field.path)

    def changed() -> None:
        save(field.path, kept(st.session_state[key]))

    label = f"{field.label} ({unit})" if unit else field.label
    kind, options, help = field.kind, field.options, field.help
    return widget(kind, label, key, value, changed, fresh=fresh, options=options, help=help, limit=field.limit)


def shown(kind: str, value: Any) -> Any:
    """Turn a stored value into what its widget holds."""
    if kind == "date":
        return date.fromisoformat(value) if value else None
    if kind in ("text", "line", "person", "goal", "choice"):
        return value or ""
    if kind == "choices":
        return value or []
    return bool(value) if kind == "flag" else value


def kept(found: Any) -> Any:
    """Turn what a widget holds into a value to store; what is empty is None."""
    if found is False or found == "" or found == []:
        return None
    return found.isoformat() if isinstance(found, date) else found


def widget(
    kind: str,
    label: str,
    key: str,
    value: Any,
    changed: Callable[[], None],
    *,
    fresh: bool,
    options: Mapping[str, str] | None = None,
    help: str = "",
    limit: int | None = None,
) -> Any:
    """Show the widget of a kind with a stored value, and give what it holds, as it would be stored."""
    held, names = shown(kind, value), dict(options or {})
    if fresh:
        st.session_state[key] = held
    common: dict[str, Any] = {"label": label, "key": key, "help": help or None, "on_change": changed}
    start = {} if fresh else {"value": held}
    chosen = {} if fresh else {"default": held}
    if kind == "choice":
        empty = {"": "—"} | names
        place = list(empty).index(held) if held in empty else 0
        st.selectbox(options=list(empty), index=0 if fresh else place, format_func=lambda o: empty[o], **common)
    elif kind == "anchored":
        known = list(names).index(held) if held in names and not fresh else None
        st.radio(options=list(names), index=known, format_func=lambda o: names[o], **common)
    elif kind == "choices":
        st.pills(
            options=list(names), selection_mode="multi", wrap=True, format_func=lambda o: names[o], **chosen, **common
        )
    elif kind == "level":
        st.segmented_control(options=[level.value for level in RIGOUR], **chosen, **common)
    elif kind == "scale":
        st.segmented_control(options=SCORES, wrap=False, width="stretch", **chosen, **common)
    elif kind == "number":
        st.number_input(step=1.0, format="%.10g", **({"value": None} | start), **common)
    elif kind == "date":
        st.date_input(format="DD/MM/YYYY", **({"value": None} | start), **common)
    elif kind == "flag":
        st.checkbox(**start, **common)
    elif kind in ("person", "line", "goal"):
        st.text_input(placeholder="Name" if kind == "person" else None, **start, **common)
    else:
        st.text_area(height=80, max_chars=limit, **start, **common)
    return kept(st.session_state[key])


def _three_point(field: Field, value: Any, address: str, unit: str, save: Save, fresh: bool) -> Any:
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
        start = float(value[end]) if value else None
        if fresh:
            st.session_state[keys[end]] = start
        with cells:
            st.number_input(
                f"{field.label}: {end}",
                value=None if fresh else start,
                step=1.0,
                format="%.10g",
                key=keys[end],
                on_change=changed,
                placeholder=end,
                label_visibility="collapsed",
            )
    held = {end: st.session_state[key] for end, key in keys.items()}
    return value if None in held.values() else held
