"""Value so far: realised beside what was expected."""

import altair as alt
import pandas as pd

from components.charts import Picture, picture
from components.charts.theme import FAINT, QUIET, TIME, VALUE
from lifecycle.figures import money, money_range
from lifecycle.monitor.realised import Step


def cumulative(steps: list[Step], currency: str) -> Picture:
    """Draw realised value so far with its interval beside what was expected for the same days."""
    frame = pd.DataFrame(
        [
            {
                "end": step.end.replace(tzinfo=None),
                "value": step.realised.mid,
                "low": step.realised.low,
                "high": step.realised.high,
                "expected": step.expected.mid,
                "expected_low": step.expected.low,
                "expected_high": step.expected.high,
                "shown": money(step.realised.mid, currency),
                "range": money_range(step.realised, currency),
                "promise": money(step.expected.mid, currency),
            }
            for step in steps
        ]
    )
    x = alt.X("end:T", title=None, axis=TIME)
    y = alt.Y("value:Q", title=f"{currency} so far", axis=alt.Axis(format="~s"))
    tooltip = [
        alt.Tooltip("end:T", title="Until", format="%-d %b %Y"),
        alt.Tooltip("shown:N", title="Realised"),
        alt.Tooltip("range:N", title="95 % interval"),
        alt.Tooltip("promise:N", title="Expected (P50)"),
    ]
    base = alt.Chart(frame).encode(x=x)
    promise = base.mark_area(color=FAINT, opacity=0.25).encode(y="expected_low:Q", y2="expected_high:Q")
    middle = base.mark_line(color=QUIET, strokeDash=[5, 4]).encode(y="expected:Q")
    band = base.mark_area(color=VALUE, opacity=0.18).encode(y="low:Q", y2="high:Q")
    line = base.mark_line(color=VALUE, strokeWidth=2.5).encode(y=y)
    dots = base.mark_point(color=VALUE, filled=True, size=28, opacity=1).encode(y=y, tooltip=tooltip)
    last = alt.Chart(frame.tail(1)).encode(x=x)
    said = last.mark_text(color=VALUE, align="left", dx=8, fontWeight=600)
    said = said.encode(y="value:Q", text=alt.TextValue("realised"))
    expected = last.mark_text(color=QUIET, align="left", dx=8, fontWeight=600)
    expected = expected.encode(y="expected:Q", text=alt.TextValue("expected"))
    title = alt.TitleParams(
        "Realised and expected value so far",
        subtitle="Bands: 95 % interval of what was measured, P10 to P90 of what was promised.",
    )
    end = frame.iloc[-1]
    words = f"Realised {end['shown']} ({end['range']}) of an expected {end['promise']} until {end['end']:%d %b %Y}"
    layers = [promise, band, middle, line, dots, said, expected]
    return picture(alt.LayerChart(layer=layers).properties(title=title, height=320, padding={"right": 70}), words)
