"""AUC with a closed interval, against scikit-learn and a bootstrap."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from lifecycle.build.areas import area, error


def drawn(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    label = rng.random(n) < 0.3
    return label, (rng.normal(size=n) + label).round(1)


@pytest.mark.parametrize("seed", range(5))
def test_the_area_is_that_of_scikit_learn_with_ties(seed: int) -> None:
    label, score = drawn(200, seed)
    found = area(label, score)
    assert found is not None
    assert found.mid == pytest.approx(roc_auc_score(label, score))


def test_the_interval_is_about_that_of_a_bootstrap() -> None:
    label, score = drawn(800, 1)
    rng, areas = np.random.default_rng(0), []
    for _ in range(400):
        rows = rng.integers(len(label), size=len(label))
        areas.append(roc_auc_score(label[rows], score[rows]))
    found = area(label, score)
    assert found is not None
    assert (found.low, found.high) == pytest.approx(tuple(np.quantile(areas, [0.025, 0.975])), abs=0.015)


@pytest.mark.parametrize("label", [[], [True], [False, False]])
def test_one_class_has_no_area(label: list[bool]) -> None:
    assert area(np.array(label, dtype=bool), np.linspace(0, 1, len(label))) is None


def test_a_perfect_order_has_no_error_and_the_interval_stays_within_bounds() -> None:
    assert error(1.0, 20, 30) == 0
    found = area(np.array([True, False, True, False]), np.array([0.9, 0.8, 0.7, 0.1]))
    assert found is not None
    assert 0 <= found.low <= found.mid <= found.high <= 1
