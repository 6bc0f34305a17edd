"""Better than a rule, and the same when fitted again: a loop says the same."""

from dataclasses import replace

import numpy as np
import pytest

from lifecycle.build import regression
from lifecycle.build.comparison import INCUMBENT
from lifecycle.build.kind_robustness import NOT_RETRAINED, flips, over_rule
from lifecycle.build.multiclass import MatrixStakes, decide, yearly
from tests.lifecycle.build.kind_records import MATRIX, choices, forecasts

RNG = np.random.default_rng(2)


def test_a_forecast_is_held_against_todays_way_on_the_same_resamples() -> None:
    compared = forecasts()
    found = over_rule(compared, "near")
    less = regression.yearly_cost(compared.found, INCUMBENT, compared.stakes)
    less = less - regression.yearly_cost(compared.found, "near", compared.stakes)
    assert found.interval is not None
    assert found.interval.mid == pytest.approx(less[0])
    assert found.value == pytest.approx(np.quantile(less[1:], 0.025))
    assert "a year more than Today's forecast" in found.said


def test_a_rule_of_thumb_comes_first_and_is_worth_no_more_than_itself() -> None:
    compared = forecasts()
    names = compared.names | {"rule": "Rule of thumb"}
    held = replace(
        compared,
        names=names,
        used=compared.used | {"rule": compared.used["far"]},
        found=replace(
            compared.found,
            **{part: getattr(compared.found, part) | {"rule": getattr(compared.found, part)["far"]} for part in PARTS},
        ),
    )
    assert "more than Rule of thumb" in over_rule(held, "near").said
    assert over_rule(held, "rule").value == 0


PARTS = ("over", "under", "squared", "signed")


def test_classes_without_rule_and_today_are_held_against_the_best_single_class() -> None:
    made = choices()
    found = over_rule(made, "sure")
    best = max(("always/0", "always/1"), key=lambda key: yearly(made.found[key], key, MATRIX)[0])
    more = yearly(made.found["sure"], "sure", MATRIX) - yearly(made.found[best], best, MATRIX)
    assert found.interval is not None
    assert found.interval.mid == pytest.approx(more[0])
    assert f"more than {made.names[best]}" in found.said


@pytest.mark.parametrize("rule", ["payoff", "chance"])
def test_flips_are_counted_as_a_loop_counts_them(rule: str) -> None:
    scores, again = (RNG.dirichlet(np.ones(2), 60) for _ in range(2))
    again[:10] = np.nan
    found = flips(scores, again, MATRIX, rule)
    moved = [
        decide(a[None], MATRIX, rule)[0] != decide(b[None], MATRIX, rule)[0] for a, b in zip(scores, again, strict=True)
    ]
    assert found.value == pytest.approx(sum(moved[10:]) / 50)
    assert found.n == 50
    assert found.interval is not None
    assert found.interval.low <= found.value <= found.interval.high


def test_what_cannot_be_trained_again_says_why() -> None:
    scores = RNG.dirichlet(np.ones(2), 60)
    assert flips(scores, None, MATRIX, "payoff") == flips(
        scores, None, MatrixStakes(((1.0, 0.0), (0.0, 1.0)), 1), "chance"
    )
    assert (flips(scores, None, MATRIX, "payoff").said, flips(scores, None, MATRIX, "payoff").applies) == (
        NOT_RETRAINED,
        False,
    )
    assert flips(scores, np.full((60, 2), np.nan), MATRIX, "payoff").value is None
    assert flips(scores, scores, MATRIX, "payoff").value == 0
