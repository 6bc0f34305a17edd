"""Training: started, watched, cancelled; it goes on when somebody leaves the page."""

from collections.abc import Sequence

import streamlit as st

from components.text import day, plain
from data import runs
from data.jobs import Job
from data.runs import Run
from lifecycle.build import splits
from lifecycle.build.dataset import Task
from lifecycle.initiative import Initiative
from pages.build import beside
from pages.here import Here, saying

KIND = "training"
SEED = 7
ADDRESS = "run"


def start(place: Here, initiative: Initiative, dataset_id: str, task: Task) -> None:
    """Offer to train the candidates of a task."""
    if st.button("Train the candidates", type="primary", icon=":material/model_training:"):
        act = place.act()

        def work(job: Job) -> None:
            runs.train(place.store, act, initiative.id, dataset_id, task, SEED, job)

        with saying():
            place.runtime.jobs.start(KIND, initiative.id, f"Training for {initiative.name}", work)
            look_at_latest()
            st.rerun()


def under_way(place: Here, initiative: Initiative) -> bool:
    """Show a training that runs, or how the last one failed until another begins; answers whether one runs."""
    return beside.under_way(place, KIND, initiative.id, "The candidates are trained.", "Cancel the training")


def split_of(run: Run) -> str:
    """Say how the cases of a training were split, in how many folds, with which seed."""
    facts = run.facts
    said = splits.in_words(facts.split, facts.column, facts.unjudged, facts.cases)
    whole = f" SHA-256 of all rows: {facts.source_sha256[:12]}…." if facts.source_sha256 else ""
    return f"{plain(said)} {facts.folds} folds, seed {run.seed}.{whole}"


def filled_key(run: Run) -> str:
    """Name where a session keeps which fields of the canvas a comparison filled in when it was kept."""
    return f"filled/{run.id}"


def told_filled(run: Run) -> None:
    """Say which fields of the canvas were filled in, in the session that kept the comparison."""
    if labels := st.session_state.get(filled_key(run)):
        count = f"{len(labels)} field{'' if len(labels) == 1 else 's'} of the canvas"
        st.success(
            f"{count} {'was' if len(labels) == 1 else 'were'} filled in from the room: {plain(', '.join(labels))}.",
            icon=":material/edit_note:",
        )


def shown(found: Sequence[Run]) -> Run | None:
    """Give the run the address names, or the latest; `found` has the latest first."""
    named = st.query_params.get(ADDRESS)
    return next((run for run in found if run.id == named), found[0] if found else None)


def look_at_latest() -> None:
    """Let go of the run in the address, and of where its slider stood."""
    for name in (ADDRESS, "at"):
        st.query_params.pop(name, None)


def choose(found: Sequence[Run], now: Run) -> None:
    """Offer the runs there are, where there is more than one; which one is shown stands in the address."""
    if len(found) < 2:
        return
    names = {run.id: _called(run) + (" (latest)" if run is found[0] else "") for run in found}
    key = f"{ADDRESS}/{now.id}"

    def go() -> None:
        look_at_latest()
        wanted = st.session_state[key]
        if wanted != found[0].id:
            st.query_params[ADDRESS] = wanted

    st.selectbox(
        "Run to look at",
        list(names),
        index=list(names).index(now.id),
        format_func=names.__getitem__,
        key=key,
        on_change=go,
        help="Training or bringing predictions adds a run; earlier ones stay. A decision is recorded on the one shown.",
    )


def told_earlier(found: Sequence[Run], now: Run) -> None:
    """Say that an earlier run is shown, and lead to the latest."""
    if now.id == found[0].id:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f":material/history: An earlier run is shown: {_called(now)}. A decision is recorded on this one.")
        st.button("Show the latest", type="tertiary", icon=":material/arrow_forward:", on_click=look_at_latest)


def _called(run: Run) -> str:
    """Call a run by when it was made and how many candidates it has."""
    count = len(run.facts.candidates)
    return f"Run of {day(run.trained_at)}, {run.trained_at:%H:%M}, {count} candidate{'' if count == 1 else 's'}"
