"""Estimates that err together: draws put in another order, so that their ranks correlate as agreed."""

import math
from collections.abc import Sequence

import numpy as np

from lifecycle.envision.three_point import Floats

# Products of this many columns are too small to be worth threads, which wait for each other on a busy machine.
BLOCK = 256


def reorder(draws: Floats, target: Floats, rng: np.random.Generator) -> Floats:
    """Put each row's draws in a new order, so that ranks of rows i and j have the Spearman correlation target[i, j].

    `draws` has shape (k, n), `target` (k, k), symmetrical, with ones on its diagonal; returns shape (k, n). Every row
    keeps its own values: what is known of one estimate alone does not change. The order is that of normal scores with
    the Pearson correlation 2·sin(π·ρ/6), freed from the correlation they have by chance (Iman & Conover 1982; the
    relation of the two correlations: Pearson 1907). Rows that hold one value only stay as they are; ties keep the rank
    correlation below its target. n must be larger than k.

    Raises:
        ValueError: the target is not a correlation matrix, or there are fewer draws than rows.

    """
    rows, size = draws.shape
    if size <= rows:
        raise ValueError(f"{size} draws cannot tell {rows} estimates apart")
    wanted = _root(_pearson(target))
    scores = rng.standard_normal((rows, size))
    scores -= scores.mean(axis=1, keepdims=True)
    blocks = [scores[:, start : start + BLOCK] for start in range(0, size, BLOCK)]
    by_chance = np.linalg.cholesky(sum(block @ block.T for block in blocks) / size)
    turn = wanted @ np.linalg.inv(by_chance)
    order = np.argsort(np.hstack([turn @ block for block in blocks]).astype(np.float32), axis=1)
    found = np.empty_like(draws)
    np.put_along_axis(found, order, np.sort(draws, axis=1), axis=1)
    return found


def together(signs: Sequence[int], correlation: float) -> Floats:
    """Make the target, shape (k, k), in which every two estimates correlate by `correlation`, from 0 to below 1.

    Estimates of different sign (+1, −1) go opposite ways.

    >>> together([1, -1], 0.5).tolist()
    [[1.0, -0.5], [-0.5, 1.0]]

    Raises:
        ValueError: the correlation is below 0 or not below 1.

    """
    if not 0 <= correlation < 1:
        raise ValueError(f"a correlation between estimates lies from 0 to below 1, not at {correlation:g}")
    found: Floats = correlation * np.outer(signs, signs).astype(float)
    np.fill_diagonal(found, 1.0)
    return found


def _pearson(target: Floats) -> Floats:
    if not (np.allclose(target, target.T) and np.allclose(np.diag(target), 1) and np.abs(target).max(initial=0) <= 1):
        raise ValueError("a correlation matrix is symmetrical, has ones on its diagonal, and no number beyond −1 and 1")
    found: Floats = 2 * np.sin(math.pi * target / 6)
    return found


def _root(target: Floats) -> Floats:
    try:
        return np.asarray(np.linalg.cholesky(target), np.float64)
    except np.linalg.LinAlgError:
        raise ValueError("these correlations contradict each other: no estimates could have them all") from None
