"""How often each group is acted on, against counting by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from threadpoolctl import threadpool_limits

from lifecycle.build.fairness import group_rates, named_groups, off_figure, off_gap, proxy_auc, too_small
from lifecycle.guardrails import GroupRate, Measured
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
    assert rates(["all"] * 3, [False] * 3, [True] * 3) == (GroupRate("all", 3, 0, 3, 0),)


def test_the_truth_does_not_change_how_often_a_group_is_acted_on() -> None:
    groups, acted = ["a", "b", "a"], [True, False, False]
    one, other = (rates(groups, acted, label) for label in ([True, False, True], [False, True, False]))
    assert [(g.n, g.acted) for g in one] == [(g.n, g.acted) for g in other]


@settings(QUICK, max_examples=12)
@given(st.lists(st.tuples(st.sampled_from(["a", "b"]), st.booleans(), st.booleans()), min_size=1, max_size=60))
def test_who_is_truly_a_yes_and_found_is_counted_as_by_hand_with_one_class_too(
    cases: list[tuple[str, bool, bool]],
) -> None:
    for group in rates([c[0] for c in cases], [c[1] for c in cases], [c[2] for c in cases]):
        own = [(acted, yes) for name, acted, yes in cases if name == group.group]
        assert group.yes == sum(yes for _, yes in own)
        assert group.found == sum(acted and yes for acted, yes in own)


def test_how_far_scores_are_off_is_their_mean_less_the_share_that_is_yes() -> None:
    label = np.array([True, False, True, True])
    score = np.array([0.9, 0.3, np.nan, 0.5])
    found = group_rates(pd.Series(["a", "a", "a", "b"]), label, score >= 0.5, score)
    assert found[0].off == pytest.approx((0.9 + 0.3) / 2 - 1 / 2)
    assert found[0].off_error == pytest.approx(np.std([-0.1, 0.3], ddof=1) / 2**0.5)
    assert (found[1].off, found[1].off_error) == (pytest.approx(-0.5), None)  # one case has no spread


def test_the_gap_is_between_the_groups_that_are_off_most_and_least() -> None:
    groups = (
        GroupRate("a", 50, 0, off=0.02, off_error=0.01),
        GroupRate("b", 50, 0, off=-0.03, off_error=0.01),
        GroupRate("c", 50, 0, off=0.0, off_error=0.01),
    )
    found = off_gap(groups)
    assert found is not None
    low, high, gap = found
    assert (low.group, high.group) == ("b", "a")
    assert gap.mid == pytest.approx(0.05)
    assert off_gap(groups[:1]) is None
    assert off_gap((*groups, GroupRate("d", 50, 0))) is None


def test_a_figure_has_bounds_where_it_has_an_error() -> None:
    known = off_figure(GroupRate("a", 50, 0, off=0.02, off_error=0.01))
    assert (known.low, known.high) == (pytest.approx(0.0004), pytest.approx(0.0396))
    assert off_figure(GroupRate("a", 1, 0, off=0.02)).low is None


def test_groups_too_small_are_named_and_one_group_is_not_enough() -> None:
    groups = (GroupRate("a", 30, 1), GroupRate("b", 29, 1), GroupRate("c", 1, 1))
    assert too_small(groups, lambda group: group.n, 30) == " (b, c too small)"
    assert too_small(groups[:1], lambda group: group.n, 30) == " (there are not two groups)"
    assert too_small((), lambda group: group.n, 30) == " (there are not two groups)"
    assert too_small((groups[0], groups[0]), lambda group: group.n, 30) == ""


def test_groups_are_named_by_value_or_by_quarter_and_empty_cells_too() -> None:
    assert named_groups(pd.Series(["x", None, "y"])).tolist() == ["x", "not stated", "y"]
    ages = named_groups(pd.Series([*map(float, range(100)), np.nan]))
    assert ages.value_counts().to_dict() == {
        "up to 24.75": 25,
        "24.75 to 49.5": 25,
        "49.5 to 74.25": 25,
        "over 74.25": 25,
        "not stated": 1,
    }


def proxied(signal: float, groups: list[str] | None = None) -> Measured:
    rng = np.random.default_rng(3)
    named = pd.Series(groups or rng.choice(["a", "b"], 600).tolist())
    X = pd.DataFrame({"x": signal * (named == "a") + rng.normal(size=len(named)), "z": rng.normal(size=len(named))})
    with threadpool_limits(1):
        return proxy_auc(X, {"x": "numeric", "z": "numeric"}, named, 1)


def test_features_that_give_the_group_away_are_found_and_others_are_not() -> None:
    told, hidden = proxied(3.0), proxied(0.0)
    assert told.value is not None
    assert hidden.value is not None
    assert told.value > 0.9
    assert hidden.value < 0.6
    assert {row.group for row in told.groups} == {"a", "b"}
    assert told.interval is not None
    assert told.interval.low < told.value < told.interval.high


def test_the_group_that_is_told_best_counts() -> None:
    groups = ["a", "b", "c"] * 100
    found = proxied(4.0, groups)
    assert found.value == max(row.value for row in found.groups if row.value is not None)
    assert "alone a can be told" in found.said


def test_a_small_group_is_insufficient_and_a_single_one_nothing_to_predict() -> None:
    small = proxied(1.0, ["a"] * 100 + ["b"] * 29)
    assert (small.value, small.n, small.applies) == (None, 29, True)
    assert "b too small" in small.said
    assert proxied(1.0, ["a"] * 100).applies is False
