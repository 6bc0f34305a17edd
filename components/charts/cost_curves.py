"""Cost curves: what errors cost under any ratio of a miss to a false alarm, and who wins where."""

import altair as alt
import numpy as np
import pandas as pd

from components.charts import Picture, picture
from components.charts.candidates import colours, width
from components.charts.theme import FAINT, QUIET, titled
from lifecycle.build.comparison import FIXED, Comparison
from lifecycle.build.flip import CostCurves

HEIGHT, STRIP, APART = 440, 14, 0.1
STEPS = np.linspace(0, 1, 201)


def times(ratio: float) -> str:
    """Write a ratio as people say it.

    >>> times(3.204), times(41.26), times(0.0352), times(1234.5)
    ('3.2', '41', '0.035', '1,235')
    """
    return f"{ratio:,.0f}" if ratio >= 9.95 else f"{ratio:.2g}"


def cost_curves(found: CostCurves, comparison: Comparison, chosen: str) -> Picture:
    """Draw each row's lowest cost; a strip on top says who wins, with break points and today's ratio."""
    names = {key: comparison.names.get(key) or FIXED[key] for key in found.lines}
    wears = colours(comparison.names.values())
    wears |= {names[key]: FAINT if key == "treat_none" else QUIET for key in found.lines if key in FIXED}
    frame = pd.concat(
        [
            pd.DataFrame({"row": names[key], "x": STEPS, "cost": found.curve(key, STEPS), "rule": key in FIXED})
            for key in found.lines
        ],
        ignore_index=True,
    )
    frame["ratio"] = [_said(found, x) for x in frame["x"]]
    best = frame.groupby("x")["cost"].min()
    scale = alt.Scale(domain=[0, float(best.max()) * 1.5], clamp=True)
    x = alt.X(
        "x:Q", title="Cost of a missed case ÷ cost of a false alarm", axis=_axis(found), scale=alt.Scale(domain=[0, 1])
    )
    y = alt.Y("cost:Q", title="Normalised expected cost", axis=alt.Axis(format=".2~f"), scale=scale)
    colour = alt.Color(
        "row:N",
        title=None,
        scale=alt.Scale(domain=list(wears), range=list(wears.values())),
        legend=alt.Legend(columns=2),
    )
    tooltip = [
        alt.Tooltip("row:N", title=" "),
        alt.Tooltip("ratio:N", title="A miss costs, in false alarms"),
        alt.Tooltip("cost:Q", title="Cost", format=".3f"),
    ]
    dash = alt.StrokeDash("rule:N", legend=None, scale=alt.Scale(domain=[False, True], range=[[1, 0], [4, 4]]))
    lines = (
        alt.Chart(frame)
        .mark_line(clip=True)
        .encode(
            x=x, y=y, color=colour, strokeDash=dash, strokeWidth=width(wears, names[chosen], "row"), tooltip=tooltip
        )
    )
    layers = [lines, *_strip(found, names, x, colour), *_today(found, x)]
    title = titled(
        "Who earns most, by what a miss costs",
        "The lowest line wins; the strip on top has its colour. Each at its best threshold, on the sample; costs as "
        "shares of always erring (Drummond & Holte 2006).",
    )
    winners = ", ".join(f"{names[one.key]} from {times(one.low)}" for one in found.stretches)
    words = f"Cost curves; who wins by ratio: {winners}; today {times(found.ratio)}"
    return picture(alt.LayerChart(layer=layers).properties(title=title, height=HEIGHT), words)


def _said(found: CostCurves, x: float) -> str:
    return "∞" if x >= 1 else times(x / (1 - x) / found.odds)


def _axis(found: CostCurves) -> alt.Axis:
    """Write ratios where they stand on the probability-cost axis, no two closer than labels are wide."""
    places: list[float] = []
    for ratio in sorted(step * 10.0**power for power in range(-4, 6) for step in (1, 2, 5)):
        at = found.probability_cost(ratio)
        if 0.03 < at < 0.98 and (not places or at - places[-1] > 0.09):
            places.append(at)
    expression = f"datum.value > 0.9999 ? '∞' : format(datum.value / (1 - datum.value) / {found.odds!r}, '.1~r')"
    return alt.Axis(values=[0.0, *places], labelExpr=expression, labelOverlap=True)


def _strip(found: CostCurves, names: dict[str, str], x: alt.X, colour: alt.Color) -> list[alt.Chart]:
    """Draw who wins as a strip above the lines, with the ratios where the winner changes."""
    frame = pd.DataFrame(
        [
            {
                "row": names[one.key],
                "x": found.probability_cost(one.low),
                "end": found.probability_cost(one.high),
                "range": f"{times(one.low)} to {'∞' if np.isinf(one.high) else times(one.high)}",
            }
            for one in found.stretches
        ]
    )
    tooltip = [alt.Tooltip("row:N", title="Earns most"), alt.Tooltip("range:N", title="A miss costs, in false alarms")]
    bars = (
        alt.Chart(frame)
        .mark_bar(cornerRadius=2)
        .encode(x=x, x2="end:Q", y=alt.YValue(0), y2=alt.Y2Value(STRIP), color=colour, tooltip=tooltip)
    )
    cuts = frame.iloc[1:].assign(label=[times(one.low) for one in found.stretches[1:]])
    layers = [bars]
    if len(cuts):
        rule = alt.Chart(cuts).mark_rule(color=QUIET, strokeDash=[1, 3])
        layers.append(rule.encode(x=x, y=alt.YValue(STRIP), y2=alt.Y2Value("height"), tooltip="label:N"))
        text = alt.Chart(_spaced(cuts)).mark_text(align="right", baseline="bottom", dx=-3, color=QUIET)
        layers.append(text.encode(x=x, y=alt.YValue("height"), text="label:N"))
    return layers


def _spaced(cuts: pd.DataFrame) -> pd.DataFrame:
    """Leave out labels that would lie on the one to their left."""
    kept: list[int] = []
    for place, x in enumerate(cuts["x"]):
        if not kept or x - cuts["x"].iloc[kept[-1]] > APART:
            kept.append(place)
    return cuts.iloc[kept]


def _today(found: CostCurves, x: alt.X) -> list[alt.Chart]:
    at = found.probability_cost(found.ratio)
    frame = pd.DataFrame({"x": [at], "label": [f"today {times(found.ratio)}"]})
    base = alt.Chart(frame).encode(x=x)
    left = at < 0.5
    rule = base.mark_rule(color=QUIET, strokeWidth=2).encode(y=alt.YValue(0), y2=alt.Y2Value("height"))
    text = base.mark_text(
        align="left" if left else "right", baseline="top", dx=5 if left else -5, color=QUIET, fontWeight=600
    )
    return [rule, text.encode(y=alt.YValue(STRIP + 5), text="label:N")]
