"""Trainings and predictions: measured in a process of their own, kept whole, read back as a comparison.

A run belongs to an initiative, or to a room outside any: its id then stands in the place of an initiative's.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from data import contracts, datasets, initiatives
from data.codec import aware, first, from_json, to_json, utc
from data.jobs import Job
from data.store import Cursor, Saved, Store
from lifecycle.access import Principal, check_change, check_work_in
from lifecycle.audit import Act, Event, event
from lifecycle.build.artefact import load_model
from lifecycle.build.comparison import Comparison
from lifecycle.build.dataset import BINARY, Task, check_dataset
from lifecycle.build.kept_files import with_files
from lifecycle.build.predictions import Aligned
from lifecycle.build.predictions_worker import order_of
from lifecycle.build.resampling import Resampled
from lifecycle.build.stakes import Stakes, of_contract
from lifecycle.build.worker import JUDGED, MODEL_FILES, PREDICTIONS, TRAINED, Arrays, RunFacts, unpack
from lifecycle.errors import BadInput, NotFound
from lifecycle.ids import new_id, sha256

ROOT = Path(__file__).parent.parent
TRAINING, RESAMPLING = "lifecycle.build.worker", "lifecycle.build.predictions_worker"
JUDGED_ROWS = "judged rows"
COLUMNS = "id, initiative_id, dataset_id, task, seed, facts, trained_at"


@dataclass(frozen=True)
class Run:
    """A training that was kept, or predictions that were measured."""

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
        run_child(folder, job)
        return keep(store, act, initiative_id, dataset_id, task, seed, folder)


def bring(store: Store, act: Act, initiative_id: str, name: str, aligned: Aligned, seed: int, job: Job) -> Run:
    """Keep aligned predictions in an initiative as a data set and a run; `job` shows and stops the resampling."""
    check_change(act.who, initiative_id)

    def enter(cursor: Cursor) -> tuple[Event, ...]:
        check_change(act.who, initiative_id)
        initiatives.find(cursor, initiative_id)
        return ()

    return measure(store, act, initiative_id, name, aligned, seed, job, enter)


def measure(
    store: Store,
    act: Act,
    initiative_id: str,
    name: str,
    aligned: Aligned,
    seed: int,
    job: Job,
    enter: Callable[[Cursor], tuple[Event, ...]],
    models: Mapping[str, bytes] | None = None,
) -> Run:
    """Resample aligned predictions in a child process and keep them; `enter` checks and prepares in the same change.

    `models` are the contents of the model files among them that are to be kept too, by the candidate's key.
    """
    content = datasets.to_parquet(aligned.frame)
    dataset = datasets.described(act, initiative_id, name, PREDICTIONS, aligned.frame, content)
    with tempfile.TemporaryDirectory(prefix="throughline-predictions-") as made:
        folder = Path(made)
        (folder / "data.parquet").write_bytes(content)
        (folder / "task.json").write_text(json.dumps(asdict(order_of(aligned, seed))), "utf-8")
        run_child(folder, job, RESAMPLING)
        facts = from_json(RunFacts, (folder / "facts.json").read_text("utf-8"))
        arrays = (folder / "arrays.npz").read_bytes()
    task, models = aligned.task, models or {}
    if models:
        task, facts = with_files(task, facts, aligned.frame, {key: aligned.files[key] for key in models})
    run = Run(new_id(), initiative_id, dataset.id, task, seed, facts, act.at)

    def change(cursor: Cursor) -> Saved[Run]:
        entered = enter(cursor)
        events = (*entered, datasets.insert(cursor, act, dataset, content), _insert(cursor, act, run, arrays))
        for key, model in models.items():
            cursor.execute("INSERT INTO artefact VALUES (?, ?, ?, ?)", [run.id, key, sha256(model), model])
        return Saved(run, events)

    return store.write(change)


def run_child(folder: Path, job: Job, module: str = TRAINING) -> None:
    """Run the worker, passing on its progress; end it when the job is cancelled."""
    command = [sys.executable, "-m", module, str(folder)]
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
    models = {c.key: (folder / f"{c.key}.skops").read_bytes() for c in facts.candidates if c.sha256}
    judged = (folder / JUDGED).read_bytes() if facts.unjudged else None
    made = Run(new_id(), initiative_id, new_id() if judged else dataset_id, task, seed, facts, act.at)

    def change(cursor: Cursor) -> Saved[Run]:
        check_change(act.who, initiative_id)
        events = () if judged is None else (_insert_judged(cursor, act, made, dataset_id, judged),)
        entry = _insert(cursor, act, made, arrays)
        for key, model in models.items():
            cursor.execute("INSERT INTO artefact VALUES (?, ?, ?, ?)", [made.id, key, sha256(model), model])
        return Saved(made, (*events, entry))

    return store.write(change)


def _insert_judged(cursor: Cursor, act: Act, made: Run, source_id: str, content: bytes) -> Event:
    """Keep the rows that are judged as a data set of their own, so that everything later lines up with the scores."""
    whole = datasets.describe(cursor, source_id)
    rows = datasets.Dataset(
        made.dataset_id,
        made.initiative_id,
        whole.name,
        JUDGED_ROWS,
        made.facts.cases,
        whole.columns,
        sha256(content),
        act.at,
    )
    return datasets.insert(cursor, act, rows, content)


def _insert(cursor: Cursor, act: Act, made: Run, arrays: bytes) -> Event:
    """Insert a run within a change."""
    cursor.execute(
        "INSERT INTO run (id, initiative_id, dataset_id, task, seed, facts, arrays, trained_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            made.id,
            made.initiative_id,
            made.dataset_id,
            to_json(made.task),
            made.seed,
            to_json(made.facts),
            arrays,
            utc(made.trained_at),
        ],
    )
    facts = made.facts
    after = {"dataset": made.dataset_id, "seed": made.seed, "candidates": list(facts.names), "cases": facts.cases}
    action = "candidates.trained" if facts.origin == TRAINED else "predictions.brought"
    if hashes := {item.name: item.sha256 for item in facts.candidates if item.file}:
        action, after = "models.brought", after | {"files": hashes}
    return event(act, action, made.id, initiative_id=made.initiative_id, after=after)


def latest(store: Store, who: Principal, initiative_id: str) -> Run | None:
    """Read the latest run of an initiative, or None; one kept from a room counts from then on."""
    check_work_in(who, initiative_id)
    with store.read() as cursor:
        row = first(
            cursor.execute(
                f"SELECT {COLUMNS} FROM run WHERE initiative_id = ?"  # noqa: S608
                " ORDER BY coalesce(kept_at, trained_at) DESC, id DESC LIMIT 1",
                [initiative_id],
            ).fetchall()
        )
    return _run(row) if row else None


def listing(store: Store, who: Principal, initiative_id: str) -> list[Run]:
    """Read every run of an initiative, the latest first."""
    check_work_in(who, initiative_id)
    with store.read() as cursor:
        rows = cursor.execute(
            f"SELECT {COLUMNS} FROM run WHERE initiative_id = ?"  # noqa: S608
            " ORDER BY coalesce(kept_at, trained_at) DESC, id DESC",
            [initiative_id],
        ).fetchall()
    return [_run(row) for row in rows]


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


def check_artefact(store: Store, run: Run, candidate: str, recorded: str) -> None:
    """Check that a candidate's model file is the one that was recorded.

    A file made here is loaded on trial. One from outside is compared by its hash alone: whatever it holds, it is opened
    in its limited process only (`data.model_files`).

    Raises:
        BadInput: it is another file, or cannot be loaded.
        NotFound: it is not there.

    """
    content, _ = artefact(store, run.id, candidate)
    if run.facts.origin != MODEL_FILES:
        load_model(content, recorded)
    elif sha256(content) != recorded:
        raise BadInput("The model file is not the one that was recorded: its SHA-256 differs.")


def comparison(store: Store, who: Principal, run: Run) -> Comparison | None:
    """Set the candidates of a training side by side under the contract in force; None without one."""
    check_work_in(who, run.initiative_id)
    with store.read() as cursor:
        force = contracts.current(cursor, run.initiative_id)
    return compare(store, run, of_contract(force.terms)) if force else None


def compare(store: Store, run: Run, stakes: Stakes) -> Comparison:
    """Set the candidates of a training side by side under given stakes; kept in memory for a while.

    Raises:
        BadInput: what is predicted is not a yes or no.

    """
    if run.task.kind != BINARY:
        raise BadInput(
            "Only yes/no decisions are compared by a threshold, and recorded as a decision. This is not one."
        )

    def make() -> Comparison:
        return Comparison(stakes, arrays(store, run.id)[1], run.facts.names, run.task.scaled)

    return store.remember(("comparison", run.id, stakes.fingerprint()), make)


def _run(row: tuple[Any, ...]) -> Run:
    return Run(row[0], row[1], row[2], from_json(Task, row[3]), row[4], from_json(RunFacts, row[5]), aware(row[6]))
