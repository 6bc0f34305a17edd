"""How well scores rank cases, window by window."""

import altair as alt
import pandas as pd

from components.charts import Picture, picture
from components.charts.theme import QUIET, TIME, titled
from lifecycle.monitor.performance import Performance


def ranking(measured: tuple[Performance, ...], reference: Performance | None) -> Picture | None:
    """Draw ROC AUC by window with its interval, and that of the reference."""
    if not any(p.auc for p in measured):
        return None
    # A window that cannot be judged stays as a gap, so that no line leads across it.
    frame = pd.DataFrame(
        [
            {"end": p.end.replace(tzinfo=None), "n": p.n}
            | (
                {"auc": p.auc.mid, "low": p.auc.low, "high": p.auc.high}
                if p.auc
                else dict.fromkeys(("auc", "low", "high"))
            )
            for p in measured
        ]
    )
    x = alt.X("end:T", title=None, axis=TIME)
    y = alt.Y("auc:Q", title="ROC AUC", scale=alt.Scale(zero=False))
    tooltip = [
        alt.Tooltip("end:T", title="Until", format="%-d %b %Y"),
        alt.Tooltip("auc:Q", title="ROC AUC", format=".3f"),
        alt.Tooltip("low:Q", title="from", format=".3f"),
        alt.Tooltip("high:Q", title="to", format=".3f"),
        alt.Tooltip("n:Q", title="labelled cases", format=","),
    ]
    base = alt.Chart(frame).encode(x=x)
    band = base.mark_area(color=QUIET, opacity=0.18).encode(y=alt.Y("low:Q"), y2="high:Q")
    alone = base.mark_rule(color=QUIET, opacity=0.4).encode(y=alt.Y("low:Q"), y2="high:Q")
    layers: list[alt.Chart] = [band, alone, base.mark_line(color=QUIET, point=True).encode(y=y, tooltip=tooltip)]
    if reference and reference.auc:
        at = pd.DataFrame({"at": [reference.auc.mid], "name": [f"reference\n{reference.auc.mid:.3f}"]})
        layers.append(alt.Chart(at).mark_rule(color=QUIET, strokeDash=[4, 3]).encode(y="at:Q"))
        text = alt.Chart(at).mark_text(align="left", dx=8, dy=-6, color=QUIET, lineBreak="\n")
        layers.append(text.encode(x=alt.XValue("width"), y="at:Q", text="name:N"))
    gap = " Gaps: too few labels of one outcome." if frame["auc"].isna().any() else ""
    title = titled("How well scores rank cases, by window", f"ROC AUC on labelled cases, 95 % interval.{gap}")
    last = frame.dropna().iloc[-1]
    words = f"ROC AUC {last['auc']:.3f} ({last['low']:.3f} to {last['high']:.3f}) until {last['end']:%d %b %Y}"
    return picture(alt.LayerChart(layer=layers).properties(title=title, height=240, padding={"right": 70}), words)
