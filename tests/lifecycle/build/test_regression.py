"""Forecasts: scikit-learn's measures, a loop's money, and what must hold whatever the numbers."""

import math
from dataclasses import replace

import numpy as np
import pytest
from sklearn import metrics

from lifecycle.build import regression as module
from lifecycle.build.candidates import MEAN
from lifecycle.build.comparison import INCUMBENT
from lifecycle.build.means import resampled_means
from lifecycle.build.regression import AS_IT_IS, FACTOR, SHIFT, Adjustment, UnitStakes, check_unit_stakes, errors
from lifecycle.errors import BadInput

RNG = np.random.default_rng(6)
N, B, SEED = 150, 30, 5
TRUTH = RNG.gamma(3, 40, N)
FORECASTS = {
    MEAN: np.full(N, TRUTH.mean()),
    "good": TRUTH + RNG.normal(0, 10, N),
    "low": TRUTH * 0.8 + RNG.normal(0, 10, N),
}
NAMES = {MEAN: "Predict the mean", "good": "Good", "low": "Low"}
STAKES = UnitStakes(over=1, under=3, volume=10_000, run_cost=50)
FOUND = errors(TRUTH, FORECASTS, SEED, B)
DRAWN = np.rint(resampled_means(np.eye(N), SEED, B) * N).astype(int)


def cost(truth: np.ndarray, forecast: np.ndarray, stakes: UnitStakes = STAKES) -> float:
    """What a year costs, by a loop."""
    total = 0.0
    for y, f in zip(truth, forecast, strict=True):
        total += stakes.over * (f - y) if f > y else stakes.under * (y - f)
    return total / len(truth) * stakes.volume


def rows(**changed: object) -> list[module.ForecastRow]:
    stakes = replace(STAKES, **changed)  # type: ignore[arg-type]
    reference = module.yearly_cost(FOUND, MEAN, stakes)
    return module.table(TRUTH, FORECASTS, FOUND, NAMES, {}, reference, stakes)


@pytest.mark.parametrize("key", list(FORECASTS))
def test_measures_are_scikit_learns_on_the_sample_and_every_resample(key: str) -> None:
    found = module.measures(FOUND, key)
    for at, draw in enumerate(DRAWN):
        y, f = np.repeat(TRUTH, draw), np.repeat(FORECASTS[key], draw)
        assert found["rmse"][at] == pytest.approx(metrics.root_mean_squared_error(y, f))
        assert found["mae"][at] == pytest.approx(metrics.mean_absolute_error(y, f))
        assert found["r2"][at] == pytest.approx(metrics.r2_score(y, f))
        assert found["wape"][at] == pytest.approx(np.abs(f - y).sum() / np.abs(y).sum())
        assert found["bias"][at] == pytest.approx((f - y).mean())


@pytest.mark.parametrize("key", list(FORECASTS))
def test_the_cost_of_a_year_is_that_of_a_loop(key: str) -> None:
    run_cost = 0 if key == MEAN else STAKES.run_cost
    found = module.yearly_cost(FOUND, key, STAKES)
    for at in (0, 1, B):
        y, f = np.repeat(TRUTH, DRAWN[at]), np.repeat(FORECASTS[key], DRAWN[at])
        assert found[at] == pytest.approx(cost(y, f) + run_cost)


def test_cost_is_linear_in_what_being_off_costs() -> None:
    free = replace(STAKES, run_cost=0)
    once = module.yearly_cost(FOUND, "low", free)
    twice = module.yearly_cost(FOUND, "low", replace(free, over=2, under=6))
    over = module.yearly_cost(FOUND, "low", replace(free, under=0))
    under = module.yearly_cost(FOUND, "low", replace(free, over=0))
    assert twice == pytest.approx(2 * once)
    assert over + under == pytest.approx(once)


def test_the_order_of_the_cases_changes_nothing_on_the_sample() -> None:
    order = RNG.permutation(N)
    turned = errors(TRUTH[order], {key: f[order] for key, f in FORECASTS.items()}, SEED, 1)
    for key in FORECASTS:
        assert module.yearly_cost(turned, key, STAKES)[0] == pytest.approx(module.yearly_cost(FOUND, key, STAKES)[0])


