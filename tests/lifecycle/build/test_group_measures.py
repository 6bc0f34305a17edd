"""Measures by group: scikit-learn's and fairlearn's on the sample, a loop's on every resample."""

import numpy as np
import pandas as pd
import pytest
from fairlearn.metrics import MetricFrame
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics

from lifecycle.build.group_measures import (
    ACCURACY,
    BIAS,
    ENOUGH,
    MAE,
    RECALL,
    WAPE,
    Groups,
    Measure,
    choice_groups,
    forecast_groups,
    too_many,
)
from lifecycle.build.means import resampled_means

RNG = np.random.default_rng(11)
N, B, SEED = 120, 25, 4
NAMED = pd.Series(RNG.choice(["north", "south", "not stated"], N))
TRUTH = RNG.gamma(3, 20, N)
FORECAST = TRUTH + RNG.normal(1, 8, N)
CLASSES = ("calm", "storm", "snow")
REALLY = RNG.integers(0, 3, N)
DECIDED = np.where(RNG.random(N) < 0.7, REALLY, RNG.integers(0, 3, N))
DRAWN = np.rint(resampled_means(np.eye(N), SEED, B) * N).astype(int)
FORECASTS = forecast_groups(NAMED, TRUTH, FORECAST, "site", SEED, B)
CHOICES = choice_groups(NAMED, REALLY, DECIDED, CLASSES, "site", SEED, B)


def one(found: Groups, key: str) -> Measure:
    (measure,) = found.of(key)
    return measure


def naive(y: np.ndarray, f: np.ndarray) -> dict[str, float]:
    gaps = [a - b for a, b in zip(f, y, strict=True)]
    n = len(gaps)
    return {
        MAE: sum(abs(gap) for gap in gaps) / n,
        BIAS: sum(gaps) / n,
        WAPE: sum(abs(gap) for gap in gaps) / sum(abs(value) for value in y),
        ENOUGH: sum(gap >= 0 for gap in gaps) / n,
    }


@pytest.mark.parametrize("key", [MAE, BIAS, WAPE, ENOUGH])
def test_a_forecast_is_measured_in_each_group_as_a_loop_does_on_sample_and_resamples(key: str) -> None:
    measure = one(FORECASTS, key)
    for group, inside in NAMED.groupby(NAMED).groups.items():
        assert measure.value[group] == pytest.approx(naive(TRUTH[inside], FORECAST[inside])[key])
        for at, draw in enumerate(DRAWN):
            y, f = np.repeat(TRUTH[inside], draw[inside]), np.repeat(FORECAST[inside], draw[inside])
            assert measure.drawn[group][at] == pytest.approx(naive(y, f)[key])


def test_values_gaps_and_ratios_are_fairlearns() -> None:
    frame = MetricFrame(
        metrics={"mae": metrics.mean_absolute_error}, y_true=TRUTH, y_pred=FORECAST, sensitive_features=NAMED
    )
    measure = one(FORECASTS, MAE)
    assert measure.value == pytest.approx(frame.by_group["mae"].to_dict())
    low, high = measure.ends()
    assert measure.value[low] / measure.value[high] == pytest.approx(frame.ratio()["mae"])
    assert measure.gap() == pytest.approx(frame.difference()["mae"])
    right = MetricFrame(
        metrics={"right": metrics.accuracy_score}, y_true=REALLY, y_pred=DECIDED, sensitive_features=NAMED
    )
    assert one(CHOICES, ACCURACY).value == pytest.approx(right.by_group["right"].to_dict())
    assert one(CHOICES, ACCURACY).gap() == pytest.approx(right.difference()["right"])


@pytest.mark.parametrize("place", range(3))
def test_recall_of_each_class_is_scikit_learns_in_each_group_and_resample(place: int) -> None:
    measure = CHOICES.of(RECALL)[place]
    assert measure.of_class == CLASSES[place]
    for group, inside in NAMED.groupby(NAMED).groups.items():
        assert measure.cases[group] == int((REALLY[inside] == place).sum())
        for at, draw in enumerate(DRAWN):
            y, d = np.repeat(REALLY[inside], draw[inside]), np.repeat(DECIDED[inside], draw[inside])
            expected = metrics.recall_score(y, d, labels=[place], average=None, zero_division=np.nan)[0]
            assert measure.drawn[group][at] == pytest.approx(expected, nan_ok=True)
            if at == 0:
                assert measure.value[group] == pytest.approx(expected)


def test_the_first_of_the_resamples_is_the_sample() -> None:
    for measure in (*FORECASTS.measures, *CHOICES.measures):
        for group, value in measure.value.items():
            assert measure.drawn[group][0] == pytest.approx(value)
            assert len(measure.drawn[group]) == B + 1


def test_cases_are_counted_and_the_scale_is_the_mean_truth() -> None:
    expected = NAMED.value_counts().to_dict()
    assert FORECASTS.cases == CHOICES.cases == expected
    assert FORECASTS.scale is not None
    assert FORECASTS.scale[0] == pytest.approx(TRUTH.mean())
    assert CHOICES.scale is None


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(30)), st.integers(0, 3))
def test_the_order_of_the_cases_and_the_names_of_groups_change_nothing(order: list[int], shift: int) -> None:
    names = NAMED[:30].reset_index(drop=True)
    plain = forecast_groups(names, TRUTH[:30], FORECAST[:30], "site", SEED, 1)
    turned = forecast_groups(names.iloc[order], TRUTH[:30][order], FORECAST[:30][order], "site", SEED, 1)
    named = forecast_groups(names.map(lambda name: f"{shift}{name}"), TRUTH[:30], FORECAST[:30], "site", SEED, 1)
    for a, b, c in zip(plain.measures, turned.measures, named.measures, strict=True):
        assert a.value == pytest.approx(b.value)
        assert list(a.value.values()) == pytest.approx(list(c.value.values()))


def test_a_perfect_forecast_is_off_by_nothing_in_every_group() -> None:
    found = forecast_groups(NAMED, TRUTH, TRUTH, "site", SEED, B)
    assert {value for key in (MAE, BIAS, WAPE) for value in one(found, key).value.values()} == {0.0}
    assert set(one(found, ENOUGH).value.values()) == {1.0}


def test_a_group_without_a_class_and_a_truth_of_zero_have_no_number() -> None:
    groups = pd.Series(["a"] * 60 + ["b"] * 60)
    found = choice_groups(groups, np.repeat([0, 1], 60), np.repeat([0, 1], 60), CLASSES[:2], "site", SEED, B)
    first = found.of(RECALL)[0]
    assert np.isnan(first.value["b"])
    assert (first.figures()[1].value, first.figures()[1].n) == (None, 0)
    assert first.gap() == 0
    nothing = forecast_groups(groups, np.zeros(N), np.ones(N), "site", SEED, B)
    assert all(figure.value is None for figure in one(nothing, WAPE).figures())


def test_the_table_names_group_class_and_cases_with_bounds_around_the_value() -> None:
    figures = [figure for measure in CHOICES.of(RECALL) for figure in measure.figures()]
    assert figures[0].group == "north, truly calm"
    for figure in figures:
        assert figure.value is not None
        assert figure.low is not None
        assert figure.high is not None
        assert figure.low <= figure.value <= figure.high


def test_a_column_with_very_many_groups_is_refused_in_a_sentence() -> None:
    assert too_many("site", NAMED) == ""
    assert too_many("name", pd.Series(np.arange(51))) == (
        "'name' has 51 groups; more than 50 cannot be compared. Name a coarser column."
    )
