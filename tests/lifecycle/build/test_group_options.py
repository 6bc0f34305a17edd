"""What limits cost with a threshold for each group: values, intervals and differences from single cases drawn again."""

import numpy as np
import pandas as pd
import pytest

from lifecycle.build.comparison import Comparison
from lifecycle.build.group_limits import Kind
from lifecycle.build.group_options import GroupOption, Wanted, counts_by_group, options
from lifecycle.build.guardrail_curves import GuardrailCurve, guardrail_curves
from lifecycle.build.resampling import THRESHOLDS, resample
from lifecycle.contract import Level
from tests.lifecycle.build.group_samples import SEED, TWO, Sample
from tests.lifecycle.build.redraw import rows
from tests.lifecycle.samples import dials


def curves(sample: Sample, level: Level = Level.STANDARD) -> list[GuardrailCurve]:
    return guardrail_curves(sample.label, {"model": sample.score}, sample.named, dials(level))["model"]


def priced(sample: Sample = TWO, **more: float) -> tuple[Wanted, ...]:
    compared = sample.compared(**more)
    return options(compared, "model", sample.label, sample.score, sample.named, curves(sample), SEED)


def together(found: tuple[Wanted, ...]) -> GroupOption:
    option = found[-1].option
    assert option is not None
    return option


def test_each_limit_is_priced_alone_and_all_of_them_together() -> None:
    found = priced()
    kinds = [[limit.kind for limit in one.limits] for one in found]
    assert kinds == [[Kind.RATIO], [Kind.GAP], [Kind.SHARE], [Kind.RATIO, Kind.GAP, Kind.SHARE]]
    assert all(one.option is not None and one.option.limits == one.limits for one in found)
    values = [one.option.value.mid for one in found if one.option]
    assert values[-1] <= min(values[:-1]) + 1e-9


def test_values_are_those_of_the_cases_and_of_the_cases_drawn_again() -> None:
    option = together(priced())
    did, best = TWO.acted(option.thresholds), TWO.compared().best_threshold("model")
    free = TWO.acted(dict.fromkeys(TWO.names, best))
    drawn = [rows(SEED, draw, TWO.n) for draw in range(1, TWO.resamples + 1)]
    values = [TWO.value(did, rows=of) for of in drawn]
    gaps = [TWO.value(free, rows=of) - value for of, value in zip(drawn, values, strict=True)]
    assert option.value.mid == pytest.approx(TWO.value(did))
    assert (option.value.low, option.value.high) == pytest.approx(tuple(np.quantile(values, [0.025, 0.975])))
    assert option.given_up.mid == pytest.approx(TWO.value(free) - TWO.value(did))
    assert (option.given_up.low, option.given_up.high) == pytest.approx(tuple(np.quantile(gaps, [0.025, 0.975])))
    assert option.resamples == TWO.resamples
    assert option.workload == pytest.approx(did.sum() / TWO.n * TWO.compared().weekly_cases)
    for limit in option.limits:
        assert option.reached[limit.kind] in [pytest.approx(one) for one in TWO.reached(did, limit.kind)]


def test_they_are_held_against_the_best_single_threshold_that_keeps_the_same_limits() -> None:
    for one in priced():
        keeping = [t for t in THRESHOLDS if TWO.keeps(TWO.acted(dict.fromkeys(TWO.names, t)), one.limits)]
        values = [TWO.value(TWO.acted(dict.fromkeys(TWO.names, t))) for t in keeping]
        option = one.option
        assert option is not None
        if not keeping:
            assert (option.single, option.over_single) == (None, None)
            continue
        assert option.over_single is not None
        assert option.over_single.more.mid == pytest.approx(option.value.mid - max(values))
        assert option.over_single.more.mid >= -1e-9


def test_where_no_single_threshold_keeps_a_limit_there_is_none_to_compare_with() -> None:
    found = curves(TWO)
    never = [GuardrailCurve(c.key, c.name, c.component, c.values, ("fail",) * 201, c.limit, c.level) for c in found]
    option = options(TWO.compared(), "model", TWO.label, TWO.score, TWO.named, never, SEED)[0].option
    assert option is not None
    assert (option.single, option.over_single) == (None, None)


def test_counts_by_group_are_those_of_the_cases() -> None:
    at = {"north": 0.6, "south": 0.4}
    did = TWO.acted(at)
    acted, found = counts_by_group(TWO.groups, at)
    assert acted == [did[name == TWO.group].sum() for name in TWO.names]
    assert found == [did[(name == TWO.group) & TWO.label].sum() for name in TWO.names]


def test_groups_too_small_to_be_judged_cannot_keep_a_limit() -> None:
    named = TWO.named.copy()
    named[:5] = "tiny"
    of = guardrail_curves(TWO.label, {"model": TWO.score}, named, dials(Level.STANDARD))["model"]
    found = options(TWO.compared(), "model", TWO.label, TWO.score, named, of, SEED)
    assert [(one.option, one.measured) for one in found] == [(None, False)] * 4


def test_where_one_limit_cannot_be_judged_the_others_are_priced_alone() -> None:
    label = TWO.label & ((TWO.group == "north") | (np.cumsum(TWO.label & (TWO.group == "south")) <= 10))
    of = guardrail_curves(label, {"model": TWO.score}, TWO.named, dials(Level.STANDARD))["model"]
    compared = Comparison(TWO.compared().stakes, resample(label, {"model": TWO.score}, SEED, 20), {"model": "Model"})
    found = options(compared, "model", label, TWO.score, TWO.named, of, SEED)
    assert [one.measured for one in found] == [True, False, True, False]
    assert [one.option is None for one in found] == [False, True, False, True]


def test_without_a_limit_nothing_is_priced() -> None:
    found = options(TWO.compared(), "model", TWO.label, TWO.score, TWO.named, curves(TWO, Level.LIGHT), SEED)
    assert found == ()


def test_within_a_capacity_no_more_is_acted_on() -> None:
    most = 60 / TWO.n * TWO.compared().weekly_cases
    for one in priced(capacity_per_week=most):
        if one.option is not None:
            assert one.option.workload <= most * (1 + 1e-9)


def test_a_case_of_no_known_group_is_left_alone() -> None:
    cut = TWO.named.where(TWO.named != "south", "elsewhere")
    of = guardrail_curves(TWO.label, {"model": TWO.score}, cut, dials(Level.STANDARD))["model"]
    found = options(TWO.compared(), "model", TWO.label, TWO.score, pd.Series(cut), of, SEED)
    option = together(found)
    assert set(option.thresholds) == {"north", "elsewhere"}
