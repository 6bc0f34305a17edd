"""Drift: which columns moved, by Evidently's methods, and whether it is more than chance."""

import streamlit as st

from components import tables
from components.charts import show as show_chart
from components.charts.drift import drift_map
from components.text import day
from data import runs
from lifecycle.facts import Facts
from lifecycle.monitor.drift import Drift
from lifecycle.monitor.evaluation import Evaluation, WindowDrift, ranked
from pages.here import Here, drawn

CHANCE = "99th percentile without drift, at this n. A p-value knows its n already."


def sentence(evaluation: Evaluation) -> str:
    """Say how many columns drifted in the latest window."""
    if not evaluation.drift:
        return "Drift is not known: the stream has no reference."
    columns = evaluation.drift[-1].columns
    drifted = [d for d in columns if d.verdict]
    if not drifted:
        return f"None of {len(columns)} columns drifted in the latest window."
    return f"{len(drifted)} of {len(columns)} columns drifted in the latest window."


def show(place: Here, facts: Facts, evaluation: Evaluation) -> None:
    """Show the map over time and the numbers of one window, what matters most first."""
    st.subheader("Drift", anchor=False)
    if not evaluation.drift:
        st.info(
            "Send a reference below (a period in which the model worked well) to see drift.", icon=":material/info:"
        )
        return
    importance = _importance(place, facts)
    latest = evaluation.drift[-1]
    order = [d.column for d in ranked(latest.columns, importance)]
    show_chart(drawn(place, "drift", facts.initiative.id, lambda: drift_map(evaluation.drift, order)))
    labels = {_name(window): window for window in reversed(evaluation.drift)}
    name = st.selectbox("Window", list(labels), key="drift_window", bind="query-params")
    window = labels.get(name or "", latest)
    rows = [_row(d, importance) for d in ranked(window.columns, importance)]
    tables.table(
        rows if importance else [{k: v for k, v in row.items() if k != "Importance"} for row in rows],
        hide_index=True,
        column_config=_columns(),
        placeholder="–",
        alt=f"Drift of each column in the window {_name(window)}, what matters most first",
    )
    st.caption(
        "Methods, numbers and thresholds are Evidently's defaults for the type and size of the reference. A verdict needs "
        "more: a distance also has to exceed what 99 of 100 samples of this size from the reference reach, and a p-value "
        "has to stand among all columns together (Benjamini-Hochberg, 5 %)."
    )


def _name(window: WindowDrift) -> str:
    return f"{day(window.start)} to {day(window.end)}"


def _importance(place: Here, facts: Facts) -> dict[str, float]:
    """Take the champion's SHAP importances, where the model was trained here."""
    if facts.decision is None or facts.stream is None or facts.stream.release is None:
        return {}
    with place.store.read() as cursor:
        run = runs.find(cursor, facts.initiative.id, facts.decision.run_id)
    return next((c.importance for c in run.facts.candidates if c.key == facts.decision.champion.key), {})


def _row(d: Drift, importance: dict[str, float]) -> dict[str, object]:
    verdict = "● drift" if d.verdict else "too few cases" if d.verdict is None else "no drift"
    return {
        "Column": d.column,
        "Verdict": verdict,
        "Value": d.value,
        "Method": d.method,
        "Threshold": d.threshold,
        "Evidently says": "drift" if d.drifted else "no drift",
        "Chance reaches": d.chance,
        "Importance": importance.get(d.column),
        "n reference": d.n_reference,
        "n window": d.n_current,
    }


def _columns() -> dict[str, object]:
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    return {
        "Column": text("Column", pinned=True),
        "Verdict": text("Verdict", help="Effect and evidence together."),
        "Value": number("Value", format="%.4f", help="The statistic as Evidently computes it."),
        "Method": text("Method", help="Evidently's default for this column."),
        "Threshold": number("Threshold", format="%.2f", help="Evidently's default threshold."),
        "Evidently says": text("Evidently says", help="The value against its threshold alone."),
        "Chance reaches": number("Chance reaches", format="%.4f", help=CHANCE),
        "Importance": number("Importance", format="percent", help="Share of mean |SHAP| of the champion."),
        "n reference": number("n reference", format="localized"),
        "n window": number("n window", format="localized"),
    }
