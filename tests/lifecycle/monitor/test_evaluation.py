"""Columns are ranked by what deserves a look first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.monitor.drift import Drift
from lifecycle.monitor.evaluation import ranked
from tests.lifecycle.samples import QUICK


def distance(column: str, value: float, verdict: bool | None = False) -> Drift:
    return Drift(column, "Jensen-Shannon distance", value, 0.1, value >= 0.1, 0.05, verdict, 2000, 500)


def p_value(column: str, value: float, verdict: bool | None = False) -> Drift:
    return Drift(column, "K-S p_value", value, 0.05, value <= 0.05, None, verdict, 500, 500)


def order(columns: list[Drift], **importance: float) -> list[str]:
    return [drift.column for drift in ranked(tuple(columns), importance)]


def test_a_verdict_comes_before_any_effect_without_one() -> None:
    assert order([distance("loud", 0.9), distance("small", 0.11, verdict=True)]) == ["small", "loud"]


def test_larger_distances_come_first() -> None:
    assert order([distance("a", 0.2), distance("b", 0.5), distance("c", 0.3)]) == ["b", "c", "a"]


def test_smaller_p_values_come_first() -> None:
    assert order([p_value("a", 0.2), p_value("b", 0.0), p_value("c", 0.001)]) == ["b", "c", "a"]


def test_distances_and_p_values_are_compared_by_their_thresholds() -> None:
    assert order([distance("twice", 0.2), p_value("ten times", 0.005), p_value("half", 0.1)]) == [
        "ten times",
        "twice",
        "half",
    ]


def test_drift_of_what_matters_comes_before_drift_of_what_does_not() -> None:
    columns = [distance("noise", 0.9, verdict=True), distance("driver", 0.2, verdict=True)]
    assert order(columns) == ["noise", "driver"]
    assert order(columns, noise=0.05, driver=0.95) == ["driver", "noise"]


def test_a_column_without_an_importance_counts_least_when_others_have_one() -> None:
    assert order([distance("score", 0.9), distance("driver", 0.11)], driver=0.1) == ["driver", "score"]


@pytest.mark.parametrize("verdict", [None, False])
def test_no_verdict_yet_ranks_like_none(verdict: bool | None) -> None:
    assert order([distance("a", 0.3, verdict), distance("b", 0.2, verdict=True)]) == ["b", "a"]


@QUICK
@given(st.lists(st.tuples(st.floats(0, 1), st.sampled_from([None, False, True])), max_size=12))
def test_no_column_is_lost_and_verdicts_stand_together(found: list[tuple[float, bool | None]]) -> None:
    columns = [distance(f"c{i}", value, verdict) for i, (value, verdict) in enumerate(found)]
    result = ranked(tuple(columns), {})
    assert sorted(d.column for d in result) == sorted(d.column for d in columns)
    verdicts = [bool(d.verdict) for d in result]
    assert verdicts == sorted(verdicts, reverse=True)
