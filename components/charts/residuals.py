"""Forecasts: what is saved by adjusting them, and how far off they are."""

import json

import altair as alt
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from components.charts import Picture, picture
from components.charts.candidates import colour, colours, width
from components.charts.theme import FAINT, QUIET, STOP, VALUE, WARN, titled
from lifecycle.build.regression import FACTOR, Compared, PartError, Step, grid
from lifecycle.figures import money

PICK = "pick"
MOST_DOTS = 1500
ROW = 17
Floats = NDArray[np.float64]


def saved_by_adjustment(compared: Compared, way: str, first: str, start: float) -> Picture:
    """Draw what each model saves a year by how its forecast is adjusted; the slider moves in the browser.

    `first` has the wide line; `start` is where the slider, a selection named "pick" with the field "amount", stands.
    """
    currency, amounts = compared.stakes.currency, grid(compared.truth, way)
    parts = [
        pd.DataFrame({"candidate": name, "amount": amounts, "value": compared.saved_curve(key, way)})
        for key, name in compared.models.items()
    ]
    frame = pd.concat(parts, ignore_index=True)
    frame["label"] = [money(value, currency) for value in frame["value"]]
    step, said = round(float(amounts[1] - amounts[0]), 10), "Multiply by " if way == FACTOR else "Add "
    pick = alt.selection_point(
        name=PICK,
        fields=["amount"],
        bind={"amount": alt.binding_range(min=float(amounts[0]), max=float(amounts[-1]), step=step, name=said)},  # type: ignore[arg-type]
        value=[{"amount": start}],
        on="click",
        nearest=True,
        empty=False,
        clear=False,
    )
    shown, own = colours(compared.models.values()), compared.models[first]
    top, low = float(frame["value"].max()), float(frame["value"].min())
    low = max(low, min(0.0, top) - 1.2 * max(abs(top), 1.0))
    rows = 2 + len(shown)
    heights = alt.Scale(domain=[low, max(top, 0) + (max(top, 0) - low) * rows * ROW / 320], clamp=True, nice=False)
    axis = "Factor on the forecast" if way == FACTOR else "Units added to the forecast"
    x = alt.X("amount:Q", title=axis, scale=alt.Scale(domain=[float(amounts[0]), float(amounts[-1])], nice=False))
    y = alt.Y("value:Q", title=f"{currency} saved a year", axis=alt.Axis(format="~s"), scale=heights)
    tooltip = [
        alt.Tooltip("candidate:N", title=" "),
        alt.Tooltip("amount:Q", title=axis),
        alt.Tooltip("label:N", title="Saved a year"),
    ]
    base = alt.Chart(frame).encode(x=x, y=y, color=colour(shown))
    one = alt.Chart(frame[frame["candidate"] == compared.models[first]]).encode(x=x)
    layers = [
        alt.Chart(pd.DataFrame({"value": [0.0]})).mark_rule(color=QUIET, strokeDash=[4, 4]).encode(y=y),
        base.mark_line(clip=True).encode(strokeWidth=width(shown, own)),
        one.mark_rule(color=QUIET).encode(y=alt.YValue(ROW * rows), y2=alt.Y2Value("height")).transform_filter(pick),
        base.mark_point(filled=True, size=70, opacity=1, clip=True).encode(tooltip=tooltip).transform_filter(pick),
        *(_label(frame, name, place, shade, name == own, pick) for place, (name, shade) in enumerate(shown.items())),
        one.mark_point(opacity=0, size=30).encode(y=y, tooltip=tooltip).add_params(pick),
    ]
    against = compared.names[compared.reference]
    title = titled(
        f"Saved a year against “{against}”", "Move the slider, or click in the chart: all forecasts are adjusted alike."
    )
    words = f"Saved a year by adjustment for {', '.join(shown)}; the most is {money(top, currency)}"
    return picture(alt.LayerChart(layer=layers).properties(title=title, height=320 + ROW * rows), words)


def _label(frame: pd.DataFrame, name: str, place: int, shade: str, chosen: bool, pick: alt.Parameter) -> alt.Chart:
    text = alt.Chart(frame[frame["candidate"] == name]).transform_filter(pick)
    text = text.transform_calculate(said=f"'{'▸ ' if chosen else ''}' + datum.candidate + '  ' + datum.label")
    mark = text.mark_text(align="left", baseline="top", dx=4, fontWeight=700 if chosen else 500, color=shade)
    labelled: alt.Chart = mark.encode(x=alt.XValue(0), y=alt.YValue(ROW * place), text="said:N")
    return labelled


def picked(selection: object, fallback: float) -> float:
    """Read the amount off the chart's selection; the fallback until somebody has moved it."""
    rows = getattr(selection, PICK, None) or []
    value = rows[0].get("amount") if rows else None
    return fallback if value is None else float(value)


