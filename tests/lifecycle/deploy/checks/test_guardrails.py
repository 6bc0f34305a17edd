"""The check "guardrails" takes the verdicts frozen with the decision."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lifecycle.annex import GroupTerm
from lifecycle.deploy.checks import Outcome
from lifecycle.deploy.checks.guardrails import CHECK
from lifecycle.guardrails import Outcome as Kept
from lifecycle.guardrails import asked
from tests.lifecycle.builders import a_group_term
from tests.lifecycle.samples import NOW, decision, evidence, split, terms, verdict, verdicts, version


def judged(age: timedelta = timedelta(days=1), **outcomes: Kept) -> tuple[Outcome, str]:
    return CHECK.judge(evidence(decision=decision(verdicts=verdicts(**outcomes), decided_at=NOW - age)))


def test_it_is_found_by_its_key() -> None:
    assert CHECK.key == "guardrails"


def test_it_passes_when_none_is_broken() -> None:
    outcome, sentence = judged(selection_ratio=Kept.NOT_APPLICABLE, calibration=Kept.REPORTED)
    assert outcome is Outcome.PASS
    assert sentence == f"{len(asked())} guardrails measured 1 days ago; none is broken."


def test_it_fails_when_one_is_broken_and_names_it() -> None:
    assert judged(calibration=Kept.FAIL) == (Outcome.FAIL, "Not kept: Calibration error.")


def test_it_is_missing_when_one_could_not_be_measured() -> None:
    outcome, sentence = judged(selection_ratio=Kept.INSUFFICIENT)
    assert outcome is Outcome.MISSING
    assert sentence == "Could not be measured: Selection-rate ratio."


def test_one_that_its_dial_only_reports_may_be_unknown() -> None:
    reported = replace(verdict("representation", Kept.INSUFFICIENT), limit=None)
    outcome, sentence = CHECK.judge(evidence(decision=decision(verdicts=(reported,))))
    assert outcome is Outcome.PASS
    assert "none is broken" in sentence


def test_a_broken_guardrail_is_worse_than_an_unknown_one() -> None:
    assert judged(selection_ratio=Kept.INSUFFICIENT, calibration=Kept.FAIL)[0] is Outcome.FAIL


@pytest.mark.parametrize(("days", "outcome"), [(0, Outcome.PASS), (29, Outcome.PASS), (31, Outcome.FAIL)])
def test_verdicts_are_good_for_a_month(days: int, outcome: Outcome) -> None:
    assert judged(timedelta(days=days))[0] is outcome


def test_old_verdicts_say_how_old_they_are() -> None:
    assert "measured 45 days ago" in judged(timedelta(days=45))[1]


def allowing(**changes: str) -> GroupTerm:
    return GroupTerm.model_validate(a_group_term(**changes))


def test_thresholds_by_group_need_a_contract_that_allows_them_now() -> None:
    made = split(verdicts=verdicts())
    outcome, sentence = CHECK.judge(evidence(decision=made))
    assert outcome is Outcome.FAIL
    assert sentence.startswith("Decision 1 acts by sex: f from 0.300, m from 0.415. The contract does not allow")
    allowed = replace(version(), terms=terms(group_thresholds=(allowing(),)))
    assert CHECK.judge(evidence(decision=made, version=allowed))[0] is Outcome.PASS
    refused = replace(version(), terms=terms(group_thresholds=(allowing(answer="refused", why="A court said no"),)))
    assert "A court said no" in CHECK.judge(evidence(decision=made, version=refused))[1]
