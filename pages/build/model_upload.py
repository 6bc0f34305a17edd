"""Model files from outside: recognised or refused with the way out, then scored on a data set that is loaded."""

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from components.text import plain
from data import brought_models, datasets, runs
from data.jobs import Job
from data.runs import Run
from lifecycle.build.dataset import target_values
from lifecycle.build.guessing import likely_yes
from lifecycle.build.model_files import recognise
from lifecycle.build.prediction_roles import Roles
from lifecycle.build.worker import PREDICTIONS
from lifecycle.errors import BadInput
from lifecycle.initiative import Initiative
from pages.build import amount_form, predictions
from pages.here import Here, saying

NONE = "—"
SEEN = (
    "Whether a model was trained on these very cases the program cannot know: if it was, every figure here flatters it. "
    "Score cases it has never seen, such as later ones."
)


def bring(place: Here, initiative: Initiative) -> None:
    """Take model files for a data set that is loaded, and start scoring them beside the page."""
    found = datasets.listing(place.store, place.who, initiative.id)
    loaded = [one for one in found if one.origin not in (PREDICTIONS, runs.JUDGED_ROWS)]
    if not loaded:
        st.info(
            "Model files are scored on cases whose truth is known: load the data first, under “Train on data”.",
            icon=":material/info:",
        )
        return
    names = {one.id: f"{one.name} ({one.rows:,} rows)" for one in loaded}
    chosen = st.selectbox("Data set to score", list(names), format_func=names.__getitem__, key=f"score/{initiative.id}")
    roles, columns = _ask(place, initiative, str(chosen))
    uploaded = st.file_uploader(
        "Model files: skops or ONNX",
        accept_multiple_files=True,
        key=f"models/{initiative.id}",
        help="Pickle and joblib files run code when they are opened, and are refused. "
        "The model needs its columns under the names they have in the data.",
    )
    with st.expander("A file does not name its columns?"):
        order = st.multiselect(
            "The model's columns, in its order",
            columns,
            key=f"order/{chosen}",
            help="Only for files that do not name them: most ONNX files, and skops files fitted on plain arrays.",
        )
    accepted = [file for file in uploaded or [] if _accepted(file)]
    st.caption(f":material/info: {SEEN}")
    label = "Score and compare" if len(accepted) < 2 else f"Score and compare {len(accepted)} models"
    if st.button(label, type="primary", icon=":material/balance:", disabled=not accepted):
        act, models = place.act(), [(file.name, file.getvalue()) for file in accepted]

        def work(job: Job) -> None:
            brought_models.bring_models(
                place.store, act, initiative.id, str(chosen), roles, models, predictions.SEED, job, order
            )

        with saying():
            brought_models.check_names([name for name, _ in models])
            predictions.start(place, initiative.id, f"Scoring model files for {initiative.name}", work)
            st.rerun()


def _accepted(file: UploadedFile) -> bool:
    """Say of one file what it is, or why it is refused and what to do instead."""
    try:
        kind = recognise(file.getvalue(), file.name)
    except BadInput as problem:
        st.error(f"**{plain(file.name)}**: {plain(str(problem))}", icon=":material/block:")
        return False
    st.caption(f":material/check: **{plain(file.name)}**: a {kind} file, {file.size / 1e6:.1f} MB")
    return True


def _ask(place: Here, initiative: Initiative, dataset_id: str) -> tuple[Roles, list[str]]:
    """Ask what stands where in the data; gives that, and the columns that are left."""
    frame = datasets.frame(place.store, place.who, initiative.id, dataset_id)
    names = [str(name) for name in frame.columns]
    two = [name for name in names if len(target_values(frame[name])) == 2]
    left, right = st.columns(2)
    index = names.index(two[-1]) if two else 0
    truth = left.selectbox("Target: the column with the truth", names, index=index, key=f"truth/{dataset_id}")
    values = target_values(frame[truth])[:50]
    positive = right.selectbox(
        "Which value means yes?", values, index=likely_yes(values) if values else 0, key=f"yes/{dataset_id}/{truth}"
    )
    others = [name for name in names if name != truth]
    flags = [name for name in others if set(target_values(frame[name])) <= {"0", "1"}]
    with st.expander("More columns: case id, today's list, a protected attribute, the amount of a case"):
        left, middle, right = st.columns(3)
        identifier = left.selectbox("Case id", [NONE, *others], key=f"id/{dataset_id}")
        incumbent = middle.selectbox("What today's way acts on (0 or 1)", [NONE, *flags], key=f"today/{dataset_id}")
        protected = right.selectbox("Protected attribute", [NONE, *others], key=f"protected/{dataset_id}")
        amount, scaled = amount_form.ask([frame], others, dataset_id)
    known = {name: None if name == NONE else name for name in (identifier, incumbent, protected)}
    roles = Roles(
        str(truth),
        str(positive or ""),
        (),
        () if identifier == NONE else (str(identifier),),
        known[incumbent],
        known[protected],
        amount,
        scaled,
    )
    return roles, [name for name in others if name not in known]


def told(run: Run) -> None:
    """Say where the scores come from, what opened the files, and what nobody here can know."""
    facts, task = run.facts, run.task
    for note in facts.notes:
        st.caption(f":material/info: {plain(note)}")
    for item in facts.candidates:
        if item.file:
            count = len(item.file.features)
            opened = ", ".join(f"{name} {version}" for name, version in item.file.versions.items())
            st.caption(
                f"**{plain(item.name)}**: a {item.file.kind} file of {item.size / 1e6:.1f} MB "
                f"(SHA-256 {item.sha256[:12]}…), opened with {opened}; "
                f"it takes {count} column{'' if count == 1 else 's'}: {plain(_listed(item.file.features))}."
            )
    st.caption(
        f"{facts.yes:,} of the {facts.cases:,} cases have {plain(task.target)} = {plain(task.positive)}. "
        f"{facts.resamples:,} resamples, seed {run.seed}; thresholds are chosen on the same cases, which flatters them "
        f"a little. {SEEN}"
    )


def _listed(features: tuple[str, ...], most: int = 8) -> str:
    rest = len(features) - most
    return ", ".join(features[:most]) + (f" and {rest} more" if rest > 0 else "")
