"""The readiness gate: what blocks, what counts as settled, and who may state what."""

from collections import Counter
from datetime import timedelta

import pytest

from lifecycle.contract import RIGOUR, Level
from lifecycle.deploy.checks import Outcome, Result, Statement, checks, items
from lifecycle.deploy.gate import MOST_CONDITIONS, MOST_WAIVER_DAYS, OPEN, Gate, Verdict, check_statement, run_gate
from lifecycle.errors import BadInput, Conflict, NotAllowed
from lifecycle.guardrails import Outcome as Kept
from tests.lifecycle.samples import NOW, decision, dials, evidence, plan, release, statement, terms, verdicts, version

ATTESTED = ("code_review", "least_privilege", "users_informed")
DONE = tuple(statement(key) for key in ATTESTED)
DECIDED_BY = {"sponsor": "Dr. Amara Osei", "science": "Noah Fischer"}


def result(gate: Gate, key: str) -> Result:
    return next(found for found in gate.results if found.item.key == key)


def test_everything_settled_is_go() -> None:
    gate = run_gate(evidence(*DONE))
    assert gate.verdict is Verdict.GO
    assert gate.blockers == []
    assert gate.conditions == []


def test_every_check_in_force_is_judged_once_and_no_other() -> None:
    judged = Counter(found.item.key for found in run_gate(evidence()).results)
    assert judged == Counter(key for key, item in items().items() if item.in_force)
    assert 0 < len(judged) < len(items())


def test_what_nobody_attested_is_missing_and_blocks() -> None:
    gate = run_gate(evidence(*DONE[1:]))
    assert gate.verdict is Verdict.NO_GO
    assert [found.item.key for found in gate.blockers] == ["code_review"]
    assert result(gate, "code_review").outcome is Outcome.MISSING
    assert result(gate, "code_review").sentence == items()["code_review"].asks


def test_a_failed_attestation_blocks_with_who_said_so() -> None:
    gate = run_gate(evidence(*DONE[1:], statement("code_review", Outcome.FAIL, text="Two errors.")))
    assert gate.verdict is Verdict.NO_GO
    assert result(gate, "code_review").outcome is Outcome.FAIL
    assert result(gate, "code_review").sentence == "Two errors. — Priya Raman, Deputy, 23 Nov 2026"


def test_a_failed_computation_blocks_with_what_it_found() -> None:
    held = decision(verdicts=verdicts(calibration=Kept.FAIL))
    gate = run_gate(evidence(*DONE, decision=held))
    assert gate.verdict is Verdict.NO_GO
    assert {found.item.key for found in gate.blockers} == {"calibrated", "guardrails"}


def test_what_does_not_apply_is_settled_with_its_reason() -> None:
    reason = statement("code_review", Outcome.NOT_APPLICABLE, text="No code was written.")
    gate = run_gate(evidence(*DONE[1:], reason))
    assert gate.verdict is Verdict.GO
    assert result(gate, "code_review").outcome is Outcome.NOT_APPLICABLE
    assert "No code was written." in result(gate, "code_review").sentence


def test_a_waiver_is_a_condition_with_a_date() -> None:
    waiver = statement("code_review", Outcome.WAIVED)
    gate = run_gate(evidence(*DONE[1:], waiver))
    assert gate.verdict is Verdict.CONDITIONS
    assert [found.item.key for found in gate.conditions] == ["code_review"]
    assert gate.conditions[0].expires_at == waiver.expires_at


def test_a_computed_check_that_fails_can_be_waived() -> None:
    gate = run_gate(evidence(*DONE, statement("method", Outcome.WAIVED), plan=None))
    assert result(gate, "method").outcome is Outcome.WAIVED
    assert result(gate, "exit_criteria").outcome is Outcome.MISSING
    assert gate.verdict is Verdict.NO_GO


