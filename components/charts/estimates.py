"""The spread of a round of estimates: who says what by role, and the range they pool into."""

from typing import Any

import altair as alt
import pandas as pd

from components.charts import Picture, picture
from components.charts.theme import QUIET, VALUE
from lifecycle.envision.three_point import ThreePoint
from lifecycle.envision.workshop.views import Spread

GAP = 0.8
POOLED = "Pooled"


def estimates(spread: Spread, *, large: bool = False) -> Picture:
    """Draw each role's ranges on one axis, the pooled one below; the title names the disagreement."""
    rows, labels = _rows(spread)
    bottom = rows[-1]["y"] + GAP
    step = max(3.0, min(22.0 if large else 16.0, (560.0 if large else 340.0) / bottom))
    big = 20 if large else 14
    unit = f", {spread.unit}" if spread.unit else ""
    named = " : ".join(f"datum.value == {y!r} ? {name!r}" for y, name in labels.items())
    axis = alt.Axis(
        values=list(labels), labelExpr=f"{named} : ''", grid=False, title=None, labelFontSize=big - 2, labelLimit=260
    )
    y = alt.Y("y:Q", axis=axis, scale=alt.Scale(domain=[-GAP, bottom], reverse=True, nice=False, zero=False))
    x = alt.X(
        "low:Q",
        axis=alt.Axis(title=f"{spread.label}{unit}", labelFontSize=big - 2, titleFontSize=big - 2, grid=True),
        scale=alt.Scale(zero=False),
    )
    colour = alt.condition(f"datum.who == '{POOLED}'", alt.value(VALUE), alt.value(QUIET))
    width = alt.condition(f"datum.who == '{POOLED}'", alt.value(6), alt.value(2))
    tooltip = [alt.Tooltip("who:N", title=" ")]
    tooltip += [alt.Tooltip(f"{end}:Q", title=end, format=",.6~g") for end in ("low", "likely", "high")]
    base = alt.Chart(pd.DataFrame(rows)).encode(y=y, tooltip=tooltip)
    ranges = base.mark_rule(strokeCap="round").encode(x=x, x2="high:Q", color=colour, strokeWidth=width)
    likely = base.mark_point(filled=True, opacity=1, size=60 if large else 36).encode(x="likely:Q", color=colour)
    title = alt.TitleParams(
        spread.sentence,
        subtitle=f"Round {spread.round}, {spread.count} estimates: low to high with the likely value. "
        "Below, the pooled range (5 % to 95 %).",
        fontSize=big,
        subtitleFontSize=big - 2,
    )
    chart = alt.LayerChart(layer=[ranges, likely]).properties(title=title, height=round(step * (bottom + GAP)))
    return picture(chart, words(spread))


def _rows(spread: Spread) -> tuple[list[dict[str, Any]], dict[float, str]]:
    """Give a row for each range with its height, roles apart, and where the names of the roles stand."""
    rows: list[dict[str, Any]] = []
    labels: dict[float, str] = {}
    place = 0.0
    for role in (*((role.name, role.points) for role in spread.roles), (POOLED, (spread.pooled,))):
        name, points = role
        labels[place + (len(points) - 1) / 2] = name
        for point in sorted(points, key=lambda one: one.likely):
            rows.append({"who": name, "y": place, **_ends(point)})
            place += 1
        place += GAP
    return rows, labels


def _ends(point: ThreePoint) -> dict[str, float]:
    return {"low": point.low, "likely": point.likely, "high": point.high}


def words(spread: Spread) -> str:
    """Say the spread for who cannot see it."""
    said = "; ".join(f"{role.name} {_range(role.pooled)}" for role in spread.roles)
    return f"{spread.label}, round {spread.round}: {spread.sentence} {said}; pooled {_range(spread.pooled)}."


def _range(point: ThreePoint) -> str:
    return f"{point.likely:,.6g} ({point.low:,.6g} to {point.high:,.6g})"
