import pytest

from lifecycle.build.decision_choice import CHOICES
from lifecycle.guardrails import Outcome, judge
from lifecycle.guardrails.fairness_choice import GUARDRAIL
from tests.lifecycle.builders import some_evidence, two_groups

APART = two_groups(yes=120)


def test_where_base_rates_differ_and_nothing_was_chosen_it_is_not_kept() -> None:
    verdict = judge(GUARDRAIL, some_evidence(groups=APART))
    assert (verdict.outcome, verdict.value) == (Outcome.FAIL, 0.0)
    assert "25.0% of north and 60.0% of south are truly yes" in verdict.sentence
    assert "was not recorded" in verdict.sentence


@pytest.mark.parametrize("choice", CHOICES)
def test_any_choice_that_was_recorded_keeps_it_and_is_told(choice: str) -> None:
    verdict = judge(GUARDRAIL, some_evidence(groups=APART, choice=choice))
    assert verdict.outcome is Outcome.PASS
    assert verdict.sentence.endswith(CHOICES[choice])


def test_what_is_no_choice_counts_as_none() -> None:
    assert judge(GUARDRAIL, some_evidence(groups=APART, choice="both")).outcome is Outcome.FAIL


def test_without_a_difference_beyond_chance_there_is_no_conflict() -> None:
    verdict = judge(GUARDRAIL, some_evidence(groups=two_groups(yes=55)))
    assert verdict.outcome is Outcome.NOT_APPLICABLE
    assert "no difference beyond chance" in verdict.sentence


def test_a_small_group_cannot_be_compared() -> None:
    assert judge(GUARDRAIL, some_evidence(groups=two_groups(n=29, yes=25))).outcome is Outcome.INSUFFICIENT
