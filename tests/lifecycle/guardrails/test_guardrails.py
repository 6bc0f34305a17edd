from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.catalogue import components
from lifecycle.contract import RIGOUR, Level
from lifecycle.guardrails import (
    WORST_FIRST,
    Finding,
    Guardrail,
    Outcome,
    Verdict,
    guardrails,
    judge,
    judge_all,
    worst,
)
from tests.lifecycle.builders import a_contract, dials, some_evidence

ALL = pytest.mark.parametrize("guardrail", guardrails().values(), ids=guardrails())

# The limits for light, standard and high rigour, as the product describes them; None only reports the number.
LIMITS = {
    "artefact_hash": (1, 1, 1),
    "calibration": (0.08, 0.05, 0.03),
    "identifiers": (0, 0, 0),
    "lift_over_rule": (0, 0, 0),
    "model_card": (0.70, 0.90, 1),
    "ownership": (1, 1, 1),
    "retraining_flips": (0.10, 0.05, 0.03),
    "selection_ratio": (None, 0.80, 0.90),
}


def a_guardrail(finding: Finding, at_least: bool = True) -> Guardrail:
    """Make a guardrail that finds what it is told; light reports, standard wants 0.5, high wants 0.7."""
    limits = {Level.LIGHT: None, Level.STANDARD: 0.5, Level.HIGH: 0.7}
    return Guardrail("made_up", "safe", "Made up", "A number.", limits, at_least, lambda evidence: finding)


def a_verdict(outcome: Outcome, name: str = "Made up") -> Verdict:
    return Verdict("made_up", "safe", name, Level.STANDARD, outcome, "A sentence.", 0.5, 0.5)


def outcome_of(finding: Finding, level: str = "standard", at_least: bool = True) -> Outcome:
    evidence = some_evidence(contract=a_contract(**dials(safe=level)))
    return judge(a_guardrail(finding, at_least), evidence).outcome


@pytest.mark.parametrize(
    ("at_least", "value", "expected"),
    [
        (True, 0.51, Outcome.PASS),
        (True, 0.50, Outcome.PASS),
        (True, 0.49, Outcome.FAIL),
        (False, 0.49, Outcome.PASS),
        (False, 0.50, Outcome.PASS),
        (False, 0.51, Outcome.FAIL),
    ],
)
def test_a_number_passes_on_the_right_side_of_its_limit(at_least: bool, value: float, expected: Outcome) -> None:
    assert outcome_of(Finding("A number.", value), at_least=at_least) is expected


def test_a_higher_dial_asks_for_more() -> None:
    assert outcome_of(Finding("A number.", 0.6), "standard") is Outcome.PASS
    assert outcome_of(Finding("A number.", 0.6), "high") is Outcome.FAIL


@pytest.mark.parametrize("value", [0.0, 0.6, 1.0])
def test_a_level_without_a_limit_only_reports(value: float) -> None:
    assert outcome_of(Finding("A number.", value), "light") is Outcome.REPORTED


@pytest.mark.parametrize("level", RIGOUR)
def test_what_cannot_be_measured_is_insufficient_and_never_a_pass(level: Level) -> None:
    assert outcome_of(Finding("Nothing to measure.", None), level) is Outcome.INSUFFICIENT


@pytest.mark.parametrize("outcome", [Outcome.NOT_APPLICABLE, Outcome.INSUFFICIENT])
def test_a_finding_may_say_itself_what_it_means(outcome: Outcome) -> None:
    assert outcome_of(Finding("Does not apply.", None, outcome)) is outcome


def test_a_verdict_tells_what_was_found_and_held_against_what() -> None:
    evidence = some_evidence(contract=a_contract(**dials(safe="high")))
    verdict = judge(a_guardrail(Finding("It is 0.6.", 0.6)), evidence)
    assert (verdict.guardrail, verdict.component, verdict.name) == ("made_up", "safe", "Made up")
    assert (verdict.level, verdict.sentence, verdict.value, verdict.limit) == (Level.HIGH, "It is 0.6.", 0.6, 0.7)


def test_a_guardrail_is_held_to_the_dial_of_its_own_component() -> None:
    others = dict.fromkeys(components(), "high") | {"safe": "light"}
    assert judge(a_guardrail(Finding("", 0.6)), some_evidence(contract=a_contract(**dials(**others)))).level == "light"


@ALL
def test_a_guardrail_belongs_to_a_component(guardrail: Guardrail) -> None:
    assert guardrail.component in components()


def test_every_component_is_guarded() -> None:
    assert {guardrail.component for guardrail in guardrails().values()} == set(components())


@pytest.mark.parametrize("key", LIMITS)
def test_a_guardrail_has_the_limits_of_the_product(key: str) -> None:
    assert tuple(guardrails()[key].limits[level] for level in RIGOUR) == LIMITS[key]


def test_every_guardrail_has_its_limits_listed() -> None:
    assert set(guardrails()) == set(LIMITS)


@ALL
def test_more_rigour_never_loosens_a_limit(guardrail: Guardrail) -> None:
    assert set(guardrail.limits) == set(Level)
    limits = [guardrail.limits[level] for level in RIGOUR]
    set_limits = [limit for limit in limits if limit is not None]
    assert limits[-len(set_limits) :] == set_limits  # a level that only reports is never above one with a limit
    assert sorted(set_limits, reverse=not guardrail.at_least) == set_limits


def test_good_evidence_passes_wherever_it_can_be_measured() -> None:
    outcomes = {verdict.guardrail: verdict.outcome for verdict in judge_all(some_evidence())}
    assert outcomes.pop("selection_ratio") is Outcome.INSUFFICIENT
    assert set(outcomes.values()) == {Outcome.PASS}


def test_every_guardrail_is_judged_in_the_order_of_the_files() -> None:
    assert [verdict.guardrail for verdict in judge_all(some_evidence())] == list(guardrails())


def test_every_verdict_is_a_sentence() -> None:
    for verdict in judge_all(some_evidence()):
        assert verdict.sentence.endswith(".")


def test_the_order_of_outcomes_holds_every_one() -> None:
    assert sorted(WORST_FIRST) == sorted(Outcome)
    assert WORST_FIRST.index(Outcome.INSUFFICIENT) < WORST_FIRST.index(Outcome.PASS)


def test_the_worst_of_nothing_is_nothing() -> None:
    assert worst([]) is None


@given(st.lists(st.sampled_from(Outcome), min_size=1, max_size=8))
def test_one_failure_is_never_hidden_by_others(outcomes: list[Outcome]) -> None:
    found = worst([a_verdict(outcome) for outcome in outcomes])
    assert found is not None
    expected = next(outcome for outcome in WORST_FIRST if outcome in outcomes)
    assert found.outcome is expected
    assert (found.outcome is Outcome.FAIL) is (Outcome.FAIL in outcomes)


def test_of_equally_bad_verdicts_the_first_is_given() -> None:
    first, second = a_verdict(Outcome.FAIL, "First"), a_verdict(Outcome.FAIL, "Second")
    assert worst([a_verdict(Outcome.PASS), first, second]) is first
    assert worst([replace(first, outcome=Outcome.PASS), second]) is second
