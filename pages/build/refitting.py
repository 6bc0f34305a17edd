"""Explain: whether the same features lead when a candidate is fitted again on other parts of the cases."""

from dataclasses import replace

import streamlit as st

from components.charts import explanation as charts
from components.charts import show as draw
from components.charts.taking import taking
from components.text import plain
from data import refits
from data.runs import Run
from lifecycle.access import can_change
from lifecycle.build.dataset import MULTICLASS
from lifecycle.build.refits import MOST_ROWS, REFITS, SHARE, sentence
from pages.build import beside
from pages.here import Here, saying

CORRELATION = (
    "Spearman's rank correlation of the features' shares, averaged over all pairs of refits: 1 where every refit puts the "
    "features in the same order, 0 where their orders have nothing in common. The guardrail “Attribution stability” takes "
    "the same figure from three refits on at most 2,000 cases, so that it can differ a little."
)


def show(place: Here, run: Run, chosen: str) -> None:
    """Show whether the same features matter when the candidate is fitted again, or offer to find out."""
    if not refits.can_refit(run, chosen):
        st.info(refits.NOT_TRAINED, icon=":material/info:")
        return
    name = run.facts.names[chosen]
    found = refits.load(place.store, place.who, run, chosen)
    if found is None:
        if beside.under_way(place, refits.KIND, refits.subject(run, chosen), "It was fitted again."):
            return
        st.caption(
            f"Fits {plain(name)} {REFITS} times, each on {SHARE:.0%} of the cases (of {MOST_ROWS:,} at most), and "
            "looks each time which features drive it. Where their order depends on which cases it happened to see, no "
            "story should be told about it."
        )
        if can_change(place.who, run.initiative_id) and st.button(
            f"Fit {plain(name)} {REFITS} times", icon=":material/replay:"
        ):
            with saying():
                refits.request(place.store, place.runtime.jobs, place.act(), run, chosen)
                st.rerun(scope="fragment")
        return
    st.markdown(f"**{sentence(replace(found, features=tuple(map(plain, found.features))))}**")
    steady = found.correlation()
    if steady is not None:
        st.metric("Rank correlation between refits", f"{steady.mid:.2f}".replace("-", "−"), help=CORRELATION)
        of_classes = " Of all classes the mean is taken." if run.task.kind == MULTICLASS else ""
        st.caption(
            f"From {steady.low:.2f} to {steady.high:.2f} over all pairs of refits.{of_classes}".replace("-", "−")
        )
    drawn = charts.refits(found, name)
    draw(drawn)
    taking(drawn, f"refits-{chosen}")
