"""Explain: what drives a candidate's score, its value, and one case."""

import numpy as np
import streamlit as st

from components.charts import explanation as charts
from components.charts import show
from components.charts.taking import taking
from components.text import plain
from data import datasets, explanations, lenses, runs
from data.jobs import State
from data.runs import Run
from lifecycle.access import can_change
from lifecycle.build import explanation as explained
from lifecycle.build.comparison import Comparison
from lifecycle.build.explanation import Explanation
from lifecycle.build.kept_files import NOT_EXPLAINED
from pages import here
from pages.build import beside
from pages.here import Here, saying

VIEWS = {"score": "What drives the score", "value": "What drives the value", "case": "One case"}


def show_explanation(
    place: Here, run: Run, comparison: Comparison, chosen: str, threshold: float, part: tuple[str, str] | None
) -> None:
    """Explain the chosen candidate; `part` is the column and value cases are looked at by, None for all."""
    found = explanations.load(place.store, place.who, run, chosen)
    if found is None:
        _ask(place, run, chosen)
        return
    view = st.segmented_control(
        "View",
        list(VIEWS),
        default="score",
        format_func=VIEWS.__getitem__,
        required=True,
        key="why",
        bind="query-params",
    )
    name = comparison.names[chosen]
    if view == "value":
        _value(place, run, comparison, found, chosen, threshold)
    elif view == "case":
        _case(place, run, found, name)
    else:
        whole = explained.importance(found)
        of = None
        if part is not None:
            frame = datasets.frame(place.store, place.who, run.initiative_id, run.dataset_id)
            of = explained.importance(found, lenses.mask(frame, *part)[found.rows])
        drawn = charts.drivers(whole, name, len(found.rows), of)
        show(drawn)
        taking(drawn, f"drivers-{chosen}")


def _ask(place: Here, run: Run, chosen: str) -> None:
    """Offer to compute the explanation, or show how far it is."""
    job = place.runtime.jobs.latest(explanations.KIND, explanations.subject(run, chosen))
    if job is not None and job.state is State.RUNNING:
        beside.watch(explanations.KIND, explanations.subject(run, chosen))
        return
    if job is not None and job.state is State.FAILED:
        st.error(job.problem, icon=":material/error:")
    if not explanations.can_explain(run):
        st.info(NOT_EXPLAINED, icon=":material/info:")
        return
    if not next(item for item in run.facts.candidates if item.key == chosen).sha256:
        st.info(
            "Only predictions are known of this candidate, not the model. Bring its model file to have it explained.",
            icon=":material/info:",
        )
        return
    st.caption("SHAP values tell how much each feature adds to a score. Up to 2,000 cases are explained, once.")
    if can_change(place.who, run.initiative_id) and st.button(
        f"Explain {run.facts.names[chosen]}", icon=":material/lightbulb:"
    ):
        with saying():
            explanations.request(place.store, place.runtime.jobs, place.act(), run, chosen)
            st.rerun(scope="fragment")


def _value(place: Here, run: Run, comparison: Comparison, found: Explanation, chosen: str, threshold: float) -> None:
    label = runs.arrays(place.store, run.id)[0]["label"][found.rows]
    stakes = comparison.stakes
    payoffs, volume = stakes.payoffs.expected().vector(), stakes.volume.mean

    def worth() -> dict[str, explained.Interval]:
        return explained.value_of_features(found, label, payoffs, threshold, volume, run.seed)

    values = here.drawn(place, "worth", run.initiative_id, worth, run.id, chosen, threshold, stakes.fingerprint())
    drawn = charts.worth(values, comparison.names[chosen], len(found.rows), threshold, stakes.currency)
    show(drawn)
    st.caption(
        "A feature can drive the score and earn nothing: what counts here is which decisions would change without it. "
        "The model that was fitted on all cases is explained, so amounts are a little larger than out of sample."
    )
    taking(drawn, f"value-drivers-{chosen}")


def _case(place: Here, run: Run, found: Explanation, name: str) -> None:
    frame = datasets.frame(place.store, place.who, run.initiative_id, run.dataset_id)
    scores = found.scores()
    by = run.task.identifier
    order = np.argsort(-scores, kind="stable")
    said = {
        int(i): f"{frame[by].iloc[found.rows[i]] if by else f'row {found.rows[i] + 1}'} · scores {scores[i]:.3f}"
        for i in order
    }
    place_of = st.selectbox("Case", list(said), format_func=said.__getitem__, key="case")
    row = frame.iloc[found.rows[place_of]]
    values = {feature: plain(str(row[feature])) for feature in found.features}
    parts = explained.contributions(found, place_of)
    drawn = charts.case(parts, values, found.base, float(scores[place_of]), found.space)
    show(drawn)
    st.caption(f"Truly {plain(str(row[run.task.target]))}. {plain(name)} was fitted on all cases, this one too.")
    taking(drawn, "one-case")
