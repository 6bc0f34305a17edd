"""Trains in a process of its own, so that the pages stay quick and a training can be stopped at any moment.

`python -m lifecycle.build.worker FOLDER` reads data.parquet and task.json from the folder, prints a line
"share<TAB>what is being done" for each step, and writes facts.json, arrays.npz and a .skops file for each candidate.
"""

import io
import json
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lifecycle.build.artefact import dump_model
from lifecycle.build.comparison import INCUMBENT
from lifecycle.build.dataset import Task, labels
from lifecycle.build.identifiers import find_identifiers
from lifecycle.build.resampling import MEASURES, RESAMPLES, Resampled, resample
from lifecycle.build.training import Training, train
from lifecycle.errors import BadInput
from lifecycle.ids import sha256

TRAINING_SHARE = 0.75
TRAINED, PREDICTIONS, MODEL_FILES = "trained", "predictions", "model files"
Arrays = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class Fitted:
    """What is kept of a candidate beside its scores and its model file.

    Predictions brought from elsewhere come without importance, time to score, size and hash: those are empty.
    """

    key: str
    name: str
    what: str
    importance: dict[str, float]
    seconds_per_case: float
    size: int
    sha256: str


@dataclass(frozen=True)
class RunFacts:
    """What is kept of a training: how it was done, with what, and each candidate's facts.

    `origin` says where the scores come from. Scores of `uncalibrated` candidates are no probabilities. `notes` are
    sentences about what was left out or read in a certain way. What came later has a default, so that older facts read.
    """

    candidates: tuple[Fitted, ...]
    cases: int
    yes: int
    folds: int
    resamples: int
    versions: dict[str, str]
    identifiers: tuple[str, ...]
    origin: str = TRAINED
    uncalibrated: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def names(self) -> dict[str, str]:
        """The candidates' names by key."""
        return {item.key: item.name for item in self.candidates}


def work(folder: Path, report: Callable[[float, str], None]) -> None:
    """Train, resample and write everything into the folder.

    Raises:
        BadInput: the data does not fit the task.

    """
    order = json.loads((folder / "task.json").read_text("utf-8"))
    task, seed = Task(**order["task"]), int(order["seed"])
    frame = pd.read_parquet(folder / "data.parquet")
    training = train(frame, task, seed, lambda share, text: report(share * TRAINING_SHARE, text))
    scores: Arrays = {c.key: c.scores for c in training.candidates}
    if task.incumbent:
        scores[INCUMBENT] = (frame[task.incumbent].astype(float) == 1).to_numpy(dtype=float)
    resampled = resample(
        labels(frame, task),
        scores,
        seed,
        report=lambda share: report(TRAINING_SHARE + share * (1 - TRAINING_SHARE), f"{RESAMPLES:,} resamples"),
    )
    models = {candidate.key: dump_model(candidate.model) for candidate in training.candidates}
    for key, content in models.items():
        (folder / f"{key}.skops").write_bytes(content)
    (folder / "arrays.npz").write_bytes(pack(training, resampled))
    (folder / "facts.json").write_text(json.dumps(asdict(_facts(frame, task, training, models))), "utf-8")


def _facts(frame: pd.DataFrame, task: Task, training: Training, models: dict[str, bytes]) -> RunFacts:
    fitted = tuple(
        Fitted(c.key, c.name, c.what, c.importance, c.seconds_per_case, len(models[c.key]), sha256(models[c.key]))
        for c in training.candidates
    )
    return RunFacts(
        candidates=fitted,
        cases=len(training.label),
        yes=int(training.label.sum()),
        folds=training.folds,
        resamples=RESAMPLES,
        versions=training.versions,
        identifiers=find_identifiers(frame[list(task.features)]),
    )


def pack(training: Training, resampled: Resampled) -> bytes:
    """Write scores and resamples as one compressed file."""
    arrays: Arrays = {"label": training.label}
    for candidate in training.candidates:
        arrays[f"scores/{candidate.key}"] = candidate.scores
        arrays[f"retrained/{candidate.key}"] = candidate.retrained
    return pack_arrays(arrays, resampled)


def pack_arrays(arrays: Arrays, resampled: Resampled) -> bytes:
    """Write arrays that are there already, and resamples, as one compressed file."""
    arrays = arrays | {"yes": resampled.yes, "no": resampled.no}
    for key in resampled.tp:
        arrays[f"tp/{key}"], arrays[f"fp/{key}"] = resampled.tp[key], resampled.fp[key]
        arrays |= {f"measure/{key}/{name}": values for name, values in resampled.measures[key].items()}
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)  # type: ignore[arg-type]
    return buffer.getvalue()


def unpack(content: bytes) -> tuple[Arrays, Resampled]:
    """Read scores and resamples back: (arrays by name, resamples)."""
    with np.load(io.BytesIO(content), allow_pickle=False) as file:
        arrays: Arrays = {name: file[name] for name in file.files}
    keys = [name.removeprefix("tp/") for name in arrays if name.startswith("tp/")]
    resampled = Resampled(
        yes=arrays["yes"],
        no=arrays["no"],
        tp={key: arrays[f"tp/{key}"] for key in keys},
        fp={key: arrays[f"fp/{key}"] for key in keys},
        measures={key: {name: arrays[f"measure/{key}/{name}"] for name in MEASURES} for key in keys},
    )
    return arrays, resampled


def main() -> int:
    """Run as a process: progress on standard output, a sentence on standard error when the data does not fit."""
    try:
        work(Path(sys.argv[1]), lambda share, text: print(f"{share:.4f}\t{text}", flush=True))
    except BadInput as problem:
        print(problem, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
