"""The data candidates are compared on: the shipped set, one's own file, predictions made elsewhere, or model files."""

import streamlit as st

from data import datasets
from data.demo import breast_cancer
from lifecycle.initiative import Initiative
from pages.build import model_upload, predictions
from pages.here import Here, done, saying

TRAIN, BRING, MODELS = "Train on data", "Bring predictions", "Bring model files"


def load(place: Here, initiative: Initiative, *, first: bool) -> None:
    """Offer the shipped data, or take a file to train on, files with predictions of any model, or model files."""
    with st.container(border=True):
        way = st.segmented_control(
            "Where the candidates come from",
            [TRAIN, BRING, MODELS],
            default=TRAIN,
            required=True,
            key=f"way/{initiative.id}",
        )
        if way == BRING:
            predictions.bring(place, initiative)
            return
        if way == MODELS:
            model_upload.bring(place, initiative)
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
