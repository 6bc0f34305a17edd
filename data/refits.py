"""Refits of candidates: fitted again on parts of the cases beside the pages when somebody asks, kept with their run."""

import json
import tempfile
from dataclasses import asdict
from pathlib import Path

from data import datasets
from data.codec import first, utc
from data.jobs import Job, Jobs
from data.runs import Run, run_child
from data.store import Cursor, Saved, Store
from lifecycle.access import Principal, check_change, check_work_in
from lifecycle.audit import Act, event
from lifecycle.build.refits import Refits, unpack
from lifecycle.build.worker import TRAINED
from lifecycle.errors import BadInput

KIND = "refits"
WORKER = "lifecycle.build.refits_worker"
NOT_TRAINED = (
    "It was not trained here, so it cannot be fitted again: whether the same features would matter, who trained it has "
    "to show."
)


def subject(run: Run, candidate: str) -> str:
    """Name what a job fits again."""
    return f"{run.id}/{candidate}"


def check_refittable(run: Run, candidate: str) -> None:
    """Check that a candidate was trained here.

    Raises:
        BadInput: it was not, or there is none.

    """
    if candidate not in run.facts.names:
        raise BadInput(f"{candidate!r} is not a candidate here. Choose one of {', '.join(run.facts.names)}.")
    if run.facts.origin != TRAINED:
        raise BadInput(NOT_TRAINED)


def can_refit(run: Run, candidate: str) -> bool:
    """Answer whether `check_refittable` would let this pass."""
    return candidate in run.facts.names and run.facts.origin == TRAINED


def request(store: Store, jobs: Jobs, act: Act, run: Run, candidate: str) -> Job:
    """Fit a candidate again and again beside the pages.

    Raises:
        BadInput: see `check_refittable`.
        Conflict: it is being fitted already.

    """
    check_change(act.who, run.initiative_id)
    check_refittable(run, candidate)

    def work(job: Job) -> None:
        compute(store, act, run, candidate, job)

    return jobs.start(KIND, subject(run, candidate), f"Fitting {run.facts.names[candidate]} again", work)


def compute(store: Store, act: Act, run: Run, candidate: str, job: Job) -> Refits:
    """Fit a candidate again in a child process and keep which features mattered; `job` shows and stops it."""
    check_change(act.who, run.initiative_id)
    check_refittable(run, candidate)
    order = {"task": asdict(run.task), "candidate": candidate, "seed": run.seed}
    with tempfile.TemporaryDirectory(prefix="throughline-refits-") as name:
        folder = Path(name)
        (folder / "data.parquet").write_bytes(datasets.content(store, run.initiative_id, run.dataset_id))
        (folder / "task.json").write_text(json.dumps(order), "utf-8")
        run_child(folder, job, WORKER)
        content = (folder / "refits.npz").read_bytes()
    made = unpack(content)

    def change(cursor: Cursor) -> Saved[Refits]:
        check_change(act.who, run.initiative_id)
        cursor.execute("DELETE FROM refit WHERE run_id = ? AND candidate = ?", [run.id, candidate])
        cursor.execute("INSERT INTO refit VALUES (?, ?, ?, ?)", [run.id, candidate, content, utc(act.at)])
        after = {"run": run.id, "candidate": candidate, "refits": len(made.shares)}
        entry = event(act, "candidate.refitted", run.id, initiative_id=run.initiative_id, after=after)
        return Saved(made, (entry,))

    return store.write(change)


def load(store: Store, who: Principal, run: Run, candidate: str) -> Refits | None:
    """Read the refits of a candidate; None until somebody has asked for them."""
    check_work_in(who, run.initiative_id)
    with store.read() as cursor:
        row = first(
            cursor.execute(
                "SELECT content FROM refit WHERE run_id = ? AND candidate = ?", [run.id, candidate]
            ).fetchall()
        )
    return unpack(row[0]) if row else None
