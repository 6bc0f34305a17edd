"""Predictions of any model: files are read, the roles of their columns guessed and changed, cases aligned."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from components.downloads import file_button
from components.text import plain
from data import runs
from data.jobs import Job
from data.runs import Run
from data.scoring import MODEL_ENDINGS, is_model_file, score_and_align
from lifecycle.build.dataset import BINARY, MULTICLASS, REGRESSION
from lifecycle.build.guessing import class_models, guess_for, guess_kind, guess_truth, likely_yes, truth_values
from lifecycle.build.model_files import recognise
from lifecycle.build.prediction_roles import Files, Model, Roles
from lifecycle.build.predictions import Aligned, align
from lifecycle.build.scored_files import classes_of
from lifecycle.errors import ThroughlineError
from lifecycle.initiative import Initiative
from lifecycle.tables import safe_cell
from pages.build import amount_form, beside
from pages.here import Here, saying

KIND = "predictions"
SEED = 7
NONE = "—"
KINDS = {BINARY: "Yes or no", MULTICLASS: "One of several classes", REGRESSION: "A quantity"}
ASKED = {
    BINARY: "Predictions: one column a model (probabilities, scores, or decisions)",
    MULTICLASS: "Predictions: a model's columns named like model_class (probabilities), or one of decided classes",
    REGRESSION: "Predictions: one column a model, in the unit of the truth",
}
TODAY = {
    BINARY: "What today's way acts on (0 or 1)",
    MULTICLASS: "The class today's way chooses",
    REGRESSION: "Today's forecast",
}


@dataclass(frozen=True)
class Taken:
    """What people brought: the files' names, and how it is aligned, which may take a while and reports to a job."""

    name: str
    align: Callable[[Job], Aligned]


def take(place: Here, key: str, *, scoring: bool = False) -> Taken | None:
    """Take files with predictions; with `scoring` also model files that score the cases here, and are not kept.

    None while something is missing.
    """
    uploaded = st.file_uploader(
        "One file with the truth and a column of predictions for each model, or several files with a case id"
        + (". Model files (skops, ONNX) score the cases of one data file here." if scoring else ""),
        type=["csv", "parquet", *(MODEL_ENDINGS if scoring else ())],
        accept_multiple_files=True,
        key=f"predictions/{key}",
    )
    tables = [file for file in uploaded or [] if not is_model_file(file.name)]
    models = [file for file in uploaded or [] if is_model_file(file.name)]
    with saying():
        for file in models:
            recognise(file.getvalue(), file.name)
        if models and not tables:
            st.info(
                "Add the data file whose cases the model scores: its truth and its features.", icon=":material/info:"
            )
        if tables:
            return _taken(_read(place, tables), models, _mark(tables))
    return None


def _taken(files: Files, models: list[UploadedFile], key: str) -> Taken | None:
    """Ask for the roles of columns, and align at once where no model has to score first."""
    roles = ask(files, key, alone=not models)
    if roles is None:
        return None
    name = ", ".join([*(name for name, _ in files), *(file.name for file in models)])
    if not models:
        aligned = _aligned(files, roles, key)
        report(aligned)
        return Taken(name, lambda job: aligned)
    classes_of(files, roles)
    own = [str(column) for column in files[0][1].columns]
    features = st.multiselect(
        "The models' columns in their order (only where a file does not name them)", own, key=f"features/{key}"
    )
    contents = [(file.name, file.getvalue()) for file in models]
    st.caption(
        f"{plain(', '.join(file.name for file in models))} will score {len(files[0][1]):,} cases here, in a process "
        "with limits. The room says what was left out."
    )
    return Taken(name, lambda job: score_and_align(files, roles, contents, features, job.report))


def _mark(uploaded: list[UploadedFile]) -> str:
    """Name a set of uploaded files, so that what was asked about them is asked anew about others."""
    return hashlib.sha256("/".join(file.file_id for file in uploaded).encode()).hexdigest()[:12]


def _read(place: Here, uploaded: list[UploadedFile]) -> Files:
    """Read the files, each once; what was read is kept until others come."""
    kept: dict[str, tuple[str, pd.DataFrame]] = st.session_state.setdefault("predictions_read", {})
    for gone in kept.keys() - {file.file_id for file in uploaded}:
        del kept[gone]
    for file in uploaded:
        if file.file_id not in kept:
            with st.spinner(f"Reading {file.name}"):
                try:
                    table = place.runtime.intake.read(file.getvalue(), file.name)
                except ThroughlineError as problem:
                    raise type(problem)(f"{file.name}: {problem}") from None
            kept[file.file_id] = (file.name, table.frame)
    return [kept[file.file_id] for file in uploaded]


