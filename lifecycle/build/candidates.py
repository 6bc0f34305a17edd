"""The baseline candidates trained here: from a rule of thumb to boosting."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from lifecycle.build.dataset import BINARY, MULTICLASS, Task

Make = Callable[[dict[str, str], int], Any]


@dataclass(frozen=True)
class Recipe:
    """A candidate to train: `make(features, seed)` builds an unfitted scikit-learn pipeline."""

    key: str
    name: str
    what: str
    make: Make


def _columns(features: dict[str, str], *, scale: bool) -> Any:
    """Prepare columns: fill gaps with the median, one column a category; scaled where the model needs it."""
    from sklearn.compose import ColumnTransformer
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    numeric = [name for name, kind in features.items() if kind == "numeric"]
    categorical = [name for name, kind in features.items() if kind == "categorical"]
    fill = SimpleImputer(strategy="median", keep_empty_features=True)
    steps = [("numeric", make_pipeline(fill, StandardScaler()) if scale else fill, numeric)]
    if categorical:
        encode = OneHotEncoder(handle_unknown="ignore", sparse_output=False, min_frequency=5)
        steps.append(("categorical", encode, categorical))
    return ColumnTransformer([step for step in steps if step[2]])


def _pipeline(model: Any, features: dict[str, str], *, scale: bool = False) -> Any:
    from sklearn.pipeline import Pipeline

    return Pipeline([("columns", _columns(features, scale=scale)), ("model", model)])


def _rule(features: dict[str, str], seed: int) -> Any:
    from sklearn.tree import DecisionTreeClassifier

    return _pipeline(DecisionTreeClassifier(max_depth=1, random_state=seed), features)


def _logistic(features: dict[str, str], seed: int) -> Any:
    from sklearn.linear_model import LogisticRegression

    return _pipeline(LogisticRegression(max_iter=2000, random_state=seed), features, scale=True)


def _forest(features: dict[str, str], seed: int) -> Any:
    from sklearn.ensemble import RandomForestClassifier

    return _pipeline(RandomForestClassifier(150, min_samples_leaf=5, n_jobs=2, random_state=seed), features)


def _boosting(features: dict[str, str], seed: int) -> Any:
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(learning_rate=0.08, max_iter=150, max_leaf_nodes=15, random_state=seed)
    return _pipeline(model, features)


def _calibrated(features: dict[str, str], seed: int) -> Any:
    from sklearn.calibration import CalibratedClassifierCV
    from sklearn.ensemble import HistGradientBoostingClassifier

    # Fewer steps than boosting by itself: each fit here is three.
    model = HistGradientBoostingClassifier(learning_rate=0.12, max_iter=75, max_leaf_nodes=15, random_state=seed)
    return _pipeline(CalibratedClassifierCV(model, method="sigmoid", cv=2, ensemble=False), features)


def _stump(features: dict[str, str], seed: int) -> Any:
    from sklearn.tree import DecisionTreeRegressor

    return _pipeline(DecisionTreeRegressor(max_depth=1, random_state=seed), features)


def _mean(features: dict[str, str], seed: int) -> Any:
    from sklearn.dummy import DummyRegressor

    return _pipeline(DummyRegressor(), features)


def _ridge(features: dict[str, str], seed: int) -> Any:
    from sklearn.linear_model import Ridge

    return _pipeline(Ridge(random_state=seed), features, scale=True)


def _grove(features: dict[str, str], seed: int) -> Any:
    from sklearn.ensemble import RandomForestRegressor

    return _pipeline(RandomForestRegressor(100, min_samples_leaf=5, n_jobs=2, random_state=seed), features)


def _boosted(features: dict[str, str], seed: int, quantile: float | None = None) -> Any:
    from sklearn.ensemble import HistGradientBoostingRegressor

    loss = "squared_error" if quantile is None else "quantile"
    model = HistGradientBoostingRegressor(
        loss=loss, quantile=quantile, learning_rate=0.08, max_iter=200, max_leaf_nodes=31, random_state=seed
    )
    return _pipeline(model, features)


RECIPES = (
    Recipe("rule", "Rule of thumb", "one question about one column, the best a checklist can do", _rule),
    Recipe("logistic", "Logistic regression", "a weighted sum of all columns", _logistic),
    Recipe("forest", "Random forest", "150 decision trees that vote", _forest),
    Recipe("boosting", "Gradient boosting", "trees that each mend what the last ones missed", _boosting),
    Recipe("calibrated", "Calibrated boosting", "boosting whose scores are made to read as probabilities", _calibrated),
)
MEAN = "mean"
NUMERIC = (
    Recipe(MEAN, "Predict the mean", "the same number for every case: the mean of those learned from", _mean),
    Recipe("rule", "Rule of thumb", "one question about one column, with two answers", _stump),
    Recipe("ridge", "Ridge regression", "a weighted sum of all columns", _ridge),
    Recipe("forest", "Random forest", "100 decision trees, averaged", _grove),
    Recipe("boosting", "Gradient boosting", "trees that each mend what the last ones missed", _boosted),
)


def recipes(task: Task) -> tuple[Recipe, ...]:
    """List the candidates to train for a task; a forecast with a fractile gets one that aims at it."""
    if task.kind == BINARY:
        return tuple(RECIPES)
    if task.kind == MULTICLASS:
        return tuple(recipe for recipe in RECIPES if recipe.key != "calibrated")
    if task.fractile is None:
        return NUMERIC
    name, what = f"Boosting at {task.fractile:.0%}", "boosting that aims to be enough in that share of the cases"
    return (*NUMERIC, Recipe("quantile", name, what, partial(_boosted, quantile=task.fractile)))
