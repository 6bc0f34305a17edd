"""The room: candidates side by side under the same stakes, looked at through a part of the cases and a role."""

from collections.abc import Callable

import streamlit as st

from components import measures
from components.charts import Picture, show_to_pick
from components.charts.taking import taking
from components.charts.threshold import picked, value_by_threshold
from components.text import plain, with_range
from data import datasets, lenses, runs
from data.limits import limits
from data.runs import Run
from lifecycle.build.comparison import Comparison
from lifecycle.build.decision import winner
from lifecycle.build.lot import Cut, Lot
from lifecycle.catalogue import catalogue
from lifecycle.errors import ThroughlineError
from pages import here
from pages.build import amount_form, diagnostics, explaining, presenting, trading
from pages.here import Here

ALL = "All cases"
EVERYTHING = "science"
Load = Callable[[Here], Comparison | None]
Foot = Callable[[Comparison, str, float], None]


def headline(comparison: Comparison) -> str:
    """Say which candidate earns most, by how much, how sure that is, and whether statistics agree."""
    best = comparison.cuts()
    first = winner(comparison, best)
    rest = {key: value for key, value in best.items() if key != first}
    currency, names = comparison.stakes.currency, {key: plain(name) for key, name in comparison.names.items()}
    value = comparison.row(first, best[first]).value
    text = f"{names[first]} earns **{with_range(value, currency)}** a year "
    if isinstance(best[first], Lot):
        text += "where it fills the capacity by lot among equal scores"
    else:
        text += "at its best threshold"
        of = "its share of the capacity" if comparison.part else "the capacity"
        text += "" if comparison.stakes.capacity_per_week is None else f" within {of}"
    if not rest:
        return f"{text}."
    second = winner(comparison, rest)
    gap = comparison.difference((first, best[first]), (second, best[second]))
    text += f", {with_range(gap.more, currency)} more than {names[second]} at its own"
    text += "; that is within noise" if gap.within_noise else f" ({gap.p_more:.0%} sure)".replace("%", " %")
    auc = {key: comparison.resampled.measures[key]["roc_auc"][0] for key in best}
    top = max(auc, key=lambda key: auc[key])
    return text + (f", although {names[top]} has the higher AUC." if top != first else ".")


def start_at(run: Run, comparison: Comparison) -> float:
    """Say where the slider stands when the page is drawn: as in the address, as last moved, or where most is earned.

    Other amounts, or another capacity, have another best: the slider goes there, not on where it stood.
    """
    known, now = f"stakes/{run.id}", comparison.stakes.fingerprint()
    if st.session_state.get(known, now) != now:
        st.session_state.pop(f"threshold/{run.id}", None)
        st.query_params.pop("at", None)
    st.session_state[known] = now
    said = st.query_params.get("at")
    if said is not None:
        try:
            return min(max(round(round(float(said) / 0.005) * 0.005, 3), 0.0), 1.0)
        except (ValueError, OverflowError):
            del st.query_params["at"]
    return float(
        st.session_state.get(f"threshold/{run.id}", comparison.best_threshold(winner(comparison, comparison.cuts())))
    )


def room(run: Run, load: Load, start: float, foot: Foot | None = None) -> None:
    """Show the room, following a presenter where the address asks for it; see `_room`."""
    presenting.following(run)
    _room(run, load, start, foot)


@st.fragment
def _room(run: Run, load: Load, start: float, foot: Foot | None = None) -> None:
    """Show value against threshold, what it means for each role, what is traded off, and what stands behind it.

    `load` compares the candidates for who is here now; `start` is where the slider stands when the whole page is
    drawn: while it is moved the chart stays as it is. `foot` closes the room, as with the form for the decision.
    """
    place = here.here()
    whole = load(place)
    if whole is None:
        return
    comparison, looked = _through(place, run, whole)
    best = comparison.cuts()
    names, first = comparison.names, winner(comparison, best)
    chosen = st.segmented_control(
        "Candidate",
        list(names),
        default=first,
        format_func=lambda key: plain(names[key]),
        required=True,
        key="candidate",
        bind="query-params",
    )
    chosen = chosen if chosen in names else first
    start = _drawn_at(run, chosen, looked, start)
    column, _, value = looked.partition(" = ")
    part = None if looked == ALL else (column, value)

    def draw() -> Picture:
        held = limits(place.store, place.who, run, part).curves
        return value_by_threshold(comparison, chosen, start, held.get(chosen, []))

    revision = (comparison.stakes.fingerprint(), looked, chosen, start)
    chart = here.drawn(place, "room", run.initiative_id, draw, run.id, *revision)
    with st.container(key="room_chart"):
        event = show_to_pick(chart, f"value_by_threshold/{run.id}/{looked}/{chosen}/{start}")
    threshold = picked(event.selection, start)
    if threshold != st.session_state.get(f"threshold/{run.id}"):
        st.session_state[f"threshold/{run.id}"] = threshold
        if threshold != start or "at" in st.query_params:
            st.query_params["at"] = f"{threshold:.3f}"
    with st.container(horizontal=True):
        taking(chart, "value-by-threshold")
        presenting.offer(place, run, threshold)
    amount_form.told(place, run, comparison)
    _tables(run, comparison, best, chosen, threshold)
    trading.of_run(place, run, comparison, part, chosen, threshold)
    _behind(place, run, comparison, looked, chosen, threshold)
    if foot is not None and looked == ALL:
        foot(whole, chosen, threshold)
    elif foot is not None:
        st.caption(f"A decision is recorded on all cases: choose “{ALL}” under the part to look at.")


