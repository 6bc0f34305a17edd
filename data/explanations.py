"""Explanations of candidates: computed beside the pages when somebody asks, kept with their run."""

import json
import tempfile
from pathlib import Path

from data import datasets, runs
from data.codec import first, utc
from data.jobs import Job, Jobs
from data.runs import Run, run_child
from data.store import Cursor, Saved, Store
from lifecycle.access import Principal, check_change, check_work_in
from lifecycle.audit import Act, event
from lifecycle.build.explanation import Explanation, unpack
from lifecycle.build.kept_files import NOT_EXPLAINED
from lifecycle.build.worker import MODEL_FILES
from lifecycle.errors import BadInput

KIND = "explanation"
WORKER = "lifecycle.build.explanation_worker"


def subject(run: Run, candidate: str) -> str:
    """Name what a job explains."""
    return f"{run.id}/{candidate}"


def check_explainable(run: Run) -> None:
    """Check that the models of a run may be looked into.

    Raises:
        BadInput: they came as files from outside.

    """
    if not can_explain(run):
        raise BadInput(NOT_EXPLAINED)


def can_explain(run: Run) -> bool:
    """Answer whether `check_explainable` would let this pass."""
    return run.facts.origin != MODEL_FILES


def request(store: Store, jobs: Jobs, act: Act, run: Run, candidate: str) -> Job:
    """Explain a candidate beside the pages.

    Raises:
        BadInput: it has no model file, as predictions brought from elsewhere have none.
        Conflict: it is being explained already.

    """
    check_change(act.who, run.initiative_id)
    if candidate not in run.facts.names:
        raise BadInput(f"{candidate!r} is not a candidate here. Choose one of {', '.join(run.facts.names)}.")
    if not next(item for item in run.facts.candidates if item.key == candidate).sha256:
        raise BadInput("Only its predictions are known, not the model: bring the model file to have it explained.")
    check_explainable(run)

    def work(job: Job) -> None:
        compute(store, act, run, candidate, job)

    return jobs.start(KIND, subject(run, candidate), f"Explanation of {run.facts.names[candidate]}", work)


def compute(store: Store, act: Act, run: Run, candidate: str, job: Job) -> Explanation:
    """Explain a candidate in a child process and keep the result; `job` shows and stops it."""
    check_change(act.who, run.initiative_id)
    check_explainable(run)
    model, recorded = runs.artefact(store, run.id, candidate)
    order = {"features": list(run.task.features), "seed": run.seed, "sha256": recorded}
    with tempfile.TemporaryDirectory(prefix="throughline-explanation-") as name:
        folder = Path(name)
        (folder / "data.parquet").write_bytes(datasets.content(store, run.initiative_id, run.dataset_id))
        (folder / "model.skops").write_bytes(model)
        (folder / "task.json").write_text(json.dumps(order), "utf-8")
        run_child(folder, job, WORKER)
        content = (folder / "explanation.npz").read_bytes()
    made = unpack(content)

    def change(cursor: Cursor) -> Saved[Explanation]:
        check_change(act.who, run.initiative_id)
        cursor.execute("DELETE FROM explanation WHERE run_id = ? AND candidate = ?", [run.id, candidate])
        cursor.execute("INSERT INTO explanation VALUES (?, ?, ?, ?)", [run.id, candidate, content, utc(act.at)])
        after = {"run": run.id, "candidate": candidate, "cases": len(made.rows)}
        entry = event(act, "candidate.explained", run.id, initiative_id=run.initiative_id, after=after)
        return Saved(made, (entry,))

    return store.write(change)


def load(store: Store, who: Principal, run: Run, candidate: str) -> Explanation | None:
    """Read the explanation of a candidate, kept in memory for a while; None until somebody has asked for it."""
    check_work_in(who, run.initiative_id)
    with store.read() as cursor:
        row = first(
            cursor.execute(
                "SELECT made_at FROM explanation WHERE run_id = ? AND candidate = ?", [run.id, candidate]
            ).fetchall()
        )
    if row is None:
        return None

    def read() -> Explanation:
        with store.read() as cursor:
            found = cursor.execute(
                "SELECT content FROM explanation WHERE run_id = ? AND candidate = ?", [run.id, candidate]
            ).fetchall()
        return unpack(found[0][0])

    return store.remember(("explanation", run.id, candidate, row[0]), read)