def by_forecast(truth: Floats, forecast: Floats, name: str) -> Picture:
    """Draw the residual (forecast − truth) of each case by its forecast; of many cases about 1,500, evenly taken."""
    step = max(1, -(-len(truth) // MOST_DOTS))
    frame = pd.DataFrame({"forecast": forecast[::step], "residual": (forecast - truth)[::step]})
    x = alt.X("forecast:Q", title="Forecast", scale=alt.Scale(zero=False))
    y = alt.Y("residual:Q", title="Forecast − truth")
    tooltip = [alt.Tooltip("forecast:Q", format=",.1f"), alt.Tooltip("residual:Q", format=",.1f")]
    dots = (
        alt.Chart(frame).mark_point(filled=True, size=14, opacity=0.35, color=VALUE).encode(x=x, y=y, tooltip=tooltip)
    )
    title = titled(
        f"Residuals of {name}", f"{len(frame):,} of {len(truth):,} cases; above the line too high, below too low."
    )
    return picture(alt.LayerChart(layer=[dots, _zero()]).properties(title=title, height=340), f"Residuals of {name}")


def distribution(truth: Floats, forecast: Floats, name: str) -> Picture:
    """Draw how often a forecast is off by how much, the cases too low and too high in different colours."""
    gap = forecast - truth
    counts, edges = np.histogram(gap, bins=min(60, max(10, int(np.sqrt(len(gap))))))
    middle = (edges[:-1] + edges[1:]) / 2
    side = np.where(middle < 0, "too low", "too high")
    frame = pd.DataFrame({"from": edges[:-1], "to": edges[1:], "cases": counts, "side": side})
    scale = alt.Scale(domain=["too low", "too high"], range=[WARN, VALUE])
    bars = (
        alt.Chart(frame)
        .mark_bar()
        .encode(
            x=alt.X("from:Q", title="Forecast − truth"),
            x2="to:Q",
            y=alt.Y("cases:Q", title="Cases"),
            color=alt.Color("side:N", scale=scale),
            tooltip=[alt.Tooltip("from:Q", format=",.1f"), alt.Tooltip("to:Q", format=",.1f"), "cases:Q"],
        )
    )
    title = titled(f"How far off {name} is", f"Too low in {(gap < 0).mean():.0%} of the cases.")
    return picture(alt.LayerChart(layer=[bars]).properties(title=title, height=300), f"How far off {name} is")


def by_part(parts: list[PartError], name: str, column: str) -> Picture:
    """Draw the mean residual of each part of the cases with its 95 % interval."""
    frame = pd.DataFrame(
        {
            "part": [part.name for part in parts],
            "cases": [part.cases for part in parts],
            "mean": [part.bias.mid for part in parts],
            "low": [part.bias.low for part in parts],
            "high": [part.bias.high for part in parts],
            "off": [not part.bias.low <= 0 <= part.bias.high for part in parts],
        }
    )
    y = alt.Y("part:N", title=column, sort=None)
    colour = alt.Color("off:N", legend=None, scale=alt.Scale(domain=[True, False], range=[STOP, VALUE]))
    x = alt.X("mean:Q", title="Mean of forecast − truth")
    bars = (
        alt.Chart(frame)
        .mark_rule(strokeWidth=2)
        .encode(x=alt.X("low:Q", title="Mean of forecast − truth"), x2="high:Q")
    )
    tooltip = ["part:N", alt.Tooltip("cases:Q", format=","), alt.Tooltip("mean:Q", format=",.2f")]
    dots = alt.Chart(frame).mark_point(filled=True, size=60, opacity=1).encode(x=x, tooltip=tooltip)
    zero = alt.Chart(pd.DataFrame({"at": [0.0]})).mark_rule(color=FAINT).encode(x="at:Q")
    layers = [zero, bars.encode(y=y, color=colour), dots.encode(y=y, color=colour)]
    title = titled(f"Where {name} is off", "Red: the 95 % interval of the mean does not hold zero.")
    chart = alt.LayerChart(layer=layers).properties(title=title, height=max(120, 26 * len(frame)))
    return picture(chart, f"Mean residual of {name} by {column}")


def over_time(steps: list[Step], said: list[str], name: str, column: str) -> Picture:
    """Draw the mean residual in the course of time with its 95 % interval; `said` names where each step begins."""
    frame = pd.DataFrame(
        {
            "step": range(1, len(steps) + 1),
            "from": said,
            "cases": [step.error.cases for step in steps],
            "mean": [step.error.bias.mid for step in steps],
            "low": [step.error.bias.low for step in steps],
            "high": [step.error.bias.high for step in steps],
            "off": [not step.error.bias.low <= 0 <= step.error.bias.high for step in steps],
        }
    )
    named = alt.Axis(labelExpr=f"{json.dumps(said)}[datum.value - 1] || ''", tickMinStep=1, tickCount=6, grid=False)
    x = alt.X("step:Q", title=column, axis=named, scale=alt.Scale(domain=[0.5, len(steps) + 0.5], nice=False))
    y = alt.Y("mean:Q", title="Mean of forecast − truth")
    colour = alt.Color("off:N", legend=None, scale=alt.Scale(domain=[True, False], range=[STOP, VALUE]))
    tooltip = [
        alt.Tooltip("from:N", title="From"),
        alt.Tooltip("cases:Q", format=","),
        alt.Tooltip("mean:Q", format=",.2f"),
    ]
    base = alt.Chart(frame).encode(x=x)
    layers = [
        _zero(),
        base.mark_area(opacity=0.15, color=QUIET).encode(
            y=alt.Y("low:Q", title="Mean of forecast − truth"), y2="high:Q"
        ),
        base.mark_line(color=QUIET, strokeWidth=1.5).encode(y=y),
        base.mark_point(filled=True, size=60, opacity=1).encode(y=y, color=colour, tooltip=tooltip),
    ]
    title = titled(f"How far off {name} is in the course of {column}", "Red: the 95 % interval does not hold zero.")
    chart = alt.LayerChart(layer=layers).properties(title=title, height=300)
    return picture(chart, f"Mean residual of {name} in the course of {column}")


def _zero() -> alt.Chart:
    line: alt.Chart = alt.Chart(pd.DataFrame({"at": [0.0]})).mark_rule(color=QUIET).encode(y="at:Q")
    return line
