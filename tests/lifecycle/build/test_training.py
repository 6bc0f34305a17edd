"""Training: every case is judged by a model that has not seen it, repeatably."""

from collections.abc import Callable

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from lifecycle.build import candidates as module
from lifecycle.build.candidates import RECIPES
from lifecycle.build.dataset import labels
from lifecycle.build.splits import FOLDS
from lifecycle.build.training import REPEATED_FOLDS, Trained, Training, train
from lifecycle.errors import BadInput
from tests.lifecycle import samples
from tests.lifecycle.build.conftest import SEED

FRAME, TASK = samples.cases()
Only = Callable[..., None]


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Only:
    """Train the named recipes alone."""
    return lambda *keys: monkeypatch.setattr(module, "RECIPES", [r for r in RECIPES if r.key in keys])


def named(training: Training, key: str) -> Trained:
    return next(candidate for candidate in training.candidates if candidate.key == key)


def test_every_recipe_is_trained_and_scores_every_case(training: Training) -> None:
    assert [candidate.key for candidate in training.candidates] == [recipe.key for recipe in RECIPES]
    for candidate in training.candidates:
        assert candidate.scores.shape == (len(FRAME),)
        assert ((candidate.scores >= 0) & (candidate.scores <= 1)).all()
        assert candidate.seconds_per_case > 0


def test_the_label_is_kept_with_what_is_needed_to_repeat_it(training: Training) -> None:
    assert training.label.tolist() == (FRAME["outcome"] == "bad").tolist()
    assert (training.seed, training.folds) == (SEED, FOLDS)
    assert set(training.versions) == {"scikit-learn", "numpy", "pandas", "shap", "skops"}
    assert training.versions["numpy"] == np.__version__


@pytest.mark.parametrize("key", ["rule", "logistic", "forest", "boosting"])
def test_an_informative_column_is_found(training: Training, key: str) -> None:
    assert roc_auc_score(training.label, named(training, key).scores) > 0.8


@pytest.mark.parametrize("key", ["logistic", "boosting"])
def test_scores_equal_scikit_learns_own_cross_validation(training: Training, key: str) -> None:
    recipe = next(recipe for recipe in RECIPES if recipe.key == key)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    X = FRAME[list(TASK.features)]
    expected = cross_val_predict(
        recipe.make(TASK.features, SEED), X, labels(FRAME, TASK), cv=folds, method="predict_proba"
    )
    assert named(training, key).scores == pytest.approx(expected[:, 1])


def test_scores_of_a_random_target_rank_no_better_than_chance(only: Only) -> None:
    """With 120 yes and 120 no the AUC of chance has a standard error of 0.037; 0.12 is beyond three of them."""
    only("logistic", "boosting")
    blind = FRAME.assign(outcome=np.random.default_rng(1).permutation(np.repeat(["bad", "good"], len(FRAME) // 2)))
    found = train(blind, TASK, SEED)
    for candidate in found.candidates:
        assert roc_auc_score(found.label, candidate.scores) == pytest.approx(0.5, abs=0.12)
    seen = named(found, "boosting").model.predict_proba(blind[list(TASK.features)])[:, 1]
    assert roc_auc_score(found.label, seen) > 0.9, "on cases it has seen, boosting does find a random target"


def test_training_again_with_the_seed_gives_the_same_scores_exactly(training: Training, only: Only) -> None:
    only("rule", "logistic", "boosting")
    for candidate in train(FRAME, TASK, SEED).candidates:
        first = named(training, candidate.key)
        assert candidate.scores.tolist() == first.scores.tolist()
        assert np.array_equal(candidate.retrained, first.retrained, equal_nan=True)
        assert candidate.importance == first.importance


def test_another_seed_draws_other_folds(training: Training, only: Only) -> None:
    only("logistic")
    assert (
        named(train(FRAME, TASK, SEED + 1), "logistic").scores.tolist() != named(training, "logistic").scores.tolist()
    )


def test_some_folds_are_trained_again_with_another_seed(training: Training) -> None:
    folds = list(StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(FRAME, training.label))
    again = np.concatenate([judge for _, judge in folds[:REPEATED_FOLDS]])
    for candidate in training.candidates:
        assert sorted(np.flatnonzero(~np.isnan(candidate.retrained))) == sorted(again)
    forest = named(training, "forest")
    assert (forest.retrained[again] != forest.scores[again]).any()
    logistic = named(training, "logistic")
    assert logistic.retrained[again] == pytest.approx(logistic.scores[again])


def test_the_model_is_fitted_on_all_cases(training: Training) -> None:
    logistic = next(recipe for recipe in RECIPES if recipe.key == "logistic")
    X = FRAME[list(TASK.features)]
    expected = logistic.make(TASK.features, SEED).fit(X, training.label).predict_proba(X)
    assert named(training, "logistic").model.predict_proba(X) == pytest.approx(expected)


def test_progress_rises_to_the_end_and_names_the_candidates(
    training: Training, reports: list[tuple[float, str]]
) -> None:
    shares = [share for share, _ in reports]
    assert shares == sorted(shares)
    assert (shares[0], reports[-1]) == (0.0, (1.0, "Trained."))
    assert {text.split(":")[0] for _, text in reports[:-1]} == {c.name for c in training.candidates}


def test_nothing_has_to_listen_to_the_progress(only: Only) -> None:
    only("rule")
    assert len(train(FRAME, TASK, SEED).candidates) == 1


def test_data_that_does_not_fit_is_refused_before_training() -> None:
    with pytest.raises(BadInput, match="in every row"):
        train(FRAME.assign(outcome="bad"), TASK, SEED)
