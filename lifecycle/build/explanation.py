"""Why a candidate scores as it does, and which features its money hangs on: SHAP values, and what follows from them."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lifecycle.build.importance import sources
from lifecycle.figures import Interval

Floats = NDArray[np.float64]
MOST_ROWS = 2000
STEP = 250
BACKGROUND = 50
RESAMPLES = 500
LOG_ODDS, PROBABILITY = "log-odds", "probability"


@dataclass(frozen=True)
class Explanation:
    """SHAP values of one candidate on some of its cases.

    `rows`: places in the data set, shape (m,). `values`: shape (m, features), which with `base` add up to the case's
    score in `space`: log-odds or probability. `features` names the columns.
    """

    features: tuple[str, ...]
    rows: NDArray[np.int64]
    base: float
    values: Floats
    space: str

    def scores(self, without: int | None = None) -> Floats:
        """Give the probabilities of yes, shape (m,); without a feature: its contribution left out."""
        total = self.base + self.values.sum(axis=1)
        if without is not None:
            total = total - self.values[:, without]
        chance = 1 / (1 + np.exp(-total)) if self.space == LOG_ODDS else np.clip(total, 0, 1)
        return np.asarray(chance)

    def pack(self) -> bytes:
        """Write it as one compressed file."""
        buffer = io.BytesIO()
        np.savez_compressed(
            buffer,
            features=np.array(self.features),
            rows=self.rows,
            base=np.array(self.base),
            values=self.values,
            space=np.array(self.space),
        )
        return buffer.getvalue()


def unpack(content: bytes) -> Explanation:
    """Read an explanation back."""
    with np.load(io.BytesIO(content), allow_pickle=False) as file:
        names = tuple(str(name) for name in file["features"])
        return Explanation(names, file["rows"], float(file["base"]), file["values"], str(file["space"]))


def explain(
    pipeline: Any,
    X: pd.DataFrame,
    seed: int,
    most: int = MOST_ROWS,
    report: Callable[[float], None] = lambda share: None,
) -> Explanation:
    """Compute SHAP values of up to `most` cases drawn with the seed; columns made from one category are added up.

    Linear models and trees are explained exactly, in the unit they add up in; any other model by permutation against
    50 background cases, in probability. Source: Lundberg & Lee 2017; Lundberg et al. 2020; the shap package.
    """
    columns, model = pipeline.named_steps["columns"], pipeline.named_steps["model"]
    rows = np.sort(np.random.default_rng(seed).choice(len(X), min(len(X), most), replace=False))
    inputs = np.asarray(columns.transform(X.iloc[rows]), dtype=float)
    take, base, space = _explainer(model, inputs, seed)
    parts = []
    for start in range(0, len(inputs), STEP):
        parts.append(take(inputs[start : start + STEP]))
        report(min(start + STEP, len(inputs)) / len(inputs))
    made = np.concatenate(parts)
    made_from = np.array(sources(columns))
    values = np.stack([made[:, made_from == name].sum(axis=1) for name in X.columns], axis=1)
    return Explanation(tuple(map(str, X.columns)), rows.astype(np.int64), base, values, space)


def _explainer(model: Any, inputs: Floats, seed: int) -> tuple[Callable[[Floats], Floats], float, str]:
    """Choose how a model is explained: (values of rows, base value, space)."""
    import shap

    if hasattr(model, "coef_"):
        linear = shap.LinearExplainer(model, inputs)
        return lambda part: np.asarray(linear.shap_values(part)), float(np.ravel(linear.expected_value)[-1]), LOG_ODDS
    try:
        trees = shap.TreeExplainer(model)
    except (shap.utils._exceptions.InvalidModelError, TypeError, AttributeError, NotImplementedError):
        return _by_permutation(model, inputs, seed)
    base = float(np.ravel(trees.expected_value)[-1])
    space = LOG_ODDS if type(model).__name__.startswith("HistGradient") else PROBABILITY

    def of_trees(part: Floats) -> Floats:
        found = np.asarray(trees.shap_values(part, check_additivity=False))
        return found[..., -1] if found.ndim == 3 else found

    return of_trees, base, space


def _by_permutation(model: Any, inputs: Floats, seed: int) -> tuple[Callable[[Floats], Floats], float, str]:
    import shap

    background = inputs[np.random.default_rng(seed).choice(len(inputs), min(len(inputs), BACKGROUND), replace=False)]

    def chance(part: Floats) -> Floats:
        return np.asarray(model.predict_proba(part)[:, -1])

    explainer = shap.PermutationExplainer(chance, background, seed=seed)
    calls = 2 * inputs.shape[1] + 1
    return (
        lambda part: np.asarray(explainer(part, max_evals=max(calls, 500), silent=True).values),
        float(chance(background).mean()),
        PROBABILITY,
    )


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


def value_of_features(
    explanation: Explanation, label: NDArray[np.bool_], payoffs: Floats, threshold: float, cases: float, seed: int
) -> dict[str, Interval]:
    """Give what a year loses when a feature's contribution is left out and every case is decided anew, largest first.

    `label`: truth of the explained cases, shape (m,). `payoffs`: shape (4,), of TP, FP, FN, TN. `cases` a year. The
    interval (95 %) is from 500 resamples of the explained cases, the same ones for every feature.
    """
    whole = _earned(explanation.scores() >= threshold, label, payoffs)
    lost = np.stack(
        [
            whole - _earned(explanation.scores(without=i) >= threshold, label, payoffs)
            for i in range(len(explanation.features))
        ],
        axis=1,
    )
    rng, n = np.random.default_rng(seed), len(label)
    drawn = rng.multinomial(n, np.full(n, 1 / n), RESAMPLES) @ lost / n * cases
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
    mid = lost.mean(axis=0) * cases
    order = np.argsort(-mid, kind="stable")
    return {explanation.features[i]: Interval(float(low[i]), float(mid[i]), float(high[i])) for i in order}


def _earned(acted: NDArray[np.bool_], label: NDArray[np.bool_], payoffs: Floats) -> Floats:
    """Give the payoff of each case, shape (m,)."""
    return np.asarray(payoffs[np.where(acted, np.where(label, 0, 1), np.where(label, 2, 3))], dtype=float)
