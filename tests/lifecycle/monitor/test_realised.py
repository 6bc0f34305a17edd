"""Realised value against sums over single cases: credit, running costs, labels still to come, and the promise."""

import math
from collections.abc import Callable
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.contract import LeverChoice, ValueContract
from lifecycle.envision.levers import levers
from lifecycle.envision.three_point import ThreePoint
from lifecycle.envision.value_model import contract_value
from lifecycle.monitor.realised import Account, accumulate, left_out, realised, unmeasured
from lifecycle.monitor.windows import Window
from lifecycle.tally import Tally, mean_payoff
from tests.lifecycle.samples import QUICK, exactly, plain_terms, window

TERMS = plain_terms()
AMOUNTS = {"tp": 0.0, "fp": -1.0, "fn": -10.0, "tn": 1.0}
COUNTS = st.integers(0, 40)
TALLIES = st.builds(Tally, COUNTS, COUNTS, COUNTS, COUNTS).filter(lambda tally: tally.decided > 0)
MIXED = Tally(tp=10, fp=10, fn=5, tn=75)


def always(terms: ValueContract) -> Callable[[datetime], ValueContract]:
    return lambda moment: terms


def earned(tally: Tally) -> float:
    """Add up what every single case earned."""
    return sum(amount for name, amount in AMOUNTS.items() for _ in range(getattr(tally, name)))


def account(tally: Tally, *, cases: int | None = None, terms: ValueContract = TERMS) -> Account:
    return Account(terms).plus(window(tally=tally, cases=cases))


@QUICK
@given(TALLIES)
def test_an_account_brings_the_sum_over_its_cases(tally: Tally) -> None:
    found = account(tally).brought()
    assert found is not None
    assert found.value == pytest.approx(earned(tally))
    each = mean_payoff(tally, TERMS.payoffs.expected())
    assert each is not None
    assert found.error == pytest.approx(each.error * tally.decided)


def test_the_error_of_a_sum_is_that_of_independent_cases() -> None:
    """With every outcome seen: √n times the standard deviation of what a case earns."""
    found = account(MIXED).brought()
    assert found is not None
    mean = earned(MIXED) / 100
    variance = sum(getattr(MIXED, name) * (amount - mean) ** 2 for name, amount in AMOUNTS.items()) / 100
    assert found.error == pytest.approx(math.sqrt(100 * variance))


def test_cases_without_a_label_count_like_the_labelled_ones() -> None:
    full, part = account(MIXED).brought(), account(MIXED, cases=200).brought()
    assert full is not None
    assert part is not None
    assert (part.value, part.error) == pytest.approx((2 * full.value, 2 * full.error))


@pytest.mark.parametrize("tally", [Tally(), Tally(held_yes=5, held_no=5)])
def test_what_cannot_tell_brought_nothing_known(tally: Tally) -> None:
    assert account(tally).brought() is None


@pytest.mark.parametrize("tally", [Tally(tp=9), Tally(fp=9), Tally(fn=9), Tally(tn=9), Tally(tn=1)])
def test_one_outcome_alone_is_worth_that_outcome_and_not_certain(tally: Tally) -> None:
    found = account(tally).brought()
    assert found is not None
    assert found.value == earned(tally)
    assert 0 < found.error < math.inf


@QUICK
@given(TALLIES, st.floats(-5, 5))
def test_money_is_linear_in_payoffs(tally: Tally, factor: float) -> None:
    one, two = (3.0, -2.0, 7.0, 0.5), (1.0, 1.0, -4.0, 2.0)
    mixed = [a + factor * b for a, b in zip(one, two, strict=True)]
    values = []
    for amounts in (one, two, mixed):
        found = account(tally, terms=plain_terms(payoffs=exactly(*amounts))).brought()
        assert found is not None
        values.append(found.value)
    assert values[2] == pytest.approx(values[0] + factor * values[1], abs=1e-6)


@QUICK
@given(st.integers(1, 50), st.integers(1, 50), st.floats(0, 100))
def test_acting_on_no_one_brings_nothing_when_not_acting_is_worth_nothing(fn: int, tn: int, tp: float) -> None:
    found = account(Tally(fn=fn, tn=tn), terms=plain_terms(payoffs=exactly(tp, -tp, 0, 0))).brought()
    assert found is not None
    assert found.value == 0


