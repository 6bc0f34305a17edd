"""Which features drive a score, one case, and money: horizontal bars, the strongest first."""

import math
from collections.abc import Mapping

import altair as alt
import pandas as pd

from components.charts import Picture, picture
from components.charts.theme import FAINT, QUIET, SERIES, VALUE, titled
from lifecycle.build.explanation import LOG_ODDS, PROBABILITY
from lifecycle.build.refits import Refits
from lifecycle.figures import Interval, money

MOST, BAR, NAME = 15, 22, 190
ROOM = 110  # what title and axis take of a chart's height
BESIDE = 1.3  # where the longest range ends, so that what is written beside it still fits


def drivers(shares: Mapping[str, float], asks: str, cases: int, parts: Mapping[str, float] | None = None) -> Picture:
    """Draw each feature's share of the mean |SHAP value|; `parts` are the same shares on a part of the cases.

    `asks` is the title: what drives which score.
    """
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
    title = titled(asks, f"SHAP on {cases:,} cases.{more}{marked}")
    words = f"{asks}: {', '.join(f'{key} {shares[key]:.0%}' for key in top[:3])}"
    return picture(_sized(layers, len(top), title), words)


def worth(values: Mapping[str, Interval], name: str, cases: int, how: str, currency: str) -> Picture:
    """Draw what a year loses when a feature's contribution is left out, with its 95 % interval; `how` it is left out."""
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
        f"{how} without the feature's SHAP contribution; {cases:,} cases, 95 % intervals.",
    )
    words = f"What drives the value of {name}: {', '.join(order[:3])}"
    return picture(_sized([bars, rules], len(order), title), words)


def case(
    parts: Mapping[str, float],
    values: Mapping[str, str],
    base: float,
    score: float,
    space: str,
    ways: tuple[str, str] = ("towards yes", "towards no"),
    asks: str = "Why this case scores",
) -> Picture:
    """Draw what each feature adds to one case's score, from the base; `values` are what stands in the case.

    `space` names the scale or the unit, `ways` the two directions, and `asks` begins the title.
    """
    top = list(parts)[:MOST]
    quantity = space not in (LOG_ODDS, PROBABILITY)
    digits = _digits([score, base]) if quantity else 3
    named = {key: f"{key} = {values[key]}" for key in top}
    frame = pd.DataFrame({"feature": [named[key] for key in top], "adds": [parts[key] for key in top]})
    frame["way"] = [ways[0] if value > 0 else ways[1] for value in frame["adds"]]
    rest = sum(list(parts.values())[MOST:])
    colour = alt.Color(
        "way:N",
        title=None,
        scale=alt.Scale(domain=list(ways), range=[VALUE, QUIET]),
        legend=alt.Legend(symbolType="square"),
    )
    bars = (
        alt.Chart(frame)
        .mark_bar(height={"band": 0.7})
        .encode(
            y=_features(list(frame["feature"])),
            x=alt.X("adds:Q", title=f"Adds to the {'forecast' if quantity else 'score'} ({space})"),
            color=colour,
            tooltip=[alt.Tooltip("feature:N", title=" "), alt.Tooltip("adds:Q", title="Adds", format="+,.4~f")],
        )
    )
    more = f" The other features together add {rest:+,.{digits}f}." if len(parts) > MOST else ""
    title = titled(f"{asks} {score:,.{digits}f}", f"From a base of {base:,.{digits}f} in {space}.{more}")
    return picture(_sized([bars], len(top), title), f"{asks} {score:,.{digits}f}: {', '.join(frame['feature'][:3])}")


def refits(found: Refits, name: str) -> Picture:
    """Draw each feature's share of the attribution over the refits: the mean, from the least to the largest, its rank."""
    top, ranks = found.order()[:MOST], found.ranks()
    frame = pd.DataFrame(
        [
            {
                "feature": found.features[place],
                "low": float(found.shares[:, place].min()),
                "mid": float(found.shares[:, place].mean()),
                "high": float(found.shares[:, place].max()),
                "rank": _span(int(ranks[:, place].min()), int(ranks[:, place].max())),
            }
            for place in top
        ]
    )
    names = [found.features[place] for place in top]
    base = alt.Chart(frame).encode(
        y=_features(names),
        tooltip=[
            alt.Tooltip("feature:N", title=" "),
            alt.Tooltip("mid:Q", title="Share, mean", format=".1%"),
            alt.Tooltip("low:Q", title="from", format=".1%"),
            alt.Tooltip("high:Q", title="to", format=".1%"),
            alt.Tooltip("rank:N", title="Rank"),
        ],
    )
    scale = alt.Scale(domain=[0.0, max(float(frame["high"].max()) * BESIDE, 1e-9)], nice=False)
    axis = alt.X("low:Q", title="Share of the mean |SHAP value|", axis=alt.Axis(format="%", tickCount=8), scale=scale)
    ranges = base.mark_bar(color=FAINT, height=7, cornerRadius=3).encode(x=axis, x2="high:Q")
    means = base.mark_point(color=VALUE, filled=True, size=70, opacity=1).encode(x="mid:Q")
    told = base.mark_text(align="left", dx=8, color=QUIET).encode(x="high:Q", text="rank:N")
    count = len(found.shares)
    more = f" {len(found.features) - MOST} more features are left out." if len(found.features) > MOST else ""
    title = titled(
        f"What drives {name} when it is fitted again",
        f"Mean, least and largest share in {count} refits on {found.fitted:,} cases each, with the ranks a feature took; "
        f"{found.explained:,} cases are explained.{more}",
    )
    words = f"What drives {name} over {count} refits: " + ", ".join(
        f"{row['feature']} {row['mid']:.0%} ({row['low']:.0%} to {row['high']:.0%})"
        for row in frame.head(3).to_dict("records")
    )
    return picture(_sized([ranges, means, told], len(top), title), words)


def _span(best: int, worst: int) -> str:
    return f"rank {best}" if best == worst else f"rank {best} to {worst}"


def _digits(values: list[float]) -> int:
    """Say how many decimals a quantity is written with: enough for three figures."""
    size = max(map(abs, values))
    return 0 if size == 0 else min(6, max(0, 2 - math.floor(math.log10(size))))


def _features(order: list[str]) -> alt.Y:
    return alt.Y("feature:N", sort=order, title=None, axis=alt.Axis(labelLimit=NAME, labelOverlap=False))


def _sized(layers: list[alt.Chart], bars: int, title: alt.TitleParams) -> alt.LayerChart:
    return alt.LayerChart(layer=layers).properties(title=title, height=max(bars, 2) * BAR + ROOM)
