"""The recipes: each fits data with gaps and categories, repeatably, and one of them is a rule of thumb."""

import numpy as np
import pandas as pd
import pytest

from lifecycle.build.candidates import RECIPES, Recipe
from lifecycle.build.dataset import labels
from tests.lifecycle import samples

FRAME, TASK = samples.cases(200)
X, LABEL = FRAME[list(TASK.features)], labels(FRAME, TASK)
EACH = pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.key)


def probabilities(recipe: Recipe, train: pd.DataFrame, judge: pd.DataFrame, kinds: dict[str, str]) -> np.ndarray:
    return recipe.make(kinds, 1).fit(train, LABEL[: len(train)]).predict_proba(judge)[:, 1]


def test_the_candidates_go_from_a_rule_to_boosting_each_with_a_name_of_its_own() -> None:
    assert [recipe.key for recipe in RECIPES] == ["rule", "logistic", "forest", "boosting", "calibrated"]
    assert len({recipe.name for recipe in RECIPES}) == 5


@EACH
def test_gaps_and_unknown_categories_get_a_probability(recipe: Recipe) -> None:
    judge = pd.DataFrame({"size": [np.nan, 1.0], "noise": [np.nan, np.nan], "site": [None, "never seen"]})
    found = probabilities(recipe, X, judge, TASK.features)
    assert ((found >= 0) & (found <= 1)).all()


@EACH
def test_fitting_twice_with_a_seed_gives_the_same_probabilities(recipe: Recipe) -> None:
    first, again = (probabilities(recipe, X, X, TASK.features) for _ in range(2))
    if recipe.key == "forest":
        assert first == pytest.approx(again, abs=1e-12), "threads add up the trees in any order"
    else:
        assert first.tolist() == again.tolist()


@EACH
def test_empty_and_constant_columns_are_survived(recipe: Recipe) -> None:
    train = X[["size"]].assign(empty=np.nan, constant=3.0)
    found = probabilities(recipe, train, train, dict.fromkeys(train, "numeric"))
    assert np.isfinite(found).all()
    assert found.std() > 0


@EACH
def test_categories_alone_are_enough(recipe: Recipe) -> None:
    train = pd.DataFrame({"site": np.where(LABEL, "bad place", "good place")})
    found = probabilities(recipe, train, train, {"site": "categorical"})
    assert found[LABEL].min() > found[~LABEL].max()


def test_the_rule_of_thumb_asks_one_question() -> None:
    rule = next(recipe for recipe in RECIPES if recipe.key == "rule")
    assert len(set(probabilities(rule, X, X, TASK.features))) == 2


def test_the_logistic_regression_does_not_mind_the_unit_of_a_column() -> None:
    logistic = next(recipe for recipe in RECIPES if recipe.key == "logistic")
    scaled = X.assign(size=X["size"] * 1e6)
    found = probabilities(logistic, scaled, scaled, TASK.features)
    assert found == pytest.approx(probabilities(logistic, X, X, TASK.features), abs=1e-3)
