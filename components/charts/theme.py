"""The one look of all charts; Streamlit adds the fonts and the light or dark ground."""

import textwrap
from typing import Any

import altair as alt

VALUE = "#0d9488"
QUIET = "#7c8a86"
FAINT = "#b8c2be"
WARN = "#d97706"
STOP = "#dc2626"
SUBTITLE = "#74807b"  # readable on the light and on the dark ground
PHONE = 58  # characters of a subtitle a phone 390 px wide shows
LINES_OF_TEXT = 14  # labels that fit one above the other beside a chart of our usual height
TIME = alt.Axis(format="%-d %b", labelOverlap=True, tickCount=8)
SERIES = ["#0d9488", "#6366f1", "#0ea5e9", "#a855f7", "#7c8a86", "#b8c2be", "#64748b"]


@alt.theme.register("throughline", enable=False)
def throughline() -> alt.theme.ThemeConfig:
    """Quiet axes, titles at the left that say what is shown, one accent for value."""
    config: dict[str, Any] = {
        "axis": {
            "domain": False,
            "ticks": False,
            "gridOpacity": 0.35,
            "labelPadding": 6,
            "titlePadding": 10,
            "titleFontWeight": "normal",
        },
        "axisX": {"grid": False},
        "title": {
            "anchor": "start",
            "fontSize": 14,
            "fontWeight": 600,
            "subtitleFontSize": 12,
            "subtitleColor": SUBTITLE,
            "offset": 10,
        },
        "legend": {"orient": "top", "title": None, "symbolType": "stroke", "labelLimit": 220},
        "view": {"stroke": None},
        "range": {"category": SERIES},
        "rule": {"strokeWidth": 1},
    }
    return {"config": config}  # type: ignore[typeddict-item]


def titled(title: str, subtitle: str) -> alt.TitleParams:
    """Write a title with the line beneath it broken where a phone ends: a longer one would be cut there."""
    return alt.TitleParams(title, subtitle=textwrap.wrap(subtitle, PHONE))


def apart(places: list[float], least: float) -> list[float]:
    """Move places on an axis as little as needed until each is `least` away from the next; the order is kept.

    >>> apart([100.0, 60.0, 550.0], 80.0)
    [120.0, 40.0, 550.0]
    """
    order = sorted(range(len(places)), key=lambda i: places[i])
    groups: list[list[int]] = []
    for i in order:
        groups.append([i])
        while len(groups) > 1 and _start(places, groups[-1], least) < _end(places, groups[-2], least) + least:
            last = groups.pop()
            groups[-1] += last
    moved = list(places)
    for group in groups:
        for step, i in enumerate(group):
            moved[i] = _start(places, group, least) + step * least
    return moved


def _start(places: list[float], group: list[int], least: float) -> float:
    return sum(places[i] for i in group) / len(group) - (len(group) - 1) * least / 2


def _end(places: list[float], group: list[int], least: float) -> float:
    return _start(places, group, least) + (len(group) - 1) * least


def enable() -> None:
    """Let every chart of this program wear it."""
    if alt.theme.active != "throughline":
        alt.theme.enable("throughline")


def warm() -> None:
    """Build one chart, so that what altair loads on first use is loaded."""
    import pandas as pd

    frame = pd.DataFrame({"x": [0, 1], "y": [0, 1]})
    alt.Chart(frame).mark_line().encode(x="x:Q", y="y:Q").to_dict()
