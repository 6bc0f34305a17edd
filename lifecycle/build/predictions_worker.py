"""Resamples predictions in a process of its own, so that the pages stay quick and it can be stopped at any moment.

`python -m lifecycle.build.predictions_worker FOLDER` reads data.parquet and task.json from the folder, prints a line
"share<TAB>what is being done" for each step, and writes facts.json and arrays.npz.
"""

import importlib.metadata
import json
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lifecycle.build.brought_classes import decided
from lifecycle.build.candidates import MEAN
from lifecycle.build.case_amounts import amounts_of
from lifecycle.build.comparison import INCUMBENT
from lifecycle.build.dataset import BINARY, MULTICLASS, REGRESSION, Task, as_text, labels, numbers
from lifecycle.build.predictions import Aligned
from lifecycle.build.process import run
from lifecycle.build.regression import FIXED_NAMES
from lifecycle.build.resampling import RESAMPLES, resample
from lifecycle.build.score_kinds import as_score
from lifecycle.build.worker import AMOUNT, PREDICTIONS, Arrays, Fitted, RunFacts, pack_arrays


@dataclass(frozen=True)
class Order:
    """What the worker is asked: the task, the seed, and each candidate's name, source and column, by key.

    Candidates that are model files have a size in bytes and a time to score; `versions` are of what opened them. Where
    one of several `classes` is predicted, `chances` names the columns of those with probabilities, in their order.
    """

    task: Task
    seed: int
    names: dict[str, str]
    sources: dict[str, str]
    columns: dict[str, str]
    uncalibrated: tuple[str, ...]
    notes: tuple[str, ...]
    sizes: dict[str, int]
    seconds_per_case: dict[str, float]
    versions: dict[str, str]
    classes: tuple[str, ...] = ()
    chances: dict[str, tuple[str, ...]] = field(default_factory=dict)


def order_of(aligned: Aligned, seed: int) -> Order:
    """Describe what is to be done with aligned predictions."""
    left = [f"Left out: {problem.sentence()}." for problem in aligned.problems]
    notes = (*left, *aligned.notes)
    named = (aligned.names, aligned.sources, aligned.columns)
    return Order(
        aligned.task,
        seed,
        *named,
        aligned.uncalibrated,
        notes,
        sizes={key: made.size for key, made in aligned.files.items()},
        seconds_per_case={key: made.seconds_per_case for key, made in aligned.files.items()},
        versions={name: version for made in aligned.files.values() for name, version in made.versions.items()},
        classes=aligned.classes,
        chances=dict(aligned.chances),
    )


def work(folder: Path, report: Callable[[float, str], None]) -> None:
    """Resample and write everything into the folder."""
    body = json.loads((folder / "task.json").read_text("utf-8"))
    order = Order(**body | {"task": Task(**body["task"])})
    report(0.0, "Reading the predictions")
    frame = pd.read_parquet(folder / "data.parquet")
    arrays: Arrays
    if order.task.kind != BINARY:
        arrays = _of_classes(frame, order) if order.task.kind == MULTICLASS else _of_numbers(frame, order)
        (folder / "arrays.npz").write_bytes(pack_arrays(arrays))
        (folder / "facts.json").write_text(json.dumps(asdict(_facts(order, arrays["label"]))), "utf-8")
        return
    label = labels(frame, order.task)
    scores: Arrays = {key: as_score(frame[column].to_numpy(dtype=float)) for key, column in order.columns.items()}
    arrays = {"label": label, **{f"scores/{key}": score for key, score in scores.items()}}
    amounts = amounts_of(frame, order.task)
    if amounts is not None:
        arrays[AMOUNT] = amounts
    if order.task.incumbent:
        scores[INCUMBENT] = (frame[order.task.incumbent].astype(float) == 1).to_numpy(dtype=float)
    resampled = resample(
        label,
        scores,
        order.seed,
        report=lambda share: report(share, f"{RESAMPLES:,} resamples"),
        uncalibrated=frozenset(order.uncalibrated),
        amounts=amounts,
    )
    (folder / "arrays.npz").write_bytes(pack_arrays(arrays, resampled))
    (folder / "facts.json").write_text(json.dumps(asdict(_facts(order, label))), "utf-8")


def _of_numbers(frame: pd.DataFrame, order: Order) -> Arrays:
    """Give truth and forecasts, and the mean of the truth, which is what forecasts are set beside."""
    truth = numbers(frame, order.task)
    arrays: Arrays = {"label": truth, f"scores/{MEAN}": np.full(len(truth), truth.mean())}
    return arrays | {f"scores/{key}": frame[column].to_numpy(dtype=float) for key, column in order.columns.items()}


def _of_classes(frame: pd.DataFrame, order: Order) -> Arrays:
    """Give the place of the truth among the classes, and probabilities, or 1 for what was decided, shape (n, k)."""
    names = list(order.classes)
    places = pd.Index(names).get_indexer(pd.Index(frame[order.task.target].map(as_text)))
    arrays: Arrays = {"label": places.astype(np.int64)}
    for key in order.names:
        if key in order.chances:
            arrays[f"scores/{key}"] = frame[list(order.chances[key])].to_numpy(dtype=float)
        else:
            arrays[f"scores/{key}"] = decided(frame[order.columns[key]], names, order.names[key])
    return arrays


def _facts(order: Order, label: NDArray[Any]) -> RunFacts:
    # Whether a model file is kept, and by which hash it is found again, is said where it is kept.
    fitted = tuple(
        Fitted(key, name, order.sources[key], {}, order.seconds_per_case.get(key, 0.0), order.sizes.get(key, 0), "")
        for key, name in order.names.items()
    )
    if order.task.kind == REGRESSION:
        what = f"the mean of {order.task.target} over these cases, {label.mean():,.4g}"
        fitted = (*fitted, Fitted(MEAN, FIXED_NAMES[MEAN], what, {}, 0.0, 0, ""))
    return RunFacts(
        candidates=fitted,
        cases=len(label),
        yes=int(label.sum()) if order.task.kind == BINARY else 0,
        folds=0,
        resamples=RESAMPLES,
        versions={name: importlib.metadata.version(name) for name in ("numpy", "pandas")} | order.versions,
        identifiers=(),
        origin=PREDICTIONS,
        uncalibrated=tuple(order.uncalibrated),
        notes=tuple(order.notes),
        classes=tuple(order.classes),
    )


def main() -> int:
    """Run as a process; gives the status to exit with."""
    return run(work)


if __name__ == "__main__":
    sys.exit(main())
