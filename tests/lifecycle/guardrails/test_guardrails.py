from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from lifecycle.build.dataset import MULTICLASS, REGRESSION
from lifecycle.catalogue import components
from lifecycle.contract import RIGOUR, Level
from lifecycle.figures import Interval
from lifecycle.guardrails import (
    WORST_FIRST,
    Finding,
    GroupFigure,
    Guardrail,
    Measured,
    Outcome,
    Verdict,
    asked,
    guardrails,
    judge,
    judge_all,
    judge_all_any,
    judge_any,
    worst,
)
from tests.lifecycle.build.kind_records import any_evidence
from tests.lifecycle.builders import MEASURED, a_contract, dials, some_evidence, two_groups

ALL = pytest.mark.parametrize("guardrail", guardrails().values(), ids=guardrails())

# The limits for light, standard and high rigour, as the product describes them; None only reports the number.
LIMITS = {
    "artefact_hash": (1, 1, 1),
    "attribution_stability": (None, 0.7, 0.8),
    "calibration": (0.08, 0.05, 0.03),
    "equal_opportunity": (None, 0.10, 0.05),
    "explainable": (1, 1, 1),
    "fairness_choice": (None, 1, 1),
    "group_accuracy_gap": (None, 0.10, 0.05),
    "group_bias_gap": (None, 0.05, 0.03),
    "group_calibration": (None, 0.05, 0.03),
    "group_enough_gap": (None, 0.10, 0.05),
    "group_error_ratio": (None, 1.25, 1.1),
    "group_recall_gap": (None, 0.10, 0.05),
    "identifiers": (0, 0, 0),
    "independent_review": (None, 1, 2),
    "lift_over_rule": (0, 0, 0),
    "membership": (None, 0.60, 0.55),
    "model_card": (0.70, 0.90, 1),
    "out_of_range": (None, 0.95, 0.99),
    "ownership": (1, 1, 1),
    "perturbation": (0.10, 0.05, 0.02),
    "proxy": (None, 0.75, 0.65),
    "purposes": (1, 1, 1),
    "representation": (None, 0.80, 0.90),
    "retraining_flips": (0.10, 0.05, 0.03),
    "selection_ratio": (None, 0.80, 0.90),
    "smallest_cell": (5, 10, 20),
    "worst_slice": (0.75, 0.85, 0.90),
}
GROUPED = {"selection_ratio", "equal_opportunity", "group_calibration", "representation", "proxy", "fairness_choice"}


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
    assert {key for key, outcome in outcomes.items() if outcome is Outcome.INSUFFICIENT} == GROUPED
    assert {outcome for key, outcome in outcomes.items() if key not in GROUPED} == {Outcome.PASS}


@pytest.mark.parametrize(("level", "expected"), [("light", Outcome.NOT_APPLICABLE), ("high", Outcome.INSUFFICIENT)])
def test_without_groups_a_light_dial_asks_for_nothing_and_a_higher_one_stays_open(
    level: str, expected: Outcome
) -> None:
    evidence = some_evidence(contract=a_contract(**dials(fair=level)))
    found = {v.guardrail: v for v in judge_all(evidence) if v.component == "fair"}
    assert set(found) == GROUPED
    assert {verdict.outcome for verdict in found.values()} == {expected}
    assert all("No protected attribute" in verdict.sentence for verdict in found.values())


def test_with_groups_that_are_decided_alike_every_guardrail_passes_or_says_why_it_does_not_apply() -> None:
    outcomes = {verdict.guardrail: verdict.outcome for verdict in judge_all(some_evidence(groups=two_groups()))}
    assert outcomes.pop("fairness_choice") is Outcome.NOT_APPLICABLE
    assert set(outcomes.values()) == {Outcome.PASS}


COMPUTED = pytest.mark.parametrize("key", MEASURED)


@COMPUTED
def test_what_was_not_computed_is_insufficient_and_blocks_where_there_is_a_limit(key: str) -> None:
    evidence = some_evidence(groups=two_groups(), measured={})
    verdict = judge(guardrails()[key], evidence)
    assert (verdict.outcome, verdict.value, verdict.blocks) == (Outcome.INSUFFICIENT, None, True)


@COMPUTED
def test_what_does_not_apply_gives_its_reason_and_does_not_block(key: str) -> None:
    reason = Measured(None, "Only predictions were brought.", applies=False)
    verdict = judge(guardrails()[key], some_evidence(groups=two_groups(), measured={key: reason}))
    assert (verdict.outcome, verdict.sentence) == (Outcome.NOT_APPLICABLE, "Only predictions were brought.")
    assert not verdict.blocks


