"""Thresholds by group as they are recorded: counted from single cases, found again by later ones."""

import numpy as np
import pandas as pd
import pytest

from lifecycle.annex import GroupTerm
from lifecycle.build.fairness import named_groups
from lifecycle.build.group_limits import Kind
from lifecycle.build.group_policy import recount, threshold_of_each, with_ways
from lifecycle.build.group_thresholds import GroupThresholds, HeldLimit, check_thresholds, freeze, group_of_each
from lifecycle.build.guardrail_curves import guardrail_curves
from lifecycle.build.segments import cuts_of
from lifecycle.contract import Level
from lifecycle.errors import BadInput
from tests.lifecycle.build.group_samples import SEED, TWO
from tests.lifecycle.builders import a_group_term
from tests.lifecycle.samples import by_group, dials

AT = {"north": 0.6, "south": 0.4}
TERM = GroupTerm.model_validate(a_group_term("region"))


def frozen(level: Level = Level.STANDARD) -> GroupThresholds:
    comparison = TWO.compared()
    did = TWO.score >= threshold_of_each(TWO.group, AT)
    ways = with_ways(comparison, "model", recount(TWO.label, {"way": did}, SEED, TWO.resamples))
    curves = guardrail_curves(TWO.label, {"model": TWO.score}, TWO.named, dials(level))["model"]
    return freeze(ways, "model", "way", AT, TWO.groups, curves, "region", TERM, ())


def test_what_each_group_s_threshold_does_is_counted_from_single_cases() -> None:
    found, did = frozen(), TWO.acted(AT)
    assert found.thresholds() == AT
    for one in found.groups:
        inside = one.group == TWO.group
        assert (one.n, one.acted) == (inside.sum(), did[inside].sum())
        assert (one.yes, one.found) == ((inside & TWO.label).sum(), did[inside & TWO.label].sum())
        assert all(type(count) is int for count in (one.n, one.acted, one.yes, one.found))


def test_limits_are_recorded_with_what_is_reached_kept_or_not() -> None:
    found, did = frozen(), TWO.acted(AT)
    assert [one.guardrail for one in found.limits] == list(Kind)
    assert [one.words() for one in found.limits] == ["at least 0.8", "at most 0.1", "0.8 to 1.25"]
    for one in found.limits:
        assert one.reached in [pytest.approx(value) for value in TWO.reached(did, Kind(one.guardrail))]
    assert frozen(Level.LIGHT).limits == ()


def test_value_is_held_against_one_threshold_for_all() -> None:
    found, did = frozen(), TWO.acted(AT)
    best = TWO.acted(dict.fromkeys(TWO.names, TWO.compared().best_threshold("model")))
    assert found.given_up.mid == pytest.approx(TWO.value(best) - TWO.value(did))
    assert found.single is not None
    assert found.over_single is not None
    one = TWO.acted(dict.fromkeys(TWO.names, found.single))
    assert found.over_single.more.mid == pytest.approx(TWO.value(did) - TWO.value(one))
    assert found.term == TERM


@pytest.mark.parametrize(
    ("thresholds", "said"),
    [
        ({"north": 0.5}, "the data has north, south, thresholds were given for north"),
        ({}, "given for none"),
        (AT | {"west": 0.5}, "given for north, south, west"),
        (AT | {"south": 0.3333}, "The group 'south': this threshold 0.3333 is not between 0 and 1 in steps"),
        (AT | {"south": float("nan")}, "group 'south'|cannot convert"),
    ],
)
def test_each_group_needs_one_threshold_that_was_measured(thresholds: dict[str, float], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        check_thresholds(thresholds, ("north", "south"))


def test_thresholds_that_were_measured_are_taken() -> None:
    check_thresholds(AT, ("north", "south"))


COLUMNS = [
    pd.Series(["f", "m", None, "f"] * 5),
    pd.Series([0, 1, 1, 0] * 5),
    pd.Series([True, False] * 9),
    pd.Series(np.arange(40.0)).where(lambda age: age != 7),
    pd.Series(np.random.default_rng(1).integers(18, 90, 60)),
    pd.Series([1.5, 1.5, 1.5, 1.5, 1.5, *np.arange(9.0)]),
]


@pytest.mark.parametrize("column", COLUMNS, ids=["text", "whole", "flag", "gaps", "ages", "ties"])
def test_later_cases_are_named_as_the_decision_named_its_own(column: pd.Series) -> None:
    cuts = cuts_of(column)
    assert group_of_each(column, cuts).tolist() == named_groups(column).tolist()
    for row in range(len(column)):  # alone, a case has no quarters of its own
        assert group_of_each(column[[row]], cuts).tolist() == [named_groups(column)[row]]


def test_text_holds_numbers_and_what_is_no_number_has_no_group() -> None:
    cuts = (30.0, 50.0)
    found = group_of_each(pd.Series(["30", "31", "99", "old", None]), cuts)
    assert found.tolist() == ["up to 30", "30 to 50", "over 50", None, "not stated"]


def test_a_limit_whose_guardrail_went_keeps_its_key() -> None:
    assert HeldLimit("gone", 1.0, None, 0.5).name == "gone"
    assert HeldLimit("selection_ratio", 1.0, None, 0.5).name == "Selection-rate ratio"


def test_they_are_said_in_words() -> None:
    assert by_group().words() == "acts by sex: f from 0.300, m from 0.415"
