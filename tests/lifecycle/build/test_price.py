"""The price of a limit, against a search over single cases."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.build.comparison import WEEKS, Comparison
from lifecycle.build.price import chosen_anew, price, together, within_capacity
from lifecycle.build.resampling import THRESHOLDS, resample
from lifecycle.envision.three_point import ThreePoint
from tests.lifecycle.build.trading_samples import LABEL, NAMES, PLAIN, SCORES, N, compared, naive_value
from tests.lifecycle.samples import QUICK

USUAL = (100.0, -20.0, -50.0, 0.0)
MASKS = st.lists(st.integers(0, 200), min_size=1, max_size=30)


def mask(places: list[int]) -> np.ndarray:
    found = np.zeros(len(THRESHOLDS), bool)
    found[places] = True
    return found


@QUICK
@given(MASKS)
def test_a_price_is_the_best_value_less_the_best_that_keeps_the_limit(places: list[int]) -> None:
    found = price(compared(), {"broad": mask(places)})
    values = [naive_value(SCORES["broad"] >= t, USUAL) for t in THRESHOLDS]
    assert found.given_up is not None
    assert found.given_up.mid == pytest.approx(max(values) - max(values[i] for i in places))
    assert found.given_up.mid >= 0
    assert found.free == ("broad", compared().best_threshold("broad"))


@QUICK
@given(MASKS, MASKS)
def test_a_tighter_limit_is_never_cheaper(loose: list[int], tight: list[int]) -> None:
    both = {"a": mask(loose + tight), "b": mask(tight)}
    wide, narrow = (price(compared(), {"sharp": of}).given_up for of in (both["a"], together(both)))
    assert wide is not None
    assert narrow is not None
    assert wide.mid <= narrow.mid + 1e-9


def test_a_limit_kept_at_the_best_threshold_costs_nothing() -> None:
    found = price(compared(), {"sharp": np.ones(len(THRESHOLDS), bool)})
    assert found.free == found.kept
    assert found.given_up is not None
    assert (found.given_up.low, found.given_up.mid, found.given_up.high) == (0, 0, 0)


def test_a_limit_kept_nowhere_has_no_price() -> None:
    found = price(compared(), {"sharp": np.zeros(len(THRESHOLDS), bool)})
    assert found.kept is None
    assert found.given_up is None
    assert not found.switches


def halved(*amounts: float) -> Comparison:
    """Set a candidate alone whose scores end at 0.5."""
    stakes = compared(amounts or USUAL).stakes  # type: ignore[arg-type]
    return Comparison(stakes, resample(LABEL, {"sharp": SCORES["sharp"] / 2}, 1, 20), {"sharp": "Sharp"})


@pytest.mark.parametrize("least", [0.2, 0.4, 0.505, 0.9])
def test_it_is_said_where_keeping_a_limit_means_acting_on_nobody(least: float) -> None:
    found = price(halved(), {"sharp": least <= THRESHOLDS})
    assert found.kept is not None
    assert found.nobody == (not (SCORES["sharp"] / 2 >= found.kept[1]).any())
    assert found.nobody == (least > 0.5)


def test_a_limit_is_not_blamed_where_acting_on_nobody_is_best_anyway() -> None:
    found = price(halved(1, -9000, 0, 0), {"sharp": THRESHOLDS >= 0.9})
    assert not (SCORES["sharp"] / 2 >= found.free[1]).any()
    assert not found.nobody


def test_over_all_candidates_another_one_may_keep_it_more_cheaply() -> None:
    comparison = compared()
    nowhere, everywhere = np.zeros(len(THRESHOLDS), bool), np.ones(len(THRESHOLDS), bool)
    found = price(comparison, {"sharp": nowhere, "broad": everywhere, "blind": everywhere})
    assert found.free[0] == "sharp"
    assert found.kept == ("broad", comparison.best_threshold("broad"))
    assert found.switches
    assert found.given_up == comparison.difference(found.free, found.kept).more


def test_the_interval_is_paired_and_scales_with_the_payoffs() -> None:
    limit = {"broad": THRESHOLDS >= 0.6}
    one, ten = price(compared(), limit).given_up, price(compared((1000, -200, -500, 0)), limit).given_up
    assert one is not None
    assert ten is not None
    assert one.low < one.mid < one.high
    assert (ten.low, ten.mid, ten.high) == pytest.approx((10 * one.low, 10 * one.mid, 10 * one.high))


def naive_anew(comparison: Comparison, allowed: dict[str, np.ndarray]) -> list[float]:
    """Choose the best threshold, and the best that keeps the limit, on every resample by looking at each."""
    counts, most = comparison.resampled, comparison.stakes.capacity_per_week
    mean, found = comparison.payoffs[0], []
    for b in range(len(counts.yes)):
        cases, best = counts.yes[b] + counts.no[b], {}
        for which in ("free", "kept"):
            best[which] = (-np.inf, np.nan)
            for key, mask in allowed.items():
                for t in range(201):
                    tp, fp = counts.tp[key][b, t], counts.fp[key][b, t]
                    four = np.array([tp, fp, counts.yes[b] - tp, counts.no[b] - fp])
                    fits = most is None or (tp + fp) / cases * comparison.weekly_cases <= most
                    if fits and (which == "free" or mask[t]) and four @ mean / cases > best[which][0] + 1e-12:
                        best[which] = (four @ mean / cases, four @ comparison.payoffs[b] / cases)
        found.append(comparison.volume[b] * (best["free"][1] - best["kept"][1]))
    return found


@pytest.mark.parametrize("capacity", [None, 1.5])
def test_thresholds_chosen_anew_are_those_a_search_on_each_resample_finds(capacity: float | None) -> None:
    stakes = compared(capacity_per_week=capacity).stakes
    volume = ThreePoint(low=100, likely=160, high=300)
    few = replace(PLAIN, **{n: getattr(PLAIN, n)[:13] for n in ("yes", "no")})
    few = replace(few, **{n: {k: v[:13] for k, v in getattr(PLAIN, n).items()} for n in ("tp", "fp")})
    comparison = Comparison(replace(stakes, volume=volume), few, NAMES)
    allowed = {"sharp": THRESHOLDS >= 0.6, "broad": THRESHOLDS <= 0.3}
    naive = naive_anew(comparison, allowed)
    found = price(comparison, allowed, anew=True)
    assert found.given_up is not None
    assert found.anew is not None
    assert found.anew.mid == pytest.approx(naive[0]) == pytest.approx(found.given_up.mid)
    assert (found.anew.low, found.anew.high) == pytest.approx(tuple(np.nanquantile(naive[1:], [0.025, 0.975])))


def test_with_payoffs_held_a_limit_chosen_anew_never_pays() -> None:
    found = price(compared(), {"broad": THRESHOLDS >= 0.6}, anew=True)
    assert found.anew is not None
    assert found.given_up is not None
    assert found.anew.low >= 0
    assert price(compared(), {"broad": THRESHOLDS >= 0.6}).anew is None


def test_where_no_resample_can_be_handled_there_is_nothing_to_choose_anew() -> None:
    mine = Comparison(compared().stakes, resample(LABEL, {"one": SCORES["sharp"]}, 1, 5), {"one": "One"})
    mine.resampled.tp["one"][1:] = mine.resampled.yes[1:, None]
    limited = Comparison(replace(mine.stakes, capacity_per_week=0.01), mine.resampled, mine.names)
    assert chosen_anew(limited, {"one": np.ones(len(THRESHOLDS), bool)}) is None


def test_amounts_of_cases_are_chosen_by_too() -> None:
    amounts = np.linspace(0.5, 2, N)
    resampled = resample(LABEL, {"one": SCORES["broad"]}, 1, 30, amounts=amounts)
    comparison = Comparison(compared().stakes, resampled, {"one": "One"}, ("tp", "fn"))
    found = price(comparison, {"one": THRESHOLDS >= 0.7}, anew=True)
    assert found.anew is not None
    assert found.given_up is not None
    assert found.anew.mid == pytest.approx(found.given_up.mid)


def test_what_cannot_be_handled_is_not_chosen_with_or_without_the_limit() -> None:
    comparison = compared(capacity_per_week=0.7)
    found = price(comparison, {"sharp": THRESHOLDS <= 0.9})
    for at in (found.free, found.kept):
        assert at is not None
        assert (SCORES["sharp"] >= at[1]).sum() / N * comparison.weekly_cases <= 0.7
    assert found.free[1] == comparison.best_threshold("sharp")
    assert comparison.weekly_cases == pytest.approx(N / WEEKS)


def test_where_no_threshold_is_within_the_capacity_the_highest_is_the_start() -> None:
    stakes = compared(capacity_per_week=0.1).stakes
    comparison = Comparison(stakes, resample(LABEL, {"one": np.ones(N)}, 1, 5), {"one": "One"})
    assert np.isneginf(within_capacity(comparison, "one")).all()
    assert price(comparison, {"one": THRESHOLDS < 0.5}).kept is None
    assert price(comparison, {"one": THRESHOLDS > 0.5}).free == ("one", comparison.best_threshold("one"))


def test_together_keeps_what_each_keeps() -> None:
    assert (
        together({"a": THRESHOLDS > 0.2, "b": THRESHOLDS < 0.4}).sum()
        == ((THRESHOLDS > 0.2) & (THRESHOLDS < 0.4)).sum()
    )
    assert together({}).all()
