"""Diagnostics: the classic views of the candidates' scores, one at a time."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from components.charts import Picture, show
from components.charts import diagnostics as charts
from components.charts.taking import taking
from lifecycle.build import diagnostics as curves
from lifecycle.build.comparison import Comparison
from lifecycle.catalogue import catalogue

Floats = NDArray[np.float64]


def show_views(
    comparison: Comparison, label: NDArray[np.bool_], scores: dict[str, Floats], chosen: str, threshold: float
) -> None:
    """Let people choose a view and draw it for all candidates; `scores` by the candidates' keys."""
    known = catalogue("diagnostics")["views"]
    view = st.pills(
        "View",
        list(known),
        default=next(iter(known)),
        format_func=lambda key: known[key]["name"],
        required=True,
        key="view",
        bind="query-params",
    )
    made = _draw(view or next(iter(known)), comparison, label, scores, chosen, threshold)
    if made is None:
        st.info("Dual lift sets two candidates against each other; there is only one here.", icon=":material/info:")
        return
    show(made)
    st.caption(known[view]["reads"])
    taking(made, f"{known[view]['name']}".lower().replace(" ", "-"))


def _draw(
    view: str,
    comparison: Comparison,
    label: NDArray[np.bool_],
    scores: dict[str, Floats],
    chosen: str,
    threshold: float,
) -> Picture | None:
    names, name = comparison.names, comparison.names[chosen]

    def each(of, *more):  # type: ignore[no-untyped-def]
        return {names[key]: of(label, scores[key], *more) for key in names}

    if view == "list_value":
        payoffs = comparison.stakes.payoffs.expected().vector()
        volume, cost = comparison.stakes.volume.mean, comparison.stakes.run_cost
        lines = {
            name: curves.Line(line.x, volume * line.y - cost) for name, line in each(curves.list_value, payoffs).items()
        }
        capacity = comparison.stakes.capacity_per_week
        share = None if capacity is None else capacity / comparison.weekly_cases
        return charts.list_value(lines, name, comparison.stakes.currency, share)
    if view == "net_benefit":
        return charts.net_benefit(each(curves.net_benefit), curves.treat_all_benefit(label), name)
    if view == "gains":
        return charts.gains(each(curves.gains), name)
    if view == "calibration":
        return charts.calibration(each(curves.calibration), name)
    if view == "roc":
        return charts.roc(each(curves.roc), name)
    if view == "precision_recall":
        return charts.precision_recall(each(curves.precision_recall), name, float(label.mean()))
    if view == "distribution":
        return charts.distribution(*curves.distribution(label, scores[chosen]), name, threshold)
    others = [key for key in names if key != chosen]
    if not others:
        return None
    other = st.selectbox("Against", others, format_func=lambda key: names[key], key="against", bind="query-params")
    return charts.dual_lift(
        curves.dual_lift(label, scores[chosen], scores[other]), name, names[other], list(names.values())
    )
