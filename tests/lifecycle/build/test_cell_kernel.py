"""The loops that count and add up in cells: the same compiled, uncompiled, and by hand."""

import numpy as np

from lifecycle.build.cell_kernel import cell_block, sum_block

RNG, N = np.random.default_rng(8), 60


def test_the_loop_counts_the_same_uncompiled() -> None:
    cells, drawn = RNG.integers(0, 4, N), RNG.integers(0, 9, (N, 16)).astype(np.uint8)
    found = np.full((5, 16), -1)
    cell_block.py_func(cells, drawn, found)  # type: ignore[attr-defined]
    expected = [[drawn[cells == cell, lane].sum() for lane in range(16)] for cell in range(5)]
    assert found.tolist() == expected
    again = np.full((5, 16), -1)
    cell_block(cells, drawn, again)
    assert again.tolist() == expected


def test_the_loop_adds_up_the_same_uncompiled() -> None:
    cells, drawn = RNG.integers(0, 4, N), RNG.integers(0, 9, (N, 16)).astype(np.uint8)
    columns, found, again = RNG.normal(size=(N, 3)), np.full((5, 3, 16), -1.0), np.full((5, 3, 16), -1.0)
    sum_block.py_func(cells, columns, drawn, found)  # type: ignore[attr-defined]
    for cell in range(5):
        expected = columns[cells == cell].T @ drawn[cells == cell]
        assert np.allclose(found[cell], expected)
    sum_block(cells, columns, drawn, again)
    assert np.allclose(again, found)
