"""What wrong decisions cost: a loop over the cases says the same."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lifecycle.build.mistakes import errors, mistakes
from lifecycle.build.multiclass import MatrixStakes, yearly
from lifecycle.envision.three_point import ThreePoint
from tests.lifecycle.build.kind_records import MATRIX, choices

COUNTS = arrays(np.int64, (3, 3), elements=st.integers(0, 50)).filter(lambda counts: counts.sum() > 0)
PAYOFFS = arrays(np.float64, (3, 3), elements=st.floats(-100, 100))


def stakes(payoffs: np.ndarray) -> MatrixStakes:
    return MatrixStakes(tuple(tuple(map(float, row)) for row in payoffs), 1_000.0)


def test_errors_cost_what_a_loop_over_the_cases_adds_up() -> None:
    made = choices()
    lost = [MATRIX.payoffs[t][t] - MATRIX.payoffs[t][d] for t, d in zip(made.truth, made.decided["sure"], strict=True)]
    assert errors(made.found["sure"], MATRIX)[0] == pytest.approx(MATRIX.volume * sum(lost) / len(lost))


def test_what_is_earned_and_what_errors_cost_add_up_to_deciding_rightly() -> None:
    made, exact = choices(), ThreePoint.exactly
    spread = ThreePoint(low=-20, likely=-9, high=-1)
    drawn = MatrixStakes.of(((exact(5), exact(0)), (spread, exact(7))), ThreePoint(low=400, likely=500, high=900))
    for held in (MATRIX, drawn):
        payoffs, volume = held.draws(60)
        counts = made.found["sure"]
        best = volume * (counts.sum(axis=2) * np.einsum("bii->bi", payoffs)).sum(axis=1) / counts.sum(axis=(1, 2))
        assert yearly(counts, "sure", held) + errors(counts, held) == pytest.approx(best)


@given(COUNTS, PAYOFFS)
def test_mistakes_add_up_to_all_errors_and_the_most_frequent_is_first(counts: np.ndarray, payoffs: np.ndarray) -> None:
    found = mistakes(counts, stakes(payoffs))
    assert sum(one.cost for one in found) == pytest.approx(errors(counts[None], stakes(payoffs))[0], abs=1e-6)
    off = counts.sum() - np.trace(counts)
    assert sum(one.cases for one in found) == pytest.approx(1_000 * off / counts.sum())
    assert [one.cases for one in found] == sorted((one.cases for one in found), reverse=True)
    assert all(one.truth != one.decided and one.cases > 0 for one in found)


def test_without_a_wrong_decision_there_is_no_mistake() -> None:
    assert mistakes(np.eye(3, dtype=np.int64) * 9, stakes(np.ones((3, 3)))) == []
    assert errors(np.eye(3, dtype=np.int64)[None] * 9, stakes(np.arange(9.0).reshape(3, 3)))[0] == 0
