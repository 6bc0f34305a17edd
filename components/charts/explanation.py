"""Which features drive a score, one case, and money: horizontal bars, the strongest first."""

from collections.abc import Mapping

import altair as alt
import pandas as pd

from components.charts import Picture, picture
from components.charts.theme import QUIET, SERIES, VALUE, titled
from lifecycle.figures import Interval, money

MOST, BAR, NAME = 15, 22, 190


def drivers(shares: Mapping[str, float], name: str, cases: int, parts: Mapping[str, float] | None = None) -> Picture:
    """Draw each feature's share of the mean |SHAP value|; `parts` are the same shares on a part of the cases."""
    top = list(shares)[:MOST]
    frame = pd.DataFrame({"feature": top, "share": [shares[key] for key in top], "of": "all cases"})
    if parts is not None:
        frame["of"] = "all cases"
        part = pd.DataFrame({"feature": top, "share": [parts.get(key, 0.0) for key in top], "of": "this part"})
        frame = pd.concat([frame, part], ignore_index=True)
    rest = sum(list(shares.values())[MOST:])
    tooltip = [
        alt.Tooltip("feature:N", title=" "),
        alt.Tooltip("share:Q", title="Share", format=".1%"),
        alt.Tooltip("of:N", title="Of"),
    ]
    chart = alt.Chart(frame).encode(
        y=_features(top),
        x=alt.X("share:Q", title="Share of the mean |SHAP value|", axis=alt.Axis(format="%")),
        tooltip=tooltip,
    )
    bars = chart.transform_filter("datum.of == 'all cases'").mark_bar(color=VALUE, height={"band": 0.7})
    layers: list[alt.Chart] = [bars]
    if parts is not None:
        layers.append(
            chart.transform_filter("datum.of == 'this part'").mark_tick(color=SERIES[1], thickness=3, size=BAR)
        )
    more = f" {len(shares) - MOST} more features: {rest:.0%}." if len(shares) > MOST else ""
    marked = " The tick is the part that is looked at." if parts is not None else ""
    title = titled(f"What drives the score of {name}", f"SHAP on {cases:,} cases.{more}{marked}")
    words = f"What drives the score of {name}: {', '.join(f'{key} {shares[key]:.0%}' for key in top[:3])}"
    return picture(_sized(layers, len(top), title), words)


def worth(values: Mapping[str, Interval], name: str, cases: int, threshold: float, currency: str) -> Picture:
    """Draw what a year loses when a feature's contribution is left out, with its 95 % interval."""
    order = sorted(values, key=lambda key: -abs(values[key].mid))[:MOST]
    order.sort(key=lambda key: -values[key].mid)
    frame = pd.DataFrame(
        [
            {
                "feature": key,
                "low": values[key].low,
                "mid": values[key].mid,
                "high": values[key].high,
                "label": money(values[key].mid, currency),
            }
            for key in order
        ]
    )
    axis = alt.Axis(labelExpr="format(datum.value, '~s')")
    base = alt.Chart(frame).encode(y=_features(order))
    bars = base.mark_bar(color=VALUE, height={"band": 0.6}).encode(
        x=alt.X("mid:Q", title=f"{currency} a year lost without it", axis=axis),
        tooltip=[
            alt.Tooltip("feature:N", title=" "),
            alt.Tooltip("label:N", title="A year"),
            alt.Tooltip("low:Q", title="95 % from", format=",.0f"),
            alt.Tooltip("high:Q", title="95 % to", format=",.0f"),
        ],
    )
    rules = base.mark_rule(color=QUIET, strokeWidth=2).encode(x="low:Q", x2="high:Q")
    title = titled(
        f"What drives the value of {name}",
        f"Decided anew at {threshold:.3f} without the feature's SHAP contribution; {cases:,} cases, 95 % intervals.",
    )
    words = f"What drives the value of {name}: {', '.join(order[:3])}"
    return picture(_sized([bars, rules], len(order), title), words)


def case(parts: Mapping[str, float], values: Mapping[str, str], base: float, score: float, space: str) -> Picture:
    """Draw what each feature adds to one case's score, from the base; `values` are what stands in the case."""
    top = list(parts)[:MOST]
    named = {key: f"{key} = {values[key]}" for key in top}
    frame = pd.DataFrame({"feature": [named[key] for key in top], "adds": [parts[key] for key in top]})
    frame["way"] = ["towards yes" if value > 0 else "towards no" for value in frame["adds"]]
    rest = sum(list(parts.values())[MOST:])
    colour = alt.Color("way:N", title=None, scale=alt.Scale(domain=["towards yes", "towards no"], range=[VALUE, QUIET]))
    bars = (
        alt.Chart(frame)
        .mark_bar(height={"band": 0.7})
        .encode(
            y=_features(list(frame["feature"])),
            x=alt.X("adds:Q", title=f"Adds to the score ({space})"),
            color=colour,
            tooltip=[alt.Tooltip("feature:N", title=" "), alt.Tooltip("adds:Q", title="Adds", format="+.4f")],
        )
    )
    more = f" The other features together add {rest:+.3f}." if len(parts) > MOST else ""
    title = titled(f"Why this case scores {score:.3f}", f"From a base of {base:.3f} in {space}.{more}")
    return picture(
        _sized([bars], len(top), title), f"Why this case scores {score:.3f}: {', '.join(frame['feature'][:3])}"
    )


def _features(order: list[str]) -> alt.Y:
    return alt.Y("feature:N", sort=order, title=None, axis=alt.Axis(labelLimit=NAME))


def _sized(layers: list[alt.Chart], bars: int, title: alt.TitleParams) -> alt.LayerChart:
    return alt.LayerChart(layer=layers).properties(title=title, height=max(bars, 2) * BAR)
