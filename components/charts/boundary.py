"""The business metric against its boundary."""

import altair as alt
import pandas as pd

from components.charts import Picture, picture
from components.charts.theme import LINES_OF_TEXT, QUIET, STOP, TIME, VALUE, WARN, apart, titled
from lifecycle.boundary import Boundary
from lifecycle.metrics import BusinessMetric
from lifecycle.monitor.readings import Reading


def boundary(readings: list[Reading], limits: Boundary, metric: BusinessMetric, unit: str) -> Picture:
    """Draw the metric over trailing review windows against target, warning and floor."""
    factor = metric.factor
    frame = pd.DataFrame(
        [
            {
                "end": r.end.replace(tzinfo=None),
                "value": r.measured.value * factor,
                "low": (r.measured.value - 1.96 * r.measured.error) * factor,
                "high": (r.measured.value + 1.96 * r.measured.error) * factor,
                "status": r.status.value,
                "n": r.measured.n,
            }
            for r in readings
            if r.measured
        ]
    )
    lines = pd.DataFrame(
        {
            "at": [limits.target * factor, limits.warn * factor, limits.floor * factor],
            "name": ["target", "warn below", "floor"],
            "colour": [QUIET, WARN, STOP],
        }
    )
    ends = [*frame["low"], *frame["high"], *lines["at"]]
    lines["beside"] = apart(list(lines["at"]), (max(ends) - min(ends)) / LINES_OF_TEXT)
    x = alt.X("end:T", title=None, axis=TIME)
    y = alt.Y("value:Q", title=f"{metric.name} ({unit})", scale=alt.Scale(zero=False))
    tooltip = [
        alt.Tooltip("end:T", title="Window until", format="%-d %b %Y"),
        alt.Tooltip("value:Q", title=metric.name, format=".2f"),
        alt.Tooltip("low:Q", title="from", format=".2f"),
        alt.Tooltip("high:Q", title="to", format=".2f"),
        alt.Tooltip("n:Q", title="n", format=","),
        alt.Tooltip("status:N", title="Status"),
    ]
    base = alt.Chart(frame).encode(x=x)
    band = base.mark_area(color=VALUE, opacity=0.15).encode(y="low:Q", y2="high:Q")
    line = base.mark_line(color=VALUE, strokeWidth=2).encode(y=y)
    shapes = alt.Shape(
        "status:N",
        legend=None,
        scale=alt.Scale(
            domain=["on target", "below target", "warn", "below floor", "not yet known"],
            range=["circle", "circle", "triangle-down", "cross", "stroke"],
        ),
    )
    dots = base.mark_point(color=VALUE, filled=True, size=60, opacity=1).encode(y=y, shape=shapes, tooltip=tooltip)
    rules = alt.Chart(lines).mark_rule(strokeDash=[4, 3]).encode(y="at:Q", color=alt.Color("colour:N", scale=None))
    names = alt.Chart(lines).mark_text(align="left", dx=5)
    names = names.encode(x=alt.XValue("width"), y="beside:Q", text="name:N", color=alt.Color("colour:N", scale=None))
    title = titled(
        f"{metric.name} against its boundary",
        f"Each point looks back {limits.window_days} days; band: 95 % interval.",
    )
    last = frame.iloc[-1]
    words = f"{metric.name} {last['value']:.2f} {unit} in the window until {last['end']:%d %b %Y}, {last['status']}"
    return picture(
        alt.LayerChart(layer=[band, rules, line, dots, names]).properties(
            title=title, height=300, padding={"right": 70}
        ),
        words,
    )
