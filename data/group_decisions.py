"""Deciding with a threshold for each group: counted on all resamples of the run, and frozen with what it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass

from data import datasets, runs
from data.runs import Run
from data.store import Store
from lifecycle.access import Principal
from lifecycle.build.comparison import Comparison
from lifecycle.build.fairness import named_groups
from lifecycle.build.group_policy import Floats, recount, threshold_of_each, with_ways
from lifecycle.build.group_terms import check_split
from lifecycle.build.group_thresholds import GroupThresholds, check_thresholds, freeze
from lifecycle.build.guardrail_curves import by_threshold, guardrail_curves
from lifecycle.build.segments import cuts_of
from lifecycle.build.stakes import of_contract
from lifecycle.contract import ValueContract
from lifecycle.errors import BadInput

WAY = "by group"


@dataclass(frozen=True)
class ByGroup:
    """Thresholds by group beside the candidates: `ways` compares them as WAY, `each` (n,) is a case's threshold."""

    ways: Comparison
    each: Floats
    record: GroupThresholds


def by_group(
    store: Store, who: Principal, run: Run, terms: ValueContract, champion: str, thresholds: Mapping[str, float]
) -> ByGroup:
    """Measure a candidate deciding with a threshold for each group, on the run's own resamples.

    Raises:
        NotAllowed: the contract does not allow different thresholds for groups by the run's attribute.
        BadInput: the run has no protected attribute, a group has no threshold, one was never measured, or each case has
            an amount of its own.

    """
    attribute = run.task.protected
    if attribute is None:
        raise BadInput("No protected attribute was named in the data, so there are no groups to give thresholds to.")
    term = check_split(terms, attribute)
    comparison = runs.compare(store, run, of_contract(terms))
    if comparison.scaled:
        raise BadInput(
            "Where each case has an amount of its own, thresholds by group are not measured: decide with one."
        )
    column = datasets.frame(store, who, run.initiative_id, run.dataset_id)[attribute]
    arrays, named = runs.arrays(store, run.id)[0], named_groups(column)
    label, score = arrays["label"], arrays[f"scores/{champion}"]
    groups = by_threshold(label, score, named)
    check_thresholds(thresholds, groups.groups)
    each = threshold_of_each(named, thresholds)
    counts = recount(label, {WAY: score >= each}, run.seed, comparison.resampled.resamples)
    ways = with_ways(comparison, champion, counts)
    curves = guardrail_curves(label, {champion: score}, column, terms.dials)[champion]
    at = {name: float(thresholds[name]) for name in groups.groups}
    record = freeze(ways, champion, WAY, at, groups, curves, attribute, term, cuts_of(column))
    return ByGroup(ways, each, record)
