"""Resampled means and counts: equal to a loop over the same draws."""

import numpy as np
import pytest

from lifecycle.build.means import resampled_counts, resampled_means, resampled_sums
from lifecycle.build.resampling import resample

RNG = np.random.default_rng(8)
N, B = 60, 21


def weights(seed: int) -> np.ndarray:
    """How often each case is drawn, (1+B, n), seen through columns that mark one case each."""
    return np.rint(resampled_means(np.eye(N), seed, B) * N).astype(int)


def test_the_first_row_is_the_sample_and_each_draw_has_as_many_cases() -> None:
    drawn = weights(3)
    assert (drawn[0] == 1).all()
    assert (drawn.sum(axis=1) == N).all()
    assert len({tuple(row) for row in drawn}) == B + 1


def test_means_are_those_of_a_loop_over_the_drawn_cases() -> None:
    columns = RNG.normal(size=(N, 3))
    found = resampled_means(columns, 3, B)
    for draw, row in zip(weights(3), found, strict=True):
        assert row == pytest.approx(np.repeat(columns, draw, axis=0).mean(axis=0))


def test_counts_are_those_of_a_loop_over_the_drawn_cases() -> None:
    cells = np.stack([RNG.choice([0, 2, 5], N), RNG.choice([1, 6], N)])
    found = resampled_counts(cells, 7, 3, B)
    for of, counts in zip(cells, found, strict=True):
        for draw, row in zip(weights(3), counts, strict=True):
            assert row.tolist() == np.bincount(np.repeat(of, draw), minlength=7).tolist()


def test_sums_in_cells_are_those_of_a_loop_over_the_drawn_cases() -> None:
    cells, columns = RNG.choice([0, 2, 5], N), RNG.normal(size=(N, 3))
    found = resampled_sums(cells, 7, columns, 3, B)
    assert found.shape == (B + 1, 7, 3)
    for draw, row in zip(weights(3), found, strict=True):
        for cell in range(7):
            inside = np.repeat(cells, draw) == cell
            assert row[cell] == pytest.approx(np.repeat(columns, draw, axis=0)[inside].sum(axis=0))


def test_draws_are_those_of_the_bootstrap_of_decisions() -> None:
    label = RNG.random(N) < 0.5
    shared = resample(label, {"any": RNG.random(N)}, 3, B)
    assert np.rint(resampled_means(label[:, None].astype(float), 3, B)[:, 0] * N).tolist() == shared.yes.tolist()


def test_another_seed_draws_otherwise_and_no_cases_are_refused() -> None:
    assert (weights(3)[1:] != weights(4)[1:]).any()
    with pytest.raises(ValueError, match="cannot be resampled"):
        resampled_means(np.empty((0, 1)), 3, B)
