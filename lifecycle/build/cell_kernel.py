"""The loops that count and add up cases in cells, compiled; see `kernels` for what a block is."""

import numpy as np
from numpy.typing import NDArray

from lifecycle.build.kernels import Weights, _kernel


@_kernel
def cell_block(cells: NDArray[np.int64], weights: Weights, found: NDArray[np.int64]) -> None:
    """Add up how often the cases of each cell are drawn: cells (n,), weights (n, LANES), into found (size, LANES)."""
    found[:] = 0
    for case in range(len(cells)):
        cell = cells[case]
        for lane in range(weights.shape[1]):
            found[cell, lane] += weights[case, lane]


@_kernel
def sum_block(
    cells: NDArray[np.int64], columns: NDArray[np.float64], weights: Weights, found: NDArray[np.float64]
) -> None:
    """Add up columns (n, c) over the drawn cases of each cell, cells (n,), weights (n, LANES): (size, c, LANES)."""
    found[:] = 0.0
    for case in range(len(cells)):
        cell = cells[case]
        for column in range(columns.shape[1]):
            value = columns[case, column]
            for lane in range(weights.shape[1]):
                found[cell, column, lane] += weights[case, lane] * value
