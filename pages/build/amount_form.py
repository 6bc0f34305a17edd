"""Whether cases have amounts of their own, and which outcomes are worth more where the amount is larger."""

import pandas as pd
import streamlit as st

from components.text import plain
from data import datasets
from data.runs import Run
from lifecycle.build.comparison import Comparison
from lifecycle.payoff import OUTCOMES
from pages.build.stakes_form import LABELS
from pages.here import Here

NONE = "—"
FOLLOWING = ("tp", "fn")
Amounts = tuple[str | None, tuple[str, ...]]


def ask(frames: list[pd.DataFrame], names: list[str], key: str) -> Amounts:
    """Ask for the column with the amount of a case, among `names`, and for the outcomes that follow it."""
    numeric = [name for name in names if any(_is_number(frame[name]) for frame in frames if name in frame.columns)]
    if not numeric:
        return None, ()
    left, right = st.columns(2)
    amount = left.selectbox(
        "Amount of a case, such as a claim or an order",
        [NONE, *numeric],
        key=f"amount/{key}",
        help="Where cases differ in what is at stake: a payoff is then that of a case of average amount, and follows "
        "the amount of each case.",
    )
    if amount == NONE:
        return None, ()
    scaled = right.pills(
        "Outcomes whose payoff follows it",
        list(OUTCOMES),
        selection_mode="multi",
        default=list(FOLLOWING),
        format_func=LABELS.__getitem__,
        key=f"scaled/{key}",
    )
    return str(amount), tuple(outcome for outcome in OUTCOMES if outcome in scaled)


def _is_number(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column) and column.nunique() > 2


def told(place: Here, run: Run, comparison: Comparison) -> None:
    """Say that payoffs are those of a case of average amount, where cases have amounts of their own."""
    if not comparison.scaled:
        return
    frame = datasets.frame(place.store, place.who, run.initiative_id, run.dataset_id)
    mean = f"{float(frame[run.task.amount].mean()):,.2f}"
    follow = "; ".join(f"“{LABELS[name]}”" for name in comparison.scaled)
    st.caption(
        f":material/scale: Payoffs are those of a case of average amount ({plain(str(run.task.amount))} of {mean}). "
        f"With the amount of each case moves what it is worth to be: {follow}. Counts and rates count cases; money "
        "counts amounts. The list-value view and value by feature take every case as average."
    )