@pytest.mark.parametrize("left", [timedelta(0), timedelta(seconds=-1), timedelta(days=-30)])
def test_an_expired_waiver_no_longer_counts(left: timedelta) -> None:
    expired = statement("code_review", Outcome.WAIVED, expires_at=NOW + left)
    gate = run_gate(evidence(*DONE[1:], expired))
    assert gate.verdict is Verdict.NO_GO
    found = result(gate, "code_review")
    assert found.outcome is Outcome.MISSING
    assert found.sentence.startswith("The statement of Ines Carvalho has expired.")


def test_a_waiver_counts_until_its_last_second() -> None:
    nearly = statement("code_review", Outcome.WAIVED, expires_at=NOW + timedelta(seconds=1))
    assert run_gate(evidence(*DONE[1:], nearly)).verdict is Verdict.CONDITIONS


def test_an_attestation_with_an_end_expires_too() -> None:
    expired = statement("code_review", expires_at=NOW - timedelta(days=1))
    assert run_gate(evidence(*DONE[1:], expired)).verdict is Verdict.NO_GO


@pytest.mark.parametrize(("waived", "verdict"), [(1, Verdict.CONDITIONS), (3, Verdict.CONDITIONS), (4, Verdict.NO_GO)])
def test_more_than_three_waivers_are_too_many_conditions(waived: int, verdict: Verdict) -> None:
    keys = (*ATTESTED, "restorable")
    stated = [statement(key, Outcome.WAIVED if i < waived else Outcome.PASS) for i, key in enumerate(keys)]
    held = evidence(*stated, previous=release(), previous_loads=waived < 4)
    gate = run_gate(held)
    assert gate.blockers == []
    assert len(gate.conditions) == waived
    assert gate.verdict is verdict
    assert MOST_CONDITIONS == 3


def test_a_waiver_of_what_passes_by_itself_is_no_condition() -> None:
    gate = run_gate(evidence(*DONE, statement("method", Outcome.WAIVED)))
    assert gate.verdict is Verdict.GO
    assert result(gate, "method").outcome is Outcome.PASS


def test_an_attestation_cannot_turn_a_computed_check() -> None:
    held = decision(verdicts=verdicts(calibration=Kept.FAIL))
    gate = run_gate(evidence(*DONE, statement("calibrated"), decision=held))
    assert result(gate, "calibrated").outcome is Outcome.FAIL


def test_rigour_is_the_highest_dial_and_says_what_blocks() -> None:
    for level in Level:
        gate = run_gate(evidence(version=version(of=terms(dials=dials(level)))))
        assert gate.rigour is level
        for found in gate.results:
            assert found.blocking is (RIGOUR.index(level) >= RIGOUR.index(found.item.blocks_from))
    mixed = dials(Level.LIGHT) | {"safe": dials(Level.HIGH)["safe"]}
    assert run_gate(evidence(version=version(of=terms(dials=mixed)))).rigour is Level.HIGH


def test_what_blocks_only_from_a_higher_rigour_on_is_shown_but_does_not_block() -> None:
    light = terms(dials=dials(Level.LIGHT))
    held = decision(light, verdicts=verdicts(calibration=Kept.INSUFFICIENT))
    gate = run_gate(evidence(*DONE, version=version(of=light), decision=held))
    found = result(gate, "calibrated")
    assert (found.outcome, found.blocking) == (Outcome.MISSING, False)
    assert found not in gate.blockers
    waived = run_gate(
        evidence(*DONE, statement("calibrated", Outcome.WAIVED), version=version(of=light), decision=held)
    )
    assert result(waived, "calibrated") not in waived.conditions


def test_the_group_with_most_left_to_do_comes_first() -> None:
    gate = run_gate(evidence(*DONE, plan=None))
    groups = gate.groups()
    open_in = [sum(r.blocking and r.outcome in OPEN for r in found) for _, found in groups]
    assert open_in == sorted(open_in, reverse=True)
    assert (groups[0][0], open_in[0]) == ("Release", 2)
    assert sum(len(found) for _, found in groups) == len(gate.results)


def test_the_gate_asks_every_computed_check_for_its_own_result() -> None:
    held = evidence()
    for key, check in checks().items():
        assert (result(run_gate(held), key).outcome, result(run_gate(held), key).sentence) == check.judge(held)


