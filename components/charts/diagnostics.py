"""The classic views of scores: one chart each, the chosen candidate with the wide line."""

from collections.abc import Mapping, Sequence

import altair as alt
import numpy as np
import pandas as pd

from components.charts import Picture, picture
from components.charts.candidates import colour, colours, width
from components.charts.theme import QUIET, VALUE, titled
from lifecycle.build.diagnostics import Band, DualLift, Line
from lifecycle.figures import money

HEIGHT = 340
SHARE = alt.Axis(format="%")
UNIT = alt.Scale(domain=[0, 1])


def roc(lines: Mapping[str, Line], chosen: str) -> Picture:
    """Draw ROC curves by candidate."""
    chance = Line(np.array([0.0, 1.0]), np.array([0.0, 1.0]))
    x, y = _axes("True no acted on (false-positive rate)", "True yes found (recall)")
    title = titled("ROC curve", "How many yes are found for how many false alarms. The dashed line is chance.")
    return _drawn(lines, chosen, x, y, title, dashed={"chance": chance})


def precision_recall(lines: Mapping[str, Line], chosen: str, share: float) -> Picture:
    """Draw precision against recall by candidate; `share` of yes is what chance gives."""
    chance = Line(np.array([0.0, 1.0]), np.array([share, share]))
    x, y = _axes("True yes found (recall)", "Of those acted on, a yes (precision)")
    title = titled("Precision and recall", f"The dashed line is chance: {share:.1%} of the cases are yes.")
    return _drawn(lines, chosen, x, y, title, dashed={"chance": chance})


def gains(lines: Mapping[str, Line], chosen: str) -> Picture:
    """Draw cumulative gains by candidate."""
    chance = Line(np.array([0.0, 1.0]), np.array([0.0, 1.0]))
    x, y = _axes("Cases taken, highest scores first", "Of all yes, found")
    title = titled("Cumulative gains", "How many of all yes a list of this length holds. The dashed line is chance.")
    return _drawn(lines, chosen, x, y, title, dashed={"chance": chance})


def net_benefit(lines: Mapping[str, Line], everyone: Line, chosen: str) -> Picture:
    """Draw the decision curve: net benefit by threshold probability, beside acting on everyone and on no one."""
    top = float(everyone.y[0])
    x = alt.X("x:Q", title="Threshold probability", axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1]))
    y = alt.Y(
        "y:Q", title="Net benefit (true yes a case)", scale=alt.Scale(domain=[-0.35 * top, top * 1.05], clamp=True)
    )
    title = titled(
        "Decision curve",
        "Net benefit = TP/n − FP/n · t/(1−t) (Vickers & Elkin 2006). Dashed: acting on everyone, on no one.",
    )
    none = Line(np.array([0.0, 1.0]), np.zeros(2))
    return _drawn(lines, chosen, x, y, title, dashed={"everyone": everyone, "no one": none})


def calibration(bands: Mapping[str, Band], chosen: str) -> Picture:
    """Draw observed against predicted shares by candidate, with the chosen one's 95 % intervals."""
    frame = pd.concat([_band(name, band) for name, band in bands.items()], ignore_index=True)
    x, y = _axes("Predicted probability, mean of the bin", "Truly yes in the bin")
    tooltip = [
        alt.Tooltip("candidate:N", title=" "),
        alt.Tooltip("x:Q", title="Predicted", format=".1%"),
        alt.Tooltip("y:Q", title="Truly yes", format=".1%"),
        alt.Tooltip("low:Q", title="95 % from", format=".1%"),
        alt.Tooltip("high:Q", title="95 % to", format=".1%"),
        alt.Tooltip("n:Q", title="Cases", format=","),
    ]
    base = alt.Chart(frame).encode(x=x, y=y, color=colour(bands, alt.Legend(columns=2)))
    lines = base.mark_line().encode(strokeWidth=width(bands, chosen))
    bars = alt.Chart(frame[frame["candidate"] == chosen]).mark_rule(color=colours(bands)[chosen], opacity=0.6)
    bars = bars.encode(x=x, y=alt.Y("low:Q", title="Truly yes in the bin", axis=SHARE), y2="high:Q")
    dots = base.mark_point(filled=True, size=45, opacity=1).encode(tooltip=tooltip)
    layers = [_dashed({"as promised": Line(np.array([0.0, 1.0]), np.array([0.0, 1.0]))}, x, y), lines, bars]
    title = titled("Calibration", f"Ten bins of equally many cases; bars are 95 % intervals (Wilson) of {chosen}.")
    words = f"Calibration of {', '.join(bands)}"
    return picture(alt.LayerChart(layer=[*layers, dots]).properties(title=title, height=HEIGHT), words)


