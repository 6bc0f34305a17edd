import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from lifecycle.envision.correlation import reorder, together
from tests.lifecycle.builders import point

SIZE = 10_000
ESTIMATES = (point(9, 12, 17), point(0, 0, 10), point(-80_000, -48_000, -30_000), point(0, 0.2, 1))


def drawn(rows: int, seed: int = 1, size: int = SIZE) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.array([ESTIMATES[row % 4].draw(rng, size) for row in range(rows)])


def spearman(rows: np.ndarray) -> np.ndarray:
    """Compute rank correlations as the textbook does: Pearson's on ranks."""
    ranks = np.array([stats.rankdata(row) for row in rows])
    centred = ranks - ranks.mean(axis=1, keepdims=True)
    lengths = np.sqrt((centred**2).sum(axis=1))
    return centred @ centred.T / np.outer(lengths, lengths)


@pytest.mark.parametrize("correlation", [0.0, 0.1, 0.3, 0.5, 0.8, 0.95])
@pytest.mark.parametrize("rows", [2, 5, 30])
def test_the_rank_correlation_asked_for_is_achieved(correlation: float, rows: int) -> None:
    target = together([1] * rows, correlation)
    found = spearman(reorder(drawn(rows), target, np.random.default_rng(2)))
    assert np.abs(found - target).max() < 0.02


@settings(max_examples=20)
@given(st.integers(2, 6), st.integers(0, 2**32))
def test_any_correlation_matrix_is_achieved(rows: int, seed: int) -> None:
    # The correlations of made-up numbers are free of contradictions; kept off ±1, where rounding decides.
    made_up = np.random.default_rng(seed).normal(size=(rows, 10))
    target = 0.9 * np.corrcoef(made_up) + 0.1 * np.eye(rows)
    found = spearman(reorder(drawn(rows, seed), target, np.random.default_rng(seed)))
    assert np.abs(found - target).max() < 0.03


@pytest.mark.parametrize("correlation", [0.0, 0.5])
def test_every_estimate_keeps_its_own_draws(correlation: float) -> None:
    draws = drawn(4)
    found = reorder(draws, together([1] * 4, correlation), np.random.default_rng(2))
    assert np.sort(found, axis=1).tolist() == np.sort(draws, axis=1).tolist()


def test_the_draws_given_are_left_as_they_are() -> None:
    draws = drawn(3)
    before = draws.copy()
    reorder(draws, together([1] * 3, 0.5), np.random.default_rng(2))
    assert (draws == before).all()


def test_the_correlation_is_one_of_ranks_whatever_the_scale() -> None:
    target = together([1, 1], 0.6)
    plain, stretched = (
        reorder(rows, target, np.random.default_rng(3)) for rows in (drawn(2), np.exp(drawn(2, size=SIZE) / 3))
    )
    assert np.argsort(plain[0]).tolist() == np.argsort(stretched[0]).tolist()
    assert spearman(plain)[0, 1] == pytest.approx(spearman(stretched)[0, 1])


def test_the_same_seed_gives_the_same_order() -> None:
    target = together([1] * 3, 0.4)
    first, again, other = (reorder(drawn(3), target, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).any()


def test_a_row_of_one_value_stays_as_it_is() -> None:
    rows = np.vstack([drawn(2), np.full(SIZE, 7.0)])
    found = reorder(rows, together([1] * 3, 0.5), np.random.default_rng(1))
    assert set(found[2]) == {7.0}
    assert spearman(found[:2])[0, 1] == pytest.approx(0.5, abs=0.02)


def test_estimates_of_different_sign_go_opposite_ways() -> None:
    found = spearman(reorder(drawn(3), together([1, -1, -1], 0.5), np.random.default_rng(1)))
    assert [found[0, 1], found[0, 2], found[1, 2]] == pytest.approx([-0.5, -0.5, 0.5], abs=0.02)


@given(st.lists(st.sampled_from([-1, 1]), min_size=1, max_size=8), st.floats(0, 0.99))
def test_going_together_is_free_of_contradictions(signs: list[int], correlation: float) -> None:
    target = together(signs, correlation)
    assert np.linalg.eigvalsh(target).min() > 0
    for i, one in enumerate(signs):
        for j, other in enumerate(signs):
            assert target[i, j] == pytest.approx(1 if i == j else one * other * correlation)


@pytest.mark.parametrize("correlation", [-0.1, 1.0, 1.5, float("nan")])
def test_a_correlation_out_of_its_range_is_refused(correlation: float) -> None:
    with pytest.raises(ValueError, match="lies from 0 to below 1"):
        together([1, 1], correlation)


@pytest.mark.parametrize(
    "target",
    [
        pytest.param([[1, 0.5], [0.4, 1]], id="not symmetrical"),
        pytest.param([[1, 0.5], [0.5, 2]], id="no one on the diagonal"),
        pytest.param([[1, 1.2], [1.2, 1]], id="beyond one"),
    ],
)
def test_what_is_no_correlation_matrix_is_refused(target: list[list[float]]) -> None:
    with pytest.raises(ValueError, match="a correlation matrix is symmetrical"):
        reorder(drawn(2), np.array(target, float), np.random.default_rng(1))


def test_correlations_that_contradict_each_other_are_refused() -> None:
    # Two that both go with the third cannot go against each other.
    target = np.array([[1, -0.9, 0.9], [-0.9, 1, 0.9], [0.9, 0.9, 1]])
    with pytest.raises(ValueError, match="contradict each other"):
        reorder(drawn(3), target, np.random.default_rng(1))


def test_fewer_draws_than_estimates_are_refused() -> None:
    with pytest.raises(ValueError, match="4 draws cannot tell 4 estimates apart"):
        reorder(drawn(4, size=4), together([1] * 4, 0.5), np.random.default_rng(1))
