"""How often each group is acted on, against counting by hand."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from lifecycle.build.fairness import group_rates
from lifecycle.guardrails import GroupRate
from tests.lifecycle.samples import QUICK


def rates(groups: list[object], acted: list[bool], label: list[bool] | None = None) -> tuple[GroupRate, ...]:
    truth = np.zeros(len(groups), dtype=bool) if label is None else np.array(label)
    return group_rates(pd.Series(groups), truth, np.array(acted))


@settings(QUICK, max_examples=12)
@given(st.lists(st.tuples(st.sampled_from(["a", "b", "c"]), st.booleans()), min_size=1, max_size=60))
def test_groups_are_counted_as_by_hand_in_the_order_of_their_names(cases: list[tuple[str, bool]]) -> None:
    expected = []
    for group in sorted({name for name, _ in cases}):
        acted = [did for name, did in cases if name == group]
        expected.append(GroupRate(group, len(acted), sum(acted)))
    assert rates([c[0] for c in cases], [c[1] for c in cases]) == tuple(expected)


def test_empty_cells_are_a_group() -> None:
    found = rates(["a", None, np.nan, "a"], [True, True, False, False])
    assert found == (GroupRate("a", 2, 1), GroupRate("not stated", 2, 1))


def test_numbers_and_categories_are_groups_by_their_name() -> None:
    assert [g.group for g in rates([2, 1, 2], [True] * 3)] == ["1", "2"]
    typed = pd.Series(["x", None, "y"], dtype="category")
    found = group_rates(typed, np.zeros(3, dtype=bool), np.array([True, True, False]))
    assert [(g.group, g.acted) for g in found] == [("not stated", 1), ("x", 1), ("y", 0)]


def test_one_group_and_one_class_are_counted_too() -> None:
    assert rates(["all"] * 3, [False] * 3, [True] * 3) == (GroupRate("all", 3, 0),)


def test_the_truth_does_not_change_how_often_a_group_is_acted_on() -> None:
    groups, acted = ["a", "b", "a"], [True, False, False]
    assert rates(groups, acted, [True, False, True]) == rates(groups, acted, [False, True, False])
