import pytest

from lifecycle.build.comparison import Difference
from lifecycle.figures import Interval
from lifecycle.guardrails import Evidence, Outcome, judge
from lifecycle.guardrails.lift_over_rule import GUARDRAIL
from tests.lifecycle.builders import a_contract, dials, some_evidence


def evidence(low: float, level: str = "standard", **terms: str) -> Evidence:
    more = Difference(Interval(low, low + 3_000, low + 6_000), 0.98)
    return some_evidence(contract=a_contract(**dials(robust=level), **terms), over_rule=more)


@pytest.mark.parametrize("level", ["light", "standard", "high"])
def test_a_candidate_passes_when_it_earns_more_than_the_rule_even_at_the_lower_bound(level: str) -> None:
    assert judge(GUARDRAIL, evidence(0.01, level)).outcome is Outcome.PASS


@pytest.mark.parametrize("level", ["light", "standard", "high"])
def test_a_candidate_that_may_earn_more_by_chance_does_not_pass(level: str) -> None:
    # It earns €2,990 more in the middle, but the interval holds zero.
    assert judge(GUARDRAIL, evidence(-10, level)).outcome is Outcome.FAIL


def test_the_lower_bound_is_what_counts_and_the_interval_is_told_in_the_currency_of_the_contract() -> None:
    verdict = judge(GUARDRAIL, evidence(1_000, currency="USD"))
    assert verdict.value == 1_000
    assert "USD 4k a year more" in verdict.sentence
    assert "USD 1k to USD 7k" in verdict.sentence
    assert "98% sure" in verdict.sentence


def test_the_rule_of_thumb_is_not_better_than_itself() -> None:
    nothing = Difference(Interval(0, 0, 0), 0.0)
    assert judge(GUARDRAIL, some_evidence(over_rule=nothing)).outcome is Outcome.FAIL


def test_a_difference_that_is_not_defined_cannot_be_measured() -> None:
    undefined = Difference(Interval(float("nan"), float("nan"), float("nan")), 0.0)
    assert judge(GUARDRAIL, some_evidence(over_rule=undefined)).outcome is Outcome.INSUFFICIENT
