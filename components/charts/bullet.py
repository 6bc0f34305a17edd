"""Promised against realised: two bars with their intervals."""

import altair as alt
import pandas as pd

from components.charts import Picture, picture
from components.charts.theme import FAINT, QUIET, VALUE
from lifecycle.figures import Figure, money, money_range

NAMES = ["Promised", "Realised"]


def reach(figures: list[Figure]) -> tuple[float, float]:
    """Give an axis that holds all of these figures, zero included."""
    found = [f.interval for f in figures if f.interval]
    return min([0.0, *(i.low for i in found)]), max([1.0, *(i.high for i in found)])


def bullet(promised: Figure, realised: Figure, currency: str, axis: tuple[float, float], title: str) -> Picture | None:
    """Draw realised under promised value a year; returns the chart and its words, None while nothing is known."""
    rows = [
        {
            "what": figure.name,
            "low": figure.interval.low,
            "value": figure.interval.mid,
            "high": figure.interval.high,
            "shown": money(figure.interval.mid, currency),
            "range": money_range(figure.interval, currency),
            "level": f"{figure.interval.level:.0%}",
        }
        for figure in (promised, realised)
        if figure.interval
    ]
    if not rows:
        return None
    frame = pd.DataFrame(rows)
    tooltip = [
        alt.Tooltip("what:N", title=" "),
        alt.Tooltip("shown:N", title="Value a year"),
        alt.Tooltip("range:N", title="Interval"),
        alt.Tooltip("level:N", title="Level"),
    ]
    base = alt.Chart(frame).encode(
        y=alt.Y("what:N", title=None, scale=alt.Scale(domain=NAMES, paddingInner=0.5)), tooltip=tooltip
    )
    ticks = alt.Axis(format="~s", tickCount=4, title=f"{currency} a year")
    x = alt.X("value:Q", axis=ticks, scale=alt.Scale(domain=list(axis)))
    colour = alt.Color("what:N", legend=None, scale=alt.Scale(domain=NAMES, range=[FAINT, VALUE]))
    bars = base.mark_bar(cornerRadiusEnd=3).encode(x=x, color=colour)
    whisker = base.mark_rule(color=QUIET, strokeWidth=2).encode(x="low:Q", x2="high:Q")
    words = "; ".join(f"{row['what']} {row['shown']} a year ({row['range']})" for row in rows)
    return picture((bars + whisker).properties(height=140, title=title), words)