def _drawn_at(run: Run, chosen: str, looked: str, start: float) -> float:
    """Say where the slider of the chart stands at first: another candidate or part goes on where the last one was."""
    key, now = f"drawn/{run.id}", (chosen, looked)
    drawn = st.session_state.get(key)
    if drawn is None or drawn[0] != now or drawn[1] != start:
        moved = drawn is not None and drawn[0] != now and drawn[1] == start
        begins = st.session_state.get(f"threshold/{run.id}", start) if moved else start
        st.session_state[key] = (now, start, begins)
    return float(st.session_state[key][2])


def _through(place: Here, run: Run, whole: Comparison) -> tuple[Comparison, str]:
    """Ask through which part of the cases to look, and compare there; gives the comparison and the part's name."""
    columns = lenses.columns(place.store, place.who, run)
    left, right, role = st.columns([2, 2, 3], vertical_alignment="bottom")
    column = left.selectbox("Look at", [ALL, *columns], key="by", bind="query-params", help=HELP)
    with role:
        known = catalogue("lenses")["roles"]
        st.segmented_control(
            "In the words of",
            list(known),
            default=EVERYTHING,
            format_func=lambda key: known[key]["name"],
            required=True,
            key="words",
            bind="query-params",
        )
    if column not in columns:
        return whole, ALL
    found = lenses.parts_of(place.store, place.who, run, column)
    part = right.selectbox(f"Part by {plain(column)}", list(found), key="part", bind="query-params")
    try:
        seen = lenses.look(place.store, place.who, run, whole.stakes, column, part)
    except ThroughlineError as problem:
        st.info(f"{plain(str(problem))} All cases are shown.", icon=":material/info:")
        return whole, ALL
    share = found[part].mean()
    st.caption(
        f"Only cases with {plain(column)} = {plain(part)}: {share:.1%} of all ({found[part].sum():,}), with that share "
        f"of volume, costs and capacity; {len(seen.resampled.yes) - 1:,} resamples. The sentence above the choices speaks "
        "of all cases."
    )
    st.markdown(f"In this part {headline(seen)}", help=measures.definition(seen))
    return seen, f"{column} = {part}"


HELP = "Looks at one part of the cases: the values of a column, or the quarters of a numeric one. Parts add up to the whole."


def _tables(run: Run, comparison: Comparison, best: dict[str, Cut], chosen: str, threshold: float) -> None:
    """Show the candidates in the words of the role that looks: the same rows and resamples for everybody."""
    rows = comparison.table(best | {chosen: threshold})
    own = next(row for row in rows if row.key == chosen)
    role = st.session_state.get("words") or EVERYTHING
    st.markdown(measures.sentence(role, own, comparison), help=measures.definition(comparison))
    st.caption(
        f"{plain(comparison.names[chosen])} at the slider's {threshold:.3f}, the others each at the best threshold of its own. "
        "The heading of each column tells its definition."
    )
    if isinstance(best[chosen], Lot):
        st.info(measures.lot(comparison.row(chosen, best[chosen]), comparison), icon=":material/casino:")
    if role == "sponsor":
        measures.sponsor(rows, comparison, chosen)
    elif role == "expert":
        measures.expert(rows, comparison, chosen)
    else:
        st.markdown("**What the business gets**")
        measures.business(rows, comparison, run.facts, chosen)
        st.markdown("**What statistics say**")
        measures.statistical(rows, chosen)


def _behind(place: Here, run: Run, comparison: Comparison, looked: str, chosen: str, threshold: float) -> None:
    """Show what stands behind the numbers, once somebody opens it."""
    column, _, value = looked.partition(" = ")
    part = None if looked == ALL else (column, value)
    if st.toggle("Explain: which features drive score and value", key="explain", bind="query-params"):
        explaining.show_explanation(place, run, comparison, chosen, threshold, part)
    if st.toggle("Diagnostics: what stands behind the numbers", key="diagnostics", bind="query-params"):
        arrays = runs.arrays(place.store, run.id)[0]
        of = slice(None)
        if part is not None:
            frame = datasets.frame(place.store, place.who, run.initiative_id, run.dataset_id)
            of = lenses.mask(frame, *part)
        scores = {key: arrays[f"scores/{key}"][of] for key in comparison.names}
        diagnostics.show_views(comparison, arrays["label"][of], scores, chosen, threshold)
