"""Fist to five: how many hands show how many fingers."""

import altair as alt
import pandas as pd

from components.charts import Picture, picture
from components.charts.theme import QUIET, STOP, VALUE, WARN
from lifecycle.envision.workshop.views import FistView, meanings

COLOURS = (STOP, WARN, WARN, VALUE, VALUE, VALUE)


def fists(view: FistView, *, large: bool = False) -> Picture | None:
    """Draw the hands as bars from five down to the fist; None while they are hidden."""
    if view.counts is None:
        return None
    rows = [
        {"fingers": means, "hands": view.counts[fingers], "colour": COLOURS[fingers]}
        for fingers, means in meanings().items()
    ]
    size = 26 if large else 13
    order = [str(row["fingers"]) for row in rows]
    base = alt.Chart(pd.DataFrame(rows)).encode(
        y=alt.Y("fingers:N", sort=order, title=None, axis=alt.Axis(labelFontSize=size, labelLimit=420)),
        x=alt.X("hands:Q", axis=None),
        tooltip=[alt.Tooltip("fingers:N", title=" "), alt.Tooltip("hands:Q", title="hands")],
    )
    bars = base.mark_bar(cornerRadiusEnd=4).encode(color=alt.Color("colour:N", scale=None))
    counts = base.mark_text(align="left", dx=8, fontSize=size, color=QUIET, fontWeight="bold").encode(text="hands:Q")
    title = alt.TitleParams(
        view.sentence,
        subtitle=f"{view.given} hands, from fist to five.",
        fontSize=size + 2 if large else 14,
        subtitleFontSize=size - 4 if large else 12,
    )
    height = 520 if large else 210
    said = "; ".join(f"{count} show {fingers}" for fingers, count in enumerate(view.counts) if count)
    return picture(
        alt.LayerChart(layer=[bars, counts]).properties(title=title, height=height), f"{view.sentence} {said}."
    )
