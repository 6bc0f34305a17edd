"""What limits on groups cost with a threshold for each group, beside what they cost with one for all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from lifecycle.build.comparison import Comparison, Difference
from lifecycle.build.group_limits import Kind, Limit, limits_of, reached
from lifecycle.build.group_policy import Bools, Floats, recount, threshold_of_each, with_ways
from lifecycle.build.group_price import choose
from lifecycle.build.guardrail_curves import ByThreshold, GuardrailCurve, by_threshold
from lifecycle.build.price import price, together
from lifecycle.build.resampling import affordable, grid_index
from lifecycle.figures import Interval

AT_ONCE = 5  # candidates the room counts resamples for


@dataclass(frozen=True)
class GroupOption:
    """Thresholds by group that keep limits together at least loss. `value` in currency a year, `workload` a week.

    `limits` names what was to be kept, `reached` the ratio, gap or share with these thresholds. `given_up`: what the
    best single threshold without the limits earns more a year. `single`: the best single threshold that keeps the same
    limits, None where there is none; `over_single`: what these thresholds earn more than it. Intervals are those of
    `resamples` of the cases with thresholds held, paired.
    """

    limits: tuple[Limit, ...]
    thresholds: dict[str, float]
    reached: dict[Kind, float]
    value: Interval
    workload: float
    given_up: Interval
    single: float | None
    over_single: Difference | None
    resamples: int


@dataclass(frozen=True)
class Wanted:
    """Limits to be kept together; `option` is None where no thresholds by group keep them.

    `measured` says whether they can be judged at all: not where a group is too small.
    """

    limits: tuple[Limit, ...]
    option: GroupOption | None
    measured: bool = True


def options(
    comparison: Comparison,
    key: str,
    label: Bools,
    score: Floats,
    named: pd.Series,
    curves: Sequence[GuardrailCurve],
    seed: int,
) -> tuple[Wanted, ...]:
    """Price every limit on groups alone, and all of them together, with a threshold for each group.

    `label`, `score`, `named` (n,): the cases compared and their groups; `seed` is that of the comparison's resamples,
    so that the same cases are drawn; for much data fewer of them are, as many as can be waited for. `curves` are the
    candidate's guardrails that move with the threshold.
    """
    known = {limit.kind for limit in limits_of([one for one in curves if not np.isnan(one.values).all()])}
    every = limits_of(curves)
    wanted = [(limit,) for limit in every] + ([every] if len(every) > 1 else [])
    groups = by_threshold(label, score, named)
    found = {limits: choose(comparison, groups, limits) if _known(limits, known) else None for limits in wanted}
    chosen = {str(place): at for place, at in enumerate(found.values()) if at is not None}
    if not chosen:
        return tuple(Wanted(limits, None, _known(limits, known)) for limits in wanted)
    acted = {way: score >= threshold_of_each(named, at) for way, at in chosen.items()}
    draws = min(comparison.resampled.resamples, affordable(len(label), AT_ONCE))
    ways = with_ways(comparison, key, recount(label, acted, seed, draws))
    masks = {one.key: one.allowed for one in curves}
    return tuple(
        Wanted(
            limits,
            None if at is None else measured(ways, key, str(place), limits, at, groups, masks),
            _known(limits, known),
        )
        for place, (limits, at) in enumerate(found.items())
    )


def _known(limits: tuple[Limit, ...], known: set[Kind]) -> bool:
    return {one.kind for one in limits} <= known


def measured(
    ways: Comparison,
    key: str,
    way: str,
    limits: tuple[Limit, ...],
    thresholds: dict[str, float],
    groups: ByThreshold,
    masks: Mapping[str, Bools],
) -> GroupOption:
    """Measure thresholds by group, counted in `ways` as `way` beside the candidate `key`, against limits.

    `masks` marks by limit the single thresholds that keep it, (201,) each.
    """
    one = price(ways, {key: together({limit.kind: masks[limit.kind] for limit in limits})})
    free, single = one.free[1], None if one.kept is None else one.kept[1]
    acted, found = counts_by_group(groups, thresholds)
    value = ways.row(way, None).value
    return GroupOption(
        limits=limits,
        thresholds=thresholds,
        reached={limit.kind: reached(acted, found, groups, limit.kind) for limit in limits},
        value=value,
        workload=float(ways.workload(way, None)[0]),
        given_up=ways.difference((key, free), (way, None)).more,
        single=single,
        over_single=None if single is None else ways.difference((way, None), (key, single)),
        resamples=ways.resampled.resamples,
    )


def counts_by_group(groups: ByThreshold, thresholds: dict[str, float]) -> tuple[list[int], list[int]]:
    """Give the cases acted on, and the truly yes among them, by group, each at the threshold of its own."""
    at = [grid_index(thresholds[name]) for name in groups.groups]
    rows = range(len(groups.groups))
    return (
        [int(groups.acted[row, place]) for row, place in zip(rows, at, strict=True)],
        [int(groups.found[row, place]) for row, place in zip(rows, at, strict=True)],
    )