def ask(files: Files, key: str, *, alone: bool = True) -> Roles | None:
    """Show what was guessed to stand in which column, to be changed; None while something is missing.

    `alone`: no model files are there, so that some column has to hold predictions.
    """
    likely = guess_truth(files)
    names = list(dict.fromkeys(str(column) for _, frame in files for column in frame.columns))
    left, right = st.columns(2)
    index = names.index(likely) if likely else None
    truth = left.selectbox("Truth: what really happened", names, index=index, key=f"truth/{key}")
    if truth is None:
        st.info("Choose the column with what really happened: yes or no, a class, a quantity.", icon=":material/info:")
        return None
    kind = str(
        right.segmented_control(
            "What it is",
            list(KINDS),
            default=guess_kind(files, truth),
            format_func=lambda known: KINDS[known],
            required=True,
            key=f"kind/{key}/{truth}",
        )
    )
    positive = ""
    values = [] if kind == REGRESSION else truth_values(files, truth)
    if kind == BINARY:
        likely_value = likely_yes(values)
        positive = left.selectbox("Which value means yes?", values, index=likely_value, key=f"yes/{key}/{truth}") or ""
    found = guess_for(files, truth, kind)
    identifiers = _ask_ids(files, found, truth, key)
    offered = {
        f"{place}/{column}": Model("", place, str(column))
        for place, (_, frame) in enumerate(files)
        for column in frame.columns
        if column != truth and column not in identifiers[place : place + 1]
    }
    if kind == MULTICLASS:
        several = class_models(files, values)
        offered = {f"{model.file}/{model.chances}": model for model in several} | offered
    guessed = {f"{model.file}/{model.chances or model.column}": model.name for model in found.models}

    def called(option: str) -> str:
        model = offered[option]
        if model.chances:
            return f"{model.name}: {len(model.chances)} probabilities ({files[model.file][0]})"
        return model.column if len(files) == 1 else f"{model.column} ({files[model.file][0]})"

    chosen = st.multiselect(
        ASKED[kind],
        list(offered),
        default=[option for option in guessed if option in offered],
        format_func=called,
        key=f"models/{key}/{truth}/{kind}",
    )
    if not chosen and alone:
        st.info("Choose the column of each model's predictions.", icon=":material/info:")
        return None
    with st.grid(3, min_column_width=200) if chosen else st.empty():
        models = [
            Model(
                st.text_input(
                    f"What {plain(called(option))} is called",
                    guessed.get(option) or offered[option].name or called(option),
                    key=f"name/{key}/{option}",
                ).strip()
                or called(option),
                offered[option].file,
                offered[option].column,
                offered[option].chances,
            )
            for option in chosen
        ]
    taken = {truth, *identifiers, *(column for model in models for column in model.all_columns)}
    rest = [name for name in names if name not in taken]
    more = _ask_more(files, rest, key) if kind == BINARY else (*_ask_today(rest, key, kind), None, ())
    return Roles(truth, str(positive), tuple(models), identifiers, *more, kind=kind)


def _ask_today(names: list[str], key: str, kind: str) -> tuple[str | None, str | None]:
    """Ask for the columns of what is decided today and of the protected attribute."""
    if not names:
        return None, None
    with st.expander("More columns: what is done today, a protected attribute"):
        left, right = st.columns(2)
        today = left.selectbox(TODAY[kind], [NONE, *names], key=f"today/{key}/{kind}")
        protected = right.selectbox(
            "Protected attribute", [NONE, *names], key=f"protected/{key}/{kind}", help="Compared between groups."
        )
        st.caption("Every other column can be used in the room to look at parts of the cases.")
    return None if today == NONE else today, None if protected == NONE else protected


def _ask_ids(files: Files, found: Roles, truth: str, key: str) -> tuple[str, ...]:
    """Ask for the case id: in each of several files, or none in one."""
    if len(files) == 1:
        columns = [NONE, *(str(c) for c in files[0][1].columns if c != truth)]
        own = found.identifiers[0] if found.identifiers else NONE
        index = columns.index(own) if own in columns else 0
        said = st.selectbox("Case id, if there is one", columns, index=index, key=f"id/{key}")
        return () if said == NONE else (said,)
    with st.grid(3, min_column_width=200):
        chosen = []
        for place, (name, frame) in enumerate(files):
            columns = [str(c) for c in frame.columns]
            index = columns.index(found.identifiers[place])
            chosen.append(st.selectbox(f"Case id in {plain(name)}", columns, index=index, key=f"id/{key}/{place}"))
    return tuple(chosen)


