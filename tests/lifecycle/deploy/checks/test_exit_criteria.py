"""The check "exit_criteria" looks for the number a stage ends on."""

import pytest

from lifecycle.deploy.checks import Outcome
from lifecycle.deploy.checks.exit_criteria import CHECK
from tests.lifecycle.samples import boundary, evidence, plan, terms, version

UNDER = version(of=terms(boundary=boundary(floor=0.2, warn=0.5, target=0.8)))


def test_it_is_found_by_its_key() -> None:
    assert CHECK.key == "exit_criteria"


@pytest.mark.parametrize("planned", [None, plan(exit_value=None), plan(exit_cases=None), plan(exit_cases=0)], ids=str)
def test_it_is_missing_without_a_number(planned: object) -> None:
    assert CHECK.judge(evidence(plan=planned))[0] is Outcome.MISSING


@pytest.mark.parametrize("value", [0.2, 0.5, 2.0])
def test_it_passes_from_the_floor_upward(value: float) -> None:
    outcome, sentence = CHECK.judge(evidence(version=UNDER, plan=plan(exit_value=value)))
    assert outcome is Outcome.PASS
    assert sentence == f"The stage ends at Net value per case of {value:g} on 100 cases."


@pytest.mark.parametrize("value", [0.1999, -3.0])
def test_it_fails_below_the_floor(value: float) -> None:
    assert CHECK.judge(evidence(version=UNDER, plan=plan(exit_value=value)))[0] is Outcome.FAIL


def test_an_exit_of_zero_is_a_number() -> None:
    low = version(of=terms(boundary=boundary(floor=-1.0)))
    assert CHECK.judge(evidence(version=low, plan=plan(exit_value=0.0)))[0] is Outcome.PASS


def test_a_share_is_shown_in_the_unit_people_enter() -> None:
    under = version(of=terms(boundary=boundary(metric="recall", floor=0.5, warn=0.6, target=0.9)))
    outcome, sentence = CHECK.judge(evidence(version=under, plan=plan(exit_value=0.4)))
    assert outcome is Outcome.FAIL
    assert sentence == "True yes found of 40 on 100 cases is below the floor of the contract."
