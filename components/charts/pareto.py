"""Statistics against money, with the worst guardrail as shape and colour."""

import altair as alt
import pandas as pd

from components.charts import Picture, picture
from components.charts.candidates import colours
from components.charts.theme import QUIET, STOP, VALUE, WARN, apart, titled
from lifecycle.build.comparison import Comparison
from lifecycle.build.lot import acts
from lifecycle.build.pareto import Point
from lifecycle.figures import money, money_range
from lifecycle.guardrails import Outcome

HEIGHT = 420
LOOKS = {
    "guardrails kept": ("circle", VALUE),
    "not kept": ("cross", STOP),
    "insufficient data": ("triangle-up", WARN),
    "reported": ("diamond", QUIET),
    "not applicable": ("square", QUIET),
    "no guardrail measured": ("circle", QUIET),
}
WORD = {
    Outcome.PASS: "guardrails kept",
    Outcome.FAIL: "not kept",
    Outcome.INSUFFICIENT: "insufficient data",
    Outcome.REPORTED: "reported",
    Outcome.NOT_APPLICABLE: "not applicable",
    None: "no guardrail measured",
}


def pareto(points: list[Point], comparison: Comparison, statistic: str) -> Picture:
    """Draw candidates by a statistic and by value a year, with 95 % whiskers both ways; `statistic` is its name."""
    currency, names = comparison.stakes.currency, comparison.names
    shades = colours(names.values())
    frame = pd.DataFrame(
        [
            {
                "candidate": names[point.key],
                "wears": shades[names[point.key]],
                "x": point.statistic.mid,
                "x_low": point.statistic.low,
                "x_high": point.statistic.high,
                "value": point.value.mid,
                "low": point.value.low,
                "high": point.value.high,
                "shown": f"{money(point.value.mid, currency)} ({money_range(point.value, currency)})",
                "measured": f"{point.statistic.mid:.3f} ({point.statistic.low:.3f}–{point.statistic.high:.3f})",
                "acts": acts(point.cut),
                "guardrail": WORD[point.guardrail],
                "standing": "dominated" if point.by else "not dominated",
            }
            for point in points
        ]
    )
    low, high = float(frame["low"].min()), float(frame["high"].max())
    frame["label_at"] = apart([float(v) for v in frame["value"]], max(high - low, 1e-9) * 0.085)
    frame["left"] = frame["x"] > (frame["x_low"].min() + frame["x_high"].max()) / 2
    found = [word for word in LOOKS if (frame["guardrail"] == word).any()]
    ends = _ends(float(frame["x_low"].min()), float(frame["x_high"].max()))
    scale = alt.Scale(domain=ends, nice=False)
    x = alt.X("x:Q", title=f"{statistic} (more is better)", scale=scale, axis=alt.Axis(tickCount=6, labelOverlap=True))
    axis = alt.Axis(labelExpr="format(datum.value, '~s')", tickCount=6)
    y = alt.Y("value:Q", title=f"{currency} a year", axis=axis, scale=alt.Scale(zero=False, padding=20))
    shape = alt.Shape("guardrail:N", title=None, scale=alt.Scale(domain=found, range=[LOOKS[w][0] for w in found]))
    colour = alt.Color("guardrail:N", title=None, scale=alt.Scale(domain=found, range=[LOOKS[w][1] for w in found]))
    tooltip = [
        alt.Tooltip("candidate:N", title=" "),
        alt.Tooltip("measured:N", title=statistic),
        alt.Tooltip("shown:N", title="Value a year"),
        alt.Tooltip("acts:N", title="Acts from"),
        alt.Tooltip("guardrail:N", title="Worst guardrail"),
        alt.Tooltip("standing:N", title="Standing"),
    ]
    base = alt.Chart(frame)
    across = base.mark_rule(color=QUIET, opacity=0.5).encode(x=alt.X("x_low:Q", scale=scale), x2="x_high:Q", y=y)
    up = base.mark_rule(color=QUIET, opacity=0.5).encode(x=x, y=alt.Y("low:Q", axis=axis), y2="high:Q")
    dots = base.mark_point(filled=True, size=130, opacity=1).encode(
        x=x, y=y, shape=shape, color=colour, tooltip=tooltip
    )
    labels = []
    for left in sorted(set(frame["left"])):
        text = alt.Chart(frame[frame["left"] == left]).mark_text(
            align="right" if left else "left", dx=-11 if left else 11, dy=-8, fontWeight=600
        )
        wears = alt.Color("wears:N", scale=None)
        labels.append(text.encode(x=x, y=alt.Y("label_at:Q"), text="candidate:N", color=wears))
    title = titled(
        f"{statistic} against value a year", "Up and to the right is better. Whiskers: 95 % intervals. On the sample."
    )
    words = "; ".join(
        f"{row.candidate}: {statistic} {row.measured}, {row.shown} a year, {row.guardrail}"
        for row in frame.itertuples()
    )
    chart = alt.LayerChart(layer=[across, up, dots, *labels]).properties(title=title, height=HEIGHT)
    return picture(chart, words)


def _ends(low: float, high: float) -> list[float]:
    """Give an axis some room on both sides, but not beyond what a statistic can be."""
    room = max(high - low, 0.02) * 0.06
    return [max(low - room, 0.0), min(high + room, 1.0)]
