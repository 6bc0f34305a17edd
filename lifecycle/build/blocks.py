"""Resamples drawn block by block on two threads: the same for a seed, however many threads there are."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed

import numpy as np
from numpy.typing import NDArray

THREADS = 2
Floats = NDArray[np.float64]
Report = Callable[[float], None]


def keys(seed: int, resamples: int) -> NDArray[np.uint64]:
    """Give each resample its own seed, shape (1+B,), so that it is the same in whatever order they are drawn.

    More resamples begin with the same ones. The first key is that of the sample itself, which nobody draws.
    """
    return np.random.SeedSequence(seed).generate_state(resamples + 1, np.uint64).astype(np.uint64)


def each_block(
    cases: int,
    seed: int,
    resamples: int,
    work: Callable[[slice, NDArray[np.uint8]], None],
    report: Report = lambda share: None,
    threads: int = THREADS,
) -> None:
    """Draw the sample itself and its resamples; hand each block to `work` as (which of the 1+B, weights (n, LANES)).

    `work` is called from several threads at once. Progress is reported from 0 to 1 in the caller's thread; when
    `report` or `work` raises, what has not begun is left out and the exception goes on.

    Raises:
        ValueError: there are no cases, or too many for one number each.

    """
    from lifecycle.build import kernels

    if not 0 < cases < kernels.MOST_CASES:
        raise ValueError(f"{cases:,} cases cannot be resampled")
    seeds, room = keys(seed, resamples), [_room(cases, kernels.LANES) for _ in range(threads)]

    def one(first: int) -> None:
        times, weights = room.pop()
        part = slice(first, min(first + kernels.LANES, resamples + 1))
        try:
            kernels.draw_block(seeds[part], first == 0, times, weights)
            work(part, weights)
        finally:
            room.append((times, weights))

    starts = range(0, resamples + 1, kernels.LANES)
    report(0.0)
    with ThreadPoolExecutor(threads, thread_name_prefix="resample") as pool:
        blocks = [pool.submit(one, first) for first in starts]
        try:
            for done, block in enumerate(as_completed(blocks), 1):
                block.result()
                report(done / len(blocks))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _room(cases: int, lanes: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    return np.empty(cases, np.uint8), np.empty((cases, lanes), np.uint8)
