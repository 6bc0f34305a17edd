"""Computes what guardrails rest on and takes a while: at most a few seconds, on capped rows, saying how far it is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lifecycle.build.artefact import score
from lifecycle.build.candidates import RECIPES
from lifecycle.build.dataset import Task
from lifecycle.build.fairness import proxy_auc
from lifecycle.build.privacy import MOST_ROWS, membership
from lifecycle.build.ranges import Ranges, caught
from lifecycle.build.robustness import attribution_stability, explainable, noise_flips
from lifecycle.build.slices import worst_slice
from lifecycle.guardrails import Measured

Report = Callable[[float, str], None]
NO_MODEL = "Only predictions were brought, no model file, so the model cannot be asked again."
FROM_OUTSIDE = (
    "The model came as a file from outside. It is opened in its limited process alone, where it gives scores; this is "
    "not measured there."
)
NO_RECIPE = "It was not trained here, so it cannot be fitted again."


@dataclass(frozen=True)
class Case:
    """One candidate at one operating point, with the data it is judged on.

    `score` (n,): out-of-fold probabilities. `model`: refitted on all rows, None where there is none that may be opened
    here, and `no_model` says why. `groups` (n,): the protected group of each case, None without a protected column.
    `threshold` is one for all cases, or one for each, (n,).
    """

    candidate: str
    frame: pd.DataFrame
    task: Task
    label: NDArray[np.bool_]
    score: NDArray[np.float64]
    threshold: float | NDArray[np.float64]
    model: Any | None
    groups: pd.Series | None
    ranges: Ranges
    seed: int
    no_model: str = NO_MODEL

    @property
    def X(self) -> pd.DataFrame:  # noqa: N802 - as scikit-learn calls it
        """The features alone, as they stand in the data."""
        return self.frame[list(self.task.features)]


def measure_all(case: Case, report: Report = lambda share, text: None) -> dict[str, Measured]:
    """Measure everything that takes a while, by the key of its guardrail; `report(share done, what is being done)`."""
    steps: dict[str, tuple[str, Callable[[Case], Measured]]] = {
        "worst_slice": ("Comparing slices", _slice),
        "perturbation": ("Adding a little noise", _noise),
        "membership": ("Attacking the model", _membership),
        "out_of_range": ("Spoiling rows", _ranges),
        "explainable": ("Explaining decisions", _explainable),
        "attribution_stability": ("Fitting again", _attribution),
    }
    if case.groups is not None:
        steps["proxy"] = ("Guessing the protected group", _proxy)
    from threadpoolctl import threadpool_limits

    found = {}
    # On so few rows, threads that wait for a busy processor take a hundred times as long.
    with threadpool_limits(1):
        for place, (key, (text, work)) in enumerate(steps.items()):
            report(place / len(steps), text)
            found[key] = work(case)
    return found


def _slice(case: Case) -> Measured:
    acted = case.score >= case.threshold
    return worst_slice(case.frame, case.task, case.label, case.score, acted, case.seed)


def _noise(case: Case) -> Measured:
    if case.model is None:
        return Measured(None, case.no_model, applies=False)
    at = pd.Series(np.broadcast_to(case.threshold, len(case.frame)), index=case.frame.index)

    def beyond(frame: pd.DataFrame) -> NDArray[np.float64]:
        """Give how far each case is beyond the threshold it is judged by."""
        return np.asarray(score(case.model, frame) - at[frame.index].to_numpy())

    return noise_flips(beyond, case.X, case.task.features, 0.0, case.seed)


def _membership(case: Case) -> Measured:
    if case.model is None:
        return Measured(None, case.no_model, applies=False)
    rows = np.sort(np.random.default_rng(case.seed).permutation(len(case.frame))[:MOST_ROWS])
    return membership(case.label[rows], score(case.model, case.X.iloc[rows]), case.score[rows])


def _ranges(case: Case) -> Measured:
    if not case.task.features:
        return Measured(None, "Only predictions were brought, no inputs whose range could be checked.", applies=False)
    return caught(case.X, case.task.features, case.ranges, case.seed)


def _explainable(case: Case) -> Measured:
    if case.model is None:
        return Measured(None, case.no_model, applies=False)
    return explainable(case.model, case.X, case.seed)


def _attribution(case: Case) -> Measured:
    recipe = next((item for item in RECIPES if item.key == case.candidate), None)
    if recipe is None or case.model is None:
        return Measured(None, NO_RECIPE, applies=False)
    return attribution_stability(lambda seed: recipe.make(case.task.features, seed), case.X, case.label, case.seed)


def _proxy(case: Case) -> Measured:
    if case.groups is None or not case.task.features:
        return Measured(None, "Only predictions were brought, no inputs that could give a group away.", applies=False)
    return proxy_auc(case.X, case.task.features, case.groups, case.seed)
