"""SHAP values add up to the score or the forecast, and equal those of brute force where that can be tried."""

import io
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.calibration import CalibratedClassifierCV
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.tree import DecisionTreeRegressor

from lifecycle.build.candidates import _columns, recipes
from lifecycle.build.dataset import BINARY, MULTICLASS, REGRESSION, Task
from lifecycle.build.explanation import (
    LOG_ODDS,
    PROBABILITY,
    QUANTITY,
    Explanation,
    contributions,
    explain,
    explain_kind,
    importance,
    pack,
    unpack,
)
from tests.lifecycle.build.shapley import shapley

N = 300
RNG = np.random.default_rng(1)
FRAME = pd.DataFrame({"a": RNG.normal(size=N), "noise": RNG.normal(size=N), "kind": RNG.choice(["x", "y", "z"], N)})
LABEL = (FRAME["a"] + (FRAME["kind"] == "x") + RNG.normal(0, 0.5, N) > 0.5).to_numpy()
FEATURES = {"a": "numeric", "noise": "numeric", "kind": "categorical"}
AMOUNT = (3 * FRAME["a"] + 2 * (FRAME["kind"] == "x") + RNG.normal(0, 0.3, N)).to_numpy()
TIER = np.where(AMOUNT < 0, 0, np.where(FRAME["noise"] > 0, 1, 2))


def fitted(key: str, kind: str = BINARY):  # type: ignore[no-untyped-def]
    task = Task("y", "1", FEATURES, kind=kind, fractile=0.75)
    recipe = next(recipe for recipe in recipes(task) if recipe.key == key)
    return recipe.make(FEATURES, 1).fit(FRAME, {BINARY: LABEL, REGRESSION: AMOUNT, MULTICLASS: TIER}[kind])


@pytest.mark.parametrize("key", ["rule", "logistic", "forest", "boosting"])
def test_values_add_up_to_the_score(key: str) -> None:
    model = fitted(key)
    found = explain(model, FRAME, 3)
    assert found.values.shape == (N, 3)
    assert found.scores() == pytest.approx(model.predict_proba(FRAME)[:, 1], abs=1e-6)
    assert found.space == (LOG_ODDS if key in ("logistic", "boosting") else PROBABILITY)


def test_any_other_model_is_explained_by_permutation() -> None:
    model = Pipeline(
        [("columns", _columns(FEATURES, scale=True)), ("model", CalibratedClassifierCV(LogisticRegression(), cv=2))]
    ).fit(FRAME, LABEL)
    found = explain(model, FRAME.head(40), 3)
    assert found.scores() == pytest.approx(model.predict_proba(FRAME.head(40))[:, 1], abs=1e-6)
    assert importance(found)["noise"] < 0.1


def test_only_some_cases_are_explained_and_it_is_known_which() -> None:
    seen: list[float] = []
    found = explain(fitted("boosting"), FRAME, 3, most=60, report=lambda share, text: seen.append(share))
    assert len(found.rows) == 60 == len(set(found.rows.tolist()))
    again = explain(fitted("boosting"), FRAME.iloc[found.rows], 3)
    assert found.values == pytest.approx(again.values)
    assert seen[-1] == 1


@pytest.mark.parametrize("key", ["mean", "rule", "ridge", "forest", "boosting", "quantile"])
def test_the_values_of_a_forecast_add_up_to_it_in_its_unit(key: str) -> None:
    model = fitted(key, REGRESSION)
    (found,) = explain_kind(model, FRAME, REGRESSION, 3, most=120)
    assert found.space == QUANTITY
    assert found.scores() == pytest.approx(model.predict(FRAME.iloc[found.rows]), abs=1e-5)
    shares = importance(found)
    assert max(shares, key=shares.__getitem__) == "a"
    assert sum(shares.values()) == pytest.approx(0 if key == "mean" else 1)


@pytest.mark.parametrize(("key", "background"), [("rule", 0), ("forest", 0), ("logistic", 50), ("boosting", 50)])
def test_the_values_of_every_class_add_up_to_its_probability_and_those_of_all_classes_to_nothing(
    key: str, background: int
) -> None:
    model = fitted(key, MULTICLASS)
    found = explain_kind(model, FRAME, MULTICLASS, 3, most=25)
    chances = model.predict_proba(FRAME.iloc[found[0].rows])
    assert [one.background for one in found] == [background] * 3
    for place, one in enumerate(found):
        assert one.space == PROBABILITY
        assert one.base + one.values.sum(axis=1) == pytest.approx(chances[:, place], abs=1e-6)
    assert sum(one.values for one in found) == pytest.approx(np.zeros((25, 3)), abs=1e-6)


