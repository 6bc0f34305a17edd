"""What is predicted from what, how cases are split, and a word about features that know too much."""

import pandas as pd
import streamlit as st

from components.text import plain
from data import canvases, datasets
from data.datasets import Dataset
from data.demo import breast_cancer
from lifecycle.build import leakage, splits
from lifecycle.build.dataset import (
    BINARY,
    MOST_CLASSES,
    MULTICLASS,
    REGRESSION,
    Task,
    check_dataset,
    feature_kind,
    repeats,
    target_values,
)
from lifecycle.build.group_terms import protected_column
from lifecycle.errors import BadInput
from pages.build import amount_form
from pages.here import Here

NONE = "—"
KINDS = {BINARY: "Yes or no", MULTICLASS: "One of several classes", REGRESSION: "A quantity"}
WAYS = {splits.RANDOM: "At random", splits.TIME: "By time", splits.GROUP: "By group"}
SEED = 7


def choose(place: Here, dataset: Dataset) -> Task | None:
    """Ask what is predicted from what and how cases are split; the example knows it already."""
    frame = datasets.frame(place.store, place.who, dataset.initiative_id, dataset.id)
    if dataset.origin == breast_cancer.ORIGIN:
        st.caption(f"Predicts **{breast_cancer.POSITIVE}** from 30 measurements of cell nuclei.")
        return breast_cancer.task(frame)
    names = [str(name) for name in frame.columns]
    two = [name for name in names if len(target_values(frame[name])) == 2]
    left, middle, right = st.columns(3)
    target = left.selectbox("Target: the column with the truth", names, index=names.index(two[-1]) if two else 0)
    kind = middle.selectbox(
        "What it is", list(KINDS), index=_likely_kind(frame[target]), format_func=KINDS.get, key=f"kind/{target}"
    )
    positive, fractile = "", None
    if kind == BINARY:
        values = target_values(frame[target])[:50]
        positive = right.selectbox("Which value means yes?", values, index=_likely_yes(values)) or ""
    elif kind == REGRESSION:
        times = right.number_input(
            "A unit too few costs … times a unit too many", min_value=0.01, max_value=100.0, value=1.0, key="times"
        )
        right.caption(f"Best is then to be enough in {times / (1 + times):.0%} of the cases.")
        fractile = None if times == 1 else round(times / (1 + times), 4)
    identifier, incumbent, protected = _others(place, dataset, frame, target, kind)
    numeric = [n for n in names if n != target] if kind == BINARY else []
    amount, scaled = amount_form.ask([frame], numeric, target)
    way, column = _way(frame, names, target, identifier)
    taken = {target, identifier, incumbent, protected, column if way == splits.GROUP else None}
    usable = {n: known for n in names if n not in taken and (known := feature_kind(frame[n]))}
    dropped = [n for n in names if n not in taken and n not in usable]
    key = f"features/{dataset.id}/{target}"
    st.session_state[key] = [n for n in st.session_state.get(key, usable) if n in usable]
    chosen = st.multiselect("Predict from", list(usable), key=key)
    if dropped:
        st.caption(f"Left out (free text, dates or too many different values): {plain(', '.join(dropped))}.")
    task = Task(
        target=target,
        positive=str(positive),
        features={name: usable[name] for name in chosen},
        identifier=None if column == identifier else identifier,
        incumbent=incumbent,
        protected=protected,
        kind=kind,
        time=column if way == splits.TIME else None,
        group=column if way == splits.GROUP else None,
        fractile=fractile,
        amount=amount,
        scaled=scaled,
    )
    warn(place, dataset, frame, task, key)
    return task


def warn(place: Here, dataset: Dataset, frame: pd.DataFrame, task: Task, key: str) -> None:
    """Name the features that may be the target in disguise; each is left out at a click, none without one."""
    try:
        check_dataset(frame, task)
    except BadInput:
        return  # what does not fit is said when somebody starts the training
    asked = (task.kind, task.target, task.positive, tuple(task.features))
    with st.spinner("Looking for features that are the target in disguise"):
        found = place.store.remember(("leakage", dataset.id, *asked), lambda: leakage.suspicions(frame, task, SEED))
    for one in found:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.warning(plain(one.reason), icon=":material/visibility:")
            what = " and ".join(one.columns)
            st.button(
                plain(f"Leave out {what}"),
                icon=":material/remove_circle:",
                key=f"without/{what}",
                on_click=_leave_out,
                args=(key, one.columns),
            )


