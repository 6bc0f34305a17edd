"""Blocks of resamples: every row once, the same in whatever order, and an end when one is asked for."""

import threading

import numpy as np
import pytest
from numpy.typing import NDArray

from lifecycle.build.blocks import each_block, keys
from lifecycle.build.kernels import LANES, MOST_CASES
from tests.lifecycle.build.redraw import rows

Drawn = dict[int, NDArray[np.uint8]]


def collect(resamples: int, threads: int = 2) -> Drawn:
    """Draw 25 cases and keep the weights of every row."""
    drawn: Drawn = {}

    def work(part: slice, weights: NDArray[np.uint8]) -> None:
        for lane, row in enumerate(range(part.start, part.stop)):
            assert row not in drawn
            drawn[row] = weights[:, lane].copy()

    each_block(25, 6, resamples, work, threads=threads)
    return drawn


@pytest.mark.parametrize("resamples", [0, 1, LANES - 1, LANES, 3 * LANES + 1])
def test_every_resample_is_handed_over_once(resamples: int) -> None:
    drawn = collect(resamples)
    assert sorted(drawn) == list(range(resamples + 1))
    assert (drawn[0] == 1).all()
    for row, weight in drawn.items():
        assert weight.tolist() == np.bincount(rows(6, row, 25), minlength=25).tolist()


def test_threads_draw_the_same() -> None:
    one, three = collect(70, threads=1), collect(70, threads=3)
    assert all((one[row] == three[row]).all() for row in range(71))


def test_keys_differ_from_each_other_and_between_seeds_and_begin_alike() -> None:
    assert len(set(keys(1, 5000).tolist())) == 5001
    assert not set(keys(1, 5000).tolist()) & set(keys(2, 5000).tolist())
    assert keys(1, 10).tolist() == keys(1, 5000)[:11].tolist()


@pytest.mark.parametrize("cases", [0, -1, MOST_CASES])
def test_a_number_of_cases_that_cannot_be_drawn_is_refused(cases: int) -> None:
    with pytest.raises(ValueError, match="cannot be resampled"):
        each_block(cases, 1, 1, lambda part, weights: None)


def test_an_exception_from_the_report_ends_the_work() -> None:
    done: list[int] = []

    def cancel(share: float) -> None:
        if share > 0:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        each_block(1000, 1, 16_000, lambda part, weights: done.append(part.start), cancel)
    assert 1 <= len(done) < 500


def test_an_exception_in_a_block_reaches_the_caller() -> None:
    def fail(part: slice, weights: NDArray[np.uint8]) -> None:
        raise ZeroDivisionError

    for seed in range(20):  # every block fails, and the first to do so is another each time
        with pytest.raises(ZeroDivisionError):
            each_block(5, seed, 160, fail)


def test_progress_is_reported_in_the_thread_of_the_caller() -> None:
    threads: set[int] = set()
    each_block(5, 1, 100, lambda part, weights: None, lambda share: threads.add(threading.get_ident()))
    assert threads == {threading.get_ident()}
