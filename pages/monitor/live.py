"""Monitor: what arrived of what was promised, what drifted, and what to do."""

from collections.abc import Callable

import streamlit as st

from components.arrived import arrived, pace
from components.charts import Picture, show
from components.charts.boundary import boundary
from components.charts.ranking import ranking
from components.charts.realised import cumulative
from components.charts.xmr import xmr
from components.links import link
from components.text import answer, day, plain, status_badge
from components.thread import metric_value
from data import deliveries, streams
from lifecycle.contract import ValueContract
from lifecycle.envision.levers import levers
from lifecycle.facts import Facts
from lifecycle.metrics import metrics
from lifecycle.monitor.readings import by_window, current
from lifecycle.monitor.realised import accumulate, left_out
from lifecycle.monitor.xmr import control_chart
from pages import example, here
from pages.monitor import drift, handling, sending

place = here.here()
facts = here.opened(place)
initiative = facts.initiative


def headline(facts: Facts) -> str:
    """Say what arrived of what was expected, or what is missing to say it."""
    evaluation, stream = facts.evaluation, facts.stream
    if stream is None:
        return "No stream is open yet. Release a candidate in Deploy, or connect a model that runs elsewhere."
    if evaluation is None:
        return "The stream is open, and no cases have arrived yet. Send the first ones below."
    cases = sum(window.cases for window in evaluation.windows)
    span = f"{day(evaluation.windows[0].start)} to {day(evaluation.windows[-1].end)}"
    if facts.contract is None:
        return f"{cases:,} cases arrived, {span}. {drift.sentence(evaluation)} No contract says what they are worth."
    found, currency = facts.realised, facts.contract.terms.currency
    if found is None:
        proof = levers()[facts.contract.terms.lever.key].proof
        return f"{cases:,} cases arrived, {span}. What they are worth is known once {proof} is in."
    return f"{arrived(found, currency)} {drift.sentence(evaluation)}"


def draw(name: str, make: Callable[[], Picture | None]) -> bool:
    """Draw a chart once for what the store holds now; answers whether there is one."""
    found = here.drawn(place, name, initiative.id, make)
    if found:
        show(found)
    return found is not None


def value(facts: Facts, terms: ValueContract) -> None:
    """Prove the sentence: value so far, the boundary, the control chart."""
    evaluation, terms_at = facts.evaluation, facts.terms_at
    if evaluation is None or terms_at is None:
        return
    windows = list(evaluation.windows)
    if facts.realised:
        st.markdown(pace(facts.realised, terms.currency))
        if said := left_out(terms):
            st.caption(plain(said))
    if note := example.time_stamps(facts):
        st.caption(note)

    def value_so_far() -> Picture | None:
        steps = accumulate(windows, terms_at)
        return cumulative(steps, terms.currency) if steps else None

    draw("cumulative", value_so_far)
    immature = sum(1 for window in windows if window.cases and not window.mature)
    if immature:
        count = (
            "one window is not known yet; it is" if immature == 1 else f"{immature} windows is not known yet; they are"
        )
        st.caption(f"The truth of {count} left out of the value so far.")
    metric = metrics()[terms.boundary.metric]
    unit = terms.currency if metric.unit == "money" else metric.unit
    left, right = st.columns(2, gap="medium")
    with left:
        against_boundary(facts, terms, unit)
    with right:
        points = by_window(windows, terms_at)
        found = control_chart([p.measured.value for p in points if p.measured])
        if found:
            draw("xmr", lambda: xmr(points, found, metric, unit, evaluation.rhythm_days))
            if found.provisional:
                st.caption(f"{len(points)} points: limits are provisional until there are 20; nothing is alerted.")


def against_boundary(facts: Facts, terms: ValueContract, unit: str) -> None:
    """Show the metric over review windows, and where it stands now."""
    metric, latest = metrics()[terms.boundary.metric], current(facts.readings)
    readings = [reading for reading in facts.readings if reading.measured]
    if readings:
        draw("boundary", lambda: boundary(readings, terms.boundary, metric, unit))
    else:
        st.caption(f"{metric.name} is read once a review window of {terms.boundary.window_days} days is complete.")
    if latest and latest.measured:
        shown = metric_value(latest.measured.value, metric.key, terms.currency)
        st.caption(f"{metric.name} {shown}, {status_badge(latest.status)} on {day(latest.end)}. {metric.means}")


answer(headline(facts))
if facts.stream is None:
    with st.container(horizontal=True):
        link("connect", "Connect a model that runs elsewhere", initiative.slug, icon=":material/cable:")
        link("deploy", "Go to Deploy", initiative.slug, icon=":material/arrow_forward:")
else:
    received = deliveries.deliveries(place.store, place.who, facts.stream)
    labels_next = sending.awaits_labels(facts, received)
    sending.under_way(place, facts.stream)
    if labels_next:
        sending.panel(place, facts, facts.stream, received)
    handling.show(place, facts)
    if facts.contract:
        value(facts, facts.contract.terms)
    elif facts.evaluation:
        link("envision", "**Next:** say what a case is worth", initiative.slug, icon=":material/arrow_forward:")
    if facts.evaluation:
        drift.show(place, facts, facts.evaluation)
        found = facts.evaluation
        ranked = draw("ranking", lambda: ranking(found.performance, found.reference_performance))
        if ranked and facts.stream.schema.held_out:
            st.caption("Measured on the holdout alone: acting on a case changes its truth.")
    if not labels_next:
        sending.panel(place, facts, facts.stream, received)
    others = [s for s in streams.listing(place.store, place.who, initiative.id) if s.id != facts.stream.id]
    if others:
        st.caption("Earlier streams: " + ", ".join(f"{plain(s.name)} ({day(s.opened_at)})" for s in others))
