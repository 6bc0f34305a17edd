"""The XmR control chart."""

import altair as alt
import pandas as pd

from components.charts import Picture, picture
from components.charts.theme import FAINT, QUIET, STOP, TIME, WARN, titled
from lifecycle.metrics import BusinessMetric
from lifecycle.monitor.readings import Reading
from lifecycle.monitor.xmr import ControlChart


def xmr(points: list[Reading], found: ControlChart, metric: BusinessMetric, unit: str, days: int) -> Picture:
    """Draw the XmR chart: each window by itself between its natural limits."""
    factor = metric.factor
    frame = pd.DataFrame(
        [
            {
                "end": r.end.replace(tzinfo=None),
                "value": r.measured.value * factor if r.measured else None,
                "rule": "outside the limits"
                if i in found.outside
                else "ninth in a row on one side"
                if i in found.run
                else "as usual",
                "role": "sets the limits" if i < found.baseline else "judged",
            }
            for i, r in enumerate(points)
        ]
    )
    lines = pd.DataFrame(
        {
            "at": [found.upper * factor, found.centre * factor, found.lower * factor],
            "name": ["upper limit", "centre", "lower limit"],
        }
    )
    x = alt.X("end:T", title=None, axis=TIME)
    y = alt.Y("value:Q", title=f"{metric.name} ({unit})", scale=alt.Scale(zero=False))
    tooltip = [
        alt.Tooltip("end:T", title="Until", format="%-d %b %Y"),
        alt.Tooltip("value:Q", title=metric.name, format=".2f"),
        alt.Tooltip("rule:N", title="Rule"),
        alt.Tooltip("role:N", title="Point"),
    ]
    colour = alt.Color(
        "rule:N",
        legend=None,
        scale=alt.Scale(
            domain=["as usual", "ninth in a row on one side", "outside the limits"], range=[QUIET, WARN, STOP]
        ),
    )
    shape = alt.Shape(
        "rule:N",
        legend=None,
        scale=alt.Scale(
            domain=["as usual", "ninth in a row on one side", "outside the limits"],
            range=["circle", "triangle-up", "cross"],
        ),
    )
    base = alt.Chart(frame).encode(x=x, y=y)
    line = base.mark_line(color=FAINT)
    dots = base.mark_point(filled=True, size=60, opacity=1).encode(color=colour, shape=shape, tooltip=tooltip)
    rules = alt.Chart(lines).mark_rule(color=QUIET, strokeDash=[4, 3]).encode(y="at:Q")
    names = alt.Chart(lines).mark_text(align="left", dx=5, color=QUIET)
    names = names.encode(x=alt.XValue("width"), y="at:Q", text="name:N")
    limits = "provisional: fewer than 20 points" if found.provisional else f"from the first {found.baseline} points"
    title = titled(f"Control chart (XmR) of {metric.name.lower()}", f"By {days} days. Limits X̄ ± 2.66·MR̄, {limits}.")
    odd = len(found.outside) + len([i for i in found.run if i not in found.outside])
    words = f"Control chart of {metric.name}: {odd} of {len(points)} points break a rule"
    return picture(
        alt.LayerChart(layer=[rules, line, dots, names]).properties(title=title, height=300, padding={"right": 70}),
        words,
    )
