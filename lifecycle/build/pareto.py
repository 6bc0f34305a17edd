"""Statistics, money and guardrails at once: which candidates nobody would choose."""

from collections.abc import Mapping
from dataclasses import dataclass

from lifecycle.build.comparison import Comparison, interval
from lifecycle.build.lot import Cut
from lifecycle.figures import Interval
from lifecycle.guardrails import WORST_FIRST, Outcome


@dataclass(frozen=True)
class Point:
    """A candidate where it acts. `statistic` the higher the better, `value` in currency a year, both at 95 %.

    `guardrail` is the worst outcome there, None where no guardrail is measured. `by` names the candidates
    that are at least as good in everything and better in something; `p_by` is, for each, the share of resamples in
    which its statistic and its value are both at least as high.
    """

    key: str
    cut: Cut
    statistic: Interval
    value: Interval
    guardrail: Outcome | None
    by: tuple[str, ...] = ()
    p_by: tuple[float, ...] = ()


def points(
    comparison: Comparison, measure: str, cuts: Mapping[str, Cut], outcomes: Mapping[str, Outcome | None]
) -> list[Point]:
    """Place the candidates whose measure is defined; `outcomes` gives each one's worst guardrail there."""
    found: dict[str, Point] = {}
    for key, cut in cuts.items():
        statistic = interval(comparison.resampled.measures[key][measure])
        value = interval(comparison.yearly(key, cut))
        if statistic is not None and value is not None:
            found[key] = Point(key, cut, statistic, value, outcomes.get(key))
    return [_judged(point, found, comparison, measure) for point in found.values()]


def dominates(one: Point, other: Point) -> bool:
    """Answer whether one is at least as good in statistic, value and guardrail, and better in one of them."""
    pairs = [
        (one.statistic.mid, other.statistic.mid),
        (one.value.mid, other.value.mid),
        (_goodness(one), _goodness(other)),
    ]
    return all(a >= b for a, b in pairs) and any(a > b for a, b in pairs)


def _goodness(point: Point) -> int:
    return -1 if point.guardrail is None else WORST_FIRST.index(point.guardrail)


def _judged(point: Point, among: Mapping[str, Point], comparison: Comparison, measure: str) -> Point:
    by = [other for other in among.values() if dominates(other, point)]
    measures, yearly = comparison.resampled.measures, comparison.yearly
    sure = [
        (measures[other.key][measure][1:] >= measures[point.key][measure][1:])
        & (yearly(other.key, other.cut)[1:] >= yearly(point.key, point.cut)[1:])
        for other in by
    ]
    return Point(
        point.key,
        point.cut,
        point.statistic,
        point.value,
        point.guardrail,
        tuple(other.key for other in by),
        tuple(float(one.mean()) for one in sure),
    )