def distribution(middles: np.ndarray, yes: np.ndarray, no: np.ndarray, name: str, threshold: float) -> Picture:
    """Draw the scores of true yes and true no over each other, with the threshold."""
    parts = [pd.DataFrame({"x": middles, "share": part, "truth": word}) for word, part in (("yes", yes), ("no", no))]
    frame = pd.concat(parts, ignore_index=True)
    width = float(middles[1] - middles[0])
    frame["from"], frame["to"] = frame["x"] - width / 2, frame["x"] + width / 2
    x = alt.X("from:Q", title="Score", scale=UNIT)
    colour = alt.Color("truth:N", title="truly", scale=alt.Scale(domain=["yes", "no"], range=[VALUE, QUIET]))
    bars = (
        alt.Chart(frame)
        .mark_bar(opacity=0.55)
        .encode(
            x=x,
            x2="to:Q",
            y=alt.Y("share:Q", title="Share of its class", axis=SHARE, stack=None),
            color=colour,
            tooltip=[
                alt.Tooltip("truth:N", title="Truly"),
                alt.Tooltip("from:Q", title="Score from", format=".3f"),
                alt.Tooltip("share:Q", title="Share", format=".1%"),
            ],
        )
    )
    rule = alt.Chart(pd.DataFrame({"x": [threshold]})).mark_rule(strokeDash=[4, 4], color=QUIET).encode(x="x:Q")
    title = titled(
        f"Scores of {name}", f"Each class adds up to 100 %. The dashed line is the threshold {threshold:.3f}."
    )
    chart = alt.LayerChart(layer=[bars, rule]).properties(title=title, height=HEIGHT)
    return picture(chart, f"Distribution of the scores of {name} for true yes and true no")


def dual_lift(found: DualLift, first: str, second: str, names: Sequence[str]) -> Picture:
    """Draw two candidates of a room's `names` and the truth in bins of their disagreement."""
    bins = [str(i + 1) for i in range(len(found.n))]
    series = {"truth": found.truth, first: found.first, second: found.second}
    frame = pd.concat(
        [pd.DataFrame({"bin": bins, "y": values, "of": name, "n": found.n}) for name, values in series.items()]
    )
    wears = [QUIET, colours(names)[first], colours(names)[second]]
    shade = alt.Color("of:N", title=None, sort=list(series), scale=alt.Scale(domain=list(series), range=wears))
    chart = alt.Chart(frame).encode(
        x=alt.X(
            "bin:O", sort=bins, title=f"Bins: {second} scores lower → higher than {first}", axis=alt.Axis(labelAngle=0)
        ),
        y=alt.Y("y:Q", title="Mean in the bin", axis=SHARE),
        color=shade,
        strokeDash=alt.StrokeDash(
            "of:N", legend=None, scale=alt.Scale(domain=list(series), range=[[4, 3], [1, 0], [1, 0]])
        ),
        tooltip=[
            alt.Tooltip("of:N", title=" "),
            alt.Tooltip("y:Q", title="Mean", format=".1%"),
            alt.Tooltip("n:Q", title="Cases", format=","),
        ],
    )
    title = titled("Dual lift", "Where two candidates disagree, whose line stays closer to the truth is right.")
    layers = alt.LayerChart(layer=[chart.mark_line(), chart.mark_point(filled=True, size=45, opacity=1)])
    words = f"Dual lift of {first} and {second} against the truth in {len(bins)} bins"
    return picture(layers.properties(title=title, height=HEIGHT), words)


