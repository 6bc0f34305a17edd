"""Which candidates nobody would choose."""

import numpy as np
import pytest

from lifecycle.build.comparison import Comparison
from lifecycle.build.pareto import dominates, points
from lifecycle.build.resampling import resample
from lifecycle.guardrails import Outcome
from tests.lifecycle.build.trading_samples import compared

AT = {"sharp": 0.35, "broad": 0.4, "blind": 0.5}


def test_a_candidate_worse_in_all_is_dominated_and_named_with_how_surely() -> None:
    found = {point.key: point for point in points(compared(), "roc_auc", AT, {})}
    assert found["sharp"].by == ()
    assert found["blind"].by == ("sharp", "broad")
    assert all(share > 0.9 for share in found["blind"].p_by)


def test_points_stand_where_the_table_has_them() -> None:
    comparison = compared()
    row = comparison.row("broad", 0.4)
    point = next(p for p in points(comparison, "average_precision", AT, {}) if p.key == "broad")
    assert point.statistic == row.measures["average_precision"]
    assert point.value == row.value


def test_a_kept_guardrail_saves_a_candidate_that_is_worse_otherwise() -> None:
    outcomes = {"sharp": Outcome.FAIL, "broad": Outcome.PASS, "blind": Outcome.FAIL}
    found = {point.key: point for point in points(compared(), "roc_auc", AT, outcomes)}
    assert found["broad"].by == ()
    assert set(found["blind"].by) == {"sharp", "broad"}


@pytest.mark.parametrize(
    ("worse", "better"),
    [(Outcome.FAIL, Outcome.PASS), (Outcome.FAIL, Outcome.INSUFFICIENT), (Outcome.INSUFFICIENT, Outcome.PASS)],
)
def test_guardrails_are_ordered_worst_first(worse: Outcome, better: Outcome) -> None:
    same = resample(np.arange(40) % 3 == 0, {k: np.linspace(0, 1, 40) for k in ("a", "b")}, 1, 5)
    both = points(
        Comparison(compared().stakes, same, {"a": "A", "b": "B"}),
        "roc_auc",
        {"a": 0.5, "b": 0.5},
        {
            "a": worse,
            "b": better,
        },
    )
    assert [point.by for point in both] == [("b",), ()]


def test_equals_do_not_dominate_each_other() -> None:
    same = resample(np.arange(40) % 3 == 0, {k: np.linspace(0, 1, 40) for k in ("a", "b")}, 1, 5)
    one, two = points(Comparison(compared().stakes, same, {"a": "A", "b": "B"}), "roc_auc", {"a": 0.5, "b": 0.5}, {})
    assert not dominates(one, two)
    assert not dominates(two, one)


def test_a_measure_that_is_not_defined_places_nobody() -> None:
    one_class = resample(np.ones(30, bool), {"a": np.linspace(0, 1, 30)}, 1, 5)
    assert points(Comparison(compared().stakes, one_class, {"a": "A"}), "roc_auc", {"a": 0.5}, {}) == []
