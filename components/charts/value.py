"""What a promise is worth: the spread of the yearly value, and which inputs move it."""

import altair as alt
import pandas as pd

from components.charts import Picture, picture
from components.charts.theme import FAINT, QUIET, VALUE
from lifecycle.envision.value_model import Driver
from lifecycle.figures import money


def tornado(drivers: list[tuple[str, Driver]], currency: str) -> Picture:
    """Draw how far each input, between its low and its high, moves the yearly value; the widest on top."""
    frame = pd.DataFrame(
        [
            {
                "input": name,
                "low": min(d.at_low, d.at_high),
                "high": max(d.at_low, d.at_high),
                "at_low": money(d.at_low, currency),
                "at_high": money(d.at_high, currency),
            }
            for name, d in drivers
        ]
    )
    tooltip = [
        alt.Tooltip("input:N", title=" "),
        alt.Tooltip("at_low:N", title="at its low"),
        alt.Tooltip("at_high:N", title="at its high"),
    ]
    base = alt.Chart(frame).encode(
        y=alt.Y("input:N", sort=None, title=None, axis=alt.Axis(labelLimit=150)), tooltip=tooltip
    )
    bars = base.mark_bar(color=VALUE, cornerRadius=3, height=12).encode(
        x=alt.X("low:Q", title=f"{currency} a year", axis=alt.Axis(format="~s", tickCount=4)), x2="high:Q"
    )
    zero = alt.Chart(pd.DataFrame({"zero": [0]})).mark_rule(color=QUIET).encode(x="zero:Q")
    words = "; ".join(f"{r.input}: {r.at_low} to {r.at_high}" for r in frame.itertuples())
    chart = (bars + zero).properties(title="What moves the yearly value most", height=24 * len(frame) + 90)
    return picture(chart, words)


def spread(low: float, mid: float, high: float, floor: float, currency: str) -> Picture:
    """Draw P10, P50 and P90 of the yearly value on one line, with break-even."""
    frame = pd.DataFrame({"p": ["P10", "P50", "P90"], "value": [low, mid, high]})
    frame["shown"] = [money(v, currency) for v in frame["value"]]
    band = pd.DataFrame({"low": [low], "high": [high]})
    x = alt.X("value:Q", title=f"{currency} a year", axis=alt.Axis(format="~s", tickCount=4))
    bar = alt.Chart(band).mark_bar(height=10, color=FAINT, cornerRadius=5).encode(x=alt.X("low:Q"), x2="high:Q")
    points = (
        alt.Chart(frame).mark_point(filled=True, size=90, color=VALUE, opacity=1).encode(x=x, tooltip=["p", "shown"])
    )
    text = alt.Chart(frame).mark_text(dy=-16, fontWeight=600).encode(x=x, text="p:N")
    zero = alt.Chart(pd.DataFrame({"value": [floor]})).mark_rule(color=QUIET, strokeDash=[3, 3]).encode(x=x)
    words = f"P10 {money(low, currency)}, P50 {money(mid, currency)}, P90 {money(high, currency)} a year"
    chart = (bar + zero + points + text).properties(title="Between P10 and P90 in 8 of 10 cases", height=140)
    return picture(chart, words)
