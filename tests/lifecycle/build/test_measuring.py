"""Everything that takes a while is measured under the key of its guardrail, or says why it cannot be."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from lifecycle.build.candidates import RECIPES
from lifecycle.build.dataset import Task, labels
from lifecycle.build.measuring import FROM_OUTSIDE, Case, measure_all
from lifecycle.build.ranges import Ranges, declare
from lifecycle.guardrails import guardrails
from tests.lifecycle import samples


@pytest.fixture(scope="module")
def case() -> Case:
    frame, task = samples.cases()
    label, X = labels(frame, task), frame[list(task.features)]
    recipe = next(recipe for recipe in RECIPES if recipe.key == "logistic")
    half = np.arange(len(X)) % 2 == 0
    score = np.full(len(X), np.nan)
    for part in (half, ~half):
        score[part] = recipe.make(task.features, 1).fit(X[~part], label[~part]).predict_proba(X[part])[:, 1]
    model = recipe.make(task.features, 1).fit(X, label)
    groups = pd.Series(np.where(np.arange(len(X)) % 3 == 0, "a", "b"))
    return Case("logistic", frame, task, label, score, 0.5, model, groups, declare(X, task.features), 1)


def test_everything_is_measured_under_the_key_of_its_guardrail_and_told_as_it_goes(case: Case) -> None:
    said: list[tuple[float, str]] = []
    found = measure_all(case, lambda share, text: said.append((share, text)))
    assert set(found) <= set(guardrails())
    assert len(found) == len(said) == 7
    assert [share for share, _ in said] == sorted(share for share, _ in said)
    assert {key for key, one in found.items() if one.value is not None} >= set(found) - {"worst_slice"}
    assert all(one.said.endswith((".", "coin.")) for one in found.values())


def test_the_same_seed_measures_the_same(case: Case) -> None:
    assert measure_all(case) == measure_all(case)


def test_without_groups_nothing_is_guessed(case: Case) -> None:
    assert "proxy" not in measure_all(replace(case, groups=None))


def test_without_a_model_file_what_needs_it_does_not_apply_and_says_so(case: Case) -> None:
    found = measure_all(replace(case, model=None, groups=None))
    needing = {"perturbation", "membership", "explainable", "attribution_stability"}
    assert {key for key, one in found.items() if not one.applies} == needing
    assert all(found[key].value is None and found[key].said for key in needing)
    assert found["out_of_range"].value is not None


def test_of_a_file_from_outside_it_is_said_that_it_is_one(case: Case) -> None:
    found = measure_all(replace(case, candidate="theirs", model=None, groups=None, no_model=FROM_OUTSIDE))
    asked = ("perturbation", "membership", "explainable")
    assert {found[key].said for key in asked} == {FROM_OUTSIDE}
    assert "Only predictions" not in FROM_OUTSIDE


def test_predictions_without_features_have_no_inputs_to_check(case: Case) -> None:
    task = Task(case.task.target, case.task.positive, {})
    found = measure_all(replace(case, model=None, task=task, ranges=Ranges()))
    assert not found["out_of_range"].applies
    assert not found["proxy"].applies


def test_a_candidate_from_elsewhere_cannot_be_fitted_again(case: Case) -> None:
    found = measure_all(replace(case, candidate="theirs", groups=None))
    assert not found["attribution_stability"].applies
    assert "not trained here" in found["attribution_stability"].said
    assert found["perturbation"].value is not None


def test_all_or_nobody_acted_on_can_be_measured(case: Case) -> None:
    for threshold in (0.0, 1.01):
        found = measure_all(replace(case, threshold=threshold, groups=None))
        assert found["perturbation"].value == 0
