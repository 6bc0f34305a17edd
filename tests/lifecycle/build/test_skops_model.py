"""Skops files as models: the scores of scikit-learn to the last bit, and a sentence where there are none."""

import json
import warnings
import zipfile
from io import BytesIO
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import (
    ExtraTreesClassifier,
    GradientBoostingRegressor,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
    StackingClassifier,
    VotingClassifier,
)
from sklearn.feature_selection import SelectKBest
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge, RidgeClassifier, TweedieRegressor
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.svm import LinearSVC
from skops import io

from lifecycle.build.model_files import ModelTask
from lifecycle.build.skops_model import SkopsModel, in_order
from lifecycle.errors import BadInput

RANDOM = np.random.default_rng(5)
X = pd.DataFrame({"a": RANDOM.normal(size=90), "b": RANDOM.normal(size=90), "c": RANDOM.uniform(size=90)})
YES = (X["a"] + RANDOM.normal(size=90) > 0).to_numpy()
CLASS = np.where(X["a"] < -0.5, "low", np.where(X["b"] > 0, "mid", "top"))
AMOUNT = (3 * X["a"] + X["c"] + 5).to_numpy()
TABLE = X.assign(extra="x", day=1)[["extra", "c", "b", "day", "a"]]
BINARY = ModelTask("binary", ("False", "True"))
THREE = ModelTask("multiclass", ("top", "low", "mid"))
REGRESSION = ModelTask("regression")


def opened(model: Any, task: ModelTask, frame: pd.DataFrame = TABLE) -> SkopsModel:
    return SkopsModel(io.dumps(model), task, list(frame.columns))


def refused(model: Any, task: ModelTask, frame: pd.DataFrame = TABLE) -> str:
    with pytest.raises(BadInput) as raised:
        opened(model, task, frame)
    return str(raised.value)


CLASSIFIERS = [
    LogisticRegression(),
    RandomForestClassifier(5, random_state=0, n_jobs=2),
    ExtraTreesClassifier(5, random_state=0),
    HistGradientBoostingClassifier(max_iter=5),
    CalibratedClassifierCV(LinearSVC(), cv=2),
    CalibratedClassifierCV(GaussianNB(), method="isotonic", cv=2),
    KNeighborsClassifier(3),
    MLPClassifier((4,), max_iter=3, random_state=0),
    make_pipeline(StandardScaler(), SelectKBest(k=2), LogisticRegression()),
    VotingClassifier([("l", LogisticRegression()), ("n", GaussianNB())], voting="soft"),
    StackingClassifier([("l", LogisticRegression()), ("n", GaussianNB())], cv=2),
]


