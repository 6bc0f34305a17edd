"""SHAP values of a model that can only be asked: Shapley values by permutation, from its answers to mixed cases."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lifecycle.errors import BadInput

Floats = NDArray[np.float64]
Ask = Callable[[pd.DataFrame], Floats]
BACKGROUND = 50
MOST, LEAST = 500, 20
MOST_SECONDS = 120.0
MOST_MIXES, ORDERS = 500, 20
EARLY = 3
AT_ONCE = 50_000
CELLS, STRETCH = 4_000_000, 2.0
FEW = 6


@dataclass(frozen=True)
class Asked:
    """SHAP values of k answers for m cases, against `background` others: `values` (m, features, k), `base` (k,).

    `rows` are the cases' places in the data, shape (m,), rising. Of one answer a case, k is 1.
    """

    rows: NDArray[np.int64]
    base: Floats
    values: Floats
    background: int


class Mixed:
    """Cases as whole numbers, one a value of each column: columns of any kind can be mixed, and are read back as is."""

    def __init__(self, X: pd.DataFrame) -> None:
        columns = [pd.factorize(X[name], use_na_sentinel=False)[0] for name in X.columns]
        firsts = [np.unique(codes, return_index=True)[1] for codes in columns]
        self._values = {name: X[name].iloc[first] for name, first in zip(X.columns, firsts, strict=True)}
        self.codes = np.column_stack(columns).astype(float)

    def frame(self, codes: Floats) -> pd.DataFrame:
        """Read cases back from codes, shape (n, features)."""
        places = codes.astype(np.intp)
        columns = {
            name: values.take(places[:, i]).reset_index(drop=True)
            for i, (name, values) in enumerate(self._values.items())
        }
        return pd.DataFrame(columns)


def mixes(features: int) -> int:
    """Say how many mixes of a case a model is asked about: up to 20 orders of the features there and back, 500 in all.

    However many features there are, one order is taken.

    >>> mixes(3), mixes(25), mixes(300)
    (140, 500, 601)
    """
    once = 2 * features + 1
    return max(once, min(MOST_MIXES, ORDERS * once))


def ask_about(
    ask: Ask,
    X: pd.DataFrame,
    seed: int,
    *,
    most: int = MOST,
    seconds: float = MOST_SECONDS,
    report: Callable[[float, str], None] = lambda share, text: None,
    clock: Callable[[], float] = time.monotonic,
) -> Asked:
    """Explain up to `most` cases drawn with the seed, and no more than `seconds` allow, by asking about mixed cases.

    `ask(cases)` answers with one number a case, shape (n,), or k, shape (n, k). Each column of `X` is one feature,
    whatever is made of it inside the model. In the place of a feature that is left out stand its values in 50
    background cases, and the answers are averaged; features come in random orders, there and back, so that values and
    base add up to the answer. Source: Lundberg & Lee 2017; PermutationExplainer of the shap package.

    Raises:
        BadInput: fewer than 20 cases can be explained in that time.

    """
    import shap

    rng = np.random.default_rng(seed)
    drawn = rng.choice(len(X), min(len(X), most), replace=False)
    behind = rng.choice(len(X), min(len(X), BACKGROUND), replace=False)
    mixed = Mixed(X.iloc[np.concatenate([behind, drawn])].reset_index(drop=True))
    background, cases = mixed.codes[: len(behind)], mixed.codes[len(behind) :]

    def answer(codes: Floats) -> Floats:
        return np.asarray(ask(mixed.frame(codes)), dtype=float)

    report(0.0, "getting ready")
    base = answer(background).mean(axis=0)
    ahead = Ahead(answer, np.shape(base))
    shap.PermutationExplainer(ahead, background, seed=seed)(cases[:1], max_evals=mixes(X.shape[1]), silent=True)
    # What shap compiles at its first use is compiled now: that is not the model's time.
    start = clock()
    explainer = shap.PermutationExplainer(ahead, background, seed=seed)
    budget, parts, done = mixes(X.shape[1]), [], 0
    together = max(1, CELLS // (budget * background.size))
    size = 1
    while done < len(cases):
        parts.append(ahead.explained(explainer, cases[done : done + size], budget))
        done += len(parts[-1])
        spent = clock() - start
        check_pace(spent, done, min(LEAST, len(cases)), seconds)
        report(
            max(done / len(cases), min(spent / seconds, 1.0)), f"{done:,} of up to {len(cases):,} cases are explained"
        )
        if spent > seconds:
            break
        size = min(together, max(1, int(STRETCH / max(spent / done, 1e-3))))
    return _in_order(drawn[:done], np.atleast_1d(base), np.concatenate(parts), len(behind))


class Ahead:
    """What shap asks, in two rounds: in the first it is only noted, then all of it is asked at once, and answered.

    Which mixes a model is asked about does not depend on its answers. Asking about many at once is quicker by far
    where each question has a price of its own, as from process to process. `shape` is that of the answer to one case.
    """

    def __init__(self, answer: Callable[[Floats], Floats], shape: tuple[int, ...]) -> None:
        self._answer, self._shape = answer, shape
        self._noted: list[Floats] = []
        self._answers: Floats | None = None

    def __call__(self, codes: Floats) -> Floats:
        """Note the mixes, shape (n, features), or answer to those that come next."""
        if self._answers is None:
            self._noted.append(codes.copy())
            return np.zeros((len(codes), *self._shape))
        taken, self._answers = self._answers[: len(codes)], self._answers[len(codes) :]
        return taken

    def explained(self, explainer: Any, cases: Floats, budget: int) -> Floats:
        """Explain cases, shape (m, features), with `budget` mixes each; gives (m, features) or (m, features, k)."""
        state = np.random.get_state()
        self._noted, self._answers = [], None
        explainer(cases, max_evals=budget, silent=True)
        self._answers = self._all(np.concatenate(self._noted))
        np.random.set_state(state)  # shap draws the orders of features from here: the same once more
        return np.asarray(explainer(cases, max_evals=budget, silent=True).values)

    def _all(self, codes: Floats) -> Floats:
        """Ask about mixes, each once where few features make many alike, in bounded batches."""
        back = None
        if codes.shape[1] <= FEW:
            key = codes.astype(np.int64) @ (int(codes.max()) + 1) ** np.arange(codes.shape[1])
            _, first, back = np.unique(key, return_index=True, return_inverse=True)
            codes = codes[first]
        answers = np.concatenate([self._answer(codes[at : at + AT_ONCE]) for at in range(0, len(codes), AT_ONCE)])
        return answers if back is None else answers[back]


def _in_order(rows: NDArray[np.int64], base: Floats, values: Floats, background: int) -> Asked:
    order = np.argsort(rows)
    values = values if values.ndim == 3 else values[..., None]
    return Asked(rows[order].astype(np.int64), base, values[order], background)


def check_pace(spent: float, done: int, least: int, seconds: float) -> None:
    """Check that enough cases will be explained in time: seconds `spent` on the `done` first, `least` are needed.

    Raises:
        BadInput: they will not.

    """
    if done < least and (spent > seconds or (done >= EARLY and spent / done * least > seconds)):
        raise BadInput(
            f"The model is too slow to be explained here: {least} cases would take about "
            f"{spent / done * least / 60:.1f} minutes, and {seconds / 60:.1f} are allowed. Explain it where it was "
            "made, or bring a smaller model (fewer or shallower trees)."
        )
