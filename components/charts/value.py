"""What a promise is worth: the spread of value, which inputs move it, and which lever brings how much."""

from itertools import pairwise

import altair as alt
import numpy as np
import pandas as pd

from components.charts import Picture, picture
from components.charts.theme import FAINT, QUIET, SUBTITLE, VALUE, WARN
from lifecycle.envision.economics import Economics, in_words
from lifecycle.envision.value_model import Driver, Part
from lifecycle.figures import money, money_range, symbol

BARS = 40


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
        x=alt.X("low:Q", title=f"{symbol(currency)} a year", axis=alt.Axis(format="~s", tickCount=4)), x2="high:Q"
    )
    zero = alt.Chart(pd.DataFrame({"zero": [0]})).mark_rule(color=QUIET).encode(x="zero:Q")
    words = "; ".join(f"{r.input}: {r.at_low} to {r.at_high}" for r in frame.itertuples())
    chart = (bars + zero).properties(title="What moves the yearly value most", height=24 * len(frame) + 90)
    return picture(chart, words)


def spread(low: float, mid: float, high: float, floor: float, currency: str, target: float | None = None) -> Picture:
    """Draw P10, P50 and P90 of the yearly value on one line, with break-even and the value to reach, if there is one."""
    frame = pd.DataFrame({"p": ["P10", "P50", "P90"], "value": [low, mid, high]})
    frame["shown"] = [money(v, currency) for v in frame["value"]]
    band = pd.DataFrame({"low": [low], "high": [high]})
    x = alt.X("value:Q", title=f"{symbol(currency)} a year", axis=alt.Axis(format="~s", tickCount=4))
    bar = alt.Chart(band).mark_bar(height=10, color=FAINT, cornerRadius=5).encode(x=alt.X("low:Q"), x2="high:Q")
    points = (
        alt.Chart(frame).mark_point(filled=True, size=90, color=VALUE, opacity=1).encode(x=x, tooltip=["p", "shown"])
    )
    text = alt.Chart(frame).mark_text(dy=-16, fontWeight=600, color=SUBTITLE).encode(x=x, text="p:N")
    zero = alt.Chart(pd.DataFrame({"value": [floor]})).mark_rule(color=QUIET, strokeDash=[3, 3]).encode(x=x)
    words = f"P10 {money(low, currency)}, P50 {money(mid, currency)}, P90 {money(high, currency)} a year"
    layers = [bar, zero, points, text]
    if target is not None:
        side = 5 if target < (low + high) / 2 else -5
        reach = alt.Chart(pd.DataFrame({"value": [target], "name": [f"to reach {money(target, currency)}"]}))
        layers += [
            reach.mark_rule(color=SUBTITLE, strokeWidth=2).encode(x=x, tooltip=["name"]),
            reach.mark_text(
                dy=22, dx=side, align="left" if side > 0 else "right", fontWeight=600, color=SUBTITLE
            ).encode(x=x, text="name:N"),
        ]
        words += f"; to reach: {money(target, currency)}"
    chart = alt.LayerChart(layer=layers).properties(title="Between P10 and P90 in 8 of 10 cases", height=140)
    return picture(chart, words)


def contributions(parts: list[tuple[str, Part]], run_cost: float, currency: str) -> Picture:
    """Draw what each lever brings a year on average, with P10 to P90, and what running it costs.

    The means of the cash levers add up. Losses avoided are no cash and stand apart in grey; a lever without a price
    brings no money and has no bar.
    """
    rows = [
        {
            "lever": name if part.cash else f"{name} (no cash)",
            "mean": part.mean,
            "low": part.yearly.low,
            "high": part.yearly.high,
            "shown": money(part.mean, currency),
            "range": money_range(part.yearly, currency),
            "colour": VALUE if part.cash else FAINT,
        }
        for name, part in parts
        if not part.kpi_only
    ]
    if run_cost:
        cost = money(-run_cost, currency)
        ends = dict.fromkeys(("mean", "low", "high"), -run_cost)
        rows.append({"lever": "Running it", **ends, "shown": cost, "range": "known exactly", "colour": QUIET})
    columns = ["lever", "mean", "low", "high", "shown", "range", "colour"]
    frame = pd.DataFrame(rows, columns=columns)
    tooltip = [
        alt.Tooltip("lever:N", title=" "),
        alt.Tooltip("shown:N", title="on average"),
        alt.Tooltip("range:N", title="P10 to P90"),
    ]
    y = alt.Y("lever:N", sort=None, title=None, axis=alt.Axis(labelLimit=170, labelOverlap=False))
    base = alt.Chart(frame).encode(y=y, tooltip=tooltip)
    x = alt.X("mean:Q", title=f"{symbol(currency)} a year", axis=alt.Axis(format="~s", tickCount=4))
    bars = base.mark_bar(cornerRadius=3, height=14).encode(x=x, color=alt.Color("colour:N", scale=None))
    whiskers = base.mark_rule(color=SUBTITLE, strokeWidth=2).encode(x=alt.X("low:Q"), x2="high:Q")
    zero = alt.Chart(pd.DataFrame({"zero": [0]})).mark_rule(color=QUIET).encode(x="zero:Q")
    title = alt.TitleParams("What each lever brings a year", subtitle="Bars: on average. Lines: P10 to P90.")
    words = "; ".join(f"{r.lever}: {r.shown} on average, {r.range}" for r in frame.itertuples())
    chart = alt.LayerChart(layer=[bars, whiskers, zero])
    return picture(chart.properties(title=title, height=30 * len(frame) + 60), words)


