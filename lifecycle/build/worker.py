"""Trains in a process of its own, so that the pages stay quick and a training can be stopped at any moment.

`python -m lifecycle.build.worker FOLDER` reads data.parquet and task.json from the folder, prints a line
"share<TAB>what is being done" for each step, and writes facts.json, arrays.npz and a .skops file for each candidate;
where not all rows are judged, those that are go into judged.parquet.
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
from lifecycle.build.case_amounts import amounts_of
from lifecycle.build.comparison import INCUMBENT
from lifecycle.build.dataset import BINARY, Task
from lifecycle.build.identifiers import find_identifiers
from lifecycle.build.model_files import FileFacts
from lifecycle.build.process import run
from lifecycle.build.resampling import MEASURES, RESAMPLES, Resampled, resample
from lifecycle.build.splits import RANDOM
from lifecycle.build.training import Training, train
from lifecycle.ids import sha256

TRAINING_SHARE = 0.75
JUDGED = "judged.parquet"
AMOUNT = "amount"
TRAINED, PREDICTIONS, MODEL_FILES = "trained", "predictions", "model files"
Arrays = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class Fitted:
    """What is kept of a candidate beside its scores and its model file.

    Predictions brought from elsewhere come without importance, time to score, size and hash: those are empty. `file`
    is known of a model file from outside that is kept.
    """

    key: str
    name: str
    what: str
    importance: dict[str, float]
    seconds_per_case: float
    size: int
    sha256: str
    file: FileFacts | None = None


@dataclass(frozen=True)
class RunFacts:
    """What is kept of a training: how it was done, with what, and each candidate's facts.

    `origin` says where the scores come from. Scores of `uncalibrated` candidates are no probabilities. `notes` are
    sentences about what was left out or read in a certain way. Cases were split by `split` and its `column`, which left
    `unjudged` ones to be learned from only; `source_sha256` is then the hash of all rows. `classes` names those of a
    target with several. What came later has a default, so that older facts read.
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
    split: str = RANDOM
    column: str | None = None
    unjudged: int = 0
    source_sha256: str | None = None
    classes: tuple[str, ...] = ()

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
    content = (folder / "data.parquet").read_bytes()
    frame = pd.read_parquet(io.BytesIO(content))
    amounts_of(frame, task)  # refused before anything is trained
    if task.kind != BINARY:
        training = train(frame, task, seed, report)
        packed = pack_arrays(_arrays(training))
    else:
        training = train(frame, task, seed, lambda share, text: report(share * TRAINING_SHARE, text))
        scores: Arrays = {c.key: c.scores for c in training.candidates}
        if task.incumbent:
            listed = (frame[task.incumbent].astype(float) == 1).to_numpy(dtype=float)
            scores[INCUMBENT] = listed[training.judged]
        amounts = amounts_of(frame[training.judged], task)
        resampled = resample(
            training.label,
            scores,
            seed,
            amounts=amounts,
            report=lambda share: report(TRAINING_SHARE + share * (1 - TRAINING_SHARE), f"{RESAMPLES:,} resamples"),
        )
        packed = pack(training, resampled, amounts)
    if not training.judged.all():
        frame[training.judged].to_parquet(folder / JUDGED, index=False)
    models = {candidate.key: dump_model(candidate.model) for candidate in training.candidates}
    for key, model in models.items():
        (folder / f"{key}.skops").write_bytes(model)
    (folder / "arrays.npz").write_bytes(packed)
    source = None if training.judged.all() else sha256(content)
    (folder / "facts.json").write_text(json.dumps(asdict(_facts(frame, task, training, models, source))), "utf-8")


def _facts(
    frame: pd.DataFrame, task: Task, training: Training, models: dict[str, bytes], source: str | None
) -> RunFacts:
    fitted = tuple(
        Fitted(c.key, c.name, c.what, c.importance, c.seconds_per_case, len(models[c.key]), sha256(models[c.key]))
        for c in training.candidates
    )
    return RunFacts(
        candidates=fitted,
        cases=len(training.label),
        yes=int(training.label.sum()) if task.kind == BINARY else 0,
        folds=training.folds,
        resamples=RESAMPLES,
        versions=training.versions,
        identifiers=find_identifiers(frame[list(task.features)]),
        split=training.way,
        column=training.column,
        unjudged=int((~training.judged).sum()),
        source_sha256=source,
        classes=training.classes,
    )


def pack(training: Training, resampled: Resampled, amounts: NDArray[np.float64] | None = None) -> bytes:
    """Write scores and resamples as one compressed file; `amounts` (n,) where cases have some of their own."""
    weights = {} if amounts is None else {AMOUNT: amounts}
    return pack_arrays(_arrays(training) | weights, resampled)


def _arrays(training: Training) -> Arrays:
    arrays: Arrays = {"label": training.label}
    for candidate in training.candidates:
        arrays[f"scores/{candidate.key}"] = candidate.scores
        arrays[f"retrained/{candidate.key}"] = candidate.retrained
    return arrays


def pack_arrays(arrays: Arrays, resampled: Resampled | None = None) -> bytes:
    """Write arrays that are there already, and resamples if there are any, as one compressed file."""
    if resampled is not None:
        arrays = arrays | {"yes": resampled.yes, "no": resampled.no}
        for key in resampled.tp:
            arrays[f"tp/{key}"], arrays[f"fp/{key}"] = resampled.tp[key], resampled.fp[key]
            arrays |= {f"measure/{key}/{name}": values for name, values in resampled.measures[key].items()}
        for key, sums in resampled.sums.items():
            arrays |= {f"sum/{key}/{outcome}": sums[outcome] for outcome in ("tp", "fp")}
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)  # type: ignore[arg-type]
    return buffer.getvalue()


def unpack_arrays(content: bytes) -> Arrays:
    """Read arrays back by name."""
    with np.load(io.BytesIO(content), allow_pickle=False) as file:
        return {name: file[name] for name in file.files}


def unpack(content: bytes) -> tuple[Arrays, Resampled]:
    """Read scores and resamples back: (arrays by name, resamples)."""
    arrays = unpack_arrays(content)
    keys = [name.removeprefix("tp/") for name in arrays if name.startswith("tp/")]
    resampled = Resampled(
        yes=arrays["yes"],
        no=arrays["no"],
        tp={key: arrays[f"tp/{key}"] for key in keys},
        fp={key: arrays[f"fp/{key}"] for key in keys},
        measures={key: {name: arrays[f"measure/{key}/{name}"] for name in MEASURES} for key in keys},
        sums={
            key: _sums(arrays[f"sum/{key}/tp"], arrays[f"sum/{key}/fp"]) for key in keys if f"sum/{key}/tp" in arrays
        },
    )
    return arrays, resampled


def _sums(tp: NDArray[np.float64], fp: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    """Complete the sums of amounts: what is not acted on is everything, as acted on from 0 on, without what is."""
    return {"tp": tp, "fp": fp, "fn": tp[:, :1] - tp, "tn": fp[:, :1] - fp}


def main() -> int:
    """Run as a process; gives the status to exit with."""
    return run(work)


if __name__ == "__main__":
    sys.exit(main())
