"""The room for forecasts: what being off costs, what each candidate saves, and where it is off."""

import pandas as pd
import streamlit as st

from components import kind_measures
from components.charts import Picture, show_to_pick
from components.charts import residuals as charts
from components.charts import show as draw
from components.charts.taking import taking
from components.kind_measures import SCIENCE
from components.text import answer, plain, with_range
from data import datasets, kind_comparisons, lenses, run_stakes
from data.kind_comparisons import Part
from data.runs import Run
from lifecycle.build import regression, segments, splits
from lifecycle.build.dataset import as_text
from lifecycle.build.regression import FACTOR, SHIFT, Adjustment, Compared, UnitStakes
from lifecycle.catalogue import catalogue
from lifecycle.errors import ThroughlineError
from lifecycle.figures import Interval, money
from pages import here
from pages.build import explaining, groups_view, worth_form
from pages.build.kind_record import Foot
from pages.here import Here

ALL = "All cases"
HELP = "Looks at one part of the cases: the values of a column, or the quarters of a numeric one. Parts add up to the whole."
WAYS = {FACTOR: "Multiply forecasts", SHIFT: "Add to forecasts"}


@st.fragment
def show(run: Run, foot: Foot | None = None) -> None:
    """Show what each forecast saves a year beside its statistics, what moves it, and how it is off.

    `foot` closes the room, as with the form for the decision.
    """
    place = here.here()
    now = run_stakes.of_run(place.store, place.who, run)
    stakes = now.stakes
    if not isinstance(stakes, UnitStakes):
        return
    top = st.container()
    box = st.expander("What being off costs", expanded=True, icon=":material/payments:", key=f"costs/{run.id}")
    with box:
        if not now.revision:
            st.caption("Nobody has said what being off costs: these amounts are assumed. Change them and press Apply.")
        worth_form.unit_form(place, run, now)
    looked, role = look_through(place, run)
    way = st.segmented_control(
        "Adjusting",
        list(WAYS),
        default=FACTOR,
        format_func=WAYS.__getitem__,
        required=True,
        key="adjusting",
        bind="query-params",
    )
    with st.spinner("Comparing on a thousand resamples"):
        compared = kind_comparisons.forecasts(place.store, place.who, run, stakes, way, looked)
    with top:
        answer(headline(compared), means=kind_measures.definition("regression", kind_measures.known_of(compared)))
        st.caption(newsvendor(compared))
    models = compared.models
    ranked = [key for key in compared.ranked() if key in models]
    chosen = st.segmented_control(
        "Candidate",
        list(models),
        default=ranked[0],
        format_func=lambda key: plain(models[key]),
        required=True,
        key="forecast",
        bind="query-params",
    )
    chosen = chosen if chosen in models else ranked[0]
    start = compared.adjusted[chosen].amount
    revision = (stakes, looked, way, chosen)
    chart = here.drawn(
        place,
        "numeric_room",
        run.initiative_id,
        lambda: charts.saved_by_adjustment(compared, way, chosen, start),
        run.id,
        *revision,
    )
    event = show_to_pick(chart, f"saved/{run.id}/{looked}/{way}/{chosen}/{now.revision}")
    amount = charts.picked(event.selection, start)
    taking(chart, "saved-by-adjustment")
    if amount != start:
        compared = regression.moved(compared, chosen, Adjustment(way, amount), run.seed)
    kind_measures.forecasts(role, compared, chosen, run.task.target)
    groups_view.show(place, run, compared, chosen, compared.adjusted[chosen], looked)
    _residuals(place, run, compared, chosen, looked)
    if st.toggle("Explain: which features drive forecast and value", key="explain", bind="query-params"):
        explaining.show_forecast(place, run, compared, chosen, looked)
    if foot is not None:
        foot(models, chosen, compared.adjusted[chosen], now, looked is None)


def headline(compared: Compared) -> str:
    """Say which forecast saves most, by how much, how sure that is, and whether statistics agree."""
    currency = compared.stakes.currency
    rows = {row.key: row for row in compared.rows()}
    first, second = compared.ranked()[:2]
    own = rows[first]
    reference = plain(compared.names[compared.reference])
    text = f"{plain(own.name)} saves **{with_range(own.value, currency)}** a year against “{reference}”"
    gap = regression.difference(compared.found, first, second, compared.stakes)
    text += f", {with_range(gap.more, currency)} more than {plain(compared.names[second])}"
    text += "; that is within noise" if gap.within_noise else f" ({gap.p_more:.0%} sure)".replace("%", " %")
    sharpest = min(rows, key=lambda key: _mid(rows[key].measures["rmse"]))
    return text + (f", although {plain(rows[sharpest].name)} has the lower RMSE." if sharpest != first else ".")


