"""Trainings: run in a process of their own, kept whole, read back as a comparison under the contract in force."""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from data import contracts, datasets
from data.codec import aware, first, from_json, to_json, utc
from data.jobs import Job
from data.store import Cursor, Saved, Store
from lifecycle.access import Principal, check_change, check_work_in
from lifecycle.audit import Act, event
from lifecycle.build.comparison import Comparison
from lifecycle.build.dataset import Task, check_dataset
from lifecycle.build.resampling import Resampled
from lifecycle.build.stakes import Stakes, of_contract
from lifecycle.build.worker import Arrays, RunFacts, unpack
from lifecycle.errors import BadInput, NotFound
from lifecycle.ids import new_id, sha256

ROOT = Path(__file__).parent.parent
COLUMNS = "id, initiative_id, dataset_id, task, seed, facts, trained_at"


@dataclass(frozen=True)
class Run:
    """A training that was kept."""

    id: str
    initiative_id: str
    dataset_id: str
    task: Task
    seed: int
    facts: RunFacts
    trained_at: datetime


def train(store: Store, act: Act, initiative_id: str, dataset_id: str, task: Task, seed: int, job: Job) -> Run:
    """Train the candidates on a data set in a child process and keep the result; `job` shows and stops it.

    Raises:
        BadInput: the data does not fit the task.

    """
    check_change(act.who, initiative_id)
    check_dataset(datasets.frame(store, act.who, initiative_id, dataset_id), task)
    with tempfile.TemporaryDirectory(prefix="throughline-training-") as name:
        folder = Path(name)
        (folder / "data.parquet").write_bytes(datasets.content(store, initiative_id, dataset_id))
        (folder / "task.json").write_text(json.dumps({"task": asdict(task), "seed": seed}), "utf-8")
        _run_child(folder, job)
        return keep(store, act, initiative_id, dataset_id, task, seed, folder)


def _run_child(folder: Path, job: Job) -> None:
    """Run the worker, passing on its progress; end it when the job is cancelled."""
    command = [sys.executable, "-m", "lifecycle.build.worker", str(folder)]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore", "DO_NOT_TRACK": "1"}
    environment.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # waiting threads leave the pages their cores
    with (
        (folder / "errors.txt").open("w") as errors,
        subprocess.Popen(  # noqa: S603 - the program's own module
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as child,
    ):
        job.stopper = child.kill
        try:
            for line in child.stdout or ():
                share, _, text = line.rstrip("\n").partition("\t")
                job.report(float(share), text)
            status = child.wait()
            job.report(1.0, "Keeping the result")
        finally:
            job.stopper = None
            child.kill()
    said = (folder / "errors.txt").read_text().strip()
    if status == 2:
        raise BadInput(said)
    if status:
        raise RuntimeError(f"training ended with status {status}: {said[-2000:]}")


def keep(store: Store, act: Act, initiative_id: str, dataset_id: str, task: Task, seed: int, folder: Path) -> Run:
    """Keep what a worker wrote into a folder: facts, arrays and model files, in one change."""
    facts = from_json(RunFacts, (folder / "facts.json").read_text("utf-8"))
    arrays = (folder / "arrays.npz").read_bytes()
    models = {c.key: (folder / f"{c.key}.skops").read_bytes() for c in facts.candidates}
    made = Run(new_id(), initiative_id, dataset_id, task, seed, facts, act.at)

    def change(cursor: Cursor) -> Saved[Run]:
        check_change(act.who, initiative_id)
        cursor.execute(
            "INSERT INTO run (id, initiative_id, dataset_id, task, seed, facts, arrays, trained_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [made.id, initiative_id, dataset_id, to_json(task), seed, to_json(facts), arrays, utc(made.trained_at)],
        )
        for key, model in models.items():
            cursor.execute("INSERT INTO artefact VALUES (?, ?, ?, ?)", [made.id, key, sha256(model), model])
        after = {"dataset": dataset_id, "seed": seed, "candidates": list(facts.names), "cases": facts.cases}
        return Saved(made, (event(act, "candidates.trained", made.id, initiative_id=initiative_id, after=after),))

    return store.write(change)


def latest(store: Store, who: Principal, initiative_id: str) -> Run | None:
    """Read the latest training of an initiative, or None."""
    check_work_in(who, initiative_id)
    with store.read() as cursor:
        row = first(
            cursor.execute(
                f"SELECT {COLUMNS} FROM run WHERE initiative_id = ? ORDER BY trained_at DESC LIMIT 1",  # noqa: S608
                [initiative_id],
            ).fetchall()
        )
    return _run(row) if row else None


def find(cursor: Cursor, initiative_id: str, run_id: str) -> Run:
    """Read a training within a read or a change."""
    row = first(
        cursor.execute(
            f"SELECT {COLUMNS} FROM run WHERE initiative_id = ? AND id = ?",  # noqa: S608
            [initiative_id, run_id],
        ).fetchall()
    )
    if row is None:
        raise NotFound("This training is not there. Train the candidates again.")
    return _run(row)


def arrays(store: Store, run_id: str) -> tuple[Arrays, Resampled]:
    """Read scores and resamples of a training; kept in memory for a while."""

    def read() -> tuple[Arrays, Resampled]:
        with store.read() as cursor:
            row = first(cursor.execute("SELECT arrays FROM run WHERE id = ?", [run_id]).fetchall())
        if row is None:
            raise NotFound("This training is not there. Train the candidates again.")
        return unpack(row[0])

    return store.remember(("arrays", run_id), read)


def artefact(store: Store, run_id: str, candidate: str) -> tuple[bytes, str]:
    """Read a candidate's model file and the hash that was recorded for it."""
    with store.read() as cursor:
        row = first(
            cursor.execute(
                "SELECT content, sha256 FROM artefact WHERE run_id = ? AND candidate = ?", [run_id, candidate]
            ).fetchall()
        )
    if row is None:
        raise NotFound("The model file of this candidate is not there. Train the candidates again.")
    return row[0], row[1]


def comparison(store: Store, who: Principal, run: Run) -> Comparison | None:
    """Set the candidates of a training side by side under the contract in force; None without one."""
    check_work_in(who, run.initiative_id)
    with store.read() as cursor:
        force = contracts.current(cursor, run.initiative_id)
    return compare(store, run, of_contract(force.terms)) if force else None


def compare(store: Store, run: Run, stakes: Stakes) -> Comparison:
    """Set the candidates of a training side by side under given stakes; kept in memory for a while."""

    def make() -> Comparison:
        return Comparison(stakes, arrays(store, run.id)[1], run.facts.names)

    return store.remember(("comparison", run.id, stakes.fingerprint()), make)


def _run(row: tuple[Any, ...]) -> Run:
    return Run(row[0], row[1], row[2], from_json(Task, row[3]), row[4], from_json(RunFacts, row[5]), aware(row[6]))
