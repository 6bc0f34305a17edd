"""The room for forecasts: what being off costs, what each candidate saves, and where it is off."""

import streamlit as st

from components.charts import Picture, show_to_pick
from components.charts import residuals as charts
from components.charts import show as draw
from components.charts.taking import taking
from components.text import answer, plain, with_range
from data import datasets, kind_comparisons, lenses, run_stakes
from data.runs import Run
from lifecycle.build import regression, segments
from lifecycle.build.kind_decision import adjusted
from lifecycle.build.regression import FACTOR, SHIFT, Adjustment, Compared, UnitStakes
from lifecycle.catalogue import catalogue
from lifecycle.figures import Interval, money, money_range
from pages import here
from pages.build import worth_form
from pages.build.kind_record import Foot
from pages.here import Here

ALL = "All cases"
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
    looked = look_through(place, run)
    way = st.segmented_control(
        "Adjusting", list(WAYS), default=FACTOR, format_func=WAYS.get, required=True, key="adjusting"
    )
    with st.spinner("Comparing on a thousand resamples"):
        compared = kind_comparisons.forecasts(place.store, place.who, run, stakes, way, looked)
    with top:
        answer(headline(compared))
        st.caption(newsvendor(compared))
    models = compared.models
    ranked = [key for key in compared.ranked() if key in models]
    chosen = st.segmented_control(
        "Candidate", list(models), default=ranked[0], format_func=models.get, required=True, key="forecast"
    )
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
    tables(compared, chosen)
    _residuals(place, run, compared, chosen, looked)
    if foot is not None:
        foot(models, chosen, compared.adjusted[chosen], now, looked is None)


def headline(compared: Compared) -> str:
    """Say which forecast saves most, by how much, how sure that is, and whether statistics agree."""
    currency = compared.stakes.currency
    rows = {row.key: row for row in compared.rows()}
    first, second = compared.ranked()[:2]
    own = rows[first]
    text = (
        f"{own.name} saves **{with_range(own.value, currency)}** a year against “{compared.names[compared.reference]}”"
    )
    gap = regression.difference(compared.found, first, second, compared.stakes)
    text += f", {with_range(gap.more, currency)} more than {compared.names[second]}"
    text += "; that is within noise" if gap.within_noise else f" ({gap.p_more:.0%} sure)".replace("%", " %")
    sharpest = min(rows, key=lambda key: _mid(rows[key].measures["rmse"]))
    return text + (f", although {rows[sharpest].name} has the lower RMSE." if sharpest != first else ".")


def newsvendor(compared: Compared) -> str:
    """Explain how often the best forecast is enough."""
    stakes = compared.stakes
    share = f"{stakes.fractile:.0%}"
    return (
        f"A unit too few costs {money(stakes.under, stakes.currency)}, one too many {money(stakes.over, stakes.currency)}: "
        f"the cheapest forecast is enough in {share} of the cases, under ÷ (over + under), not in half of them as one "
        "that aims at the middle. Adjustments are chosen on the same cases, which flatters them a little."
    )


def tables(compared: Compared, chosen: str) -> None:
    """Show money and statistics of every row."""
    rows, currency = compared.rows(), compared.stakes.currency
    against = compared.names[compared.reference]
    st.markdown("**What the business gets**")
    money_rows = [
        {
            "Candidate": f"▸ {row.name}" if row.key == chosen else row.name,
            "Adjusted": adjusted(row.adjustment),
            "Saved a year": money(row.value.mid, currency),
            "95 % interval": money_range(row.value, currency),
            "A forecast": money(row.per_forecast.mid, currency),
            "Being off costs": money(row.cost.mid, currency),
            "Is enough": f"{row.enough:.0%}",
            "P(best)": f"{row.p_best:.0%}",
        }
        for row in rows
    ]
    helps = {
        "Adjusted": "What is done to the forecast before it is used: each at the adjustment that costs least, or yours.",
        "Saved a year": f"What being off costs with “{against}” less what it costs with this, running costs taken off.",
        "95 % interval": f"From {len(compared.found.truth) - 1:,} resamples of the cases, shared by all rows.",
        "A forecast": "Saved a year ÷ forecasts a year.",
        "Being off costs": "Forecasts a year × (cost over × mean units over + cost under × mean units under), with running costs.",
        "Is enough": "Share of cases in which the forecast is at least the truth.",
        "P(best)": "Share of resamples in which this row costs least of all. Equals share it.",
    }
    grid(money_rows, helps, "What the business gets from each forecast")
    st.markdown("**What statistics say**")
    known = catalogue("kinds")["kinds"]["regression"]
    grid(
        [
            {"Candidate": f"▸ {row.name}" if row.key == chosen else row.name}
            | {item["name"]: measure(row.measures[key], item["digits"]) for key, item in known.items()}
            for row in rows
        ],
        {item["name"]: f"{item['means']} In brackets: 95 % interval." for item in known.values()},
        "What statistics say of each forecast",
    )


def measure(found: Interval | None, digits: int) -> str:
    """Write a measure with its interval."""
    if found is None:
        return "–"
    text = f"{found.mid:,.{digits}f} ({found.low:,.{digits}f} to {found.high:,.{digits}f})"
    return text.replace("-", "−")


def grid(table: list[dict[str, str]], helps: dict[str, str], alt: str) -> None:
    """Show a table whose headings tell their definitions."""
    columns = {name: st.column_config.TextColumn(name, help=text) for name, text in helps.items()}
    columns["Candidate"] = st.column_config.TextColumn("Candidate", pinned=True)
    st.dataframe(table, hide_index=True, column_config=columns, alt=alt)


def look_through(place: Here, run: Run) -> tuple[str, str] | None:
    """Ask through which part of the cases to look: (column, part), or None for all."""
    columns = lenses.columns(place.store, place.who, run)
    left, right = st.columns(2, vertical_alignment="bottom")
    column = left.selectbox("Look at", [ALL, *columns], key=f"by/{run.id}")
    if column == ALL:
        return None
    parts = lenses.parts_of(place.store, place.who, run, column)
    large = {name: mask for name, mask in parts.items() if mask.sum() >= segments.LEAST}
    if not large:
        st.info(f"No part by {plain(column)} has {segments.LEAST} cases. All cases are shown.", icon=":material/info:")
        return None
    part = right.selectbox(
        f"Part by {column}",
        list(large),
        format_func=lambda name: f"{name} ({large[name].sum():,} cases)",
        key=f"part/{run.id}/{column}",
    )
    return column, part


def _residuals(place: Here, run: Run, compared: Compared, chosen: str, looked: tuple[str, str] | None) -> None:
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
            frame = frame[segments.parts(frame[looked[0]])[looked[1]]]
        offered = segments.columns(frame, run.task)
        first = offered.index(run.task.time) if run.task.time in offered else 0
        column = st.selectbox("By", offered, index=first, key="off_by")
        if column:
            made = charts.by_part(regression.by_part(truth, forecast, segments.parts(frame[column])), name, column)
    if made is not None:
        draw(made)
        st.caption(known[view]["reads"])
        taking(made, f"residuals-{view}")


def _mid(found: Interval | None) -> float:
    return float("inf") if found is None else found.mid
