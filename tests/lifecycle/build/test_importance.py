"""Importances: shares of the mean |SHAP value| that sum to 1 and point at what informs."""

import numpy as np
import pandas as pd
import pytest

from lifecycle.build import explanation
from lifecycle.build.candidates import RECIPES, Recipe
from lifecycle.build.dataset import labels
from lifecycle.build.importance import MOST_ROWS, mean_shap
from lifecycle.build.training import Training
from tests.lifecycle import samples

EACH = pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.key)
FRAME, TASK = samples.cases(200)
LABEL = labels(FRAME, TASK)


def importance(recipe: Recipe, X: pd.DataFrame, kinds: dict[str, str], seed: int = 1) -> dict[str, float]:
    return mean_shap(recipe.make(kinds, 1).fit(X, LABEL), X, seed)


def test_importances_of_every_candidate_sum_to_one_over_all_features(training: Training) -> None:
    for candidate in training.candidates:
        assert list(candidate.importance) == ["size", "noise", "site"]
        assert sum(candidate.importance.values()) == pytest.approx(1)
        assert min(candidate.importance.values()) >= 0


def test_the_only_informative_feature_leads_every_candidate(training: Training) -> None:
    for candidate in training.candidates:
        assert max(candidate.importance, key=lambda name: candidate.importance[name]) == "size"
        assert candidate.importance["size"] > 0.6


@EACH
def test_columns_made_from_one_category_are_added_up(recipe: Recipe) -> None:
    X = pd.DataFrame({"place_of work": np.where(LABEL, "far_off", "near"), "noise": FRAME["noise"].fillna(0)})
    found = importance(recipe, X, {"place_of work": "categorical", "noise": "numeric"})
    assert sum(found.values()) == pytest.approx(1)
    assert found["place_of work"] > 0.8


@EACH
def test_a_category_whose_name_begins_like_another_keeps_its_own_share(recipe: Recipe) -> None:
    X = pd.DataFrame({"site": "same", "site_b": np.where(LABEL, "x", "y")})
    found = importance(recipe, X, dict.fromkeys(X, "categorical"))
    assert found["site_b"] > 0.99


@EACH
def test_a_model_that_ignores_its_input_has_no_importance_at_all(recipe: Recipe) -> None:
    found = importance(recipe, pd.DataFrame({"constant": np.ones(200)}), {"constant": "numeric"})
    assert found == {"constant": 0.0}


def test_the_rows_are_drawn_with_the_seed() -> None:
    boosting = RECIPES[3]
    X = FRAME[list(TASK.features)]
    assert len(X) > MOST_ROWS
    first, again, other = (importance(boosting, X, TASK.features, seed) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_importance_of_a_linear_model_is_its_weight_times_the_spread_of_the_column() -> None:
    """The SHAP value of independent columns is weight × (value − mean), on up to 100 rows: here, on all."""
    logistic, part = RECIPES[1], FRAME.iloc[:MOST_ROWS]
    X = part[["size", "list"]].astype(float)
    pipeline = logistic.make({"size": "numeric", "list": "numeric"}, 1).fit(X, LABEL[:MOST_ROWS])
    inputs = pipeline.named_steps["columns"].transform(X)
    effect = np.abs(pipeline.named_steps["model"].coef_[0] * (inputs - inputs.mean(axis=0))).mean(axis=0)
    found = mean_shap(pipeline, X, 1)
    assert list(found.values()) == pytest.approx(effect / effect.sum())


@pytest.mark.parametrize("recipe", [recipe for recipe in RECIPES if recipe.key in ("rule", "logistic", "boosting")])
def test_a_category_is_one_feature_as_in_the_explanation(recipe: Recipe) -> None:
    """What its columns add to a case and take from it again is nothing: sizes are of sums, not sums of sizes."""
    part, kinds = FRAME.iloc[:MOST_ROWS], {"size": "numeric", "site": "categorical"}
    X = part[list(kinds)]
    pipeline = recipe.make(kinds, 1).fit(X, LABEL[:MOST_ROWS])
    found, explained = mean_shap(pipeline, X, 1), explanation.importance(explanation.explain(pipeline, X, 1))
    assert found == pytest.approx(explained)
