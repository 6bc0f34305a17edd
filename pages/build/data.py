"""The data candidates are compared on: the shipped set, one's own file, or predictions made elsewhere."""

import streamlit as st

from components.text import plain
from data import datasets
from data.datasets import Dataset
from data.demo import breast_cancer
from lifecycle.build.dataset import Task, feature_kind, target_values
from lifecycle.initiative import Initiative
from pages.build import predictions
from pages.here import Here, done, saying

NONE = "—"


TRAIN, BRING = "Train on data", "Bring predictions"


def load(place: Here, initiative: Initiative, *, first: bool) -> None:
    """Offer the shipped data, or take a file to train on, or files with predictions of any model."""
    with st.container(border=True):
        way = st.segmented_control(
            "Where the candidates come from",
            [TRAIN, BRING],
            default=TRAIN,
            required=True,
            key=f"way/{initiative.id}",
        )
        if way == BRING:
            predictions.bring(place, initiative)
            return
        st.markdown("**Load the data**" if first else "**Load other data**")
        shipped, own = st.columns(2, gap="large")
        with shipped:
            st.caption("Real data that ships with the program: breast-cancer samples, benign or malignant.")
            if st.button("Load the breast-cancer data", icon=":material/dataset:"):
                with saying():
                    breast_cancer.load(place.store, place.act(), initiative.id)
                    done("398 cases loaded; 171 are kept aside for Monitor.")
                    st.rerun()
        with own:
            file = st.file_uploader("Your own data, one row a case: CSV or Parquet", type=["csv", "parquet"])
            if file is not None and st.button("Load this file", icon=":material/upload_file:"):
                with saying(), st.spinner("Reading the file"):
                    table = place.runtime.intake.read(file.getvalue(), file.name)
                    datasets.add(place.store, place.act(), initiative.id, file.name, "uploaded", table.frame)
                    done(f"{len(table.frame):,} rows loaded.")
                    st.rerun()


def choose_task(place: Here, dataset: Dataset) -> Task | None:
    """Ask what is predicted from what; the example knows it already."""
    frame = datasets.frame(place.store, place.who, dataset.initiative_id, dataset.id)
    if dataset.origin == breast_cancer.ORIGIN:
        st.caption(f"Predicts **{breast_cancer.POSITIVE}** from 30 measurements of cell nuclei.")
        return breast_cancer.task(frame)
    names = [str(name) for name in frame.columns]
    two = [name for name in names if len(target_values(frame[name])) == 2]
    left, right = st.columns(2)
    target = left.selectbox("Target: the column with the truth", names, index=names.index(two[-1]) if two else 0)
    values = target_values(frame[target])[:50]
    positive = right.selectbox("Which value means yes?", values, index=_likely_yes(values))
    flags = [NONE, *(n for n in names if n != target and set(target_values(frame[n])) <= {"0", "1"})]
    others = [NONE, *(n for n in names if n != target)]
    left, middle, right = st.columns(3)
    identifier = left.selectbox("Case id, if there is one", others, index=_guess_identifier(frame, others))
    incumbent = middle.selectbox("What today's way acts on (0 or 1)", flags)
    protected = right.selectbox("Protected attribute", others, help="Compared between groups, never predicted from.")
    taken = {target, identifier, incumbent, protected}
    usable = {n: kind for n in names if n not in taken and (kind := feature_kind(frame[n]))}
    dropped = [n for n in names if n not in taken and n not in usable]
    chosen = st.multiselect("Predict from", list(usable), default=list(usable))
    if dropped:
        st.caption(f"Left out (free text, dates or too many different values): {plain(', '.join(dropped))}.")
    features = {name: usable[name] for name in chosen}
    optional = (None if value == NONE else value for value in (identifier, incumbent, protected))
    return Task(target, str(positive or ""), features, *optional)


def _likely_yes(values: list[str]) -> int:
    likely = [i for i, value in enumerate(values) if value.lower() in ("1", "yes", "true", "y", "positive")]
    return likely[0] if likely else len(values) - 1


def _guess_identifier(frame, options: list[str]) -> int:  # type: ignore[no-untyped-def]
    named = [o for o in options if o != NONE and o.lower().rstrip("s").endswith("id") and frame[o].is_unique]
    return options.index(named[0]) if named else 0