@pytest.mark.parametrize("model", CLASSIFIERS, ids=lambda model: type(model).__name__)
def test_classifiers_score_as_in_scikit_learn(model: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.fit(X, YES)
    found = opened(model, BINARY)
    if "n_jobs" in model.get_params():
        model.set_params(n_jobs=1)
    assert found.score(TABLE).tolist() == model.predict_proba(X)[:, 1].tolist()
    assert found.features == ("a", "b", "c")
    assert found.warnings == ()
    assert set(found.versions) == {"scikit-learn", "skops"}


@pytest.mark.parametrize(
    "model",
    [
        LinearRegression(),
        Ridge(),
        TweedieRegressor(power=0),
        RandomForestRegressor(5, random_state=0),
        GradientBoostingRegressor(n_estimators=5),
        HistGradientBoostingRegressor(max_iter=5),
    ],
    ids=lambda model: type(model).__name__,
)
def test_regressors_predict_as_in_scikit_learn(model: Any) -> None:
    model.fit(X, AMOUNT)
    assert opened(model, REGRESSION).score(TABLE).tolist() == model.predict(X).tolist()


def test_columns_of_text_are_scored_as_in_scikit_learn() -> None:
    mixed = X.assign(kind=np.where(X["b"] > 0, "x", "y"))
    encode = ColumnTransformer([("t", OneHotEncoder(handle_unknown="ignore"), ["kind"]), ("n", "passthrough", ["a"])])
    model = make_pipeline(encode, LogisticRegression()).fit(mixed, YES)
    found = opened(model, BINARY, mixed)
    assert found.score(mixed).tolist() == model.predict_proba(mixed)[:, 1].tolist()


def test_classes_come_in_the_order_that_was_asked() -> None:
    model = LogisticRegression().fit(X, CLASS)
    by_name = dict(zip(model.classes_, model.predict_proba(X).T, strict=True))
    found = opened(model, THREE).score(TABLE)
    assert found.tolist() == np.column_stack([by_name["top"], by_name["low"], by_name["mid"]]).tolist()


def test_a_class_the_model_never_saw_has_no_probability_and_is_told() -> None:
    some = CLASS != "mid"
    found = opened(LogisticRegression().fit(X[some], CLASS[some]), THREE)
    assert found.warnings == ("The model never answers mid.",)
    scores = found.score(TABLE)
    assert scores[:, 2].tolist() == [0.0] * len(X)
    assert np.allclose(scores.sum(axis=1), 1)


def test_yes_is_the_class_that_was_asked_for() -> None:
    model = LogisticRegression().fit(X, np.where(YES, "bad", "good"))
    found = opened(model, ModelTask("binary", ("good", "bad"))).score(TABLE)
    assert found.tolist() == model.predict_proba(X)[:, list(model.classes_).index("bad")].tolist()


def test_a_model_of_nameless_columns_takes_those_that_are_named_in_their_order() -> None:
    model = LogisticRegression().fit(X.to_numpy(), YES)
    found = opened(model, ModelTask("binary", ("no", "yes"), ("a", "b", "c")))
    assert found.score(TABLE).tolist() == model.predict_proba(X.to_numpy())[:, 1].tolist()
    assert refused(model, BINARY).startswith("The model takes 3 columns but does not name them. Name them in the order")
    two = ModelTask("binary", ("no", "yes"), ("a", "b"))
    assert refused(model, two).startswith("The model takes 3 columns, but 2 are named.")


def test_missing_columns_are_named() -> None:
    said = refused(LogisticRegression().fit(X, YES), BINARY, TABLE[["b", "day"]])
    assert said.startswith("The data lacks 2 columns the model needs: a, c.")


@pytest.mark.parametrize(
    ("model", "task", "said"),
    [
        (
            LinearSVC().fit(X, YES),
            BINARY,
            "The model, a LinearSVC, gives no probabilities. Save it inside a Calibrated",
        ),
        (RidgeClassifier().fit(X, YES), BINARY, "The model, a RidgeClassifier, gives no probabilities."),
        (LinearRegression().fit(X, AMOUNT), BINARY, "The model, a LinearRegression, gives no probabilities."),
        (LogisticRegression().fit(X, YES), REGRESSION, "The model is a LogisticRegression, which gives classes"),
        (StandardScaler().fit(X), BINARY, "The file holds a StandardScaler, which cannot predict."),
        ({"model": 1}, REGRESSION, "The file holds a dict, which cannot predict."),
        (
            LogisticRegression(),
            BINARY,
            "The model, a LogisticRegression, has not been fitted. Fit it and save it again.",
        ),
        (LinearRegression(), REGRESSION, "The model, a LinearRegression, has not been fitted."),
        (
            LogisticRegression().fit(X, CLASS),
            BINARY,
            "The model tells low, mid, top apart, but the data has False, True.",
        ),
    ],
)
def test_what_cannot_give_the_scores_is_said(model: Any, task: ModelTask, said: str) -> None:
    assert refused(model, task).startswith(said)


def test_another_version_of_scikit_learn_is_told() -> None:
    model = LogisticRegression().fit(X, YES)
    content = rewritten(io.dumps(model), lambda text: text.replace(json.dumps(json.dumps(version())), '"\\"1.2.0\\""'))
    found = SkopsModel(content, BINARY, list(TABLE.columns))
    (said,) = found.warnings
    assert said.startswith(f"The model was saved with scikit-learn 1.2.0 and opened with {version()}:")


def version() -> str:
    import sklearn

    return str(sklearn.__version__)


def rewritten(content: bytes, change: Any) -> bytes:
    """Change the schema of a skops file."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            text = old.read(part)
            new.writestr(part, change(text.decode()) if part == "schema.json" else text)
    return out.getvalue()


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "{}",
        lambda text: "[" * 5000,
        lambda text: text[:-40],
        lambda text: text.replace('"coef_"', '"other"').replace("NdArrayNode", "NoSuchNode"),
        lambda text: text.replace(".npy", ".npz"),
    ],
    ids=["empty", "deep", "cut", "unknown node", "lost part"],
)
def test_a_damaged_file_is_refused_in_a_sentence(change: Any) -> None:
    content = rewritten(io.dumps(LogisticRegression().fit(X, YES)), change)
    with pytest.raises(BadInput, match="skops"):
        SkopsModel(content, BINARY, list(TABLE.columns))


def test_a_program_of_the_library_itself_is_no_model_and_is_refused() -> None:
    content = rewritten(io.dumps(np.add), lambda text: text.replace('"numpy"', '"os"').replace('"add"', '"system"'))
    with pytest.raises(BadInput, match=r"not on the allow-list: os\.system\. They may run code"):
        SkopsModel(content, BINARY, list(TABLE.columns))


@pytest.mark.parametrize(
    "returned", [[[0.1, 0.9]], np.array([0.5]), np.array([[0.1, 0.2, 0.7]]), np.array([["a", "b"]])]
)
def test_what_has_another_shape_is_left_for_the_check_of_shapes(returned: Any) -> None:
    assert in_order(returned, [0, 1], BINARY) is returned
