"""SHAP values add up to the score, and what follows from them equals loops over single cases."""

import numpy as np
import pandas as pd
import pytest
from sklearn.calibration import CalibratedClassifierCV
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from lifecycle.build.candidates import RECIPES, _columns
from lifecycle.build.explanation import (
    LOG_ODDS,
    PROBABILITY,
    Explanation,
    contributions,
    explain,
    importance,
    unpack,
    value_of_features,
)

N = 300
RNG = np.random.default_rng(1)
FRAME = pd.DataFrame({"a": RNG.normal(size=N), "noise": RNG.normal(size=N), "kind": RNG.choice(["x", "y", "z"], N)})
LABEL = (FRAME["a"] + (FRAME["kind"] == "x") + RNG.normal(0, 0.5, N) > 0.5).to_numpy()
FEATURES = {"a": "numeric", "noise": "numeric", "kind": "categorical"}
PAYOFFS = np.array([10.0, -3.0, -4.0, 1.0])


def fitted(key: str):  # type: ignore[no-untyped-def]
    recipe = next(recipe for recipe in RECIPES if recipe.key == key)
    return recipe.make(FEATURES, 1).fit(FRAME, LABEL)


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
    found = explain(fitted("boosting"), FRAME, 3, most=60, report=seen.append)
    assert len(found.rows) == 60 == len(set(found.rows.tolist()))
    again = explain(fitted("boosting"), FRAME.iloc[found.rows], 3)
    assert found.values == pytest.approx(again.values)
    assert seen[-1] == 1


def test_an_explanation_reads_back() -> None:
    found = explain(fitted("logistic"), FRAME, 3, most=20)
    again = unpack(found.pack())
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


def test_the_value_of_a_feature_sums_decisions_made_without_it() -> None:
    found = explain(fitted("logistic"), FRAME, 3)
    label = LABEL[found.rows]
    values = value_of_features(found, label, PAYOFFS, 0.4, 1200, 5)
    for place, name in enumerate(found.features):
        lost = 0.0
        for i, yes in enumerate(label):
            total = found.base + found.values[i].sum()
            acted = [1 / (1 + np.exp(-score)) >= 0.4 for score in (total, total - found.values[i, place])]
            earned = [PAYOFFS[(0 if yes else 1) if a else (2 if yes else 3)] for a in acted]
            lost += earned[0] - earned[1]
        assert values[name].mid == pytest.approx(lost / N * 1200)
        assert values[name].low <= values[name].mid <= values[name].high
    assert next(iter(values)) == "a"


def test_a_feature_no_decision_hangs_on_is_worth_nothing() -> None:
    values = np.array([[2.0, 0.001], [-2.0, 0.001]])
    found = Explanation(("a", "b"), np.arange(2), 0.0, values, LOG_ODDS)
    worth = value_of_features(found, np.array([True, False]), PAYOFFS, 0.5, 100, 1)
    assert (worth["b"].low, worth["b"].mid, worth["b"].high) == (0, 0, 0)
