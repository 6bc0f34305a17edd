"""Train the candidates so that every case is judged by a model that has never seen it."""

import importlib.metadata
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lifecycle.build.candidates import RECIPES, Recipe
from lifecycle.build.dataset import Task, check_dataset, labels
from lifecycle.build.importance import mean_shap

FOLDS = 5
REPEATED_FOLDS = 2
Report = Callable[[float, str], None]


@dataclass(frozen=True)
class Trained:
    """One trained candidate.

    `scores`: out-of-fold probabilities of yes, shape (n,). `retrained`: the same from a training with another seed,
    NaN where it was not repeated. `model`: refitted on all rows. `importance`: mean |SHAP| by feature, summing to 1.
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
    """What a training produced, with everything needed to repeat it."""

    candidates: tuple[Trained, ...]
    label: NDArray[np.bool_]
    seed: int
    folds: int
    versions: dict[str, str]


def train(frame: pd.DataFrame, task: Task, seed: int, report: Report = lambda share, text: None) -> Training:
    """Train every recipe with stratified 5-fold cross-fitting; `report(share done, what is being done)`.

    Raises:
        BadInput: the data does not fit the task (see `check_dataset`).

    """
    check_dataset(frame, task)
    label, X = labels(frame, task), frame[list(task.features)]
    trained = []
    for index, recipe in enumerate(RECIPES):

        def step(share: float, text: str, index: int = index, recipe: Recipe = recipe) -> None:
            report((index + share) / len(RECIPES), f"{recipe.name}: {text}")

        trained.append(_train_one(recipe, X, label, task.features, seed, step))
    report(1.0, "Trained.")
    names = ("scikit-learn", "numpy", "pandas", "shap", "skops")
    return Training(tuple(trained), label, seed, FOLDS, {n: importlib.metadata.version(n) for n in names})


def _train_one(
    recipe: Recipe,
    X: pd.DataFrame,
    label: NDArray[np.bool_],
    features: dict[str, str],
    seed: int,
    report: Report,
) -> Trained:
    from sklearn.model_selection import StratifiedKFold

    steps = FOLDS + REPEATED_FOLDS + 1
    scores, retrained = np.full(len(label), np.nan), np.full(len(label), np.nan)
    folds = list(StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(X, label))
    for number, (fit_on, judge) in enumerate(folds):
        report(number / steps, f"fold {number + 1} of {FOLDS}")
        model = _steady(recipe.make(features, seed).fit(X.iloc[fit_on], label[fit_on]))
        scores[judge] = model.predict_proba(X.iloc[judge])[:, 1]
    for number, (fit_on, judge) in enumerate(folds[:REPEATED_FOLDS]):
        report((FOLDS + number) / steps, "again with another seed")
        model = _steady(recipe.make(features, seed + 1).fit(X.iloc[fit_on], label[fit_on]))
        retrained[judge] = model.predict_proba(X.iloc[judge])[:, 1]
    report((steps - 1) / steps, "on all cases")
    model = _steady(recipe.make(features, seed).fit(X, label))
    return Trained(
        key=recipe.key,
        name=recipe.name,
        what=recipe.what,
        scores=scores,
        retrained=retrained,
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
    model.predict_proba(X)
    return (time.perf_counter() - start) / len(X)
