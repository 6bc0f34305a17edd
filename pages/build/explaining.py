"""Explain: what drives a candidate's score or forecast, its value, one case, and whether it stays so when fitted again."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from components.charts import explanation as charts
from components.charts import show
from components.charts.taking import taking
from components.text import plain
from data import datasets, explanations, lenses, run_stakes, runs
from data.runs import Run
from lifecycle.access import can_change
from lifecycle.build import explained_value
from lifecycle.build import explanation as explained
from lifecycle.build.asking import MOST, MOST_SECONDS
from lifecycle.build.comparison import Comparison
from lifecycle.build.dataset import BINARY, MULTICLASS, REGRESSION
from lifecycle.build.explanation import MOST_ROWS, Explanation
from lifecycle.build.kind_decision import adjusted
from lifecycle.build.multiclass import Choices
from lifecycle.build.regression import Compared
from lifecycle.build.worker import MODEL_FILES
from lifecycle.figures import Interval
from pages import here
from pages.build import beside, refitting
from pages.here import Here, saying

SCORE, VALUE, CASE, REFIT = "score", "value", "case", "refits"
WHAT = {BINARY: "score", REGRESSION: "forecast", MULTICLASS: "choice"}
LEAST = 20
Part = tuple[str, str] | None
Explained = tuple[Explanation, ...]


@dataclass(frozen=True)
class Worth:
    """How the value view is computed: from explanations of cases at `rows`, by what is set, named in `how`."""

    of: Callable[[Explained, NDArray[np.int64]], dict[str, Interval]]
    how: str
    currency: str
    revision: tuple[Hashable, ...]


def show_explanation(place: Here, run: Run, comparison: Comparison, chosen: str, threshold: float, part: Part) -> None:
    """Explain a candidate for a yes or no; `part` is the column and value cases are looked at by, None for all."""
    stakes = comparison.stakes
    label = runs.arrays(place.store, run.id)[0]["label"]

    def worth(found: Explained, rows: NDArray[np.int64]) -> dict[str, Interval]:
        payoffs, volume = stakes.payoffs.expected().vector(), stakes.volume.mean
        return explained_value.value_of_features(found[0], label[rows], payoffs, threshold, volume, run.seed)

    how = f"Decided anew at {threshold:.3f}"
    _views(place, run, chosen, part, Worth(worth, how, stakes.currency, (threshold, stakes.fingerprint())))


def show_forecast(place: Here, run: Run, compared: Compared, chosen: str, part: Part) -> None:
    """Explain a candidate that forecasts, used as it is adjusted."""
    stakes, adjustment = compared.stakes, compared.adjusted[chosen]
    truth = run_stakes.arrays(place.store, place.who, run)["label"]

    def worth(found: Explained, rows: NDArray[np.int64]) -> dict[str, Interval]:
        return explained_value.savings_of_features(found[0], truth[rows], adjustment, stakes, run.seed)

    how = f"Forecast anew ({adjusted(adjustment)})"
    _views(place, run, chosen, part, Worth(worth, how, stakes.currency, (adjustment, stakes)))


def show_classes(place: Here, run: Run, choices: Choices, chosen: str, rule: str, part: Part) -> None:
    """Explain a candidate that chooses between classes by a rule."""
    truth = run_stakes.arrays(place.store, place.who, run)["label"]

    def worth(found: Explained, rows: NDArray[np.int64]) -> dict[str, Interval]:
        return explained_value.worth_of_features(found, truth[rows], choices.stakes, rule, run.seed)

    _views(place, run, chosen, part, Worth(worth, "Chosen anew", choices.stakes.currency, (rule, choices.stakes)))


def _views(place: Here, run: Run, chosen: str, part: Part, worth: Worth) -> None:
    """Offer the views of a candidate and show one; what has not been computed is asked for."""
    if not explanations.can_explain(run, chosen):
        st.info(explanations.NO_MODEL, icon=":material/info:")
        return
    what = WHAT[run.task.kind]
    names = {
        SCORE: f"What drives the {what}",
        VALUE: "What drives the value",
        CASE: "One case",
        REFIT: "Stability across refits",
    }
    view = st.segmented_control(
        "View", list(names), default=SCORE, format_func=names.__getitem__, required=True, key="why", bind="query-params"
    )
    name = run.facts.names[chosen]
    if view == REFIT:
        refitting.show(place, run, chosen)
        return
    found = explanations.load(place.store, place.who, run, chosen)
    if found is None:
        _ask(place, run, chosen)
    elif view == VALUE:
        _value(place, run, found, chosen, part, worth)
    elif view == CASE:
        _case(place, run, found, name)
    else:
        _drivers(place, run, found, chosen, part)


def _ask(place: Here, run: Run, chosen: str) -> None:
    """Offer to compute the explanation, or show how far it is."""
    if beside.under_way(place, explanations.KIND, explanations.subject(run, chosen), "It is explained."):
        return
    if run.facts.origin == MODEL_FILES:
        st.caption(
            "SHAP values tell how much each feature adds to a score. The file is opened in its limited process alone, "
            f"which is asked about mixes of cases: up to {MOST} cases are explained, in {MOST_SECONDS / 60:.0f} minutes at "
            "most, once."
        )
    else:
        st.caption(
            f"SHAP values tell how much each feature adds to a {WHAT[run.task.kind]}. Up to {MOST_ROWS:,} cases are "
            f"explained, once; {MOST} at most where the model can only be asked."
        )
    if can_change(place.who, run.initiative_id) and st.button(
        f"Explain {plain(run.facts.names[chosen])}", icon=":material/lightbulb:"
    ):
        with saying():
            explanations.request(place.store, place.runtime.jobs, place.act(), run, chosen)
            st.rerun(scope="fragment")


def _one_of(run: Run, found: Explained) -> tuple[Explanation, str]:
    """Choose the class that is explained where there are several; gives its explanation and its name."""
    if len(found) == 1:
        return found[0], ""
    classes = run.facts.classes
    chosen = st.selectbox("Probability of", classes, key=f"class/{run.id}")
    return found[classes.index(chosen)], chosen


def _drivers(place: Here, run: Run, found: Explained, chosen: str, part: Part) -> None:
    one, of_class = _one_of(run, found)
    name = run.facts.names[chosen]
    asks = f"What drives {of_class}: {name}" if of_class else f"What drives the {WHAT[run.task.kind]} of {name}"
    of = None if part is None else explained.importance(one, _of_part(place, run, one, part))
    drawn = charts.drivers(explained.importance(one), asks, len(one.rows), of)
    show(drawn)
    _how(one)
    taking(drawn, f"drivers-{chosen}")


def _how(one: Explanation) -> None:
    if one.background:
        st.caption(
            f"The model was asked, not looked into: features that are left out stand as in {one.background} background "
            "cases, in random orders (permutation)."
        )


def _value(place: Here, run: Run, found: Explained, chosen: str, part: Part, worth: Worth) -> None:
    if part is not None:
        inside = _of_part(place, run, found[0], part)
        found = tuple(one.of(inside) for one in found)
        if inside.sum() < LEAST:
            st.info(
                f"Only {inside.sum()} of the explained cases are in this part; fewer than {LEAST} tell nothing of money.",
                icon=":material/info:",
            )
            return
    rows = found[0].rows
    values = here.drawn(
        place, "worth", run.initiative_id, lambda: worth.of(found, rows), run.id, chosen, part, *worth.revision
    )
    drawn = charts.worth(values, run.facts.names[chosen], len(rows), worth.how, worth.currency)
    show(drawn)
    fitted = (
        ""
        if run.facts.origin == MODEL_FILES
        else (
            " The model that was fitted on all cases is explained, so amounts are a little larger than out of sample."
        )
    )
    st.caption(
        f"A feature can drive the {WHAT[run.task.kind]} and earn nothing: what counts here is which decisions would "
        f"change without it.{fitted}"
    )
    taking(drawn, f"value-drivers-{chosen}")


def _of_part(place: Here, run: Run, one: Explanation, part: tuple[str, str]) -> NDArray[np.bool_]:
    """Mark the explained cases of a part."""
    frame = datasets.frame(place.store, place.who, run.initiative_id, run.dataset_id)
    return lenses.mask(frame, *part)[one.rows]


def _case(place: Here, run: Run, found: Explained, name: str) -> None:
    one, of_class = _one_of(run, found)
    frame = datasets.frame(place.store, place.who, run.initiative_id, run.dataset_id)
    scores, by, forecast = one.scores(), run.task.identifier, run.task.kind == REGRESSION
    said = {
        int(i): f"{frame[by].iloc[one.rows[i]] if by else f'row {one.rows[i] + 1}'} · "
        + (f"forecast {scores[i]:,.4g}" if forecast else f"{of_class or 'scores'} {scores[i]:.3f}")
        for i in np.argsort(-scores, kind="stable")
    }
    place_of = st.selectbox("Case", list(said), format_func=said.__getitem__, key=f"case/{run.id}")
    row = frame.iloc[one.rows[place_of]]
    values = {feature: _cell(row[feature]) for feature in one.features}
    parts = explained.contributions(one, place_of)
    score = float(scores[place_of])
    if forecast:
        drawn = charts.case(
            parts, values, one.base, score, run.task.target, ("raises it", "lowers it"), "Why the forecast is"
        )
    elif of_class:
        ways = (f"towards {of_class}", "away from it")
        drawn = charts.case(parts, values, one.base, score, one.space, ways, f"Why {of_class} has a probability of")
    else:
        drawn = charts.case(parts, values, one.base, score, one.space)
    show(drawn)
    fitted = "" if run.facts.origin == MODEL_FILES else f" {plain(name)} was fitted on all cases, this one too."
    st.caption(f"Truly {plain(str(row[run.task.target]))}.{fitted}")
    _how(one)
    taking(drawn, "one-case")


def _cell(value: object) -> str:
    """Write what stands in a case for a chart, which reads no Markdown."""
    return f"{value:.5g}" if isinstance(value, float) else " ".join(str(value).split())
