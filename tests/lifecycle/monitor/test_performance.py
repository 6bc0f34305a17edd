"""Ranking of labelled cases against scikit-learn, and its interval against simulation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from lifecycle.figures import Interval
from lifecycle.monitor.performance import FEWEST, Performance, performance
from tests.lifecycle.samples import NOW, QUICK

PAIRS = st.lists(st.tuples(st.booleans(), st.integers(0, 10)), max_size=60)


def measured(label: np.ndarray, score: np.ndarray) -> Performance:
    return performance(NOW, NOW, label.astype(bool), score.astype(float))


def auc_of(label: np.ndarray, score: np.ndarray) -> Interval:
    found = measured(label, score).auc
    assert found is not None
    return found


@QUICK
@given(PAIRS)
def test_the_auc_equals_scikit_learn_and_needs_some_of_both_outcomes(pairs: list[tuple[bool, int]]) -> None:
    label, score = np.array([p[0] for p in pairs], dtype=bool), np.array([p[1] / 10 for p in pairs])
    found = measured(label, score)
    assert (found.n, found.yes) == (len(pairs), sum(label))
    if min(sum(label), sum(~label)) < FEWEST:
        assert found.auc is None
    else:
        assert found.auc is not None
        assert found.auc.mid == pytest.approx(roc_auc_score(label, score))
        assert 0 <= found.auc.low <= found.auc.mid <= found.auc.high <= 1


@pytest.mark.parametrize("value", [True, False])
def test_one_class_has_no_auc(value: bool) -> None:
    assert measured(np.full(40, value), np.linspace(0, 1, 40)).auc is None


def test_no_case_at_all_has_no_auc() -> None:
    assert measured(np.array([]), np.array([])) == Performance(NOW, NOW, None, 0, 0)


@pytest.mark.parametrize(("yes", "known"), [(4, False), (5, True)])
def test_five_of_the_rarer_outcome_are_needed(yes: int, known: bool) -> None:
    label = np.repeat([True, False], [yes, 40])
    assert (measured(label, np.linspace(1, 0, yes + 40)).auc is not None) is known
    assert (measured(~label, np.linspace(1, 0, yes + 40)).auc is not None) is known


def test_a_perfect_ranking_of_few_cases_is_not_certain() -> None:
    few, many = (np.repeat([True, False], n) for n in (6, 600))
    assert auc_of(few, few).mid == 1
    assert auc_of(few, few).low < auc_of(many, many).low < 1


def test_a_constant_score_ranks_by_chance_with_the_error_of_the_rank_sum() -> None:
    """Under chance the variance of the AUC is (n₁ + n₂ + 1) / (12 n₁ n₂), that of Mann and Whitney's U."""
    found = auc_of(np.repeat([True, False], 20), np.full(40, 0.3))
    assert found.mid == 0.5
    assert found.high - 0.5 == pytest.approx(1.96 * np.sqrt(41 / (12 * 20 * 20)), rel=0.01)


def test_the_interval_holds_the_true_auc_about_as_often_as_it_says() -> None:
    """Scores of yes N(1, 1) and of no N(0, 1): the true AUC is Φ(1/√2) = 0.760. Of 300 samples 95 % should hold it;
    the standard error of that share is 1.3 %, and the method is an approximation."""
    rng, true, held = np.random.default_rng(2), 0.7602, 0
    label = np.repeat([True, False], [40, 80])
    for _ in range(300):
        found = auc_of(label, rng.normal(label.astype(float)))
        held += found.low <= true <= found.high
    assert 0.90 < held / 300 < 0.99


def test_permuting_the_cases_changes_nothing() -> None:
    rng = np.random.default_rng(3)
    label, score = rng.random(50) < 0.5, rng.random(50).round(1)
    order = rng.permutation(50)
    assert measured(label[order], score[order]) == measured(label, score)
