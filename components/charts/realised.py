"""Value so far: realised beside what was expected."""

import altair as alt
import pandas as pd

from components.charts import Picture, picture
from components.charts.theme import FAINT, LINES_OF_TEXT, QUIET, TIME, VALUE, apart, titled
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
    end = frame.iloc[-1]
    ends = [*frame["low"], *frame["high"], *frame["expected_low"], *frame["expected_high"]]
    at = apart([end["value"], end["expected"]], (max(ends) - min(ends)) / LINES_OF_TEXT)
    last = pd.DataFrame({"end": end["end"], "at": at, "name": ["realised", "expected"], "colour": [VALUE, QUIET]})
    names = alt.Chart(last).mark_text(align="left", dx=8, fontWeight=600)
    names = names.encode(x=x, y="at:Q", text="name:N", color=alt.Color("colour:N", scale=None))
    title = titled(
        "Realised and expected value so far",
        "Bands: 95 % interval of what was measured, P10 to P90 of what was promised.",
    )
    words = f"Realised {end['shown']} ({end['range']}) of an expected {end['promise']} until {end['end']:%d %b %Y}"
    layers = [promise, band, middle, line, dots, names]
    return picture(alt.LayerChart(layer=layers).properties(title=title, height=320, padding={"right": 70}), words)
