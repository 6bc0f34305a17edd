import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.payoff import OUTCOMES, Payoff, PayoffEstimate, outcome_counts, outcomes
from tests.lifecycle.builders import payoffs, point

MONEY = st.integers(-1000, 1000)
CASES = st.lists(st.tuples(st.booleans(), st.booleans()), max_size=40)


@st.composite
def worth_deciding(draw: st.DrawFn) -> Payoff:
    """Draw payoffs for which a right decision of either kind pays more than a wrong one."""
    fp, fn, cost, gain = draw(MONEY), draw(MONEY), draw(st.integers(1, 1000)), draw(st.integers(1, 1000))
    return Payoff(tp=fn + gain, fp=fp, fn=fn, tn=fp + cost)


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [((1, -1, -1, 1), 0.50), ((100, -10, 0, 10), 0.1667), ((0.4, -1.0, -0.5, 0.2), 0.571)],
)
def test_the_break_even_threshold_has_its_reference_value(amounts: tuple[float, ...], expected: float) -> None:
    assert Payoff(*amounts).break_even() == pytest.approx(expected, abs=0.0005)


@given(worth_deciding(), st.floats(0.001, 0.999))
def test_acting_pays_exactly_above_the_break_even_threshold(payoff: Payoff, p: float) -> None:
    threshold = payoff.break_even()
    assert threshold is not None
    more = (p * payoff.tp + (1 - p) * payoff.fp) - (p * payoff.fn + (1 - p) * payoff.tn)
    if abs(p - threshold) > 1e-9:
        assert (more > 0) is (p > threshold)


@given(worth_deciding(), st.integers(1, 50), MONEY, MONEY)
def test_the_threshold_does_not_depend_on_the_currency_nor_on_what_a_case_brings_anyhow(
    payoff: Payoff, rate: int, yes: int, no: int
) -> None:
    moved = Payoff(payoff.tp * rate + yes, payoff.fp * rate + no, payoff.fn * rate + yes, payoff.tn * rate + no)
    assert moved.break_even() == pytest.approx(payoff.break_even())


@pytest.mark.parametrize(
    "payoff",
    [
        pytest.param(Payoff(tp=10, fp=5, fn=0, tn=0), id="acting always pays"),
        pytest.param(Payoff(tp=-10, fp=-5, fn=0, tn=0), id="acting never pays"),
        pytest.param(Payoff(tp=3, fp=2, fn=3, tn=2), id="acting changes nothing"),
    ],
)
def test_there_is_no_threshold_where_the_probability_does_not_matter(payoff: Payoff) -> None:
    assert payoff.break_even() is None


def test_a_decision_without_a_cost_pays_from_zero_and_one_without_a_gain_not_below_certainty() -> None:
    assert Payoff(tp=1, fp=0, fn=0, tn=0).break_even() == 0
    assert Payoff(tp=0, fp=-1, fn=0, tn=0).break_even() == 1


def test_a_vector_is_in_the_order_of_the_outcomes() -> None:
    payoff = Payoff(tp=1, fp=2, fn=3, tn=4)
    assert payoff.vector().tolist() == [getattr(payoff, outcome) for outcome in OUTCOMES]


def test_expected_payoffs_are_pert_means() -> None:
    estimate = PayoffEstimate(tp=point(0, 6, 24), fp=point(-6, -6, 0), fn=point(-1), tn=point(0, 0, 6))
    assert estimate.expected() == Payoff(tp=8, fp=-5, fn=-1, tn=1)


def test_drawn_payoffs_stand_in_the_column_of_their_outcome() -> None:
    estimate = PayoffEstimate(tp=point(80, 100, 130), fp=point(-12, -10, -8), fn=point(-3, -2, -1), tn=point(5))
    drawn = estimate.draw(np.random.default_rng(1), 500)
    assert drawn.shape == (500, 4)
    for column, outcome in enumerate(OUTCOMES):
        bounds = getattr(estimate, outcome)
        assert bounds.low <= drawn[:, column].min() <= drawn[:, column].max() <= bounds.high


def test_the_four_payoffs_are_drawn_independently() -> None:
    spread = point(-10, 0, 10)
    drawn = PayoffEstimate(tp=spread, fp=spread, fn=spread, tn=spread).draw(np.random.default_rng(1), 4000)
    correlation = np.corrcoef(drawn, rowvar=False) - np.eye(4)
    assert np.abs(correlation).max() < 4 / np.sqrt(4000)


def test_drawing_again_with_the_same_seed_gives_the_same_payoffs() -> None:
    estimate = payoffs(1, 2, 3, 4).model_copy(update={"tp": point(1, 2, 3)})
    first, second = (estimate.draw(np.random.default_rng(5), 20) for _ in range(2))
    assert (first == second).all()


def naive_outcome(label: bool, acted: bool) -> str:
    if acted:
        return "tp" if label else "fp"
    return "fn" if label else "tn"


@given(CASES)
def test_cases_are_sorted_into_outcomes_one_by_one(cases: list[tuple[bool, bool]]) -> None:
    label, acted = (np.array([case[i] for case in cases], dtype=bool) for i in range(2))
    expected = [naive_outcome(*case) for case in cases]
    assert [OUTCOMES[index] for index in outcomes(label, acted)] == expected
    assert outcome_counts(label, acted).tolist() == [expected.count(outcome) for outcome in OUTCOMES]


@pytest.mark.parametrize(("label", "acted"), [(True, True), (True, False), (False, True), (False, False)])
def test_counts_keep_four_places_when_only_one_outcome_occurs(label: bool, acted: bool) -> None:
    counts = outcome_counts(np.array([label] * 3), np.array([acted] * 3))
    assert counts.shape == (4,)
    assert counts[OUTCOMES.index(naive_outcome(label, acted))] == 3
    assert counts.sum() == 3


def test_an_outcome_the_contract_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="Extra inputs"):
        PayoffEstimate.model_validate(payoffs(1, 2, 3, 4).model_dump() | {"maybe": point(1).model_dump()})
