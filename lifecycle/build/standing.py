"""How a champion stands to the other rows of a comparison, on the same resamples: frozen with its decision."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from lifecycle.build.comparison import Comparison, Difference, Row


@dataclass(frozen=True)
class Standing:
    """The rows of a record, each with its P(best) among them, and how much the champion earns above the best other."""

    champion: Row
    challengers: tuple[Row, ...]
    next_best: str
    over_next: Difference


def rank(comparison: Comparison, way: str, at: Mapping[str, float | None]) -> Standing:
    """Measure every row of `at` at its threshold; `way` is the champion among them. Equals share being best."""
    values = {key: comparison.yearly(key, threshold) for key, threshold in at.items()}
    drawn = np.stack([each[1:] for each in values.values()])
    most = drawn == drawn.max(axis=0)
    best = dict(zip(at, (most / most.sum(axis=0)).mean(axis=1), strict=True))
    rows = {key: replace(comparison.row(key, at[key]), p_best=float(best[key])) for key in at}
    following = max((key for key in at if key != way), key=lambda key: values[key][0])
    return Standing(
        champion=rows[way],
        challengers=tuple(row for key, row in rows.items() if key != way),
        next_best=rows[following].name,
        over_next=comparison.difference((way, at[way]), (following, at[following])),
    )