def naive_linear(model: Any, rows: np.ndarray) -> np.ndarray:
    """Give each feature's coefficient times its distance from the mean of the cases that are explained."""
    inputs = np.asarray(model.named_steps["columns"].transform(FRAME.iloc[rows]), dtype=float)
    made = (inputs - inputs.mean(axis=0)) * model.named_steps["model"].coef_
    return np.column_stack([made[:, 0], made[:, 1], made[:, 2:].sum(axis=1)])


def test_a_linear_forecast_is_explained_by_its_coefficients() -> None:
    model = fitted("ridge", REGRESSION)
    (found,) = explain_kind(model, FRAME, REGRESSION, 3, most=60)
    assert found.values == pytest.approx(naive_linear(model, found.rows), abs=1e-9)


def reached(tree: Any, x: np.ndarray, known: set[int], node: int = 0) -> float:
    """Give what a tree says of a case when only some features are known: both ways at the others, as often as cases."""
    left, right = tree.children_left[node], tree.children_right[node]
    if left < 0:
        return float(tree.value[node].ravel()[0])
    feature = int(tree.feature[node])
    if feature in known:
        # Trees compare in 32 bits.
        return reached(tree, x, known, left if np.float32(x[feature]) <= tree.threshold[node] else right)
    share = tree.n_node_samples[left] / tree.n_node_samples[node]
    return share * reached(tree, x, known, left) + (1 - share) * reached(tree, x, known, right)


def test_a_tree_is_explained_as_by_trying_all_sets_of_what_is_known() -> None:
    X = FRAME[["a", "noise"]].assign(third=FRAME["a"] * FRAME["noise"])
    features = dict.fromkeys(X.columns, "numeric")
    tree = DecisionTreeRegressor(max_depth=4, random_state=1)
    model = Pipeline([("columns", _columns(features, scale=False)), ("model", tree)]).fit(X, AMOUNT)
    (found,) = explain_kind(model, X, REGRESSION, 3, most=12)
    for row, values in zip(found.rows, found.values, strict=True):
        x = X.iloc[row].to_numpy()
        assert values == pytest.approx(shapley(lambda known, x=x: reached(tree.tree_, x, known), 3), abs=1e-6)


def test_explanations_of_classes_and_those_kept_before_there_were_any_read_back() -> None:
    found = explain_kind(fitted("forest", MULTICLASS), FRAME, MULTICLASS, 3, most=20)
    again = unpack(pack(found))
    assert [one.base for one in again] == [one.base for one in found]
    assert all((a.values == b.values).all() for a, b in zip(again, found, strict=True))
    old = io.BytesIO()
    one = found[0]
    np.savez_compressed(
        old,
        features=np.array(one.features),
        rows=one.rows,
        base=np.array(one.base),
        values=one.values,
        space="log-odds",
    )
    (read,) = unpack(old.getvalue())
    assert (read.values == one.values).all()
    assert (read.base, read.space, read.background) == (one.base, LOG_ODDS, 0)


def test_an_explanation_reads_back() -> None:
    found = explain(fitted("logistic"), FRAME, 3, most=20)
    (again,) = unpack(found.pack())
    assert (again.features, again.base, again.space) == (found.features, found.base, found.space)
    assert (again.values == found.values).all()
    assert (again.rows == found.rows).all()


def test_what_does_not_matter_weighs_little_and_shares_sum_to_one() -> None:
    found = importance(explain(fitted("boosting"), FRAME, 3))
    assert sum(found.values()) == pytest.approx(1)
    assert list(found)[-1] == "noise"
    flat = Explanation(("a", "b"), np.arange(2), 0.5, np.zeros((2, 2)), PROBABILITY)
    assert importance(flat) == {"a": 0.0, "b": 0.0}
    assert importance(flat, np.array([False, False])) == {"a": 0.0, "b": 0.0}


def test_a_part_of_the_cases_has_an_importance_of_its_own() -> None:
    values = np.array([[1.0, 0.0], [0.0, 3.0]])
    found = Explanation(("a", "b"), np.arange(2), 0.0, values, LOG_ODDS)
    assert importance(found, np.array([True, False])) == {"a": 1.0, "b": 0.0}
    assert contributions(found, 1) == {"b": 3.0, "a": 0.0}
