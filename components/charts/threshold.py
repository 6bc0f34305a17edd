"""Value against threshold: the slider moves in the browser, without asking the server."""

import math
from collections.abc import Sequence

import altair as alt
import numpy as np
import pandas as pd

from components.charts import Picture, picture
from components.charts.candidates import colour, colours, width
from components.charts.theme import QUIET, STOP, WARN, titled
from lifecycle.build.comparison import Comparison
from lifecycle.build.guardrail_curves import GuardrailCurve
from lifecycle.build.resampling import THRESHOLDS
from lifecycle.figures import money
from lifecycle.guardrails import Outcome

PICK = "pick"
FEW = 100  # cases a week, below which tenths matter
STRETCHED_BELOW = 0.15
MARK = {
    Outcome.PASS: ("✓", "kept", QUIET),
    Outcome.FAIL: ("✗", "not kept", STOP),
    Outcome.INSUFFICIENT: ("?", "insufficient data", WARN),
    Outcome.REPORTED: ("·", "reported", QUIET),
    Outcome.NOT_APPLICABLE: ("–", "not applicable", QUIET),
}
ROW, PLOT = 17, 250  # pixels: a row of text, and about how high the lines are drawn


def curves(comparison: Comparison) -> pd.DataFrame:
    """Give the expected yearly value, shares and workload of every candidate at every threshold."""
    parts = []
    yes, no = comparison.resampled.yes[0], comparison.resampled.no[0]
    for key, name in comparison.names.items():
        tp, fp = comparison.resampled.tp[key][0], comparison.resampled.fp[key][0]
        parts.append(
            pd.DataFrame(
                {
                    "candidate": name,
                    "threshold": THRESHOLDS,
                    "value": comparison.curve(key),
                    "found": tp / yes,
                    "alarms": fp / no,
                    "missed": yes - tp,
                    "a_week": (tp + fp) / (yes + no) * comparison.weekly_cases,
                }
            )
        )
    frame = pd.concat(parts, ignore_index=True)
    currency = comparison.stakes.currency
    frame["label"] = [money(value, currency) for value in frame["value"]]
    return frame


def value_by_threshold(
    comparison: Comparison, first: str, start: float, limits: Sequence[GuardrailCurve] = ()
) -> Picture:
    """Draw value against threshold with a slider; break-even, capacity and the promise are drawn in.

    `first` is the candidate that is looked at: it has the wide line, and its counts, workload and guardrails (`limits`)
    follow the slider above the lines. The slider is a selection named "pick" with the field "threshold"; `start` is
    where it stands at first.
    """
    frame, currency = curves(comparison), comparison.stakes.currency
    best = float(frame["value"].max())
    promised = best if comparison.target is None else comparison.target
    low = max(float(frame["value"].min()), min(0.0, best, promised) - 0.6 * max(abs(best), 1.0))
    pick = alt.selection_point(
        name=PICK,
        fields=["threshold"],
        bind={"threshold": alt.binding_range(min=0, max=1, step=0.005, name="Act from a probability of ")},  # type: ignore[arg-type]
        value=[{"threshold": start}],
        on="click",
        nearest=True,
        empty=False,
        clear=False,
    )
    stretched = start < STRETCHED_BELOW
    scale = alt.Scale(type="sqrt" if stretched else "linear", domain=[0, 1])
    x = alt.X("threshold:Q", title="Threshold (probability from which a case is acted on)", scale=scale)
    # The names with their values, and what follows the slider, stand in a band of their own above all lines.
    named = 1 + math.ceil(len(comparison.names) / 2)
    strip = following(comparison, first, limits)
    rows = named + len(strip) + 2
    plot = PLOT + ROW * (len(strip) + 1)
    reach = (max(best, promised) - low) * 1.04
    axis = alt.Axis(labelExpr="format(datum.value, '~s')", values=ticks(low, low + reach))
    heights = alt.Scale(domain=[low, low + reach / (1 - rows * ROW / plot)], clamp=True, nice=False)
    y = alt.Y("value:Q", title=f"{currency} a year", axis=axis, scale=heights)
    names, own = list(comparison.names.values()), comparison.names[first]
    tooltip = [
        alt.Tooltip("candidate:N", title=" "),
        alt.Tooltip("threshold:Q", title="Threshold", format=".3f"),
        alt.Tooltip("label:N", title="Value a year"),
        alt.Tooltip("found:Q", title="True yes found", format=".1%"),
        alt.Tooltip("alarms:Q", title="True no acted on", format=".1%"),
        alt.Tooltip("a_week:Q", title="Acted on a week", format=",.1f"),
    ]
    base = alt.Chart(frame).encode(x=x, y=y, color=colour(names))
    lines = base.mark_line(clip=True).encode(strokeWidth=width(names, own))
    dots = base.mark_point(filled=True, size=70, opacity=1, clip=True).encode(tooltip=tooltip).transform_filter(pick)
    # One candidate's points carry the picking: the rule they move stands at the same threshold for all.
    one = alt.Chart(frame[frame["candidate"] == comparison.names[first]]).encode(x=x)
    catch = one.mark_point(opacity=0, size=30).encode(y=y, tooltip=tooltip).add_params(pick)
    rule = one.mark_rule(color=QUIET).encode(y=alt.YValue(ROW * rows), y2=alt.Y2Value("height")).transform_filter(pick)
    labels = [*(_follows(of, named + i, pick) for i, of in enumerate(strip))]
    labels += [
        _heading(frame, pick),
        *(_label(frame, name, i, shade, name == own, pick) for i, (name, shade) in enumerate(colours(names).items())),
    ]
    how = "Move the slider, or click in the chart."
    title = titled(
        "Expected value a year by threshold",
        how + (" The axis is stretched near 0; the slider is not." if stretched else ""),
    )
    words = f"Expected value a year by threshold for {', '.join(names)}; the best is {money(best, currency)}"
    chart = alt.LayerChart(layer=[lines, *_marks(comparison, first, x, y, rows), rule, dots, *labels, catch])
    return picture(chart.properties(title=title, height=380 + ROW * (len(strip) + 1)), words)


