"""Deciding with a threshold for each group: what it is worth, on the same resamples as one threshold for all."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lifecycle.build.blocks import THREADS, Report, each_block
from lifecycle.build.comparison import Comparison
from lifecycle.build.resampling import THRESHOLDS, Counts, Resampled

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
MOST_AT_ONCE = 8


def threshold_of_each(groups: Sequence[str] | pd.Series, thresholds: Mapping[str, float]) -> Floats:
    """Give each case the threshold of its group, shape (n,); infinite, so never acted on, where its group has none."""
    return np.array([thresholds.get(group, np.inf) for group in groups], dtype=float)


def recount(
    label: Bools,
    acted: Mapping[str, Bools],
    seed: int,
    resamples: int,
    report: Report = lambda share: None,
    *,
    threads: int = THREADS,
) -> dict[str, tuple[Counts, Counts]]:
    """Count the yes and the no each way of deciding acts on, (1+B,) each, on the resamples that `resample` draws.

    `label` (n,), each of `acted` (n,). Row 0 is the sample itself. The result is the same whatever the threads.

    Raises:
        ValueError: there are no cases, or more than 8 ways.

    """
    from lifecycle.build.cell_kernel import cell_block

    if len(acted) > MOST_AT_ONCE:
        raise ValueError(f"{len(acted)} ways of deciding are more than {MOST_AT_ONCE}")
    cells = label.astype(np.int64)
    for place, did in enumerate(acted.values()):
        cells |= did.astype(np.int64) << (place + 1)
    size = 2 << len(acted)
    counts = np.empty((size, resamples + 1), np.int64)

    def work(part: slice, weights: NDArray[np.uint8]) -> None:
        found = np.empty((size, weights.shape[1]), np.int64)
        cell_block(cells, weights, found)
        counts[:, part] = found[:, : part.stop - part.start]

    each_block(len(label), seed, resamples, work, report, threads)
    codes = np.arange(size)

    def of(place: int, yes: int) -> Counts:
        inside = ((codes >> (place + 1)) & 1 == 1) & (codes & 1 == yes)
        return np.asarray(counts[inside].sum(axis=0), dtype=np.int32)

    return {name: (of(place, 1), of(place, 0)) for place, name in enumerate(acted)}


def with_ways(comparison: Comparison, key: str, counts: Mapping[str, tuple[Counts, Counts]]) -> Comparison:
    """Set ways of deciding by the scores of a candidate beside the candidates; each acts the same at any threshold.

    `counts` is what `recount` gave, of as many resamples as the comparison has or fewer; so many are then kept of all.
    """
    resampled = comparison.resampled
    rows = min(len(resampled.yes), *(len(tp) for tp, _ in counts.values()))
    shape = (rows, len(THRESHOLDS))
    flat = {way: [np.broadcast_to(of[:rows, None], shape) for of in both] for way, both in counts.items()}
    cut = Resampled(
        yes=resampled.yes[:rows],
        no=resampled.no[:rows],
        tp={name: of[:rows] for name, of in resampled.tp.items()} | {way: of[0] for way, of in flat.items()},
        fp={name: of[:rows] for name, of in resampled.fp.items()} | {way: of[1] for way, of in flat.items()},
        measures=_cut(resampled, rows) | {way: _cut(resampled, rows)[key] for way in counts},
    )
    names = comparison.names | dict.fromkeys(counts, comparison.names[key])
    return Comparison(comparison.stakes, cut, names)


def _cut(resampled: Resampled, rows: int) -> dict[str, dict[str, Floats]]:
    return {key: {name: of[:rows] for name, of in own.items()} for key, own in resampled.measures.items()}