def _ask_more(files: Files, names: list[str], key: str) -> tuple[str | None, str | None, str | None, tuple[str, ...]]:
    """Ask for columns a comparison may have beside: today's list, the protected attribute, and amounts of cases."""
    if not names:
        return None, None, None, ()
    with st.expander("More columns: today's list, a protected attribute, the amount of a case"):
        left, right = st.columns(2)
        incumbent = left.selectbox(TODAY[BINARY], [NONE, *names], key=f"today/{key}")
        protected = right.selectbox(
            "Protected attribute", [NONE, *names], key=f"protected/{key}", help="Compared between groups."
        )
        amount, scaled = amount_form.ask([frame for _, frame in files], names, key)
        st.caption("Every other column can be used in the room to look at parts of the cases.")
    first, second = (None if name == NONE else name for name in (incumbent, protected))
    return first, second, amount, scaled


def _aligned(files: Files, roles: Roles, key: str) -> Aligned:
    """Align once for the same files and roles: pages run again at every press of a button."""
    kept = st.session_state.get("predictions_aligned")
    if kept is None or kept[0] != (key, roles):
        with st.spinner("Aligning the cases"):
            kept = ((key, roles), align(files, roles))
        st.session_state["predictions_aligned"] = kept
    found: Aligned = kept[1]
    return found


def report(aligned: Aligned) -> None:
    """Say what aligned and what did not, by name, and offer the whole list."""
    st.markdown(f"**{aligned.sentence()}**")
    if aligned.problems:
        lines = "\n".join(f"- {plain(problem.sentence())}" for problem in aligned.problems)
        st.warning(f"Left out, so that every model is judged on the same cases:\n{lines}", icon=":material/warning:")
        listed = aligned.left_out.map(safe_cell)
        file_button("What is left out (CSV)", lambda: listed.to_csv(index=False), "left-out.csv", "text/csv")
    for note in aligned.notes:
        st.caption(f":material/info: {plain(note)}")


def told(run: Run) -> None:
    """Say where the numbers come from, and what was left out."""
    facts = run.facts
    for note in facts.notes:
        st.caption(f":material/info: {plain(note)}")
    sources = "; ".join(f"{plain(item.name)}: {plain(item.what)}" for item in facts.candidates)
    flattered = "; thresholds are chosen on the same cases, which flatters them a little"
    told = {
        BINARY: (f"{facts.yes:,} of the {facts.cases:,} cases are yes.", flattered),
        MULTICLASS: (f"{facts.cases:,} cases in {len(facts.classes)} classes.", ""),
        REGRESSION: (f"{facts.cases:,} cases.", flattered.replace("thresholds", "adjustments")),
    }[run.task.kind]
    st.caption(
        f"{told[0]} {sources}. {facts.resamples:,} resamples, seed {run.seed}{told[1]}. "
        "Whether the models had seen these cases before, only whoever made the predictions can tell."
    )


def forget() -> None:
    """Let go of the files that were read."""
    for name in ("predictions_read", "predictions_aligned"):
        st.session_state.pop(name, None)


def bring(place: Here, initiative: Initiative) -> None:
    """Bring predictions into an initiative: they are kept as a run beside trainings."""
    taken = take(place, initiative.id)
    if taken is None:
        return
    if st.button("Compare these predictions", type="primary", icon=":material/balance:"):
        act = place.act()

        def work(job: Job) -> None:
            runs.bring(place.store, act, initiative.id, taken.name, taken.align(job), SEED, job)

        with saying():
            start(place, initiative.id, f"Comparing predictions for {initiative.name}", work)
            st.rerun()


def start(place: Here, subject: str, title: str, work: Callable[[Job], None]) -> None:
    """Begin the resampling beside the page."""
    place.runtime.jobs.start(KIND, subject, title, work)
    forget()


def under_way(place: Here, subject: str) -> bool:
    """Show a comparison that is being computed, or how it failed until another begins; answers whether one runs."""
    return beside.under_way(place, KIND, subject, "The predictions are compared.")