def distribution(economics: Economics, currency: str) -> Picture:
    """Draw how often the net present value lies where, the losses in another colour, and say how likely a loss is."""
    edges = _edges(economics.sample)
    counts = np.histogram(economics.sample, edges)[0]
    frame = pd.DataFrame({"low": edges[:-1], "high": edges[1:], "share": counts / len(economics.sample)})
    frame["colour"] = np.where(frame["low"] < 0, WARN, VALUE)
    frame["range"] = [f"{money(low, currency)} to {money(high, currency)}" for low, high in pairwise(edges)]
    found = economics.npv
    middle = pd.DataFrame({"npv": [found.mid], "shown": [f"P50 {money(found.mid, currency)}"]})
    ends = pd.DataFrame(
        {
            "npv": [found.low, found.high],
            "name": ["P10", "P90"],
            "aside": [-14, 14],
            "shown": [f"P10 {money(found.low, currency)}", f"P90 {money(found.high, currency)}"],
        }
    )
    zero = pd.DataFrame({"npv": [0.0]})
    x = alt.X("low:Q", title=f"Net present value, {symbol(currency)}", axis=alt.Axis(format="~s", tickCount=5))
    tooltip = [
        alt.Tooltip("range:N", title="Between"),
        alt.Tooltip("share:Q", title="Share of draws", format=".1%"),
    ]
    bars = (
        alt.Chart(frame)
        .mark_bar(binSpacing=1)
        .encode(
            x=x.bin("binned"),
            x2="high:Q",
            y=alt.Y("share:Q", title="Share of draws", axis=alt.Axis(format="%", tickCount=4)),
            color=alt.Color("colour:N", scale=None),
            tooltip=tooltip,
        )
    )
    even = alt.Chart(zero).mark_rule(color=QUIET, strokeDash=[3, 3]).encode(x="npv:Q")
    line = alt.Chart(middle).mark_rule(color=SUBTITLE, strokeWidth=2).encode(x="npv:Q")
    text = alt.Chart(middle).mark_text(dy=-8, fontWeight=600, color=SUBTITLE)
    label = text.encode(x="npv:Q", y=alt.value(0), text="shown:N")
    outer = alt.Chart(ends).mark_rule(color=SUBTITLE, strokeDash=[2, 4]).encode(x="npv:Q", tooltip=["shown:N"])
    # Each name stands outside its line, where bars are low.
    aside = alt.expr("datum.aside")
    names = alt.Chart(ends).mark_text(dy=6, xOffset=aside, color=SUBTITLE)
    outer_label = names.encode(x="npv:Q", y=alt.value(0), text="name:N")
    years = "1 year" if economics.horizon_years == 1 else f"{economics.horizon_years} years"
    loss = f"It loses money in {in_words(economics.p_negative)}"
    title = alt.TitleParams(
        loss,
        offset=20,
        subtitle=f"Net present value over {years} at {economics.discount_rate:.1%} a year".replace("%", " %"),
    )
    words = (
        f"{loss}. Net present value over {years}: P10 to P90 {money_range(economics.npv, currency)}, "
        f"P50 {money(economics.npv.mid, currency)}"
    )
    chart = alt.LayerChart(layer=[bars, even, outer, outer_label, line, label])
    return picture(chart.properties(title=title, height=240), words)


def _edges(sample: np.ndarray) -> np.ndarray:
    """Cut the draws into about 40 stretches of equal width, one of them beginning at zero."""
    low, high = float(sample.min()), float(sample.max())
    size = max(abs(low), abs(high), 1.0)
    # What differs by rounding alone is one amount.
    width = (high - low if high - low > 1e-9 * size else size) / BARS
    first, last = np.floor(low / width), np.ceil(high / width)
    return np.arange(first, max(last, first + 1) + 1) * width