@COMPUTED
@pytest.mark.parametrize("level", ["standard", "high"])
def test_what_was_computed_passes_at_its_limit_and_not_beyond(key: str, level: str) -> None:
    guardrail = guardrails()[key]
    limit = guardrail.limits[Level(level)]
    assert limit is not None
    beyond = limit - 0.001 if guardrail.at_least else limit + 0.001
    contract = a_contract(**dials(**dict.fromkeys(components(), level)))
    for value, outcome in ((limit, Outcome.PASS), (beyond, Outcome.FAIL)):
        table, span = (GroupFigure("a", 40, value),), Interval(value, value, value)
        measured = {key: Measured(value, "Computed.", 40, span, table)}
        verdict = judge(guardrail, some_evidence(contract=contract, groups=two_groups(), measured=measured))
        assert (verdict.outcome, verdict.n, verdict.interval, verdict.groups) == (outcome, 40, span, table)


def test_a_number_that_is_none_is_insufficient_data() -> None:
    evidence = some_evidence(contract=a_contract(**dials(safe="standard")))
    verdict = judge(a_guardrail(Finding("Not a number.", float("nan"))), evidence)
    assert (verdict.outcome, verdict.value) == (Outcome.INSUFFICIENT, None)


@pytest.mark.parametrize(("value", "expected"), [(0.7, False), (0.8, True), (1.0, True), (1.25, True), (1.26, False)])
def test_a_band_has_two_ends_and_both_are_inside(value: float, expected: bool) -> None:
    assert guardrails()["representation"].keeps(value, 0.8, 1.25) is expected


def test_only_the_representation_ratio_has_a_second_limit() -> None:
    assert {key: dict(g.highest) for key, g in guardrails().items() if g.highest} == {
        "representation": {Level.STANDARD: 1.25, Level.HIGH: 1.10}
    }


@pytest.mark.parametrize(
    ("outcome", "limit", "blocks"),
    [
        (Outcome.FAIL, 0.5, True),
        (Outcome.INSUFFICIENT, 0.5, True),
        (Outcome.INSUFFICIENT, None, False),
        (Outcome.REPORTED, None, False),
        (Outcome.NOT_APPLICABLE, 0.5, False),
        (Outcome.PASS, 0.5, False),
    ],
)
def test_a_verdict_blocks_when_broken_or_when_a_limit_could_not_be_checked(
    outcome: Outcome, limit: float | None, blocks: bool
) -> None:
    assert replace(a_verdict(outcome), limit=limit).blocks is blocks


def test_a_verdict_stored_before_it_had_a_table_still_reads() -> None:
    older = {name: value for name, value in vars(a_verdict(Outcome.PASS)).items() if name in Verdict.__annotations__}
    for later in ("highest", "n", "interval", "groups"):
        del older[later]
    assert TypeAdapter(Verdict).validate_python(older) == a_verdict(Outcome.PASS)


def test_every_guardrail_of_what_is_predicted_is_judged_in_the_order_of_the_files() -> None:
    own = {REGRESSION: ["bias", "enough", "error"], MULTICLASS: ["accuracy", "recall"]}
    shared = [key for key, guardrail in guardrails().items() if not guardrail.kinds]
    assert [verdict.guardrail for verdict in judge_all(some_evidence())] == shared
    for kind, groups in own.items():
        judged = [verdict.guardrail for verdict in judge_all_any(any_evidence(kind=kind), "something")]
        assert [key for key in judged if key in shared] == shared
        assert [key.split("_")[1] for key in judged if key not in shared] == groups
        assert judged == list(asked(kind))


def test_every_verdict_is_a_sentence() -> None:
    for verdict in judge_all(some_evidence()):
        assert verdict.sentence.endswith(".")


@pytest.mark.parametrize("key", ["proxy", "out_of_range"])
def test_what_needs_no_yes_or_no_is_measured_whatever_is_predicted(key: str) -> None:
    given = {"kind": REGRESSION, "attribute": "site", "measured": {key: Measured(0.2, "Computed.", 40)}}
    verdict = judge_any(guardrails()[key], any_evidence(**given), "a quantity")
    assert (verdict.value, verdict.n, verdict.sentence) == (0.2, 40, "Computed.")
    open_one = judge_any(guardrails()[key], any_evidence(kind=REGRESSION, attribute="site"), "a quantity")
    assert open_one.outcome is Outcome.INSUFFICIENT


@pytest.mark.parametrize(("least", "outcome"), [(10, Outcome.PASS), (9, Outcome.FAIL)])
def test_the_smallest_group_shown_is_found_whatever_is_predicted(least: int, outcome: Outcome) -> None:
    cells = (GroupFigure("north", 40), GroupFigure("south", least))
    verdict = judge_any(guardrails()["smallest_cell"], any_evidence(kind=MULTICLASS, cells=cells), "a class")
    assert (verdict.outcome, verdict.value) == (outcome, least)


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
