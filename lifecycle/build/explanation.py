"""Why a candidate scores as it does: SHAP values, global, of a part of the cases, and of one."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lifecycle.build.asking import MOST as MOST_ASKED
from lifecycle.build.asking import Asked, ask_about
from lifecycle.build.dataset import BINARY, MULTICLASS, REGRESSION
from lifecycle.build.importance import sources
from lifecycle.build.training import says

Floats = NDArray[np.float64]
MOST_ROWS = 2000
STEP = 250
LOG_ODDS, PROBABILITY, QUANTITY = "log-odds", "probability", "quantity"
Report = Callable[[float, str], None]


@dataclass(frozen=True)
class Explanation:
    """SHAP values of one candidate on some of its cases.

    `rows`: places in the data set, shape (m,). `values`: shape (m, features), which with `base` add up to the case's
    score in `space`: log-odds or probability of yes (or of one class), or the forecast in the unit of the target.
    `features` names the columns. `background` cases stood for features that are left out where the model could only be
    asked, 0 where it was looked into.
    """

    features: tuple[str, ...]
    rows: NDArray[np.int64]
    base: float
    values: Floats
    space: str
    background: int = 0

    def scores(self, without: int | None = None) -> Floats:
        """Give probabilities or forecasts, shape (m,); without a feature: its contribution left out."""
        total = self.base + self.values.sum(axis=1)
        if without is not None:
            total = total - self.values[:, without]
        if self.space == QUANTITY:
            return np.asarray(total)
        chance = 1 / (1 + np.exp(-total)) if self.space == LOG_ODDS else np.clip(total, 0, 1)
        return np.asarray(chance)

    def of(self, cases: NDArray[np.bool_]) -> "Explanation":
        """Take some of the explained cases alone, marked in an array of shape (m,)."""
        return replace(self, rows=self.rows[cases], values=self.values[cases])

    def pack(self) -> bytes:
        """Write it as one compressed file."""
        return pack([self])


def pack(explained: Sequence[Explanation]) -> bytes:
    """Write explanations of the same cases, one or one a class, as one compressed file."""
    first, buffer = explained[0], io.BytesIO()
    np.savez_compressed(
        buffer,
        features=np.array(first.features),
        rows=first.rows,
        base=np.array([one.base for one in explained]),
        values=np.stack([one.values for one in explained], axis=-1),
        space=np.array(first.space),
        background=np.array(first.background),
    )
    return buffer.getvalue()


def unpack(content: bytes) -> tuple[Explanation, ...]:
    """Read explanations back: one, or one a class."""
    with np.load(io.BytesIO(content), allow_pickle=False) as file:
        names = tuple(str(name) for name in file["features"])
        values, bases, space = file["values"], np.atleast_1d(file["base"]), str(file["space"])
        values = values if values.ndim == 3 else values[..., None]  # as they were written before there were classes
        background = int(file["background"]) if "background" in file.files else 0
        return tuple(
            Explanation(names, file["rows"], float(base), values[..., place], space, background)
            for place, base in enumerate(bases)
        )


def explain(
    pipeline: Any,
    X: pd.DataFrame,
    seed: int,
    most: int = MOST_ROWS,
    report: Report = lambda share, text: None,
) -> Explanation:
    """Explain a candidate for a yes or no; see `explain_kind`."""
    return explain_kind(pipeline, X, BINARY, seed, most, report)[0]


def explain_kind(
    pipeline: Any,
    X: pd.DataFrame,
    kind: str,
    seed: int,
    most: int = MOST_ROWS,
    report: Report = lambda share, text: None,
) -> tuple[Explanation, ...]:
    """Compute SHAP values of up to `most` cases drawn with the seed: one explanation, or of several classes one each.

    Linear models and trees are explained exactly, in the unit they add up in, and columns made from one category are
    added up; any other model is asked (`ask_about`), in probability. Classes are explained in probability always.
    Source: Lundberg & Lee 2017; Lundberg et al. 2020; the shap package.

    Raises:
        BadInput: the model is too slow to be asked.

    """
    columns, model = pipeline.named_steps["columns"], pipeline.named_steps["model"]
    rows = np.sort(np.random.default_rng(seed).choice(len(X), min(len(X), most), replace=False))
    inputs = np.asarray(columns.transform(X.iloc[rows]), dtype=float)
    exact = _exact(model, inputs, kind)
    if exact is None:
        space = QUANTITY if kind == REGRESSION else PROBABILITY
        asked = ask_about(lambda cases: says(pipeline, cases, kind), X, seed, most=min(most, MOST_ASKED), report=report)
        return of_asked(asked, tuple(map(str, X.columns)), space)
    take, bases, space = exact
    parts = []
    for start in range(0, len(inputs), STEP):
        parts.append(take(inputs[start : start + STEP]))
        done = min(start + STEP, len(inputs))
        report(done / len(inputs), f"{done:,} of {len(inputs):,} cases are explained")
    made = np.concatenate(parts)
    made_from = np.array(sources(columns))
    values = np.stack([made[:, made_from == name].sum(axis=1) for name in X.columns], axis=1)
    names, found = tuple(map(str, X.columns)), rows.astype(np.int64)
    return tuple(Explanation(names, found, base, values[..., place], space) for place, base in enumerate(bases))


def of_asked(asked: Asked, features: tuple[str, ...], space: str) -> tuple[Explanation, ...]:
    """Take what came of asking a model: one explanation for each of its answers."""
    return tuple(
        Explanation(features, asked.rows, float(base), asked.values[..., place], space, asked.background)
        for place, base in enumerate(asked.base)
    )


Exact = tuple[Callable[[Floats], Floats], list[float], str]


def _exact(model: Any, inputs: Floats, kind: str) -> Exact | None:
    """Look into a model: (values of rows (m, columns, k), the k bases, space); None where it can only be asked."""
    import shap

    if hasattr(model, "coef_"):
        if kind == MULTICLASS:
            return None  # adds up to margins, from which no probability of one class follows
        linear = shap.LinearExplainer(model, inputs)
        space = QUANTITY if kind == REGRESSION else LOG_ODDS
        return (lambda part: np.asarray(linear.shap_values(part))[..., None]), [_last(linear.expected_value)], space
    boosted = type(model).__name__.startswith("HistGradient")
    if boosted and kind == MULTICLASS:
        return None
    try:
        trees = shap.TreeExplainer(model)
    except (shap.utils._exceptions.InvalidModelError, TypeError, AttributeError, NotImplementedError):
        return None

    def of_trees(part: Floats) -> Floats:
        found = np.asarray(trees.shap_values(part, check_additivity=False))
        found = found if found.ndim == 3 else found[..., None]
        return found if kind == MULTICLASS else found[..., -1:]

    if kind == MULTICLASS:
        return of_trees, [float(base) for base in trees.expected_value], PROBABILITY
    space = QUANTITY if kind == REGRESSION else LOG_ODDS if boosted else PROBABILITY
    return of_trees, [_last(trees.expected_value)], space


def _last(expected: Any) -> float:
    return float(np.ravel(expected)[-1])


def importance(explanation: Explanation, of: NDArray[np.bool_] | None = None) -> dict[str, float]:
    """Give each feature's share of the mean |SHAP value|, largest first; `of` chooses among the explained cases.

    Shares sum to 1; all are 0 where nothing contributes.
    """
    values = explanation.values if of is None else explanation.values[of]
    weight = np.abs(values).mean(axis=0) if len(values) else np.zeros(values.shape[1])
    weight = weight / weight.sum() if weight.sum() > 0 else weight
    order = np.argsort(-weight, kind="stable")
    return {explanation.features[i]: float(weight[i]) for i in order}


def contributions(explanation: Explanation, place: int) -> dict[str, float]:
    """Give what each feature adds to one explained case's score, the strongest first, in the explanation's space."""
    values = explanation.values[place]
    order = np.argsort(-np.abs(values), kind="stable")
    return {explanation.features[i]: float(values[i]) for i in order}
