"""Train the candidates so that every case is judged by a model that has never seen it."""

import importlib.metadata
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lifecycle.build.candidates import Recipe, recipes
from lifecycle.build.dataset import BINARY, MULTICLASS, REGRESSION, Task, check_dataset, classes, labels, numbers
from lifecycle.build.importance import mean_shap
from lifecycle.build.splits import RANDOM, Split, split

REPEATED_FOLDS = 2
Report = Callable[[float, str], None]
Truth = NDArray[Any]


@dataclass(frozen=True)
class Trained:
    """One trained candidate.

    `scores`: out-of-fold, for the n cases that are judged: probabilities of yes, shape (n,), probabilities of the
    classes, shape (n, k), or forecasts, shape (n,). `retrained`: the same from a training with another seed, NaN where
    it was not repeated. `model`: refitted on all rows. `importance`: mean |SHAP| by feature, summing to 1.
    `seconds_per_case`: time to score one case in a batch of up to 1,000.
    """

    key: str
    name: str
    what: str
    scores: NDArray[np.float64]
    retrained: NDArray[np.float64]
    model: Any
    importance: dict[str, float]
    seconds_per_case: float


@dataclass(frozen=True)
class Training:
    """What a training produced, with everything needed to repeat it.

    `label` (n,) is the truth of the judged cases: yes or no, the place among `classes`, or a number. `judged` marks
    them among the rows of the data; by `way` and `column` they were split.
    """

    candidates: tuple[Trained, ...]
    label: Truth
    seed: int
    folds: int
    versions: dict[str, str]
    judged: NDArray[np.bool_]
    way: str = RANDOM
    column: str | None = None
    classes: tuple[str, ...] = ()


def train(frame: pd.DataFrame, task: Task, seed: int, report: Report = lambda share, text: None) -> Training:
    """Train every recipe with 5-fold cross-fitting; `report(share done, what is being done)`.

    Folds are drawn at random, or by time or group where the task names one (see `split`).

    Raises:
        BadInput: the data does not fit the task (see `check_dataset`), or cannot be split so (see `split`).

    """
    check_dataset(frame, task)
    truth, names = truth_of(frame, task)
    X, parted = frame[list(task.features)], split(frame, task, truth, seed)
    trained, chosen = [], recipes(task)
    for index, recipe in enumerate(chosen):

        def step(share: float, text: str, index: int = index, recipe: Recipe = recipe) -> None:
            report((index + share) / len(chosen), f"{recipe.name}: {text}")

        trained.append(_train_one(recipe, X, truth, task, parted, seed, step))
    report(1.0, "Trained.")
    versions = {n: importlib.metadata.version(n) for n in ("scikit-learn", "numpy", "pandas", "shap", "skops")}
    judged, folds = parted.judged, len(parted.folds)
    return Training(
        tuple(trained), truth[judged], seed, folds, versions, judged, parted.way, parted.column, classes=names
    )


def truth_of(frame: pd.DataFrame, task: Task) -> tuple[Truth, tuple[str, ...]]:
    """Read what is predicted, shape (n,), and the names of the classes where it is one of several."""
    if task.kind == REGRESSION:
        return numbers(frame, task), ()
    if task.kind == MULTICLASS:
        names, places = classes(frame, task)
        return places, names
    return labels(frame, task), ()


def says(model: Any, X: pd.DataFrame, kind: str) -> NDArray[np.float64]:
    """Give what a model says of cases: probabilities of yes (n,) or of each class (n, k), or forecasts (n,)."""
    if kind == REGRESSION:
        return np.asarray(model.predict(X), dtype=float)
    found = np.asarray(model.predict_proba(X), dtype=float)
    return found[:, 1] if kind == BINARY else found


def _train_one(
    recipe: Recipe, X: pd.DataFrame, truth: Truth, task: Task, parted: Split, seed: int, report: Report
) -> Trained:
    folds = parted.folds
    steps = len(folds) + REPEATED_FOLDS + 1
    shape = (len(truth), len(np.unique(truth))) if task.kind == MULTICLASS else (len(truth),)
    scores, retrained = np.full(shape, np.nan), np.full(shape, np.nan)
    for number, (fit_on, judge) in enumerate(folds):
        report(number / steps, f"fold {number + 1} of {len(folds)}")
        model = _steady(recipe.make(task.features, seed).fit(X.iloc[fit_on], truth[fit_on]))
        scores[judge] = says(model, X.iloc[judge], task.kind)
    for number, (fit_on, judge) in enumerate(folds[:REPEATED_FOLDS]):
        report((len(folds) + number) / steps, "again with another seed")
        model = _steady(recipe.make(task.features, seed + 1).fit(X.iloc[fit_on], truth[fit_on]))
        retrained[judge] = says(model, X.iloc[judge], task.kind)
    report((steps - 1) / steps, "on all cases")
    model = _steady(recipe.make(task.features, seed).fit(X, truth))
    return Trained(
        key=recipe.key,
        name=recipe.name,
        what=recipe.what,
        scores=scores[parted.judged],
        retrained=retrained[parted.judged],
        model=model,
        importance=mean_shap(model, X, seed),
        seconds_per_case=_time_scoring(model, X.head(1000)),
    )


def _steady(pipeline: Any) -> Any:
    """Let a fitted model score in one thread: threads add up votes in an order of their own, and scores flicker."""
    if "model__n_jobs" in pipeline.get_params():
        pipeline.set_params(model__n_jobs=1)
    return pipeline


def _time_scoring(model: Any, X: pd.DataFrame) -> float:
    start = time.perf_counter()
    model.predict(X)
    return (time.perf_counter() - start) / len(X)
