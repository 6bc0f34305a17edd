"""What people state with a decision: who reviewed it, what each feature is for, what comes first in fairness."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from components import tables
from data import datasets, decisions, kind_decisions
from data.demo import breast_cancer
from data.runs import Run
from lifecycle.build.dataset import BINARY
from lifecycle.build.decision_choice import CHOICES
from lifecycle.build.review import Review
from lifecycle.catalogue import roles
from pages.here import Here

FEATURE, PURPOSE = "Feature", "What it is used for"
NAMES = {"calibration": "Calibrated scores", "error_rates": "Equal error rates", "neither": "Neither first"}


@dataclass(frozen=True)
class Stated:
    """What was stated; a review is None until a name is given."""

    review: Review | None
    purposes: dict[str, str]
    choice: str


def ask(place: Here, run: Run) -> Stated:
    """Ask for the review, the purposes, and the choice where groups are compared."""
    left, right = st.columns(2)
    name = left.text_input(
        "Reviewed independently by (optional)",
        key=f"reviewer/{run.id}",
        help="Somebody who did not make the candidates. A standard dial asks for a peer, a high one for the second line.",
    )
    role = right.selectbox(
        "In the role of",
        list(roles()),
        index=None,
        format_func=lambda key: roles()[key].name,
        key=f"reviewer_role/{run.id}",
        placeholder="Choose a role",
    )
    choice = ""
    if run.task.protected and run.task.kind == BINARY:
        choice = (
            st.radio(
                "Where groups differ in how many are truly yes, what comes first?",
                list(CHOICES),
                index=None,
                format_func=lambda key: NAMES[key],
                captions=list(CHOICES.values()),
                key=f"choice/{run.id}",
            )
            or ""
        )
    review = Review(name.strip(), role or "") if name.strip() else None
    return Stated(review, _purposes(place, run), choice)


def _purposes(place: Here, run: Run) -> dict[str, str]:
    """Let people write down what each feature is used for, beginning with what was written for the last decision."""
    if not run.task.features:
        return {}
    known = _known(place, run)
    said = sum(1 for name in run.task.features if known.get(name))
    title = f"What each feature is used for: {said} of {len(run.task.features)} written down so far"
    with st.expander(title, icon=":material/edit_note:"):
        rows = pd.DataFrame({FEATURE: list(run.task.features), PURPOSE: [known.get(f, "") for f in run.task.features]})
        edited = tables.editor(
            rows, f"purposes/{run.id}", hide_index=True, disabled=[FEATURE], width="stretch", num_rows="fixed"
        )
    return {str(row[FEATURE]): str(row[PURPOSE] or "") for row in edited.to_dict("records")}


def _known(place: Here, run: Run) -> dict[str, str]:
    recorded = decisions if run.task.kind == BINARY else kind_decisions
    earlier = recorded.listing(place.store, place.who, run.initiative_id)
    if earlier and earlier[0].purposes:
        return earlier[0].purposes
    with place.store.read() as cursor:
        origin = datasets.describe(cursor, run.dataset_id).origin
    return breast_cancer.purposes() if origin == breast_cancer.ORIGIN else {}
