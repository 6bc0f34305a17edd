"""The price of each limit: value given up a year, with its interval."""

from collections.abc import Mapping

import altair as alt
import pandas as pd

from components.charts import Picture, picture
from components.charts.theme import QUIET, STOP, VALUE, titled
from lifecycle.build.price import Price
from lifecycle.figures import money, money_range

ROW, AROUND = 46, 120  # pixels: a row, and title, axis and space around them


def price(found: Mapping[str, Price], name: str, currency: str) -> Picture:
    """Draw what keeping each limit costs a year; `found` by the limit's name. A limit kept nowhere says so."""
    rows = []
    for limit, one in found.items():
        up = one.given_up
        rows.append(
            {
                "limit": limit,
                "low": up.low if up else None,
                "value": up.mid if up else 0.0,
                "high": up.high if up else None,
                "shown": money(up.mid, currency) if up else "kept at no threshold",
                "range": money_range(up, currency) if up else "–",
                "from": f"{one.free[1]:.3f}",
                "to": f"{one.kept[1]:.3f}" if one.kept else "–",
                "colour": VALUE if up else STOP,
            }
        )
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
    y = alt.Y("limit:N", title=None, sort=list(found), axis=alt.Axis(labelLimit=170))
    colour = alt.Color("colour:N", scale=None)
    base = alt.Chart(frame).encode(y=y, tooltip=tooltip)
    bars = base.mark_bar(height=14, cornerRadiusEnd=3).encode(x=x, color=colour)
    known = alt.Chart(frame.dropna(subset=["low"])).encode(y=y, tooltip=tooltip)
    whisker = known.mark_rule(color=QUIET, strokeWidth=2).encode(x=alt.X("low:Q", axis=axis), x2="high:Q")
    text = base.mark_text(align="left", dx=4, dy=-14, fontWeight=600).encode(x=x, text="shown:N", color=colour)
    title = titled("What keeping a limit costs a year", f"{name}, one threshold for all. Bars: 95 % intervals.")
    words = "; ".join(f"{row['limit']}: {row['shown']} ({row['range']})" for row in rows)
    chart = alt.LayerChart(layer=[bars, whisker, text]).properties(title=title, height=AROUND + ROW * len(rows))
    return picture(chart, words)
