"""Features that are the target in disguise: known only once the outcome is, and so of no use when it matters."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lifecycle.build.dataset import BINARY, REGRESSION, Task
from lifecycle.build.training import truth_of

TOO_GOOD = 0.99
EXACT = 0.999
MOST_ROWS, MOST_TOGETHER, FOLDS, LEAVES = 5000, 3, 3, 64
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Suspicion:
    """Columns that tell the target too well together, and the reason in a sentence."""

    columns: tuple[str, ...]
    strength: float
    reason: str


def suspicions(frame: pd.DataFrame, task: Task, seed: int) -> tuple[Suspicion, ...]:
    """Find features that alone tell the target nearly for certain, and sums of few that are the target.

    Each feature by itself predicts the target out of fold, on up to 5,000 rows drawn with the seed: an AUC (binary),
    a balanced accuracy (several classes) or an R² (a quantity) of at least 0.99 is suspicious. Of a quantity, up to
    three numeric features whose weighted sum has an R² above 0.999 are, too. Nothing is left out here.
    """
    rows = np.random.default_rng(seed).permutation(len(frame))[:MOST_ROWS]
    part = frame.iloc[rows]
    truth = truth_of(part, task)[0]
    found = []
    for name, kind in task.features.items():
        strength = _alone(_values(part[name], kind), truth, task, seed)
        if strength >= TOO_GOOD:
            found.append(Suspicion((name,), strength, _reason(name, strength, task)))
    if task.kind == REGRESSION:
        alone = {column for one in found for column in one.columns}
        numeric = [n for n, kind in task.features.items() if kind == "numeric" and n not in alone]
        if together := _sum(part, numeric, truth, task.target):
            found.append(together)
    return tuple(found)


def _values(column: pd.Series, kind: str) -> Floats:
    """Write a feature as numbers, shape (n, 1): categories by their place; an empty cell stays NaN."""
    if kind == "numeric":
        return column.to_numpy(dtype=float, na_value=np.nan)[:, None]
    codes = pd.factorize(column)[0].astype(float)
    return np.where(codes < 0, np.nan, codes)[:, None]


def _alone(X: Floats, truth: NDArray[np.generic], task: Task, seed: int) -> float:
    """Say how well one feature tells the target out of fold; higher is better, 1 for certain."""
    from sklearn.metrics import balanced_accuracy_score, r2_score, roc_auc_score
    from sklearn.model_selection import KFold, StratifiedKFold, cross_val_predict
    from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

    if task.kind == REGRESSION:
        folds = KFold(FOLDS, shuffle=True, random_state=seed)
        # A line reaches beyond the values seen, which a tree does not; a tree bends.
        said = cross_val_predict(DecisionTreeRegressor(min_samples_leaf=2, random_state=seed), X, truth, cv=folds)
        return max(float(r2_score(truth, said)), _line(X[:, 0], np.asarray(truth, dtype=float)))
    tree = DecisionTreeClassifier(max_leaf_nodes=LEAVES, min_samples_leaf=5, random_state=seed)
    classes = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    if np.unique(truth, return_counts=True)[1].min() < FOLDS:
        return 0.0
    if task.kind == BINARY:
        chance = cross_val_predict(tree, X, truth, cv=classes, method="predict_proba")[:, 1]
        return float(roc_auc_score(truth, chance))
    return float(balanced_accuracy_score(truth, cross_val_predict(tree, X, truth, cv=classes)))


def _line(x: Floats, truth: Floats) -> float:
    known = np.isfinite(x)
    if known.mean() < 0.9 or np.ptp(x[known]) == 0 or np.ptp(truth[known]) == 0:
        return 0.0
    return float(np.corrcoef(x[known], truth[known])[0, 1] ** 2)


def _sum(frame: pd.DataFrame, names: list[str], truth: NDArray[np.generic], target: str) -> Suspicion | None:
    """Find up to three columns whose weighted sum is the target: at each step the one that explains most is added."""
    columns = {name: frame[name].to_numpy(dtype=float, na_value=np.nan) for name in names}
    columns = {name: x for name, x in columns.items() if np.isfinite(x).all() and np.ptp(x) > 0}
    y = np.asarray(truth, dtype=float)
    chosen: list[str] = []
    for _ in range(min(MOST_TOGETHER, len(columns))):
        left = [name for name in columns if name not in chosen]
        fits = {name: _fit([columns[n] for n in (*chosen, name)], y) for name in left}
        best = max(fits, key=lambda name: fits[name][0])
        chosen.append(best)
        strength, weights = fits[best]
        if strength > EXACT:
            terms = " + ".join(f"{weight:.3g} × {name}" for weight, name in zip(weights, chosen, strict=True))
            if all(abs(weight - 1) < 1e-6 for weight in weights):
                terms = " + ".join(chosen)
            reason = (
                f"{target!r} is {terms} in nearly every row (R² {strength:.4f}): these columns are parts of the "
                "target, known only once it is."
            )
            return Suspicion(tuple(chosen), strength, reason)
    return None


def _fit(columns: list[Floats], y: Floats) -> tuple[float, Floats]:
    """Fit a weighted sum by least squares: (R², weights)."""
    X = np.column_stack([np.ones(len(y)), *columns])
    weights = np.linalg.lstsq(X, y, rcond=None)[0]
    spread = ((y - y.mean()) ** 2).sum()
    return (0.0 if spread == 0 else float(1 - ((y - X @ weights) ** 2).sum() / spread)), np.asarray(
        weights[1:], dtype=float
    )


def _reason(name: str, strength: float, task: Task) -> str:
    measure = {BINARY: "AUC", REGRESSION: "R²"}.get(task.kind, "balanced accuracy")
    return (
        f"{name!r} alone tells {task.target!r} nearly for certain ({measure} {strength:.3f} on cases not seen). "
        "It may be the target in another form, or known only afterwards."
    )
