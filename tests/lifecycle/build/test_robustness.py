"""Noise and fitting again: against counting by hand, and against models whose answer is known."""

import numpy as np
import pandas as pd
import pytest

from lifecycle.build.candidates import RECIPES
from lifecycle.build.robustness import attribution_stability, explainable, noise_flips, perturbed

FEATURES = {"x": "numeric", "plan": "categorical"}


def frame(n: int = 400) -> pd.DataFrame:
    rng = np.random.default_rng(1)
    return pd.DataFrame({"x": rng.normal(10, 2, n), "plan": rng.choice(["S", "M", "L"], n)})


def test_every_number_moves_by_a_twentieth_of_its_spread() -> None:
    before = frame()
    after = perturbed(before, FEATURES, np.random.default_rng(0))
    assert np.abs(after["x"] - before["x"]).to_numpy() == pytest.approx(0.05 * before["x"].std(ddof=0))
    assert {1.0, -1.0} == set(np.sign(after["x"] - before["x"]))


def test_about_one_row_in_as_many_as_there_are_features_gets_another_category_of_the_data() -> None:
    before = frame(2000)
    after = perturbed(before, FEATURES, np.random.default_rng(0))
    assert (after["plan"] != before["plan"]).mean() == pytest.approx(0.5, abs=0.05)
    assert set(after["plan"]) <= {"S", "M", "L"}


def test_empty_cells_constant_columns_and_single_categories_stay_as_they_are() -> None:
    before = pd.DataFrame({"x": [np.nan, 1.0, 1.0], "plan": ["S", None, "S"]})
    after = perturbed(before, FEATURES, np.random.default_rng(0))
    assert np.isnan(after["x"][0])
    assert after["x"][1:].tolist() == [1.0, 1.0]
    assert pd.isna(after["plan"][1])
    assert after["plan"][0] == "S"
    assert before["plan"].tolist()[0] == "S"


def test_flips_are_counted_as_by_hand() -> None:
    def scoring(rows: pd.DataFrame) -> np.ndarray:
        return 1 / (1 + np.exp(10 - rows["x"].to_numpy()))

    found = noise_flips(scoring, frame(), {"x": "numeric"}, 0.5, 3)
    rng = np.random.default_rng(3)
    order = np.sort(rng.permutation(400))
    before = frame().iloc[order][["x"]]
    after = perturbed(before, {"x": "numeric"}, rng)
    expected = float(((before["x"] >= 10) != (after["x"] >= 10)).mean())
    assert expected > 0
    assert found.value == pytest.approx(expected)
    assert found.n == 400
    assert found.interval is not None
    assert found.interval.low <= expected <= found.interval.high


def test_a_score_that_ignores_its_input_flips_nothing() -> None:
    assert noise_flips(lambda rows: np.full(len(rows), 0.7), frame(), FEATURES, 0.5, 0).value == 0


def test_a_handful_of_cases_is_insufficient() -> None:
    found = noise_flips(lambda rows: np.zeros(len(rows)), frame(99), FEATURES, 0.5, 0)
    assert (found.value, found.n, found.applies) == (None, 99, True)


def wide(n: int = 600) -> tuple[pd.DataFrame, np.ndarray]:
    rng = np.random.default_rng(5)
    X = pd.DataFrame(rng.normal(size=(n, 4)), columns=list("abcd"))
    return X, rng.random(n) < 1 / (1 + np.exp(-(3 * X["a"] + 1.5 * X["b"] + 0.7 * X["c"])))


NUMERIC = dict.fromkeys("abcd", "numeric")
LOGISTIC = next(recipe for recipe in RECIPES if recipe.key == "logistic")


def test_a_strong_order_of_features_is_stable_and_the_same_with_the_same_seed() -> None:
    X, label = wide()
    found = attribution_stability(lambda seed: LOGISTIC.make(NUMERIC, seed), X, label, 1)
    assert found.value == 1.0
    assert found == attribution_stability(lambda seed: LOGISTIC.make(NUMERIC, seed), X, label, 1)
    assert "rank correlation of 1.00" in found.said


def test_an_order_by_chance_is_not_stable() -> None:
    rng = np.random.default_rng(8)
    X = pd.DataFrame(rng.normal(size=(200, 12)), columns=list("abcdefghijkl"))
    features = dict.fromkeys(X.columns, "numeric")
    forest = next(recipe for recipe in RECIPES if recipe.key == "boosting")
    found = attribution_stability(
        lambda seed: forest.make(features, seed).set_params(model__max_iter=5), X, rng.random(200) < 0.5, 1
    )
    assert found.value is not None
    assert found.value < 0.7


def test_two_features_have_no_order_and_one_class_cannot_be_fitted() -> None:
    X, label = wide()
    few = attribution_stability(lambda seed: None, X[["a", "b"]], label, 1)
    assert (few.value, few.applies) == (None, False)
    none = attribution_stability(lambda seed: None, X, np.zeros(len(X), dtype=bool), 1)
    assert (none.value, none.applies) == (None, True)


def test_a_linear_model_is_explained_and_an_unknown_thing_is_not() -> None:
    X, label = wide()
    model = LOGISTIC.make(NUMERIC, 0).fit(X, label)
    assert explainable(model, X, 0).value == 1.0
    found = explainable(object(), X, 0)
    assert (found.value, found.applies) == (0.0, True)
    assert "AttributeError" in found.said
