"""What a year loses without a feature equals loops over single cases, for decisions, forecasts and classes."""

import numpy as np
import pytest

from lifecycle.build.explained_value import savings_of_features, value_of_features, worth_of_features
from lifecycle.build.explanation import LOG_ODDS, PROBABILITY, QUANTITY, Explanation
from lifecycle.build.multiclass import BY_CHANCE, BY_PAYOFF, MatrixStakes
from lifecycle.build.regression import FACTOR, SHIFT, Adjustment, UnitStakes

N = 120
RNG = np.random.default_rng(2)
VALUES = RNG.normal(size=(N, 3)) * [2.0, 1.0, 0.05]
LABEL = VALUES.sum(axis=1) + RNG.normal(size=N) > 0
NAMES = ("a", "b", "noise")
PAYOFFS = np.array([10.0, -3.0, -4.0, 1.0])


def test_the_value_of_a_feature_sums_decisions_made_without_it() -> None:
    found = Explanation(NAMES, np.arange(N), 0.2, VALUES, LOG_ODDS)
    values = value_of_features(found, LABEL, PAYOFFS, 0.4, 1200, 5)
    for place, name in enumerate(NAMES):
        lost = 0.0
        for i, yes in enumerate(LABEL):
            total = found.base + VALUES[i].sum()
            acted = [1 / (1 + np.exp(-score)) >= 0.4 for score in (total, total - VALUES[i, place])]
            earned = [PAYOFFS[(0 if yes else 1) if a else (2 if yes else 3)] for a in acted]
            lost += earned[0] - earned[1]
        assert values[name].mid == pytest.approx(lost / N * 1200)
        assert values[name].low <= values[name].mid <= values[name].high
    assert next(iter(values)) == "a"


def test_a_feature_no_decision_hangs_on_is_worth_nothing() -> None:
    values = np.array([[2.0, 0.001], [-2.0, 0.001]])
    found = Explanation(("a", "b"), np.arange(2), 0.0, values, LOG_ODDS)
    worth = value_of_features(found, np.array([True, False]), PAYOFFS, 0.5, 100, 1)
    assert (worth["b"].low, worth["b"].mid, worth["b"].high) == (0, 0, 0)


def test_value_is_linear_in_payoffs_and_in_the_cases_of_a_year() -> None:
    found = Explanation(NAMES, np.arange(N), 0.2, VALUES, LOG_ODDS)
    once, thrice = (value_of_features(found, LABEL, PAYOFFS * by, 0.4, 100 * by, 5) for by in (1, 3))
    assert [thrice[name].high for name in NAMES] == pytest.approx([9 * once[name].high for name in NAMES])


@pytest.mark.parametrize("adjustment", [Adjustment(FACTOR, 1.2), Adjustment(SHIFT, -0.5)])
def test_the_savings_of_a_feature_sum_what_being_off_costs_without_it(adjustment: Adjustment) -> None:
    found, stakes = Explanation(NAMES, np.arange(N), 5.0, VALUES, QUANTITY), UnitStakes(1.0, 3.0, 800.0)
    truth = 5 + VALUES.sum(axis=1) + RNG.normal(size=N)
    values = savings_of_features(found, truth, adjustment, stakes, 5)
    for place, name in enumerate(NAMES):
        more = 0.0
        for i in range(N):
            whole = 5 + VALUES[i].sum()
            for sign, forecast in ((-1, whole), (1, whole - VALUES[i, place])):
                used = forecast * 1.2 if adjustment.way == FACTOR else forecast - 0.5
                gap = used - truth[i]
                more += sign * (gap * 1.0 if gap > 0 else -gap * 3.0)
        assert values[name].mid == pytest.approx(more / N * 800)
        assert values[name].low <= values[name].mid <= values[name].high
    assert next(iter(values)) == "a"


@pytest.mark.parametrize("rule", [BY_PAYOFF, BY_CHANCE])
def test_the_worth_of_a_feature_sums_choices_made_without_it(rule: str) -> None:
    raw = RNG.normal(size=(N, 3, 3)) * 0.1
    shifts = raw - raw.mean(axis=2, keepdims=True)
    bases = [0.5, 0.3, 0.2]
    explained = [Explanation(NAMES, np.arange(N), base, shifts[..., k], PROBABILITY) for k, base in enumerate(bases)]
    truth = RNG.integers(0, 3, N)
    payoffs = ((10.0, -2.0, 0.0), (-1.0, 5.0, 0.0), (-20.0, 0.0, 8.0))
    values = worth_of_features(explained, truth, MatrixStakes(payoffs, 900.0), rule, 5)
    for place, name in enumerate(NAMES):
        lost = 0.0
        for i in range(N):
            earned = []
            for out in (False, True):
                chance = [bases[k] + shifts[i, :, k].sum() - out * shifts[i, place, k] for k in range(3)]
                worth = [sum(chance[t] * payoffs[t][d] for t in range(3)) for d in range(3)]
                ranked = worth if rule == BY_PAYOFF else chance
                earned.append(payoffs[truth[i]][ranked.index(max(ranked))])
            lost += earned[0] - earned[1]
        assert values[name].mid == pytest.approx(lost / N * 900)