def revenue(**update: float) -> ValueContract:
    """Give terms whose value is an uplift measured against a holdout."""
    inputs = {"eligible": 5000.0, "uplift": 2.0, "uplift_today": 1.0, "margin": 300.0, "extra_cost": 0.5} | update
    assert set(inputs) == {item.key for item in levers()["revenue"].inputs}
    choice = LeverChoice(key="revenue", inputs={k: ThreePoint.exactly(v) for k, v in inputs.items()})
    return plain_terms(levers=(choice,))


def test_a_lever_measured_against_a_holdout_prices_the_uplift() -> None:
    tally = Tally(tp=40, fp=960, held_yes=70, held_no=930)
    found = account(tally, terms=revenue()).brought()
    assert found is not None
    uplift = 70 / 1000 - 40 / 1000
    assert found.value == pytest.approx(1000 * ((uplift - 0.01) * 300 - 0.5))
    assert found.error == pytest.approx(1000 * 300 * math.sqrt(0.07 * 0.93 / 1000 + 0.04 * 0.96 / 1000))
    assert account(Tally(tp=40, fp=960), terms=revenue()).brought() is None


def test_a_holdout_is_pooled_over_windows_before_the_uplift_is_taken() -> None:
    """Uplifts of small windows do not add up to the uplift of all: groups are pooled first."""
    parts = [Tally(tp=1, fp=99, held_yes=5, held_no=5), Tally(tp=30, fp=70, held_yes=10, held_no=90)]
    steps = accumulate([window(i, tally) for i, tally in enumerate(parts)], always(revenue()))
    uplift = 15 / 110 - 31 / 200
    assert steps[-1].realised.mid == pytest.approx(200 * ((uplift - 0.01) * 300 - 0.5))


def test_steps_add_up_credit_and_running_costs_window_by_window() -> None:
    terms = plain_terms(protocol="interrupted", run_cost=730.0)
    tallies = [Tally(tp=10, fp=10, fn=1, tn=80), Tally(tp=5, fp=1, fn=5, tn=90), Tally(tp=1, fp=50, fn=1, tn=50)]
    windows = [window(i, tally) for i, tally in enumerate(tallies)]
    total, so_far = 0.0, Tally()
    for count, step in enumerate(accumulate(windows, always(terms)), 1):
        tally = tallies[count - 1]
        so_far = so_far + tally
        total += 0.6 * earned(tally) - 730 * 7 / 365
        mean = earned(so_far) / so_far.decided
        squares = sum(getattr(so_far, name) * (amount - mean) ** 2 for name, amount in AMOUNTS.items())
        assert step.realised.mid == pytest.approx(total)
        assert step.realised.high - total == pytest.approx(1.96 * 0.6 * math.sqrt(squares))
        assert total - step.realised.low == pytest.approx(1.96 * 0.6 * math.sqrt(squares))
        assert step.end == windows[count - 1].end
    assert count == len(windows)


def test_the_promise_grows_with_the_days_that_were_judged() -> None:
    promise = contract_value(TERMS).yearly
    steps = accumulate([window(0), window(1)], always(TERMS))
    assert len(steps) == 2
    for count, step in enumerate(steps, 1):
        assert step.expected.low == pytest.approx(promise.low * 7 * count / 365)
        assert step.expected.mid == pytest.approx(promise.mid * 7 * count / 365)
        assert step.expected.high == pytest.approx(promise.high * 7 * count / 365)
        assert step.expected.level == 0.8


def test_windows_whose_labels_are_not_in_are_left_out_with_their_days_and_their_promise() -> None:
    windows = [window(0), window(1, cases=400), window(2, Tally()), window(3)]
    found, both = realised(windows, always(TERMS)), realised([window(0), window(1)], always(TERMS))
    assert found is not None
    assert both is not None
    assert (found.so_far, found.expected, found.days) == (both.so_far, both.expected, 14)
    assert (found.since, found.until, found.cases) == (windows[0].start, windows[3].end, 200)
    assert len(accumulate(windows, always(TERMS))) == 2


def test_a_year_is_what_so_far_would_be_at_this_pace() -> None:
    found = realised([window(i) for i in range(4)], always(TERMS))
    assert found is not None
    for end in ("low", "mid", "high"):
        assert getattr(found.yearly, end) == pytest.approx(getattr(found.so_far, end) * 365 / 28)


@pytest.mark.parametrize(
    "windows",
    [[], [window(0, Tally())], [window(0, cases=1000)], [window(0, Tally(held_no=50))]],
    ids=["none", "empty", "labels missing", "nobody decided"],
)
def test_nothing_is_realised_while_no_window_can_be_judged(windows: list[Window]) -> None:
    assert realised(windows, always(TERMS)) is None
    assert accumulate(windows, always(TERMS)) == []


