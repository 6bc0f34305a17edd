"""The values of widgets as a browser sends them, one wire form for each kind of widget."""

import json
from typing import Any

from streamlit.proto.Slider_pb2 import Slider
from streamlit.proto.WidgetStates_pb2 import WidgetState

TEXTS = ("text_input", "text_area", "selectbox", "radio", "time_input")
LISTS = ("button_group", "multiselect", "date_input", "date_time_input")
VALUED = (*TEXTS, *LISTS, "number_input", "slider", "checkbox")
BUTTONS = ("button", "download_button")
COMPONENT = "bidi_component"
WIDGETS = (*VALUED, *BUTTONS, COMPONENT)


def state(kind: str, widget: Any, value: Any) -> WidgetState:
    """Make the state of a widget that holds a value; None is an emptied one.

    Raises ValueError for a kind of widget that holds no value of its own.
    """
    made = WidgetState(id=widget.id)
    if kind in LISTS or (kind == "slider" and widget.type == Slider.SELECT_SLIDER):
        made.string_array_value.data.extend(str(each) for each in _listed(value))
    elif kind == "slider":
        made.double_array_value.data.extend(float(each) for each in _listed(value))
    elif kind == COMPONENT:
        made.json_value = json.dumps(value)
    elif kind not in VALUED:
        raise ValueError(f"a {kind} holds no value")
    elif value is None:
        return made
    elif kind == "number_input":
        made.double_value = float(value)
    elif kind == "checkbox":
        made.bool_value = bool(value)
    else:
        made.string_value = str(value)
    return made


def pressed(widget: Any) -> WidgetState:
    """Make the state of a button that was just pressed."""
    return WidgetState(id=widget.id, trigger_value=True)


def triggered(component: Any, event: str, value: Any) -> WidgetState:
    """Make what a custom component sends for `setTriggerValue(event, value)`."""
    return WidgetState(
        id=f"$$STREAMLIT_INTERNAL_KEY_{component.id}__events",
        json_trigger_value=json.dumps([{"event": event, "value": value}]),
    )


def shown(kind: str, widget: Any) -> WidgetState | None:
    """Give the state a browser holds for a widget as it is drawn; None for buttons and components."""
    return state(kind, widget, read(kind, widget)) if kind in VALUED else None


def read(kind: str, widget: Any) -> Any:
    """Read the value a widget is drawn with: the one the program set, or its default."""
    if not widget.set_value:
        return default(kind, widget)
    if kind in ("button_group", "multiselect"):
        return list(widget.raw_values)
    if kind in ("selectbox", "radio"):
        return widget.raw_value if widget.HasField("raw_value") else None
    if kind == "slider" and widget.type == Slider.SELECT_SLIDER:
        return list(widget.raw_value)
    return _field(kind, widget, "value")


def default(kind: str, widget: Any) -> Any:
    """Read the default of a widget."""
    offered = choices(kind, widget)
    if kind in ("button_group", "multiselect"):
        return [offered[index] for index in widget.default]
    if kind in ("selectbox", "radio"):
        return offered[widget.default] if widget.HasField("default") and offered else None
    if kind == "slider" and widget.type == Slider.SELECT_SLIDER:
        return [widget.options[int(index)] for index in widget.default]
    return _field(kind, widget, "default")


def choices(kind: str, widget: Any) -> list[str]:
    """Give what a widget lets people choose from, as it goes over the wire; empty for other kinds."""
    if kind == "button_group":
        return [f"{option.content_icon} {option.content}".strip() for option in widget.options]
    return list(widget.options) if kind in ("selectbox", "radio", "multiselect") else []


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def _field(kind: str, widget: Any, field: str) -> Any:
    held = getattr(widget, field)
    if kind in ("slider", "date_input", "date_time_input"):
        return list(held)
    return held if kind == "checkbox" or widget.HasField(field) else None
