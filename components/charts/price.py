"""The price of each limit: value given up a year, with its interval."""

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from components.charts import Picture, picture
from components.charts.theme import QUIET, SERIES, STOP, VALUE, titled
from lifecycle.build.group_options import GroupOption
from lifecycle.build.price import Price
from lifecycle.figures import Interval, money, money_range

ROW, AROUND = 46, 120  # pixels: a row, and title, axis and space around them


def price(
    found: Mapping[str, Price],
    name: str,
    currency: str,
    by_group: Mapping[str, GroupOption | None] | None = None,
) -> Picture:
    """Draw what keeping each limit costs a year; `found` by the limit's name. A limit kept nowhere, or only by acting on
    nobody, says so instead of a price.

    `by_group`: those of the limits that are priced with a threshold for each group too, where people may choose that.
    """
    rows, split = [], by_group or {}
    for limit, one in found.items():
        kept = f"{one.kept[1]:.3f}" if one.kept else "–"
        row = _row(limit, None if one.nobody else one.given_up, f"{one.free[1]:.3f}", kept, currency)
        rows.append(row | ({"shown": "means acting on nobody"} if one.nobody else {}))
        if limit in split:
            rows.append(_by_group(limit, split[limit], f"{one.free[1]:.3f}", currency))
    frame = pd.DataFrame(rows)
    tooltip = [
        alt.Tooltip("limit:N", title=" "),
        alt.Tooltip("shown:N", title="Given up a year"),
        alt.Tooltip("range:N", title="95 % interval"),
        alt.Tooltip("from:N", title="Best threshold"),
        alt.Tooltip("to:N", title="Best that keeps it"),
    ]
    axis = alt.Axis(labelExpr="format(datum.value, '~s')", tickCount=5, grid=True, title=f"{currency} a year")
    x = alt.X("value:Q", axis=axis, scale=alt.Scale(zero=True, padding=30))
    lines = alt.Axis(labelLimit=170, labelExpr=r"split(datum.label, '\n')")
    y = alt.Y("limit:N", title=None, sort=[row["limit"] for row in rows], axis=lines)
    colour = alt.Color("colour:N", scale=None)
    base = alt.Chart(frame).encode(y=y, tooltip=tooltip)
    bars = base.mark_bar(height=14, cornerRadiusEnd=3).encode(x=x, color=colour)
    known = alt.Chart(frame.dropna(subset=["low"])).encode(y=y, tooltip=tooltip)
    whisker = known.mark_rule(color=QUIET, strokeWidth=2).encode(x=alt.X("low:Q", axis=axis), x2="high:Q")
    text = base.mark_text(align="left", dx=4, dy=-14, fontWeight=600).encode(x=x, text="shown:N", color=colour)
    who = "one threshold for all, or one for each group" if by_group else "one threshold for all"
    title = titled("What keeping a limit costs a year", f"{name}, {who}. Bars: 95 % intervals, thresholds held.")
    words = "; ".join(f"{' '.join(row['limit'].split())}: {row['shown']} ({row['range']})" for row in rows)
    chart = alt.LayerChart(layer=[bars, whisker, text]).properties(title=title, height=AROUND + ROW * len(rows))
    return picture(chart, words)


def _by_group(limit: str, option: GroupOption | None, free: str, currency: str) -> dict[str, Any]:
    """Write a limit kept with a threshold for each group as a row, told apart by its name and its colour."""
    if option is None:
        return _row(f"{limit}\nby group", None, free, "–", currency)
    at = ", ".join(f"{group} {of:.3f}" for group, of in option.thresholds.items())
    return _row(f"{limit}\nby group", option.given_up, free, at, currency) | {"colour": SERIES[1]}


def _row(limit: str, up: Interval | None, start: str, end: str, currency: str) -> dict[str, Any]:
    """Write one limit as a row of the chart's data."""
    return {
        "limit": limit,
        "low": up.low if up else None,
        "value": up.mid if up else 0.0,
        "high": up.high if up else None,
        "shown": money(up.mid, currency) if up else "kept at no threshold",
        "range": money_range(up, currency) if up else "–",
        "from": start,
        "to": end,
        "colour": VALUE if up else STOP,
    }