def newsvendor(compared: Compared) -> str:
    """Explain how often the best forecast is enough."""
    stakes = compared.stakes
    half = stakes.fractile == 0.5
    middle = ", as one is that aims at the middle" if half else ", not in half of them as one that aims at the middle"
    return (
        f"A unit too few costs {money(stakes.under, stakes.currency)}, one too many {money(stakes.over, stakes.currency)}: "
        f"the cheapest forecast is enough in {stakes.fractile:.0%} of the cases, under ÷ (over + under){middle}. "
        "Adjustments are chosen on the same cases, which flatters them a little."
    )


def look_through(place: Here, run: Run) -> tuple[Part | None, str]:
    """Ask through which part of the cases to look, (column, part) or None for all, and in the words of which role."""
    columns = lenses.columns(place.store, place.who, run)
    left, right, last = st.columns([2, 2, 3], vertical_alignment="bottom")
    column = left.selectbox("Look at", [ALL, *columns], key="by", bind="query-params", help=HELP)
    with last:
        known = catalogue("lenses")["roles"]
        st.segmented_control(
            "In the words of",
            list(known),
            default=SCIENCE,
            format_func=lambda key: known[key]["name"],
            required=True,
            key="words",
            bind="query-params",
        )
    role = st.session_state.get("words") or SCIENCE
    if column not in columns:
        return None, role
    parts = lenses.parts_of(place.store, place.who, run, column)
    large = {name: mask for name, mask in parts.items() if mask.sum() >= segments.LEAST}
    if not large:
        st.info(f"No part by {plain(column)} has {segments.LEAST} cases. All cases are shown.", icon=":material/info:")
        return None, role
    part = right.selectbox(f"Part by {plain(column)}", list(large), key="part", bind="query-params")
    if part not in large:
        return None, role
    st.caption(
        f"Only cases with {plain(column)} = {plain(part)}: {large[part].mean():.1%} of all ({large[part].sum():,}), with "
        "that share of volume and costs."
    )
    return (column, part), role


def _residuals(place: Here, run: Run, compared: Compared, chosen: str, looked: Part | None) -> None:
    """Show how the chosen forecast is off, once somebody asks."""
    known = catalogue("kinds")["kinds"]["residuals"]
    if not st.toggle("Residuals: how it is off, and where", key="residuals"):
        return
    view = st.pills(
        "View", list(known), default="predicted", format_func=lambda k: known[k]["name"], required=True, key="off"
    )
    truth, forecast, name = compared.truth, compared.used[chosen], compared.names[chosen]
    made: Picture | None = None
    if view == "predicted":
        made = charts.by_forecast(truth, forecast, name)
    elif view == "distribution":
        made = charts.distribution(truth, forecast, name)
    else:
        frame = datasets.frame(place.store, place.who, run.initiative_id, run.dataset_id)
        if looked is not None:
            frame = frame[lenses.mask(frame, *looked)]
        if view == "time":
            made = _over_time(frame, run, compared, chosen)
    if view == "parts":
        offered = segments.columns(frame, run.task)
        first = offered.index(run.task.time) if run.task.time in offered else 0
        column = st.selectbox("By", offered, index=first, key="off_by")
        if column:
            made = charts.by_part(regression.by_part(truth, forecast, segments.parts(frame[column])), name, column)
    if made is not None:
        draw(made)
        st.caption(known[view]["reads"])
        taking(made, f"residuals-{view}")


def _over_time(frame: pd.DataFrame, run: Run, compared: Compared, chosen: str) -> Picture | None:
    """Draw how far off a forecast is in the order of a column that is asked for."""
    offered = splits.in_order(frame, run.task)
    if not offered:
        st.info("No column holds dates or numbers cases could be put in order by.", icon=":material/info:")
        return None
    column = st.selectbox("In the order of", offered, key="off_time")
    try:
        moments = splits.moments(frame[column], column)
    except ThroughlineError as problem:
        st.info(plain(str(problem)), icon=":material/info:")
        return None
    steps = regression.over_time(compared.truth, compared.used[chosen], moments)
    said = [as_text(frame[column].iloc[step.first])[:16] for step in steps]
    return charts.over_time(steps, said, compared.names[chosen], column)


def _mid(found: Interval | None) -> float:
    return float("inf") if found is None else found.mid
