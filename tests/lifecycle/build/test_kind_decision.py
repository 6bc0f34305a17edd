"""Decisions about forecasts and classes: what can be decided for, and how the champion stands to the others."""

import numpy as np
import pytest

from lifecycle.build import multiclass, regression
from lifecycle.build.comparison import INCUMBENT
from lifecycle.build.dataset import MULTICLASS, REGRESSION
from lifecycle.build.kind_decision import adjusted, check_candidate, check_how, rank_choices, rank_forecasts, used
from lifecycle.build.regression import Adjustment
from lifecycle.errors import BadInput
from tests.lifecycle.build.kind_records import MATRIX, SHIFTED, UNITS, choices, forecasts, on_classes, on_forecast


@pytest.mark.parametrize("key", ["nobody", "mean", "constant", INCUMBENT, "always/0"])
def test_rows_that_need_no_model_cannot_be_decided_for(key: str) -> None:
    with pytest.raises(BadInput, match="is not a trained candidate"):
        check_candidate(key, ["mean", "ridge", "always/0"])
    check_candidate("ridge", ["mean", "ridge"])


@pytest.mark.parametrize(
    ("kind", "how"),
    [
        (REGRESSION, "payoff"),
        (REGRESSION, Adjustment("power", 1.0)),
        (REGRESSION, Adjustment("factor", -0.1)),
        (REGRESSION, Adjustment("factor", 2.1)),
        (REGRESSION, Adjustment("shift", float("nan"))),
        (MULTICLASS, "lot"),
        (MULTICLASS, Adjustment()),
    ],
)
def test_what_does_not_fit_what_is_predicted_is_refused(kind: str, how: Adjustment | str) -> None:
    with pytest.raises(BadInput):
        check_how(kind, how)


@pytest.mark.parametrize(
    ("kind", "how"),
    [
        (REGRESSION, Adjustment("factor", 0.0)),
        (REGRESSION, Adjustment("factor", 2.0)),
        (REGRESSION, Adjustment("shift", -40.0)),
        (MULTICLASS, "payoff"),
        (MULTICLASS, "chance"),
    ],
)
def test_what_fits_is_taken(kind: str, how: Adjustment | str) -> None:
    check_how(kind, how)


def test_a_forecast_is_set_against_the_cheapest_other_row() -> None:
    compared = regression.moved(forecasts(), "near", SHIFTED, seed=1)
    ranked = rank_forecasts(compared, "near")
    assert (ranked.champion.key, ranked.champion.adjustment) == ("near", SHIFTED)
    assert [row.key for row in ranked.challengers] == [key for key in compared.ranked() if key != "near"]
    assert {row.key for row in ranked.challengers} == {"far", "mean", "constant", INCUMBENT}
    assert ranked.reference == "Today's forecast"

    def cost(key: str) -> float:
        gap = compared.used[key] - compared.truth
        run_cost = UNITS.run_cost if key in ("near", "far") else 0
        return UNITS.volume * float(np.mean(np.where(gap > 0, UNITS.over * gap, -UNITS.under * gap))) + run_cost

    cheapest = min((key for key in compared.names if key != "near"), key=cost)
    assert ranked.next_best == compared.names[cheapest]
    assert ranked.over_next.more.mid == pytest.approx(cost(cheapest) - cost("near"))


def test_a_worse_forecast_says_what_it_is_worth_less() -> None:
    ranked = rank_forecasts(forecasts(), "far")
    assert ranked.next_best == "Near"
    assert ranked.over_next.more.mid < 0


def test_a_choice_is_set_against_the_row_that_earns_most_of_the_others() -> None:
    found = choices()
    ranked = rank_choices(found, "sure")
    payoffs = MATRIX.matrix()

    def earned(key: str) -> float:
        return MATRIX.volume * float(payoffs[found.truth, found.decided[key]].mean())

    best = max((key for key in found.decided if key != "sure"), key=earned)
    assert ranked.next_best == found.names[best]
    assert ranked.over_next.more.mid == pytest.approx(earned("sure") - earned(best))
    assert len(ranked.challengers) == len(found.names) - 1
    assert ranked.reference == ""
    assert multiclass.is_fixed(ranked.challengers[-1].key) or ranked.challengers[-1].key == "vague"


def test_what_is_done_with_a_candidate_is_said() -> None:
    assert adjusted(Adjustment("shift", 0.0)) == adjusted(Adjustment()) == "as it is"
    assert used(Adjustment("factor", 1.15)) == "its forecast is used × 1.15"
    assert used("chance") == "it decides for the likeliest class"
    assert (on_forecast().predicted, on_classes().predicted) == ("a quantity", "one of several classes")