# --- what may be stated, and by whom ---------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", [Outcome.PASS, Outcome.FAIL, Outcome.NOT_APPLICABLE])
def test_an_attested_check_takes_a_statement_with_evidence_and_a_name(outcome: Outcome) -> None:
    assert check_statement(statement("code_review", outcome), DECIDED_BY, NOW) is None


@pytest.mark.parametrize("check", ["no such check", "slices", ""])
def test_a_check_that_is_not_in_force_takes_no_statement(check: str) -> None:
    with pytest.raises(BadInput, match="No check in force"):
        check_statement(statement(check), DECIDED_BY, NOW)


@pytest.mark.parametrize("part", ["text", "name"])
def test_a_statement_without_evidence_or_name_is_refused(part: str) -> None:
    with pytest.raises(BadInput, match="on what evidence, and enter your name"):
        check_statement(statement("code_review", **{part: "  "}), DECIDED_BY, NOW)


def test_an_unknown_role_states_nothing() -> None:
    with pytest.raises(BadInput, match="No role is called 'king'"):
        check_statement(statement("code_review", role="king"), DECIDED_BY, NOW)


@pytest.mark.parametrize("outcome", [Outcome.PASS, Outcome.FAIL])
@pytest.mark.parametrize("check", ["beats_rule", "guardrails", "identifiers", "alerts", "baseline"])
def test_a_computed_check_cannot_be_attested(check: str, outcome: Outcome) -> None:
    with pytest.raises(Conflict, match="is computed from evidence"):
        check_statement(statement(check, outcome), DECIDED_BY, NOW)


@pytest.mark.parametrize("check", ["code_review", "beats_rule"])
def test_the_second_line_waives_a_check(check: str) -> None:
    assert check_statement(statement(check, Outcome.WAIVED), DECIDED_BY, NOW) is None


@pytest.mark.parametrize("role", ["sponsor", "product", "science", "process", "oncall", "deputy"])
def test_the_first_line_waives_nothing(role: str) -> None:
    with pytest.raises(NotAllowed, match="Only Risk & compliance waives"):
        check_statement(statement("code_review", Outcome.WAIVED, role=role), DECIDED_BY, NOW)


@pytest.mark.parametrize("name", ["Noah Fischer", " noah fischer ", "DR. AMARA OSEI"])
def test_who_took_part_in_the_decision_waives_nothing(name: str) -> None:
    with pytest.raises(NotAllowed, match="Nobody approves their own work"):
        check_statement(statement("code_review", Outcome.WAIVED, name=name), DECIDED_BY, NOW)


@pytest.mark.parametrize("days", [None, 0, -1, MOST_WAIVER_DAYS + 1])
def test_a_waiver_ends_within_ninety_days(days: int | None) -> None:
    ends = None if days is None else NOW + timedelta(days=days)
    with pytest.raises(BadInput, match="within 90 days"):
        check_statement(statement("code_review", Outcome.WAIVED, expires_at=ends), DECIDED_BY, NOW)


@pytest.mark.parametrize("left", [timedelta(seconds=1), timedelta(days=MOST_WAIVER_DAYS)])
def test_a_waiver_may_last_up_to_ninety_days(left: timedelta) -> None:
    waiver: Statement = statement("code_review", Outcome.WAIVED, expires_at=NOW + left)
    assert check_statement(waiver, DECIDED_BY, NOW) is None


def test_a_statement_cannot_be_changed_after_it_was_made() -> None:
    made = statement("code_review")
    with pytest.raises(AttributeError):
        made.outcome = Outcome.FAIL  # type: ignore[misc]


def test_a_plan_settles_both_checks_of_the_release_group() -> None:
    with_plan, without = run_gate(evidence(plan=plan())), run_gate(evidence(plan=None))
    for key in ("method", "exit_criteria"):
        assert result(with_plan, key).outcome is Outcome.PASS
        assert result(without, key).outcome is Outcome.MISSING