def test_a_perfect_forecast_costs_nothing_and_the_reference_saves_nothing() -> None:
    perfect = errors(TRUTH, {"p": TRUTH}, SEED, B)
    assert module.yearly_cost(perfect, "p", replace(STAKES, run_cost=0)).max() == 0
    assert (module.measures(perfect, "p")["r2"] == 1).all()
    mean = next(row for row in rows() if row.key == MEAN)
    assert (mean.value.low, mean.value.mid, mean.value.high) == (0, 0, 0)


def test_a_truth_that_is_all_the_same_or_nothing_has_no_r2_and_no_wape() -> None:
    flat = errors(np.full(50, 7.3), {"f": np.full(50, 8.0)}, SEED, B)
    assert np.isnan(module.measures(flat, "f")["r2"]).all()
    none = errors(np.zeros(50), {"f": np.ones(50)}, SEED, B)
    assert np.isnan(module.measures(none, "f")["wape"]).all()
    assert module.measures(none, "f")["mae"] == pytest.approx(1)


def test_the_table_says_what_is_saved_and_who_costs_least() -> None:
    found = {row.key: row for row in rows()}
    saved = cost(TRUTH, FORECASTS[MEAN]) - cost(TRUTH, FORECASTS["good"]) - STAKES.run_cost
    assert found["good"].value.mid == pytest.approx(saved)
    assert found["good"].per_forecast.mid == pytest.approx(saved / STAKES.volume)
    assert found["good"].value.low < saved < found["good"].value.high
    assert found["good"].p_best == 1
    assert sum(row.p_best for row in found.values()) == pytest.approx(1)
    assert found["low"].enough == (FORECASTS["low"] >= TRUTH).mean()


def test_equal_forecasts_share_the_chance_to_be_best() -> None:
    both = errors(TRUTH, {"a": FORECASTS["good"], "b": FORECASTS["good"]}, SEED, B)
    by = {"a": FORECASTS["good"], "b": FORECASTS["good"]}
    reference = module.yearly_cost(both, "a", STAKES)
    found = module.table(TRUTH, by, both, {"a": "A", "b": "B"}, {}, reference, STAKES)
    assert [row.p_best for row in found] == [0.5, 0.5]
    gap = module.difference(both, "a", "b", STAKES)
    assert (gap.more.mid, gap.within_noise) == (0, True)


def test_a_difference_is_paired_and_has_a_sign() -> None:
    gap = module.difference(FOUND, "good", "low", STAKES)
    assert gap.more.mid == pytest.approx(cost(TRUTH, FORECASTS["low"]) - cost(TRUTH, FORECASTS["good"]))
    assert not gap.within_noise
    assert gap.p_more == 1
    assert module.difference(FOUND, "low", "good", STAKES).more.mid == -gap.more.mid


ODD = np.where(np.arange(N) % 7 == 0, 0.0, np.where(np.arange(N) % 5 == 0, -FORECASTS["low"], FORECASTS["low"]))


@pytest.mark.parametrize("way", [FACTOR, SHIFT])
@pytest.mark.parametrize("forecast", [FORECASTS["low"], ODD, TRUTH], ids=["low", "some zero or below", "perfect"])
@pytest.mark.parametrize("truth", [TRUTH, TRUTH - 60], ids=["above zero", "of both signs"])
def test_the_curve_is_a_loop_over_the_grid(way: str, forecast: np.ndarray, truth: np.ndarray) -> None:
    amounts = module.grid(truth, way)
    found = module.curve(truth, forecast, way, STAKES)
    for at in (0, 1, 70, 100, 130, 200):
        adjusted = forecast * amounts[at] if way == FACTOR else forecast + amounts[at]
        assert found[at] == pytest.approx(cost(truth, adjusted), abs=1e-6)
    assert amounts[100] == (1 if way == FACTOR else 0)


