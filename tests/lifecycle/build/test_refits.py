"""Fitting again: shares, ranks and correlations equal those of plain loops, and the sentence says what happened."""

import itertools
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import rankdata, spearmanr

from lifecycle.build.candidates import RECIPES, recipes
from lifecycle.build.dataset import MULTICLASS, REGRESSION, Task
from lifecycle.build.importance import mean_shap
from lifecycle.build.refits import EXPLAINED, Refits, refit, sentence, spearman, unpack

N = 400
RNG = np.random.default_rng(6)
X = pd.DataFrame(RNG.normal(size=(N, 4)), columns=list("abcd"))
AMOUNT = (3 * X["a"] + 1.5 * X["b"] + 0.4 * X["c"] + RNG.normal(size=N)).to_numpy()
FEATURES = dict.fromkeys(X.columns, "numeric")


def recipe(key: str, kind: str = "binary") -> Any:
    task = Task("y", "1", FEATURES, kind=kind)
    found = next(item for item in recipes(task) if item.key == key)
    return lambda seed: found.make(FEATURES, seed)


def of(*rows: list[float]) -> Refits:
    names = ("age", "size", "site", "hour", "kind")[: len(rows[0])]
    return Refits(names, np.array(rows), 80, 50)


def test_shares_are_those_of_models_fitted_on_parts_of_the_cases() -> None:
    found = refit(recipe("logistic"), X, AMOUNT > 0, 3, refits=4)
    assert found is not None
    rng = np.random.default_rng(3)
    rows = rng.permutation(N)
    for number, shares in enumerate(found.shares):
        own = rng.permutation(rows)[:320]
        model = recipe("logistic")(3 + number).fit(X.iloc[own], AMOUNT[own] > 0)
        assert shares == pytest.approx(list(mean_shap(model, X.iloc[rows[:EXPLAINED]], 3).values()))
        assert shares.sum() == pytest.approx(1)
    assert (found.features, found.fitted, found.explained) == (tuple("abcd"), 320, 100)
    assert found.order()[:2] == [0, 1]


def test_the_first_refits_are_the_same_whatever_their_number() -> None:
    three = refit(recipe("boosting"), X.head(150), AMOUNT[:150] > 0, 3, refits=3)
    two = refit(recipe("boosting"), X.head(150), AMOUNT[:150] > 0, 3, refits=2)
    assert three is not None
    assert two is not None
    assert (three.shares[:2] == two.shares).all()


@pytest.mark.parametrize(
    ("key", "kind", "truth"),
    [("ridge", REGRESSION, AMOUNT), ("rule", MULTICLASS, np.digitize(AMOUNT, [-1, 1]))],
)
def test_forecasts_and_classes_are_fitted_again_too(key: str, kind: str, truth: Any) -> None:
    found = refit(recipe(key, kind), X, truth, 3, refits=3, classes=kind != REGRESSION)
    assert found is not None
    assert found.features[found.order()[0]] == "a"


def test_cases_of_one_group_are_taken_or_left_together() -> None:
    groups, seen = np.repeat(np.arange(40), 10), []

    class Watching:
        def fit(self, cases: pd.DataFrame, truth: Any) -> Any:
            seen.append(cases.index.to_numpy())
            return recipe("logistic")(1).fit(cases, truth)

    found = refit(lambda seed: Watching(), X, AMOUNT > 0, 3, refits=3, groups=groups)
    assert found is not None
    assert found.fitted == 320
    for index in seen:
        assert np.unique(groups[index], return_counts=True)[1].tolist() == [10] * 32


def test_only_so_many_cases_are_looked_at_and_it_is_told_how_far_it_is() -> None:
    said: list[tuple[float, str]] = []
    found = refit(
        recipe("logistic"), X, AMOUNT > 0, 3, refits=2, most=100, report=lambda share, text: said.append((share, text))
    )
    assert found is not None
    assert (found.fitted, found.explained) == (80, 100)
    assert said == [(0.0, "fitting again, 1 of 2"), (0.5, "fitting again, 2 of 2")]


def test_an_outcome_that_is_missing_in_a_part_is_no_refit() -> None:
    label = np.zeros(N, dtype=bool)
    label[0] = True
    assert refit(recipe("logistic"), X, label, 3) is None


def test_ranks_and_correlation_are_scipys() -> None:
    shares = np.random.default_rng(1).dirichlet(np.ones(6), 5)
    found = Refits(tuple("abcdef"), shares, 1, 1)
    assert found.ranks().tolist() == [rankdata(-row, method="min").tolist() for row in shares]
    pairs = [spearmanr(a, b).statistic for a, b in itertools.combinations(shares, 2)]
    steady = found.correlation()
    assert steady is not None
    assert (steady.low, steady.mid, steady.high) == pytest.approx((min(pairs), np.mean(pairs), max(pairs)))


def test_rank_correlation_is_undefined_without_an_order() -> None:
    first, second = np.array([1.0, 2.0, 2.0, 5.0]), np.array([2.0, 1.0, 4.0, 4.0])
    assert spearman(first, second) == pytest.approx(spearmanr(first, second).statistic)
    assert np.isnan(spearman(first, np.ones(4)))
    assert of([0.5, 0.5], [0.4, 0.6]).correlation() is None
    assert of([0.5, 0.5]).correlation() is None


def test_refits_read_back() -> None:
    found = of([0.5, 0.3, 0.2], [0.4, 0.5, 0.1])
    again = unpack(found.pack())
    assert (again.shares == found.shares).all()
    assert (again.features, again.fitted, again.explained) == (found.features, 80, 50)


STEADY = [0.5, 0.2, 0.15, 0.1, 0.05]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            [STEADY] * 3,
            "The first three features, age, size and site, stay the first three in all 3 refits, always in the same "
            "order.",
        ),
        (
            [STEADY] * 3 + [[0.5, 0.15, 0.2, 0.1, 0.05]] * 2,
            "The first three features, age, size and site, stay the first three in all 5 refits; size and site change "
            "places in 2.",
        ),
        (
            [STEADY] * 9 + [[0.5, 0.2, 0.1, 0.15, 0.05]],
            "The first three features, age, size and site, stay the first three in 9 of 10 refits; site and hour "
            "change places in 1.",
        ),
        ([[0.9, 0.1], [0.8, 0.2]], "The first feature, age, stays the first in all 2 refits."),
        (
            [[0.9, 0.1], [0.4, 0.6]],
            "The first feature, age, stays the first in 1 of 2 refits; age and size change places in 1.",
        ),
        ([[1.0, 0.0, 0.0, 0.0]] * 2, "The first feature, age, stays the first in all 2 refits."),
        (
            [[1.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]],
            "The first feature, age, stays the first in 2 of 3 refits; age and site change places in 1.",
        ),
        ([[0.0, 0.0]] * 2, "No feature drives the score in any refit: the candidate says the same of every case."),
        ([[1.0]] * 2, "There is one feature, so there is no order that could change."),
    ],
)
def test_the_sentence_says_what_stays_and_what_changes_places(rows: list[list[float]], said: str) -> None:
    assert sentence(of(*rows)) == said


def test_every_recipe_can_be_fitted_again() -> None:
    for item in RECIPES:
        found = refit(lambda seed, item=item: item.make(FEATURES, seed), X.head(120), AMOUNT[:120] > 0, 1, refits=2)
        assert found is not None
        assert np.isfinite(found.shares).all()
