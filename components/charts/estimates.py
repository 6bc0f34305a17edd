"""The spread of a round of estimates: who says what by role, and the range they pool into."""

from typing import Any

import altair as alt
import pandas as pd

from components.amounts import three_point
from components.charts import Picture, picture
from components.charts.theme import QUIET, VALUE
from lifecycle.envision.three_point import ThreePoint
from lifecycle.envision.workshop.views import Spread

GAP = 0.8
POOLED = "Pooled"
AROUND, AROUND_LARGE = 90, 150  # pixels title and axis take: a chart that fits its place has them within its height


def estimates(spread: Spread, unit: str = "", *, large: bool = False) -> Picture:
    """Draw each role's ranges on one axis, the pooled one below; the title names the disagreement."""
    rows, labels = _rows(spread)
    bottom = rows[-1]["y"] + GAP
    around = AROUND_LARGE if large else AROUND
    step = min(44.0, (660.0 - around) / bottom) if large else max(3.0, min(16.0, (360.0 - around) / bottom))
    big = 26 if large else 14
    measured = f" ({unit})" if unit and unit.lower() not in spread.label.lower() else ""
    named = " : ".join(f"datum.value == {y!r} ? {name!r}" for y, name in labels.items())
    axis = alt.Axis(
        values=list(labels), labelExpr=f"{named} : ''", grid=False, title=None, labelFontSize=big - 3, labelLimit=360
    )
    y = alt.Y("y:Q", axis=axis, scale=alt.Scale(domain=[-GAP, bottom], reverse=True, nice=False, zero=False))
    ticks = alt.Axis(
        title=f"{spread.label}{measured}",
        labelFontSize=big - 4,
        titleFontSize=big - 4,
        grid=True,
        tickCount=8,
        format="~s",
    )
    x = alt.X("low:Q", axis=ticks, scale=_scale(rows))
    tooltip = [alt.Tooltip("who:N", title=" ")]
    tooltip += [alt.Tooltip(f"{end}:Q", title=end, format=",.6~g") for end in ("low", "likely", "high")]
    layers: list[alt.Chart] = []
    for part, colour, thick in ((rows[:-1], QUIET, 2), (rows[-1:], VALUE, 6)):
        wide = thick * (2 if large else 1)
        base = alt.Chart(pd.DataFrame(part)).encode(y=y, tooltip=tooltip)
        layers.append(
            base.mark_rule(strokeCap="round", strokeWidth=min(wide, step), color=colour).encode(x=x, x2="high:Q")
        )
        size = min(160 if large else 40, 2 * step * step)
        dot = base.mark_point(
            filled=True, opacity=1, size=size, color=colour, stroke="white" if colour == VALUE else None
        )
        layers.append(dot.encode(x="likely:Q"))
    title = alt.TitleParams(
        spread.sentence,
        subtitle=f"Round {spread.round}, {spread.count} estimate{'s' if spread.count > 1 else ''}: low to high with the likely value. "
        "Below, the pooled range (5 % to 95 %).",
        fontSize=big,
        subtitleFontSize=big - 4 if large else 12,
    )
    chart = alt.LayerChart(layer=layers).properties(title=title, height=round(step * (bottom + GAP)) + around)
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


def _scale(rows: list[dict[str, Any]]) -> alt.Scale:
    """Fit the axis to the ranges; around a single value, which would give an axis without a number on it."""
    low, high = min(row["low"] for row in rows), max(row["high"] for row in rows)
    if low < high:
        return alt.Scale(zero=False)
    around = abs(low) / 2 or 1.0
    return alt.Scale(domain=[low - around, low + around])


def _ends(point: ThreePoint) -> dict[str, float]:
    return {"low": point.low, "likely": point.likely, "high": point.high}


def words(spread: Spread) -> str:
    """Say the spread for who cannot see it."""
    said = "; ".join(f"{role.name} {three_point(role.pooled)}" for role in spread.roles)
    return f"{spread.label}, round {spread.round}: {spread.sentence} {said}; pooled {three_point(spread.pooled)}."