def test_the_best_shift_of_a_constant_is_the_newsvendors_quantile() -> None:
    """With under three times as dear as over, the best single number is enough in 75 % of the cases."""
    stakes = UnitStakes(1, 3, 100)
    moved = module.best(TRUTH, FORECASTS[MEAN], SHIFT, stakes)
    number = float(FORECASTS[MEAN][0] + moved.amount)
    step = float(np.diff(module.grid(TRUTH, SHIFT))[0])
    assert number == pytest.approx(np.quantile(TRUTH, stakes.fractile), abs=2 * step + np.diff(np.sort(TRUTH)).max())
    assert (number >= TRUTH).mean() == pytest.approx(0.75, abs=0.03)


def test_a_perfect_forecast_is_best_left_alone() -> None:
    assert module.best(TRUTH, TRUTH, FACTOR, STAKES) == AS_IT_IS
    assert module.best(TRUTH, TRUTH, SHIFT, STAKES) == Adjustment(SHIFT, 0.0)
    assert Adjustment(SHIFT, 2.0).of(np.array([1.0])).tolist() == [3.0]


def test_parts_add_up_to_the_whole() -> None:
    inside = np.median(TRUTH) < TRUTH
    total = 0.0
    for part in (inside, ~inside):
        found = errors(TRUTH[part], {"low": FORECASTS["low"][part]}, SEED, 1)
        total += module.yearly_cost(found, "low", STAKES.of_part(part.mean()))[0]
    assert total == pytest.approx(module.yearly_cost(FOUND, "low", STAKES)[0])


def test_a_fixed_row_costs_nothing_to_run() -> None:
    found = errors(TRUTH, {INCUMBENT: FORECASTS["low"], "low": FORECASTS["low"]}, SEED, 1)
    dear = replace(STAKES, run_cost=1000)
    gap = module.yearly_cost(found, "low", dear) - module.yearly_cost(found, INCUMBENT, dear)
    assert gap == pytest.approx(1000)


def test_a_missing_forecast_is_refused() -> None:
    with pytest.raises(ValueError, match="none may be missing"):
        errors(TRUTH, {"f": np.r_[np.nan, TRUTH[1:]]}, SEED, B)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"over": -1.0}, "from 0 on"),
        ({"under": math.nan}, "from 0 on"),
        ({"run_cost": -5.0}, "from 0 on"),
        ({"over": 0.0, "under": 0.0}, "costs nothing"),
        ({"volume": 0.0}, "more than none"),
    ],
)
def test_stakes_that_make_no_sense_are_refused(changed: dict[str, float], words: str) -> None:
    with pytest.raises(BadInput, match=words):
        check_unit_stakes(replace(STAKES, **changed))  # type: ignore[arg-type]


def test_stakes_to_begin_with_follow_the_fractile() -> None:
    assert module.assumed(0.75, 10) == UnitStakes(1.0, 3.0, 10.0)
    assert module.assumed(None, 10).fractile == 0.5
    check_unit_stakes(module.assumed(0.9, 10))


def compared(way: str | None = FACTOR, **changed: np.ndarray) -> module.Compared:
    return module.compare(TRUTH, FORECASTS | changed, NAMES, STAKES, way, SEED, B)


def test_models_are_compared_at_their_best_beside_rows_that_need_none() -> None:
    found = compared()
    assert list(found.names) == ["good", "low", MEAN, module.CONSTANT]
    assert list(found.models) == ["good", "low"]
    assert found.adjusted == {key: module.best(TRUTH, FORECASTS[key], FACTOR, STAKES) for key in ("good", "low")}
    assert found.used["low"] == pytest.approx(FORECASTS["low"] * found.adjusted["low"].amount)
    assert found.used[MEAN].tolist() == FORECASTS[MEAN].tolist()
    assert (found.used[module.CONSTANT] == np.quantile(TRUTH, 0.75)).all()


def test_each_row_saves_against_the_mean_as_it_is() -> None:
    for row in compared().rows():
        used = compared().used[row.key]
        run_cost = 0 if row.key in module.FIXED else STAKES.run_cost
        assert row.value.mid == pytest.approx(cost(TRUTH, FORECASTS[MEAN]) - cost(TRUTH, used) - run_cost)


