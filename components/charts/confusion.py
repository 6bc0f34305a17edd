"""Choices between classes: truth against decision, in cases of a year and in money."""

import altair as alt
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from components.charts import Picture, picture
from components.charts.theme import QUIET, STOP, VALUE, titled
from lifecycle.build.multiclass import MatrixStakes
from lifecycle.figures import money

CELL, HEAD = 58, 110  # pixels: a row, and what title and axis take
LIGHT = "#ffffff"


def cells(counts: NDArray[np.int64], classes: tuple[str, ...], stakes: MatrixStakes) -> pd.DataFrame:
    """List each truth and decision with its cases in the sample, its share of the truth, and its money a year."""
    total = counts.sum()
    made = []
    for row, truth in enumerate(classes):
        of_truth = counts[row].sum()
        for column, decision in enumerate(classes):
            n = int(counts[row, column])
            amount = stakes.volume * n / total * stakes.payoffs[row][column]
            made.append(
                {
                    "truth": truth,
                    "decision": decision,
                    "cases": n,
                    "share": n / of_truth if of_truth else 0.0,
                    "amount": amount,
                    "money": money(amount, stakes.currency),
                    "right": row == column,
                }
            )
    return pd.DataFrame(made)


def confusion(
    counts: NDArray[np.int64], classes: tuple[str, ...], stakes: MatrixStakes, name: str, *, in_money: bool
) -> Picture:
    """Draw the confusion matrix of a row: counts with their share of the truth, or money a year."""
    frame = cells(counts, classes, stakes)
    order = list(classes)
    x = alt.X("decision:N", title="Decided", sort=order, axis=alt.Axis(orient="top", labelAngle=0, labelLimit=90))
    y = alt.Y("truth:N", title="Truly", sort=order, axis=alt.Axis(labelLimit=120))
    tooltip = [
        alt.Tooltip("truth:N", title="Truly"),
        alt.Tooltip("decision:N", title="Decided"),
        alt.Tooltip("cases:Q", title="Cases", format=","),
        alt.Tooltip("share:Q", title="Of this truth", format=".1%"),
        alt.Tooltip("money:N", title="A year"),
    ]
    if in_money:
        most = max(float(frame["amount"].abs().max()), 1e-9)
        scale = alt.Scale(domain=[-most, 0, most], range=[STOP, "#f4f4f2", VALUE])
        colour, words, strong = (
            alt.Color("amount:Q", legend=None, scale=scale),
            "money",
            f"abs(datum.amount) > {most * 0.6}",
        )
    else:
        scale = alt.Scale(domain=[0, 1], range=["#f4f4f2", VALUE])
        colour, words, strong = alt.Color("share:Q", legend=None, scale=scale), "cases", "datum.share > 0.6"
    base = alt.Chart(frame).encode(x=x, y=y, tooltip=tooltip)
    boxes = base.mark_rect(stroke=QUIET, strokeWidth=0.5).encode(color=colour)
    ink = alt.condition(strong, alt.value(LIGHT), alt.value("#1f2937"))
    text = alt.Text("money:N") if in_money else alt.Text("cases:Q", format=",")
    said = base.mark_text().encode(text=text, color=ink)
    unit = (
        "Money a year in each cell; they add up to the value before running costs."
        if in_money
        else ("Cases of the sample; the darker, the larger the share of its row.")
    )
    chart = alt.LayerChart(layer=[boxes, said])
    chart = chart.properties(title=titled(f"{name}: truth and decision", unit), height=CELL * len(classes) + HEAD)
    return picture(chart, f"Confusion matrix of {name} in {words}")
