"""A threshold for each group as it is recorded with a decision, and how cases find theirs later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from lifecycle.annex import GroupTerm
from lifecycle.build import segments
from lifecycle.build.comparison import Comparison, Difference
from lifecycle.build.dataset import as_text
from lifecycle.build.group_limits import Kind, limits_of
from lifecycle.build.group_options import counts_by_group, measured
from lifecycle.build.guardrail_curves import ByThreshold, GuardrailCurve
from lifecycle.build.resampling import grid_index
from lifecycle.errors import BadInput
from lifecycle.figures import Interval
from lifecycle.guardrails import guardrails


@dataclass(frozen=True)
class GroupThreshold:
    """Where one group is acted on from, and what that does: of n cases `acted`, of `yes` truly yes `found`."""

    group: str
    threshold: float
    n: int
    acted: int
    yes: int
    found: int


@dataclass(frozen=True)
class HeldLimit:
    """A limit on groups with what these thresholds reach: at least, or at most, `limit`, or from there to `highest`."""

    guardrail: str
    limit: float
    highest: float | None
    reached: float

    @property
    def name(self) -> str:
        """The name of its guardrail."""
        known = guardrails().get(self.guardrail)
        return known.name if known else self.guardrail

    def words(self) -> str:
        """Say what the limit is.

        >>> HeldLimit("equal_opportunity", 0.1, None, 0.05).words()
        'at most 0.1'
        """
        if self.highest is not None:
            return f"{self.limit:g} to {self.highest:g}"
        return f"at {'most' if self.guardrail == Kind.GAP else 'least'} {self.limit:g}"


@dataclass(frozen=True)
class GroupThresholds:
    """Thresholds by the groups of an attribute, frozen with what they rest on. Amounts are in currency a year.

    `cuts`: where a numeric attribute is cut into groups, each up to and with its cut; empty where its values are the
    groups. `limits`: all the dial sets on groups, kept or not. `given_up`: what the best single threshold without them
    earns more; `single`: the best one that keeps them, None where there is none; `over_single`: what these earn more
    than it. `term` is what the contract said when it was decided.
    """

    attribute: str
    groups: tuple[GroupThreshold, ...]
    limits: tuple[HeldLimit, ...]
    given_up: Interval
    single: float | None
    over_single: Difference | None
    term: GroupTerm
    cuts: tuple[float, ...] = ()

    def thresholds(self) -> dict[str, float]:
        """Give the threshold of each group."""
        return {one.group: one.threshold for one in self.groups}

    def words(self) -> str:
        """Say where each group is acted on from.

        >>> GroupThresholds("sex", (GroupThreshold("f", 0.3, 9, 4, 3, 2),), (), None, None, None, None).words()
        'acts by sex: f from 0.300'
        """
        return f"acts by {self.attribute}: " + ", ".join(f"{one.group} from {one.threshold:.3f}" for one in self.groups)


def check_thresholds(thresholds: Mapping[str, float], groups: Sequence[str]) -> None:
    """Check that every group has one threshold that was measured, and nothing else has.

    Raises:
        BadInput: it does not.

    """
    if set(thresholds) != set(groups):
        raise BadInput(
            f"Each group needs a threshold: the data has {', '.join(groups)}, "
            f"thresholds were given for {', '.join(sorted(thresholds)) or 'none'}."
        )
    for group, threshold in thresholds.items():
        try:
            grid_index(threshold)
        except ValueError as problem:
            raise BadInput(f"The group {group!r}: this {problem}.") from None


def freeze(
    ways: Comparison,
    key: str,
    way: str,
    thresholds: dict[str, float],
    groups: ByThreshold,
    curves: Sequence[GuardrailCurve],
    attribute: str,
    term: GroupTerm,
    cuts: Sequence[float],
) -> GroupThresholds:
    """Freeze thresholds by group with what they do; `ways` holds them as `way` beside the candidate `key`."""
    limits = limits_of(curves)
    option = measured(ways, key, way, limits, thresholds, groups, {one.key: one.allowed for one in curves})
    acted, found = counts_by_group(groups, thresholds)
    return GroupThresholds(
        attribute=attribute,
        groups=tuple(
            GroupThreshold(name, thresholds[name], int(n), did, int(yes), right)
            for name, n, did, yes, right in zip(groups.groups, groups.n, acted, groups.yes, found, strict=True)
        ),
        limits=tuple(
            HeldLimit(
                limit.kind.value,
                limit.high if limit.kind is Kind.GAP else limit.low,
                limit.high if limit.kind is Kind.SHARE else None,
                option.reached[limit.kind],
            )
            for limit in limits
        ),
        given_up=option.given_up,
        single=option.single,
        over_single=option.over_single,
        term=term,
        cuts=tuple(cuts),
    )


def group_of_each(column: pd.Series, cuts: Sequence[float]) -> pd.Series:
    """Name the group of each case of a later delivery as the decision did; a cell that is no number has no group."""
    if not cuts:
        return column.astype("object").where(column.notna(), segments.EMPTY).map(as_text)
    numbers = pd.to_numeric(column, errors="coerce").to_numpy(dtype=float)
    names = np.array(segments.names_of(cuts), dtype=object)
    named = names[np.searchsorted(np.asarray(cuts, dtype=float), numbers, side="left").clip(max=len(cuts))]
    named[np.isnan(numbers)] = None
    return pd.Series(named, index=column.index, dtype=object).where(column.notna(), segments.EMPTY)