def test_with_todays_forecast_that_is_the_reference() -> None:
    found = compared(**{INCUMBENT: FORECASTS["low"] + 3})
    rows = {row.key: row for row in found.rows()}
    assert found.reference == INCUMBENT
    assert rows[INCUMBENT].value.mid == 0
    assert rows[INCUMBENT].name == "Today's forecast"


def test_rows_are_ranked_by_what_they_cost() -> None:
    found = compared()
    costs = {row.key: row.cost.mid for row in found.rows()}
    assert found.ranked() == sorted(costs, key=lambda key: costs[key])


def test_left_as_they_are_nothing_is_adjusted() -> None:
    found = compared(None)
    assert found.used["low"].tolist() == FORECASTS["low"].tolist()
    assert set(found.adjusted.values()) == {AS_IT_IS}


def test_the_curve_of_savings_meets_the_table_where_the_forecast_stands() -> None:
    found = compared()
    at = int(np.flatnonzero(module.grid(TRUTH, FACTOR) == found.adjusted["low"].amount)[0])
    low = next(row for row in found.rows() if row.key == "low")
    assert found.saved_curve("low", FACTOR)[at] == pytest.approx(low.value.mid)


def test_moving_one_model_leaves_the_others_and_the_draws_as_they_are() -> None:
    base = compared()
    found = module.moved(base, "low", Adjustment(SHIFT, 4.0), SEED)
    again = errors(TRUTH, {"low": FORECASTS["low"] + 4}, SEED, B)
    assert found.found.over["low"].tolist() == again.over["low"].tolist()
    assert found.found.over["good"] is base.found.over["good"]
    assert found.adjusted["low"] == Adjustment(SHIFT, 4.0)
    assert base.adjusted["low"].way == FACTOR


def test_parts_are_off_by_their_own_mean() -> None:
    inside = np.arange(N) < 50
    forecast = TRUTH + np.where(inside, 5.0, 0.0) + RNG.normal(0, 1, N)
    found = module.by_part(TRUTH, forecast, {"a": inside, "b": ~inside, "one": np.arange(N) == 0})
    assert [(part.name, part.cases) for part in found] == [("a", 50), ("b", 100)]
    assert found[0].bias.mid == pytest.approx((forecast - TRUTH)[inside].mean())
    assert found[0].bias.low > 4
    assert found[1].bias.low < 0.3


def test_steps_in_time_hold_equally_many_cases_in_order_and_their_mean_residual() -> None:
    moments = RNG.permutation(N).astype(float)
    steps = module.over_time(TRUTH, FORECASTS["good"], moments, steps=5)
    assert [step.error.cases for step in steps] == [30] * 5
    gap = FORECASTS["good"] - TRUTH
    for place, step in enumerate(steps):
        inside = (moments >= 30 * place) & (moments < 30 * (place + 1))
        assert step.error.bias.mid == pytest.approx(gap[inside].mean())
        assert (moments[step.first], moments[step.last]) == (30 * place, 30 * place + 29)


def test_one_moment_is_never_cut_in_two_and_cases_without_one_are_left_out() -> None:
    moments = np.repeat([1.0, 2.0, 3.0], N // 3)
    assert [step.error.cases for step in module.over_time(TRUTH, FORECASTS["good"], moments)] == [N // 3] * 3
    moments[:20] = np.nan
    assert sum(step.error.cases for step in module.over_time(TRUTH, FORECASTS["good"], moments)) == N - 20
    assert module.over_time(TRUTH, FORECASTS["good"], np.full(N, np.nan)) == []


def test_a_drift_shows_in_the_last_steps_alone() -> None:
    moments = np.arange(N, dtype=float)
    forecast = TRUTH + np.where(moments < 120, 0.0, 40.0) + np.tile([1.0, -1.0], N // 2)
    means = [step.error.bias for step in module.over_time(TRUTH, forecast, moments, steps=5)]
    assert [bias.low <= 0 <= bias.high for bias in means] == [True] * 4 + [False]
