"""Build: candidates side by side, statistics and money, and the decision."""

import streamlit as st

from components import measures
from components.links import link
from components.text import answer, day, plain
from data import datasets, rooms, runs
from data.runs import Run
from lifecycle.build.comparison import Comparison
from lifecycle.build.dataset import BINARY, REGRESSION
from lifecycle.build.worker import PREDICTIONS, TRAINED
from lifecycle.facts import Facts
from lifecycle.figures import money
from pages import here
from pages.build import (
    classes_room,
    comparing,
    data,
    kind_record,
    model_upload,
    numeric_room,
    predictions,
    record,
    stakes_form,
    task_form,
    training,
)

place = here.here()
facts = here.opened(place)
initiative = facts.initiative


def trained(facts: Facts, run: Run) -> None:
    """Show what was trained, and the room if a contract says what a case is worth."""
    dataset = next(d for d in datasets.listing(place.store, place.who, initiative.id) if d.id == run.dataset_id)

    if run.task.kind != BINARY:
        (numeric_room if run.task.kind == REGRESSION else classes_room).show(run, kind_record.foot(facts, run))
        if run.facts.origin == PREDICTIONS:
            predictions.told(run)
            return
        st.caption(
            f"Trained on {day(run.trained_at)} on {plain(dataset.name)} (SHA-256 {dataset.sha256[:12]}…). "
            + training.split_of(run)
        )
        return

    def load(place: here.Here) -> Comparison | None:
        return runs.comparison(place.store, place.who, run) or rooms.compare_unsigned(place.store, place.who, run)

    comparison = load(place)
    if comparison is None:
        answer("The candidates can be compared, but no contract says what a case is worth.")
        link("envision", "Sign the contract in Envision", initiative.slug, icon=":material/arrow_forward:")
        return
    first = "" if facts.contract else "With amounts nobody has signed: "
    answer(first + comparing.headline(comparison), means=measures.definition(comparison))
    if facts.contract is None:
        unsigned(run, comparison)
    owners = facts.contract.terms.owners if facts.contract else {}
    decided = facts.decision is not None and facts.decision.run_id == run.id

    def foot(comparison: Comparison, chosen: str, threshold: float) -> None:
        record.offer(here.here(), run, comparison, owners, chosen, threshold, decided=decided)

    comparing.room(run, load, comparing.start_at(run, comparison), foot if facts.contract else None)
    if run.facts.origin != TRAINED:
        (model_upload if any(item.file for item in run.facts.candidates) else predictions).told(run)
        return
    st.caption(
        f"Trained on {day(run.trained_at)} on {plain(dataset.name)}: {run.facts.yes:,} of the {run.facts.cases:,} "
        f"are yes (SHA-256 {dataset.sha256[:12]}…). {training.split_of(run)} "
        "Thresholds are chosen on the same cases, which flatters them a little. "
        + ", ".join(f"{name} {version}" for name, version in run.facts.versions.items())
        + "."
    )


def unsigned(run: Run, comparison: Comparison) -> None:
    """Say under which amounts a kept comparison is shown, and what is needed before anything is decided."""
    kept = rooms.unsigned(place.store, place.who, run)
    stakes, mean = comparison.stakes, comparison.stakes.payoffs.expected()
    come = "They were set in" if kept and kept.revision else "They were only assumed in"
    if rooms.lost_amounts(place.store, place.who, run):
        come = (
            "It was kept before signed and assumed amounts were parted: what was set stands in Activity alone, and these "
            "are assumed for"
        )
    each = "; ".join(
        f"{label.lower()}: {money(getattr(mean, name), stakes.currency)}" for name, label in stakes_form.LABELS.items()
    )
    st.info(
        f"These are amounts nobody has signed. {come} the room this comparison was kept from: {each}; "
        f"{stakes.volume.mean:,.0f} cases a year. No decision can be recorded until a contract is in force: "
        "complete the canvas in Envision and have it signed.",
        icon=":material/info:",
    )
    link(
        "envision",
        "**Next:** the canvas and its signatures in Envision",
        initiative.slug,
        icon=":material/arrow_forward:",
    )


MADE = (PREDICTIONS, runs.JUDGED_ROWS)  # kept with a run, not loaded to train on
loaded = [one for one in datasets.listing(place.store, place.who, initiative.id) if one.origin not in MADE]
found = runs.listing(place.store, place.who, initiative.id)
shown = training.shown(found)
record.latest(facts, shown)
kind_record.latest(facts, shown)
comparing_now = predictions.under_way(place, initiative.id)
if comparing_now:
    training.look_at_latest()  # what is computed is what comes next
if shown and not comparing_now and not training.under_way(place, initiative):
    training.told_filled(shown)
    training.told_earlier(found, shown)
    trained(facts, shown)
elif not shown and not loaded and not comparing_now:
    answer(
        "Load the data, then candidates are trained and set side by side with acting on everyone and on no one; "
        "or bring the predictions of any models."
    )
    if facts.contract is None:
        st.info(
            "No contract is signed yet: you can train, but nothing can be weighed in money.", icon=":material/info:"
        )
busy = comparing_now or (shown is None and training.under_way(place, initiative))
if not loaded and not shown and not busy:
    data.load(place, initiative, first=True)
elif not busy:
    first_time = shown is None
    box = st.expander(
        "Data and training", expanded=first_time, key=f"data/{initiative.id}/{first_time}", on_change="rerun"
    )
    if shown:
        training.choose(found, shown)
    if not box.open:
        st.stop()
    with box:
        if loaded:
            st.markdown(f"**{plain(loaded[0].name)}** :gray[{loaded[0].rows:,} rows, {len(loaded[0].columns)} columns]")
            task = task_form.choose(place, loaded[0])
            if task:
                training.start(place, initiative, loaded[0].id, task)
        data.load(place, initiative, first=False)
