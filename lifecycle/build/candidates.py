"""The baseline candidates trained here: from a rule of thumb to boosting."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Recipe:
    """A candidate to train: `make(features, seed)` builds an unfitted scikit-learn pipeline."""

    key: str
    name: str
    what: str
    make: Callable[[dict[str, str], int], Any]


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


RECIPES = (
    Recipe("rule", "Rule of thumb", "one question about one column, the best a checklist can do", _rule),
    Recipe("logistic", "Logistic regression", "a weighted sum of all columns", _logistic),
    Recipe("forest", "Random forest", "150 decision trees that vote", _forest),
    Recipe("boosting", "Gradient boosting", "trees that each mend what the last ones missed", _boosting),
)
