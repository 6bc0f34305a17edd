"""Explanations of candidates: computed beside the pages when somebody asks, kept with their run."""

import json
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from data import datasets, runs
from data.codec import first, utc
from data.jobs import Job, Jobs
from data.runs import Run, run_child
from data.store import Cursor, Saved, Store
from lifecycle.access import Principal, check_change, check_work_in
from lifecycle.audit import Act, event
from lifecycle.build.asking import MOST_SECONDS
from lifecycle.build.dataset import target_values
from lifecycle.build.explanation import Explanation, unpack
from lifecycle.build.worker import MODEL_FILES, Fitted
from lifecycle.errors import BadInput

KIND = "explanation"
SECONDS, GRACE = MOST_SECONDS, 60.0
WORKER, ASKING = "lifecycle.build.explanation_worker", "data.asking_worker"
NO_MODEL = (
    "Only predictions are known of this candidate. SHAP values need a model that can be asked: bring its file (skops "
    "or ONNX) to an initiative to have it explained."
)


def subject(run: Run, candidate: str) -> str:
    """Name what a job explains."""
    return f"{run.id}/{candidate}"


def check_explainable(run: Run, candidate: str) -> Fitted:
    """Check that a candidate has a model that can be looked into or asked; gives what is kept of it.

    Raises:
        BadInput: there is no such candidate, or only its predictions are known.

    """
    found = next((item for item in run.facts.candidates if item.key == candidate), None)
    if found is None:
        raise BadInput(f"{candidate!r} is not a candidate here. Choose one of {', '.join(run.facts.names)}.")
    if not found.sha256:
        raise BadInput(NO_MODEL)
    return found


def can_explain(run: Run, candidate: str) -> bool:
    """Answer whether `check_explainable` would let this pass."""
    return any(item.key == candidate and item.sha256 for item in run.facts.candidates)


def request(store: Store, jobs: Jobs, act: Act, run: Run, candidate: str) -> Job:
    """Explain a candidate beside the pages.

    Raises:
        BadInput: see `check_explainable`.
        Conflict: it is being explained already.

    """
    check_change(act.who, run.initiative_id)
    check_explainable(run, candidate)

    def work(job: Job) -> None:
        compute(store, act, run, candidate, job)

    return jobs.start(KIND, subject(run, candidate), f"Explanation of {run.facts.names[candidate]}", work)


def compute(store: Store, act: Act, run: Run, candidate: str, job: Job) -> tuple[Explanation, ...]:
    """Explain a candidate in a child process and keep the result; `job` shows and stops it.

    Gives one explanation, or one a class. A file from outside is not opened there either: its limited process is asked.
    """
    check_change(act.who, run.initiative_id)
    item = check_explainable(run, candidate)
    model, recorded = runs.artefact(store, run.id, candidate)
    with tempfile.TemporaryDirectory(prefix="throughline-explanation-") as name:
        folder = Path(name)
        data = datasets.content(store, run.initiative_id, run.dataset_id)
        (folder / "data.parquet").write_bytes(data)
        if run.facts.origin == MODEL_FILES:
            runs.check_artefact(store, run, candidate, recorded)
            (folder / "model").write_bytes(model)
            np.save(folder / "recorded.npy", runs.arrays(store, run.id)[0][f"scores/{candidate}"], allow_pickle=False)
            truth = pd.read_parquet(folder / "data.parquet", columns=[run.task.target])[run.task.target]
            order, worker = _asking(run, item, target_values(truth)), ASKING
        else:
            (folder / "model.skops").write_bytes(model)
            order = {"features": list(run.task.features), "sha256": recorded}
            worker = WORKER
        order |= {"kind": run.task.kind, "seed": run.seed}
        (folder / "task.json").write_text(json.dumps(order), "utf-8")
        run_child(folder, job, worker)
        content = (folder / "explanation.npz").read_bytes()
    made = unpack(content)

    def change(cursor: Cursor) -> Saved[tuple[Explanation, ...]]:
        check_change(act.who, run.initiative_id)
        cursor.execute("DELETE FROM explanation WHERE run_id = ? AND candidate = ?", [run.id, candidate])
        cursor.execute("INSERT INTO explanation VALUES (?, ?, ?, ?)", [run.id, candidate, content, utc(act.at)])
        after = {"run": run.id, "candidate": candidate, "cases": len(made[0].rows)}
        entry = event(act, "candidate.explained", run.id, initiative_id=run.initiative_id, after=after)
        return Saved(made, (entry,))

    return store.write(change)


def _asking(run: Run, item: Fitted, values: list[str]) -> dict[str, object]:
    """Say how a model file is asked: its name, its columns, and the classes as they were when it was brought."""
    no = next((value for value in values if value != run.task.positive), "")
    features = item.file.features if item.file else tuple(run.task.features)
    classes = [no, run.task.positive]
    return {"name": item.name, "features": features, "classes": classes, "seconds": SECONDS, "grace": GRACE}


def load(store: Store, who: Principal, run: Run, candidate: str) -> tuple[Explanation, ...] | None:
    """Read the explanation of a candidate, or those of its classes; None until somebody has asked for it.

    Kept in memory for a while.
    """
    check_work_in(who, run.initiative_id)
    with store.read() as cursor:
        row = first(
            cursor.execute(
                "SELECT made_at FROM explanation WHERE run_id = ? AND candidate = ?", [run.id, candidate]
            ).fetchall()
        )
    if row is None:
        return None

    def read() -> tuple[Explanation, ...]:
        with store.read() as cursor:
            found = cursor.execute(
                "SELECT content FROM explanation WHERE run_id = ? AND candidate = ?", [run.id, candidate]
            ).fetchall()
        return unpack(found[0][0])

    return store.remember(("explanation", run.id, candidate, row[0]), read)
