"""Build: candidates side by side, statistics and money, and the decision."""

import streamlit as st

from components import measures
from components.charts import show_to_pick
from components.charts.threshold import picked, value_by_threshold
from components.links import link
from components.text import answer, day, plain, with_range
from data import datasets, runs
from data.runs import Run
from lifecycle.build.comparison import Comparison, Row
from lifecycle.build.decision import winner
from lifecycle.facts import Facts
from pages import here
from pages.build import data, record, training

place = here.here()
facts = here.opened(place)
initiative = facts.initiative


def headline(comparison: Comparison, best: dict[str, float]) -> str:
    """Say which candidate earns most, by how much, how sure that is, and whether statistics agree."""
    first = winner(comparison, best)
    rest = {key: value for key, value in best.items() if key != first}
    second = winner(comparison, rest)
    gap = comparison.difference((first, best[first]), (second, best[second]))
    currency, names = comparison.stakes.currency, comparison.names
    value = comparison.row(first, best[first]).value
    text = f"{names[first]} earns **{with_range(value, currency)}** a year at its best threshold"
    text += f", {with_range(gap.more, currency)} more than {names[second]} at its own"
    text += "; that is within noise" if gap.within_noise else f" ({gap.p_more:.0%} sure)".replace("%", " %")
    auc = {key: comparison.resampled.measures[key]["roc_auc"][0] for key in best}
    top = max(auc, key=lambda key: auc[key])
    return text + (f", although {names[top]} has the higher AUC." if top != first else ".")


def rows(comparison: Comparison, best: dict[str, float], chosen: str, threshold: float) -> list[Row]:
    """Measure every row: the chosen one at the slider's threshold, the others at their best."""
    return comparison.table(best | {chosen: threshold})


@st.fragment
def room(run: Run, start: float, owners: dict[str, str], *, decided: bool) -> None:
    """Show value against threshold, the table at that threshold, and the form that records the decision.

    `start` is where the slider stands when the whole page is drawn; while it is moved the chart stays as it is.
    """
    place = here.here()
    comparison = runs.comparison(place.store, place.who, run)
    if comparison is None:
        return
    best = {key: comparison.best_threshold(key) for key in comparison.names}
    first = winner(comparison, best)
    names = comparison.names
    chart = here.drawn(
        place, "room", run.initiative_id, lambda: value_by_threshold(comparison, first, start), run.id, first, start
    )
    with st.container(key="room_chart"):
        event = show_to_pick(chart, f"value_by_threshold/{run.id}")
    threshold = picked(event.selection, start)
    st.session_state[f"threshold/{run.id}"] = threshold
    chosen = st.segmented_control(
        "Candidate the slider is for",
        list(names),
        default=first,
        format_func=lambda key: names[key],
        required=True,
        key=f"candidate/{run.id}",
    )
    measured = rows(comparison, best, chosen or first, threshold)
    here_row = next(row for row in measured if row.key == chosen)
    counts_sentence(comparison, here_row)
    st.markdown(f"**What the business gets**  \n:gray[:small[{at_which(names[chosen or first], threshold)}]]")
    measures.business(measured, comparison, run.facts, chosen or first)
    st.markdown("**What statistics say**")
    measures.statistical(measured, chosen or first)
    st.caption("The heading of each column tells its definition.")
    record.offer(place, run, comparison, owners, chosen or first, threshold, decided=decided)


def at_which(name: str, threshold: float) -> str:
    """Say at which threshold each row of the tables is measured: the chart shows all of them at the slider's."""
    return f"{name} at the slider's {threshold:.3f}, the others each at the best threshold of its own."


def counts_sentence(comparison: Comparison, row: Row) -> None:
    """Say in counts what the chosen candidate does at the chosen threshold."""
    tp, fp = comparison.counts(row.key, row.threshold)
    yes, no = comparison.resampled.yes[0], comparison.resampled.no[0]
    earns = with_range(row.value, comparison.stakes.currency)
    st.markdown(
        f"From **{row.threshold:.3f}** on, {row.name} acts on {tp[0]:.0f} of {yes} true yes and misses "
        f"{yes - tp[0]:.0f}; it acts on {fp[0]:.0f} of {no} true no by mistake. That earns **{earns}** a year."
    )


def trained(facts: Facts, run: Run) -> None:
    """Show what was trained, and the room if a contract says what a case is worth."""
    dataset = next(d for d in datasets.listing(place.store, place.who, initiative.id) if d.id == run.dataset_id)
    comparison = runs.comparison(place.store, place.who, run)
    if comparison is None:
        answer("The candidates are trained, but no contract says what a case is worth.")
        link("envision", "Sign the contract in Envision", initiative.slug, icon=":material/arrow_forward:")
        return
    best = {key: comparison.best_threshold(key) for key in comparison.names}
    answer(headline(comparison, best))
    start = st.session_state.get(f"threshold/{run.id}", best[winner(comparison, best)])
    owners = facts.contract.terms.owners if facts.contract else {}
    room(run, start, owners, decided=facts.decision is not None and facts.decision.run_id == run.id)
    st.caption(
        f"Trained on {day(run.trained_at)} on {plain(dataset.name)}: {run.facts.yes:,} of the {run.facts.cases:,} "
        f"are yes (SHA-256 {dataset.sha256[:12]}…). Each case is judged by a model that had not seen it "
        f"({run.facts.folds} folds, seed {run.seed}); thresholds are chosen on the same cases, which flatters them a little. "
        + ", ".join(f"{name} {version}" for name, version in run.facts.versions.items())
        + "."
    )


loaded = datasets.listing(place.store, place.who, initiative.id)
latest = runs.latest(place.store, place.who, initiative.id)
record.latest(facts)
if latest and not training.under_way(place, initiative):
    trained(facts, latest)
elif not latest and not loaded:
    answer(
        "Load the data, then four candidates are trained and set side by side with acting on everyone and on no one."
    )
    if facts.contract is None:
        st.info(
            "No contract is signed yet: you can train, but nothing can be weighed in money.", icon=":material/info:"
        )
busy = latest is None and training.under_way(place, initiative)
if not loaded:
    data.load(place, initiative, first=True)
elif not busy:
    first_time = latest is None
    box = st.expander(
        "Data and training", expanded=first_time, key=f"data/{initiative.id}/{first_time}", on_change="rerun"
    )
    if not box.open:
        st.stop()
    with box:
        st.markdown(f"**{plain(loaded[0].name)}** :gray[{loaded[0].rows:,} rows, {len(loaded[0].columns)} columns]")
        task = data.choose_task(place, loaded[0])
        if task:
            training.start(place, initiative, loaded[0].id, task)
        data.load(place, initiative, first=False)