def test_each_window_is_judged_by_the_terms_in_force_at_its_end() -> None:
    windows = [window(0, MIXED), window(1, MIXED)]
    dearer = plain_terms(payoffs=exactly(0, -2, -20, 2), protocol="prepost")

    def terms_at(moment: datetime) -> ValueContract:
        return TERMS if moment <= windows[0].end else dearer

    found = realised(windows, terms_at)
    assert found is not None
    assert found.so_far.mid == pytest.approx(earned(MIXED) + 0.3 * 2 * earned(MIXED))
    assert found.credit == 0.3
    halves = [account(MIXED).brought(), account(MIXED, terms=dearer).brought()]
    error = math.hypot(*(half.error for half in halves if half))
    assert found.so_far.high - found.so_far.mid == pytest.approx(1.96 * error)
    promises = [contract_value(terms).yearly.mid for terms in (TERMS, dearer)]
    assert found.expected.mid == pytest.approx(sum(promises) * 7 / 365)


def test_windows_under_the_same_terms_share_an_account() -> None:
    windows = [window(i) for i in range(3)]
    steps = accumulate(windows, always(TERMS))
    assert [(step.cases, step.days) for step in steps] == [(100, 7), (200, 14), (300, 21)]
    together = account(windows[0].tally + windows[1].tally + windows[2].tally).brought()
    assert together is not None
    assert steps[-1].realised.mid == pytest.approx(together.value)
    assert steps[-1].realised.high - steps[-1].realised.mid == pytest.approx(1.96 * together.error)


@pytest.mark.parametrize(
    ("protocol", "credit"),
    [("replay", 1.0), ("holdout", 1.0), ("difference", 0.85), ("interrupted", 0.6), ("prepost", 0.3)],
)
def test_a_measurement_earns_the_credit_of_its_protocol(protocol: str, credit: float) -> None:
    whole = realised([window(0)], always(TERMS))
    found = realised([window(0)], always(plain_terms(protocol=protocol)))
    assert whole is not None
    assert found is not None
    assert found.credit == credit
    assert found.so_far.mid == pytest.approx(credit * whole.so_far.mid)
    assert found.so_far.high - found.so_far.mid == pytest.approx(credit * (whole.so_far.high - whole.so_far.mid))


def hours(minutes: float = 6.0) -> LeverChoice:
    """Give a second lever that brings 1,000 cases × minutes ÷ 60 × 50 an hour."""
    inputs = {"minutes": minutes, "rate": 50.0, "cashable": 100.0, "adoption": 100.0}
    return LeverChoice(key="cost", inputs={k: ThreePoint.exactly(v) for k, v in inputs.items()})


def with_more(*more: LeverChoice, **update: object) -> ValueContract:
    return plain_terms(levers=(TERMS.lever, *more), run_cost=730.0, **update)


def test_what_is_measured_is_held_against_its_own_part_of_the_promise() -> None:
    """Another lever raises the promise; the stream measures the first one, and is held to that alone."""
    alone, both = with_more(), with_more(hours())
    assert contract_value(both).yearly.mid == pytest.approx(contract_value(alone).yearly.mid + 5000)
    found = [realised([window(0, MIXED)], always(terms)) for terms in (alone, both)]
    assert found[0] is not None
    assert found[1] is not None
    assert found[1].so_far == found[0].so_far
    for end in ("low", "mid", "high"):
        assert getattr(found[1].expected, end) == pytest.approx(getattr(contract_value(alone).yearly, end) * 7 / 365)


def test_what_the_stream_does_not_measure_is_named_with_its_amount() -> None:
    assert left_out(with_more()) == ""
    said = left_out(with_more(hours()))
    assert "Only the lever Better decisions is measured" in said
    assert "not measured here: Lower cost (€5k a year at P50)." in said


def test_a_loss_avoided_and_an_effect_without_a_price_are_no_promised_money_that_could_be_missed() -> None:
    risk = LeverChoice(key="risk", inputs={k: ThreePoint.exactly(2) for k in ("events", "loss")})
    speed = LeverChoice(key="speed", inputs={"days": ThreePoint.exactly(3), "day_value": ThreePoint.exactly(0)})
    assert unmeasured(with_more(risk, speed)) == ()
    assert [part.lever for part in unmeasured(with_more(risk, hours()))] == ["cost"]
