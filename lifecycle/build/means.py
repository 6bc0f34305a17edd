"""Means of columns over the same resamples of cases, so that whatever is made of them stays paired."""

import numpy as np
from numpy.typing import NDArray

from lifecycle.build.blocks import THREADS, Report, each_block
from lifecycle.build.resampling import RESAMPLES

Floats = NDArray[np.float64]


def resampled_means(
    columns: Floats,
    seed: int,
    resamples: int = RESAMPLES,
    report: Report = lambda share: None,
    threads: int = THREADS,
) -> Floats:
    """Average each column (n, c) over the cases and over each resample of them: shape (1+B, c), row 0 the sample.

    Resamples with a seed are those of every other bootstrap here.

    Raises:
        ValueError: there are no cases.

    """
    found = np.empty((resamples + 1, columns.shape[1]))
    wide = np.ascontiguousarray(columns.T)

    def work(part: slice, weights: NDArray[np.uint8]) -> None:
        size = part.stop - part.start
        found[part] = (wide @ weights[:, :size].astype(float)).T / len(columns)

    each_block(len(columns), seed, resamples, work, report, threads)
    return found


def resampled_counts(cells: NDArray[np.int64], size: int, seed: int, resamples: int = RESAMPLES) -> NDArray[np.int64]:
    """Count the cases in each of `size` cells, of the sample and of each resample: shape (r, 1+B, size).

    `cells` (r, n) says for each of r rows which cell a case is in, from 0 to size − 1; all rows share the draws.

    Raises:
        ValueError: there are no cases.

    """
    from lifecycle.build.cell_kernel import cell_block

    found = np.zeros((len(cells), resamples + 1, size), dtype=np.int64)
    rows = [np.ascontiguousarray(row) for row in cells]

    def work(part: slice, weights: NDArray[np.uint8]) -> None:
        counted = np.empty((size, weights.shape[1]), dtype=np.int64)
        for place, row in enumerate(rows):
            cell_block(row, weights, counted)
            found[place, part] = counted[:, : part.stop - part.start].T

    each_block(cells.shape[1], seed, resamples, work)
    return found


def resampled_sums(
    cells: NDArray[np.int64], size: int, columns: Floats, seed: int, resamples: int = RESAMPLES
) -> Floats:
    """Add up columns (n, c) over the cases of each of `size` cells, of the sample and of each resample: (1+B, size, c).

    `cells` (n,) says which cell a case is in, from 0 to size − 1. Resamples with a seed are those of every other
    bootstrap here.

    Raises:
        ValueError: there are no cases.

    """
    from lifecycle.build.cell_kernel import sum_block

    wide = columns.shape[1]
    found = np.zeros((resamples + 1, size, wide))
    held, given = np.ascontiguousarray(columns, dtype=np.float64), np.ascontiguousarray(cells)

    def work(part: slice, weights: NDArray[np.uint8]) -> None:
        summed = np.empty((size, wide, weights.shape[1]))
        sum_block(given, held, weights, summed)
        found[part] = np.moveaxis(summed, 2, 0)[: part.stop - part.start]

    each_block(len(cells), seed, resamples, work)
    return found
