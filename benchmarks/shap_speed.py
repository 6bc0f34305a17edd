"""What it takes to explain a candidate on 10,000 cases × 25 columns, beside the plain ways of the shap package.

`python -m benchmarks.shap_speed [forest] [boosting]` fits the program's random forest and gradient boosting on made-up
cases and explains each, in a process of its own: as the program does (`explanation.explain`: TreeExplainer on up to
2,000 cases drawn with a seed); with `shap.TreeExplainer` on all cases, which takes minutes for the forest; with
`shap.Explainer(predict)` on 20 cases and `shap.KernelExplainer` on 5, both against 50 background cases and scaled up.
Printed are seconds, peak memory, and how far the features' shares of the mean |SHAP value| are from those of all cases,
at most: what looking at fewer cases costs. The last two explain probabilities, TreeExplainer explains boosting in
log-odds, so that there the shares need not agree.
"""

import pickle
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.beside import Clock, Found, answer, folder, run

CASES, COLUMNS, SEED = 10_000, 25, 3
AGNOSTIC, KERNEL, BACKGROUND = 20, 5, 50
WAYS = {
    "program": "program, up to 2,000 cases",
    "trees": "shap.TreeExplainer, all cases",
    "plain": f"shap.Explainer(predict), {AGNOSTIC} cases scaled",
    "kernel": f"shap.KernelExplainer, {KERNEL} cases scaled",
}
MODELS = ("forest", "boosting")


def cases() -> tuple[pd.DataFrame, np.ndarray]:
    """Make cases of which eight columns matter."""
    rng = np.random.default_rng(SEED)
    X = pd.DataFrame(rng.normal(size=(CASES, COLUMNS)), columns=[f"column {i + 1}" for i in range(COLUMNS)])
    pull = X.to_numpy()[:, :8] @ np.linspace(1.5, 0.2, 8) + X["column 1"] * X["column 2"] - 1
    return X, rng.random(CASES) < 1 / (1 + np.exp(-pull))


def fit(place: Path) -> None:
    """Fit the program's candidates and leave them for the other processes (our own file, never an upload)."""
    from lifecycle.build.candidates import RECIPES

    X, y = cases()
    for recipe in RECIPES:
        if recipe.key in MODELS:
            model = recipe.make(dict.fromkeys(X.columns, "numeric"), SEED).fit(X, y)
            (place / recipe.key).write_bytes(pickle.dumps((model, X)))


def explain(key: str, way: str, place: Path) -> Found:
    """Explain one model in one way; gives seconds for all it is asked and the shares of the features."""
    import shap  # noqa: F401 - what the program loads at its start is loaded

    pipeline, X = pickle.loads((place / key).read_bytes())
    model, inputs = pipeline.named_steps["model"], pipeline.named_steps["columns"].transform(X)
    seconds, weight = HOW[way](pipeline, X, model, np.asarray(inputs, dtype=float))
    return {"seconds": seconds, "shares": (weight / weight.sum()).tolist()}


def as_the_program(pipeline: Any, X: pd.DataFrame, model: Any, inputs: np.ndarray) -> tuple[float, np.ndarray]:
    from lifecycle.build.explanation import explain as explained

    with Clock() as clock:
        found = explained(pipeline, X, SEED)
    return clock.seconds, np.abs(found.values).mean(axis=0)


def by_trees(pipeline: Any, X: pd.DataFrame, model: Any, inputs: np.ndarray) -> tuple[float, np.ndarray]:
    import shap

    with Clock() as clock:
        values = np.asarray(shap.TreeExplainer(model).shap_values(inputs))
    return clock.seconds, np.abs(values[..., 1] if values.ndim == 3 else values).mean(axis=0)


def by_asking(pipeline: Any, X: pd.DataFrame, model: Any, inputs: np.ndarray) -> tuple[float, np.ndarray]:
    import shap

    with Clock() as clock:
        explainer = shap.Explainer(chance_of(model), inputs[:BACKGROUND], seed=SEED)
        values = explainer(inputs[:AGNOSTIC], silent=True).values
    return clock.seconds * CASES / AGNOSTIC, np.abs(values).mean(axis=0)


def by_kernel(pipeline: Any, X: pd.DataFrame, model: Any, inputs: np.ndarray) -> tuple[float, np.ndarray]:
    import shap

    with Clock() as clock:
        explainer = shap.KernelExplainer(chance_of(model), inputs[:BACKGROUND], seed=SEED)
        values = explainer.shap_values(inputs[:KERNEL], silent=True)
    return clock.seconds * CASES / KERNEL, np.abs(values).mean(axis=0)


def chance_of(model: Any) -> Callable[[np.ndarray], np.ndarray]:
    return lambda rows: model.predict_proba(rows)[:, 1]


HOW = {"program": as_the_program, "trees": by_trees, "plain": by_asking, "kernel": by_kernel}


def main() -> None:
    """Measure and print."""
    with folder() as name:
        place = Path(name)
        chosen = [key for key in MODELS if key in sys.argv] or MODELS
        fit(place)
        for key in chosen:
            found = {way: run("benchmarks.shap_speed", f"{key}/{way}", place) for way in WAYS}
            report(key, found)


def report(key: str, found: dict[str, Found]) -> None:
    """Print one model's table."""
    print(f"\n{key}: {CASES:,} cases × {COLUMNS} columns")
    print(f"{'':<44}{'seconds':>10}{'ratio':>8}{'peak MB':>10}{'shares apart':>14}")
    whole = np.array(found["trees"]["shares"])
    for way, what in WAYS.items():
        one = found[way]
        apart = np.abs(np.array(one["shares"]) - whole).max()
        ratio = one["seconds"] / found["program"]["seconds"]
        print(f"{what:<44}{one['seconds']:>10.1f}{ratio:>8.1f}{one['peak']:>10.0f}{apart:>14.4f}")


SIDES = {f"{key}/{way}": partial(explain, key, way) for key in MODELS for way in WAYS}
if __name__ == "__main__" and not answer(SIDES):
    main()
