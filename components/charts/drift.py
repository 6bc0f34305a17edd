"""Drift by column and window, as a map."""

import math

import altair as alt
import pandas as pd

from components.charts import Picture, picture
from components.charts.theme import WARN, titled
from lifecycle.monitor.drift import Drift
from lifecycle.monitor.evaluation import WindowDrift

MOST_COLUMNS = 16


def drift_map(windows: tuple[WindowDrift, ...], order: list[str]) -> Picture:
    """Draw columns × windows: how far each column is from the reference; a dot marks drift that is not chance."""
    shown = order[:MOST_COLUMNS]
    rows = [
        {
            "start": w.start.replace(tzinfo=None),
            "day": f"{w.start:%Y-%m-%d}",
            "column": d.column,
            "effect": min(effect(d), 5.0),
            "value": d.value,
            "method": d.method,
            "verdict": "drift" if d.verdict else "too few cases" if d.verdict is None else "no drift",
            "n": d.n_current,
        }
        for w in windows
        for d in w.columns
        if d.column in shown
    ]
    frame = pd.DataFrame(rows)
    step = max(1, frame["day"].nunique() // 12)
    days = sorted(frame["day"].unique())
    x = alt.X(
        "day:O",
        title="Window from",
        axis=alt.Axis(
            values=days[::step], labelAngle=0, labelExpr="timeFormat(toDate(datum.value + 'T00:00'), '%-d %b')"
        ),
    )
    y = alt.Y("column:N", title=None, sort=shown, axis=alt.Axis(labelLimit=170, labelFlush=False, labelBound=False))
    tooltip = [
        alt.Tooltip("column:N", title="Column"),
        alt.Tooltip("day:O", title="Window from"),
        alt.Tooltip("method:N", title="Method"),
        alt.Tooltip("value:Q", title="Value", format=".4f"),
        alt.Tooltip("verdict:N", title="Verdict"),
        alt.Tooltip("n:Q", title="Cases", format=","),
    ]
    tests = {d.threshold for w in windows for d in w.columns if d.column in shown and is_test(d)}
    distances = any(not is_test(d) for w in windows for d in w.columns if d.column in shown)
    strength = alt.Opacity(
        "effect:Q",
        title="× threshold" if distances else "p-value",
        scale=alt.Scale(domain=[0, 1, 5], range=[0.06, 0.4, 1.0]),
        legend=alt.Legend(
            orient="right",
            titleFontSize=11,
            symbolType="square",
            symbolFillColor=WARN,
            values=[0, 1, 3, 5] if distances else [1, 3, 5],
            labelExpr="datum.label" if distances else _p_values(min(tests, default=0.05)),
        ),
    )
    base = alt.Chart(frame).encode(x=x, y=y, tooltip=tooltip)
    cells = base.mark_rect(stroke=None, color=WARN).encode(opacity=strength)
    dots = base.transform_filter("datum.verdict === 'drift'").mark_point(
        filled=True, size=18, color="#3b1d02", stroke="#ffffff", strokeWidth=0.7, opacity=1
    )
    more = f" The {MOST_COLUMNS} that matter most of {len(order)}." if len(order) > MOST_COLUMNS else ""
    meaning = "The stronger, the farther: distance in multiples of its threshold."
    if not distances:
        meaning = "The stronger, the smaller the p-value of the test."
    elif tests:
        meaning += " A p-value counts one more for each factor of ten below."
    title = titled(
        "Drift from the reference, by column and window", f"{meaning} Dot: drift that chance does not explain.{more}"
    )
    drifting = frame.loc[frame["verdict"] == "drift", "column"].nunique()
    words = f"Drift by column and window: {drifting} of {frame['column'].nunique()} columns drifted at some time"
    chart = alt.LayerChart(layer=[cells, dots])
    return picture(chart.properties(title=title, height=max(150, 22 * len(shown) + 90)), words)


def is_test(drift: Drift) -> bool:
    """Answer whether the number of a column is a p-value, which has no multiple of a threshold."""
    return drift.chance is None and "p_value" in drift.method


def effect(drift: Drift) -> float:
    """Give the distance in multiples of its threshold; a p-value counts by how far it lies below it (log10)."""
    if is_test(drift):
        ratio = drift.threshold / max(drift.value, 1e-300)
        return 1 + math.log10(ratio) if ratio > 1 else ratio
    return drift.value / drift.threshold


def _p_values(threshold: float) -> str:
    """Write the steps of the legend as the p-values they stand for."""
    return f"datum.value <= 1 ? '{threshold:g}' : datum.value <= 3 ? '{threshold / 100:g}' : '≤ {threshold / 1e4:.0e}'"
