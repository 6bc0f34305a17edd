import pytest

from lifecycle.build.decision_choice import CHOICES
from lifecycle.guardrails import GroupRate, Outcome, equal_opportunity, judge
from lifecycle.guardrails.fairness_choice import GUARDRAIL
from tests.lifecycle.builders import a_contract, dials, some_evidence, two_groups

APART = two_groups(yes=120, found=96)
"""25 % and 60 % truly yes, of whom 80 % are found in both; off alike."""
UNEQUAL = two_groups(yes=120, found=47)
OFF = two_groups(yes=120, found=96, off=0.08)
UNTOLD = two_groups(yes=120, found=96, off=None)


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


@pytest.mark.parametrize(
    ("groups", "kept", "said"),
    [
        (UNEQUAL, {"calibration"}, "equal-opportunity gap is 0.408, limit 0.1"),
        (OFF, {"error_rates"}, "group calibration gap is 0.070, limit 0.05"),
    ],
)
@pytest.mark.parametrize("choice", CHOICES)
def test_what_was_chosen_is_kept_only_where_the_gaps_it_speaks_of_are(
    groups: tuple[GroupRate, GroupRate], kept: set[str], said: str, choice: str
) -> None:
    verdict = judge(GUARDRAIL, some_evidence(groups=groups, choice=choice))
    assert (verdict.outcome is Outcome.PASS) == (choice in kept)
    assert (f"That does not hold: {said}." in verdict.sentence) == (choice not in kept)


def test_both_gaps_beyond_their_limits_are_both_named() -> None:
    groups = two_groups(yes=120, found=47, off=0.08)
    said = judge(GUARDRAIL, some_evidence(groups=groups, choice="neither")).sentence
    assert "group calibration gap is 0.070, limit 0.05 and equal-opportunity gap is 0.408, limit 0.1." in said


@pytest.mark.parametrize("choice", ["calibration", "neither"])
def test_a_choice_of_which_the_gap_cannot_be_told_is_not_known_to_be_kept(choice: str) -> None:
    verdict = judge(GUARDRAIL, some_evidence(groups=UNTOLD, choice=choice))
    assert verdict.outcome is Outcome.INSUFFICIENT
    assert verdict.sentence.endswith("Whether that holds cannot be told: group calibration gap.")
    assert judge(GUARDRAIL, some_evidence(groups=UNTOLD, choice="error_rates")).outcome is Outcome.PASS


@pytest.mark.parametrize("level", ["standard", "high"])
@pytest.mark.parametrize("found", range(40, 121, 8))
def test_it_never_says_that_both_gaps_are_within_their_limits_beside_one_that_is_not(level: str, found: int) -> None:
    groups = two_groups(yes=120, found=found)
    evidence = some_evidence(contract=a_contract(**dials(fair=level)), groups=groups, choice="neither")
    own, gap = judge(GUARDRAIL, evidence).outcome, judge(equal_opportunity.GUARDRAIL, evidence).outcome
    assert own is gap


def test_what_is_no_choice_counts_as_none() -> None:
    assert judge(GUARDRAIL, some_evidence(groups=APART, choice="both")).outcome is Outcome.FAIL


def test_without_a_difference_beyond_chance_there_is_no_conflict() -> None:
    verdict = judge(GUARDRAIL, some_evidence(groups=two_groups(yes=55)))
    assert verdict.outcome is Outcome.NOT_APPLICABLE
    assert "no difference beyond chance" in verdict.sentence


def test_a_small_group_cannot_be_compared() -> None:
    assert judge(GUARDRAIL, some_evidence(groups=two_groups(n=29, yes=25))).outcome is Outcome.INSUFFICIENT
