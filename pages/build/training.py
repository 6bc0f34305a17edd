"""Training: started, watched, cancelled; it goes on when somebody leaves the page."""

import streamlit as st

from components.text import plain
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


def start(place: Here, initiative: Initiative, dataset_id: str, task: Task) -> None:
    """Offer to train the candidates of a task."""
    if st.button("Train the candidates", type="primary", icon=":material/model_training:"):
        act = place.act()

        def work(job: Job) -> None:
            runs.train(place.store, act, initiative.id, dataset_id, task, SEED, job)

        with saying():
            place.runtime.jobs.start(KIND, initiative.id, f"Training for {initiative.name}", work)
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
