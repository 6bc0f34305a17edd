"""How a champion stands to the other rows of a comparison, on the same resamples: frozen with its decision."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from lifecycle.build.comparison import Comparison, Difference, Row
from lifecycle.build.lot import Cut


@dataclass(frozen=True)
class Standing:
    """The rows of a record, each with its P(best) among them, and how much the champion earns above the best other."""

    champion: Row
    challengers: tuple[Row, ...]
    next_best: str
    over_next: Difference


def rank(comparison: Comparison, way: str, at: Mapping[str, Cut]) -> Standing:
    """Measure every row of `at` at its threshold, or by lot; `way` is the champion among them.

    Equals share being best. Rows that act on more than the capacity take no part in it, and are not the next best
    unless there is no other.
    """
    values = {key: comparison.yearly(key, threshold) for key, threshold in at.items()}
    best = comparison.p_best(at)
    rows = {key: replace(comparison.row(key, at[key]), p_best=best[key]) for key in at}
    others = [key for key in at if key != way]
    free = [key for key in others if best[key] is not None]
    following = max(free or others, key=lambda key: values[key][0])
    return Standing(
        champion=rows[way],
        challengers=tuple(row for key, row in rows.items() if key != way),
        next_best=rows[following].name,
        over_next=comparison.difference((way, at[way]), (following, at[following])),
    )
