import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.metrics import metrics
from lifecycle.payoff import Payoff
from lifecycle.tally import Tally

UNITS = {"money": 1.0, "%": 100.0, "pp": 100.0}
COUNTS = st.integers(0, 50)


def test_the_business_metrics_are_these() -> None:
    assert set(metrics()) == {"precision", "recall", "uplift", "value_per_case"}


@pytest.mark.parametrize("key", metrics())
def test_a_metric_is_shown_in_money_or_a_share_in_percent(key: str) -> None:
    assert metrics()[key].factor == UNITS[metrics()[key].unit]


@pytest.mark.parametrize("key", metrics())
def test_a_metric_is_not_known_without_cases(key: str) -> None:
    assert metrics()[key].measure(Tally(), Payoff(1, -1, -1, 1)) is None


@given(st.sampled_from(sorted(metrics())), st.builds(Tally, COUNTS, COUNTS, COUNTS, COUNTS))
def test_only_a_metric_that_needs_a_holdout_is_unknown_without_one(key: str, tally: Tally) -> None:
    measured = metrics()[key].measure(tally, Payoff(1, -1, -1, 1))
    if metrics()[key].needs_holdout:
        assert measured is None
    elif tally.tp:
        assert measured is not None


@pytest.mark.parametrize("key", metrics())
def test_a_metric_says_what_it_means_and_what_it_counts(key: str) -> None:
    assert metrics()[key].means.endswith(".")
    assert metrics()[key].counts


@pytest.mark.parametrize("key", metrics())
def test_a_perfect_period_is_never_worse_than_a_bad_one(key: str) -> None:
    payoff = Payoff(100, -10, -50, 5)
    perfect, bad = Tally(tp=10, tn=90, held_yes=99, held_no=1), Tally(tp=10, fp=90, fn=90, held_yes=1, held_no=99)
    if key == "uplift":  # fewer yes among those acted on is better
        perfect, bad = Tally(fp=90, held_yes=50, held_no=50), Tally(tp=90, held_yes=50, held_no=50)
    good, poor = (metrics()[key].measure(tally, payoff) for tally in (perfect, bad))
    assert good is not None
    assert poor is not None
    assert good.value > poor.value
