"""What a point is worth: one row a statistic, in money a year, with its interval."""

import altair as alt
import pandas as pd

from components.charts import Picture, picture
from components.charts.theme import QUIET, VALUE, titled
from lifecycle.build.exchange import Worth
from lifecycle.figures import money, money_range

ROW, AROUND = 46, 120  # pixels: a row, and title, axis and space around them


def exchange(found: Worth, name: str, threshold: float, currency: str) -> Picture:
    """Draw what one point more of recall, fewer false alarms, more AUC and a place more bring a year."""
    worth = {
        "1 pp more recall": found.recall,
        "1 pp fewer false alarms": found.alarms.scaled(-1),
        "0.01 more AUC": found.auc,
        "1 more place a week": found.place,
    }
    rows = [
        {
            "what": what,
            "low": one.low,
            "value": one.mid,
            "high": one.high,
            "shown": money(one.mid, currency),
            "range": money_range(one, currency),
        }
        for what, one in worth.items()
        if one is not None
    ]
    frame = pd.DataFrame(rows)
    tooltip = [
        alt.Tooltip("what:N", title=" "),
        alt.Tooltip("shown:N", title="Worth a year"),
        alt.Tooltip("range:N", title="95 % interval"),
    ]
    axis = alt.Axis(labelExpr="format(datum.value, '~s')", tickCount=5, grid=True, title=f"{currency} a year")
    x = alt.X("value:Q", axis=axis, scale=alt.Scale(zero=True, padding=30))
    y = alt.Y("what:N", title=None, sort=list(worth), axis=alt.Axis(labelLimit=200))
    base = alt.Chart(frame).encode(y=y, tooltip=tooltip)
    whisker = base.mark_rule(color=QUIET, strokeWidth=2).encode(x=alt.X("low:Q", axis=axis), x2="high:Q")
    dot = base.mark_point(filled=True, size=90, color=VALUE, opacity=1).encode(x=x)
    text = base.mark_text(dy=-13, color=VALUE, fontWeight=600).encode(x=x, text="shown:N")
    title = titled("What a point is worth a year", f"{name} at {threshold:.3f}, all else equal. Bars: 95 % intervals.")
    words = "; ".join(f"{row['what']}: {row['shown']} a year ({row['range']})" for row in rows)
    chart = alt.LayerChart(layer=[whisker, dot, text]).properties(title=title, height=AROUND + ROW * len(rows))
    return picture(chart, words)