def ticks(low: float, high: float, about: int = 7) -> list[float]:
    """Give round places on an axis from low to high, about so many: one, two or five tens apart.

    >>> ticks(-360.0, 630.0)
    [-200.0, 0.0, 200.0, 400.0, 600.0]
    """
    ten = 10.0 ** math.floor(math.log10((high - low) / about))
    step = next(ten * k for k in (1, 2, 5, 10) if (high - low) / (ten * k) <= about)
    return [step * i for i in range(math.ceil(low / step), math.floor(high / step) + 1)]


def _heading(frame: pd.DataFrame, pick: alt.Parameter) -> alt.Chart:
    """Write at which threshold the values of all candidates beneath it are."""
    text = alt.Chart(frame[frame["candidate"] == frame["candidate"].iloc[0]]).transform_filter(pick)
    text = text.transform_calculate(said="'Value a year at ' + format(datum.threshold, '.3f')")
    mark = text.mark_text(align="left", baseline="top", dx=4, color=QUIET)
    said: alt.Chart = mark.encode(x=alt.XValue(0), y=alt.YValue(0), text="said:N")
    return said


def _label(frame: pd.DataFrame, name: str, place: int, shade: str, chosen: bool, pick: alt.Parameter) -> alt.Chart:
    """Write a candidate's name and its value at the slider's threshold, two to a row above the lines."""
    text = alt.Chart(frame[frame["candidate"] == name]).transform_filter(pick)
    text = text.transform_calculate(said=f"'{'▸ ' if chosen else ''}' + datum.candidate + '  ' + datum.label")
    mark = text.mark_text(align="left", baseline="top", dx=4, fontWeight=700 if chosen else 500, color=shade)
    x = alt.XValue(alt.expr("width / 2") if place % 2 else 0)
    labelled: alt.Chart = mark.encode(x=x, y=alt.YValue(ROW * (1 + place // 2)), text="said:N")
    return labelled


def following(comparison: Comparison, key: str, limits: Sequence[GuardrailCurve] = ()) -> list[pd.DataFrame]:
    """Write what a candidate does at every threshold, a table of 201 sentences each: counts, workload, guardrails."""
    tp, fp = (found[key][0].astype(float) for found in (comparison.resampled.tp, comparison.resampled.fp))
    yes, no = float(comparison.resampled.yes[0]), float(comparison.resampled.no[0])
    counts = [
        f"{a:,.0f} found, {yes - a:,.0f} missed · {b:,.0f} false alarms, {no - b:,.0f} spared"
        for a, b in zip(tp, fp, strict=True)
    ]
    load, most = (tp + fp) / (yes + no) * comparison.weekly_cases, comparison.stakes.capacity_per_week
    over = load > (math.inf if most is None else most * 1.0001)
    digits = 1 if most is not None and most < FEW else 0  # 9.6 a week are not 10
    of = " that can be handled" if not comparison.part else ", the share of the capacity by its size"
    room, warning = "" if most is None else f" of {most:,.{digits}f}{of}", "" if comparison.part else " · ⚠ too many"
    work = [f"{n:,.{digits}f} acted on a week{room}{warning if o else ''}" for n, o in zip(load, over, strict=True)]
    shades = [STOP if o and not comparison.part else QUIET for o in over]
    found = [_sentences(counts, [QUIET] * len(counts)), _sentences(work, shades)]
    for limit in limits:
        marks = [MARK[Outcome(outcome)] for outcome in limit.outcome]
        held = "" if limit.limit is None else f", limit {limit.bounds}"
        said = [
            f"{icon} {limit.name} {'–' if math.isnan(value) else f'{value:.2f}'}{held}: {word}"
            for (icon, word, _), value in zip(marks, limit.values, strict=True)
        ]
        found.append(_sentences(said, [colour for *_, colour in marks]))
    return found


def _sentences(said: list[str], colours: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"threshold": THRESHOLDS, "said": said, "colour": colours})


def _follows(sentences: pd.DataFrame, row: int, pick: alt.Parameter) -> alt.Chart:
    """Write the sentence of the slider's threshold in a row of the band."""
    mark = alt.Chart(sentences).transform_filter(pick).mark_text(align="left", baseline="top", dx=4)
    colour = alt.Color("colour:N", scale=None)
    said: alt.Chart = mark.encode(x=alt.XValue(0), y=alt.YValue(ROW * row), text="said:N", color=colour)
    return said


def _marks(comparison: Comparison, key: str, x: alt.X, y: alt.Y, rows: int) -> list[alt.Chart]:
    """Draw break-even, the candidate's capacity and the promised value, each with its name where no line passes."""
    marks = []
    even = comparison.stakes.payoffs.expected().break_even()
    if (limit := capacity_from(comparison, key)) is not None:
        held = alt.Chart(
            pd.DataFrame(
                {
                    "threshold": [limit],
                    "label": [f"within {'its share' if comparison.part else 'capacity'} from {limit:.3f}"],
                }
            )
        ).encode(x=x)
        marks.append(
            held.mark_rule(color=QUIET, strokeDash=[1, 3]).encode(y=alt.YValue(ROW * rows), y2=alt.Y2Value("height"))
        )
        early = limit < 0.5
        words = held.mark_text(align="left" if early else "right", baseline="top", dx=-2 if early else 2, color=QUIET)
        marks.append(words.encode(y=alt.YValue(ROW * (rows - 2)), text="label:N"))
    if even is not None:
        at = pd.DataFrame({"threshold": [even], "label": [f"break-even {even:.3f}"]})
        base = alt.Chart(at).encode(x=x, tooltip="label:N")
        marks.append(
            base.mark_rule(strokeDash=[4, 4], color=QUIET).encode(y=alt.YValue(ROW * rows), y2=alt.Y2Value("height"))
        )
        left = even < 0.5
        words = base.mark_text(align="left" if left else "right", baseline="top", dx=-2 if left else 2, color=QUIET)
        marks.append(words.encode(y=alt.YValue(ROW * (rows - 1)), text="label:N"))
    if comparison.target is None:
        return marks
    promise = pd.DataFrame({"value": [comparison.target], "label": ["promised (P50)"]})
    marks.append(alt.Chart(promise).mark_rule(strokeDash=[4, 4], color=QUIET).encode(y=y, tooltip="label:N"))
    words = alt.Chart(promise).mark_text(align="right", dx=-2, dy=-8, color=QUIET)
    marks.append(words.encode(x=alt.XValue("width"), y=y, text="label:N"))
    return marks


def capacity_from(comparison: Comparison, key: str) -> float | None:
    """Find the threshold from which a candidate acts on no more than can be handled; None where that is everywhere."""
    most = comparison.stakes.capacity_per_week
    if most is None:
        return None
    acted = comparison.resampled.tp[key][0] + comparison.resampled.fp[key][0]
    load = acted / (comparison.resampled.yes[0] + comparison.resampled.no[0]) * comparison.weekly_cases
    within = np.flatnonzero(load <= most)
    return float(THRESHOLDS[within[0]]) if len(within) and within[0] > 0 else None


def picked(selection: object, fallback: float) -> float:
    """Read the threshold off the chart's selection, on the grid; the fallback until somebody has moved it."""
    rows = getattr(selection, PICK, None) or []
    value = rows[0].get("threshold") if rows else None
    return fallback if value is None else round(round(float(value) / 0.005) * 0.005, 3)