def _leave_out(key: str, columns: tuple[str, ...]) -> None:
    st.session_state[key] = [name for name in st.session_state.get(key, []) if name not in columns]


def _others(
    place: Here, dataset: Dataset, frame: pd.DataFrame, target: str, kind: str
) -> tuple[str | None, str | None, str | None]:
    """Ask for the columns that are no features: case id, today's way, protected attribute."""
    names = [str(name) for name in frame.columns]
    others = [NONE, *(n for n in names if n != target)]
    if kind == BINARY:
        label = "What today's way acts on (0 or 1)"
        fits = [n for n in others[1:] if set(target_values(frame[n])) <= {"0", "1"}]
    elif kind == MULTICLASS:
        known = set(target_values(frame[target]))
        label, fits = "What today's way decides", [n for n in others[1:] if set(target_values(frame[n])) <= known]
    else:
        label = "Today's forecast"
        fits = [n for n in others[1:] if pd.api.types.is_numeric_dtype(frame[n])]
    left, middle, right = st.columns(3)
    identifier = left.selectbox("Case id, if there is one", others, index=_guess_identifier(frame, others))
    incumbent = middle.selectbox(label, [NONE, *fits])
    canvas = canvases.load(place.store, place.who, dataset.initiative_id).values
    said, terms = str(canvas.get("protected") or ""), canvas.get("group_thresholds") or []
    proposed = protected_column(others[1:], said, [str(term.get("attribute", "")) for term in terms])
    protected = right.selectbox(
        "Protected attribute",
        others,
        index=others.index(proposed or NONE),
        help="Compared between groups, never predicted from.",
    )
    if proposed:
        right.caption(f"The canvas names {plain(proposed)} as protected.")
    elif said:
        right.caption(f"The canvas says: “{plain(said)}” No column has such a name.")
    first, second, third = (None if value == NONE else value for value in (identifier, incumbent, protected))
    return first, second, third


def _way(frame: pd.DataFrame, names: list[str], target: str, identifier: str | None) -> tuple[str, str | None]:
    """Ask how cases are split; where the case id repeats, by group is offered first."""
    again = identifier is not None and repeats(frame[identifier])
    if again:
        st.info(
            f"{plain(str(identifier))} stands in more than one row. Split by it, so that no model is judged on a case "
            "whose other rows it has seen.",
            icon=":material/group_work:",
        )
    left, right = st.columns([2, 1], vertical_alignment="bottom")
    way = left.segmented_control(
        "How cases are split into those learned from and those judged",
        list(WAYS),
        default=splits.GROUP if again else splits.RANDOM,
        format_func=WAYS.get,
        required=True,
        key=f"way/{target}/{identifier}",
        help="By time: models learn from earlier cases and are judged on later ones, as in use. By group: all rows of "
        "one customer, machine or site stand on the same side.",
    )
    if way == splits.RANDOM:
        return splits.RANDOM, None
    offered = [n for n in names if n != target]
    at = offered.index(identifier) if way == splits.GROUP and identifier else _guess_time(offered)
    column = right.selectbox("Split by", offered, index=at, key=f"by/{way}/{target}/{identifier}")
    return str(way), column


def _likely_kind(column: pd.Series) -> int:
    values = column.nunique()
    if values <= 2:
        return 0
    return 1 if values <= MOST_CLASSES and not pd.api.types.is_float_dtype(column) else 2


def _likely_yes(values: list[str]) -> int:
    likely = [i for i, value in enumerate(values) if value.lower() in ("1", "yes", "true", "y", "positive")]
    return likely[0] if likely else len(values) - 1


def _guess_identifier(frame: pd.DataFrame, options: list[str]) -> int:
    named = [o for o in options if o != NONE and o.lower().rstrip("s").endswith("id")]
    return options.index(named[0]) if named else 0


def _guess_time(options: list[str]) -> int:
    words = ("date", "time", "week", "month", "day", "year")
    return next((i for i, name in enumerate(options) if any(word in name.lower() for word in words)), 0)
