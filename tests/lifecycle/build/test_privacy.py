"""Guessing who was in the training data, against models that do and do not remember."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from lifecycle.build.privacy import membership


def drawn(n: int = 400) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(2)
    return rng.random(n) < 0.4, rng.random(n)


def test_a_model_that_scores_alike_gives_nothing_away() -> None:
    label, score = drawn()
    assert membership(label, score, score).value == pytest.approx(0.5)


def test_a_model_that_remembers_is_found_out() -> None:
    label, score = drawn()
    found = membership(label, label.astype(float), score)
    assert found.value is not None
    assert found.value > 0.99
    assert found.n == 400


def test_the_attack_is_by_the_loss_of_each_case() -> None:
    label, outside = drawn()
    inside = np.clip(outside + np.where(label, 0.1, -0.1), 0.001, 0.999)
    outside = np.clip(outside, 0.001, 0.999)
    loss = [-np.log(p if y else 1 - p) for scores in (inside, outside) for y, p in zip(label, scores, strict=True)]
    expected = roc_auc_score([1] * 400 + [0] * 400, [-one for one in loss])
    found = membership(label, inside, outside)
    assert found.value == pytest.approx(expected)
    assert found.interval is not None
    assert found.interval.low < expected < found.interval.high


def test_cases_without_a_score_are_left_out_and_too_few_say_nothing() -> None:
    label, score = drawn()
    holes = score.copy()
    holes[:350] = np.nan
    found = membership(label, score, holes)
    assert (found.value, found.n, found.applies) == (None, 50, True)
    assert "too few" in found.said
