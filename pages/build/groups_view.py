"""Protected groups in the rooms of forecasts and classes: each group's numbers, and how far they lie apart."""

import streamlit as st

from components import verdicts
from components.kind_measures import grid, measure
from components.text import plain
from data import kind_groups
from data.kind_comparisons import Part
from data.runs import Run
from lifecycle.build.comparison import interval
from lifecycle.build.group_measures import Groups, Measure
from lifecycle.build.kind_decision import How, used
from lifecycle.build.multiclass import Choices
from lifecycle.build.regression import Compared
from lifecycle.catalogue import catalogue
from pages.here import Here, saying

NOT_NAMED = (
    "No protected attribute was named, so groups cannot be compared. Name one where the data is chosen, such as a region "
    "or an age band; it is never predicted from."
)


def show(place: Here, run: Run, compared: Compared | Choices, key: str, how: How, looked: Part | None) -> None:
    """Show how one row does in each protected group, once somebody asks."""
    if not st.toggle("Groups: is anyone served worse", key="groups", bind="query-params"):
        return
    if run.task.protected is None:
        st.info(NOT_NAMED, icon=":material/info:")
        return
    with saying(), st.spinner("Comparing groups on a thousand resamples"):
        found = kind_groups.groups(place.store, place.who, run, compared, key, how, looked)
        if found is None:
            return
        _tell(place, run, compared, key, how, found)


def _tell(place: Here, run: Run, compared: Compared | Choices, key: str, how: How, found: Groups) -> None:
    doing = f", {used(how)}" if isinstance(compared, Compared) else ""
    st.markdown(f"**{plain(compared.names[key])} by {plain(found.column)}**{plain(doing)}")
    judged = kind_groups.verdicts(place.store, place.who, run, found)
    for verdict in judged:
        verdicts.one(verdict, table=False)
    table(found)
    if all(verdict.limit is None for verdict in judged):
        st.caption(":material/info: Only reported: the fairness dial is light, or no contract in force sets one.")
    st.caption(
        "Values are those of fairlearn's MetricFrame; intervals from the resamples all rows share. The verdict is frozen "
        "with the decision."
    )


def table(found: Groups) -> None:
    """Show each group's cases and measures; a measure of one class is headed by the class."""
    known = catalogue("group_measures")["measures"]
    rows = []
    for group, cases in found.cases.items():
        cells = {
            _head(one, known): measure(interval(one.drawn[group]), known[one.key]["digits"]) for one in found.measures
        }
        rows.append({"Group": group, "Cases": f"{cases:,}"} | cells)
    helps = {_head(one, known): f"{known[one.key]['means']} In brackets: 95 % interval." for one in found.measures}
    grid(rows, helps, "Measures by group", first="Group")


def _head(one: Measure, known: dict[str, dict[str, str]]) -> str:
    name = known[one.key]["name"]
    return f"{name} {one.of_class}" if one.of_class else name
