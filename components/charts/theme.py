"""The one look of all charts; Streamlit adds the fonts and the light or dark ground."""

from typing import Any

import altair as alt

VALUE = "#0d9488"
QUIET = "#7c8a86"
FAINT = "#b8c2be"
WARN = "#d97706"
STOP = "#dc2626"
SUBTITLE = "#74807b"  # readable on the light and on the dark ground
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


def enable() -> None:
    """Let every chart of this program wear it."""
    if alt.theme.active != "throughline":
        alt.theme.enable("throughline")


def warm() -> None:
    """Build one chart, so that what altair loads on first use is loaded."""
    import pandas as pd

    frame = pd.DataFrame({"x": [0, 1], "y": [0, 1]})
    alt.Chart(frame).mark_line().encode(x="x:Q", y="y:Q").to_dict()