def list_value(lines: Mapping[str, Line], chosen: str, currency: str, capacity: float | None) -> Picture:
    """Draw the value of a year against the share of cases taken, the best length marked; `capacity` as a share."""
    x = alt.X("x:Q", title="Cases taken, highest scores first", axis=SHARE, scale=UNIT)
    y = alt.Y("y:Q", title=f"{currency} a year", axis=alt.Axis(labelExpr="format(datum.value, '~s')"))
    best = {name: int(np.argmax(line.y)) for name, line in lines.items()}
    at, own = best[chosen], colours(lines)[chosen]
    said = f"{money(float(lines[chosen].y[at]), currency)} at {lines[chosen].x[at]:.0%}"
    spot = alt.Chart(pd.DataFrame({"x": [lines[chosen].x[at]], "y": [lines[chosen].y[at]], "label": [said]}))
    marks = [
        spot.mark_point(filled=True, size=80, color=own, opacity=1).encode(x=x, y=y),
        spot.mark_text(dy=-12, fontWeight=600, color=own).encode(x=x, y=y, text="label:N"),
    ]
    subtitle = f"Best for {chosen}: {said} of all cases."
    if capacity is not None and capacity < 1:
        fits = lines[chosen].x <= capacity * 1.0001
        most = money(float(lines[chosen].y[fits].max()), currency)
        subtitle = f"{chosen}: at most {most} within the capacity; without it {said} of all cases."
        label = f"capacity {capacity:.0%}: {most}"
        limit = alt.Chart(pd.DataFrame({"x": [capacity], "label": [label]})).encode(x=x)
        marks.append(limit.mark_rule(strokeDash=[4, 4], color=QUIET))
        marks.append(
            limit.mark_text(align="left", baseline="bottom", dx=4, color=QUIET).encode(
                y=alt.YValue("height"), text="label:N"
            )
        )
    title = titled("Expected value a year by the length of the list", subtitle)
    return _drawn(lines, chosen, x, y, title, marks=marks, amount=currency)


def _axes(across: str, up: str) -> tuple[alt.X, alt.Y]:
    return alt.X("x:Q", title=across, axis=SHARE, scale=UNIT), alt.Y("y:Q", title=up, axis=SHARE, scale=UNIT)


def _drawn(
    lines: Mapping[str, Line],
    chosen: str,
    x: alt.X,
    y: alt.Y,
    title: alt.TitleParams,
    *,
    dashed: Mapping[str, Line] | None = None,
    marks: list[alt.Chart] | None = None,
    amount: str | None = None,
) -> Picture:
    """Draw a line a candidate, dashed lines of reference beneath and marks above."""
    frame = pd.concat(
        [pd.DataFrame({"candidate": name, "x": line.x, "y": line.y}) for name, line in lines.items()],
        ignore_index=True,
    ).dropna()
    tooltip = [
        alt.Tooltip("candidate:N", title=" "),
        alt.Tooltip("x:Q", title=str(x.title), format=".1%"),
        alt.Tooltip("y:Q", title=str(y.title), format="," if amount else ".3f"),
    ]
    base = alt.Chart(frame).encode(x=x, y=y, color=colour(lines, alt.Legend(columns=2)), tooltip=tooltip)
    layers = [_dashed(dashed, x, y)] if dashed else []
    layers += [base.mark_line(clip=True).encode(strokeWidth=width(lines, chosen)), *(marks or [])]
    words = f"{title.text}: {', '.join(lines)}"
    return picture(alt.LayerChart(layer=layers).properties(title=title, height=HEIGHT), words)


def _dashed(lines: Mapping[str, Line], x: alt.X, y: alt.Y) -> alt.Chart:
    frame = pd.concat(
        [pd.DataFrame({"of": name, "x": line.x, "y": line.y}) for name, line in lines.items()], ignore_index=True
    )
    mark = alt.Chart(frame).mark_line(strokeDash=[4, 4], color=QUIET, strokeWidth=1, clip=True)
    drawn: alt.Chart = mark.encode(x=x, y=y, detail="of:N", tooltip="of:N")
    return drawn


def _band(name: str, band: Band) -> pd.DataFrame:
    return pd.DataFrame({"candidate": name, "x": band.x, "y": band.y, "low": band.low, "high": band.high, "n": band.n})
