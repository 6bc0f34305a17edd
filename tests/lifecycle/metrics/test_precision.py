import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import precision_score

from lifecycle.metrics.precision import METRIC
from lifecycle.payoff import Payoff
from lifecycle.tally import Tally

COUNTS = st.integers(0, 20)
PAYOFF = Payoff(1, -1, -1, 1)


@given(st.integers(1, 20), COUNTS, COUNTS, COUNTS)
def test_precision_agrees_with_scikit_learn(tp: int, fp: int, fn: int, tn: int) -> None:
    label, acted = [1] * tp + [0] * fp + [1] * fn + [0] * tn, [1] * (tp + fp) + [0] * (fn + tn)
    measured = METRIC.measure(Tally(tp, fp, fn, tn), PAYOFF)
    assert measured is not None
    assert measured.value == pytest.approx(precision_score(label, acted))
    assert measured.n == tp + fp


def test_precision_is_not_known_when_nobody_was_acted_on() -> None:
    assert METRIC.measure(Tally(fn=3, tn=9), PAYOFF) is None


def test_precision_does_not_count_the_holdout() -> None:
    assert METRIC.measure(Tally(tp=3, fp=1, held_yes=50), PAYOFF) == METRIC.measure(Tally(tp=3, fp=1), PAYOFF)
