"""A canvas is offered only as its facts, its risks and two lines of defence allow."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.demo import breast_cancer, telecom_story
from lifecycle.catalogue import components
from lifecycle.contract import RIGOUR, Level
from lifecycle.envision.canvas import fields
from lifecycle.envision.dials import Autonomy, DialFacts, Minimum, PersonalData, Tier, questions
from lifecycle.envision.governance import (
    DialState,
    answers,
    check_offer,
    dial_facts,
    dial_states,
    holds,
    risk_states,
    risk_verdict,
)
from lifecycle.envision.risks import Outcome, Scores
from lifecycle.envision.terms import Canvas
from lifecycle.errors import NotAllowed
from tests.lifecycle.builders import a_group_term

FULL = breast_cancer.canvas(date(2026, 3, 2))
PLAIN = {path: v for path, v in FULL.items() if path.split(".")[0] not in ("question", "feeds", "risks", "conditions")}
STANDARD: Canvas = {f"dial.{key}": "standard" for key in components()}
ANSWERS = {f"question.{key}": "1" for key in questions()}
AGREED = {"reason": "A trial of four weeks", "by": "Noah Fischer", "approved": "Ines Carvalho"}


def lowered(component: str = "fair", **parts: str) -> dict[str, Any]:
    """Set a dial below the standard that the answers suggest."""
    named = {f"dial.{component}.{name}": text for name, text in (AGREED | parts).items()}
    return {**STANDARD, **ANSWERS, f"dial.{component}": "light", **named}


def a_risk(likelihood: int = 2, impact: int = 2, detectability: int = 1, **cells: Any) -> dict[str, Any]:
    """Write a row of a risk that is as bad after as before anything is done about it."""
    scores = dict(zip(Scores.model_fields, (likelihood, impact, detectability), strict=True))
    both = {f"{which}_{name}": score for which in ("inherent", "residual") for name, score in scores.items()}
    return {"id": "a", "family": "data", "text": "The feed comes late", "owner": "Ida", **both, **cells}


def state(canvas: Canvas, component: str, inherited: tuple[Minimum, ...] = ()) -> DialState:
    return next(found for found in dial_states(canvas, inherited) if found.component == component)


@pytest.mark.parametrize(
    "canvas", [{}, FULL, telecom_story.canvas(date(2026, 3, 2))], ids=["empty", "cancer", "telecom"]
)
def test_the_examples_may_be_offered(canvas: Canvas) -> None:
    assert holds(canvas) == []
    check_offer(canvas)


def test_of_all_feeds_the_worst_counts() -> None:
    feeds = [{"id": str(n), "source": "F", "personal": kind} for n, kind in enumerate(["none", "special", "personal"])]
    assert dial_facts({"feeds": feeds}).personal_data is PersonalData.SPECIAL
    assert dial_facts({"feeds": feeds[:1]}).personal_data is PersonalData.NONE
    assert dial_facts({"feeds": [{"id": "a", "source": "F"}]}) == DialFacts()


def test_facts_come_from_where_they_were_entered() -> None:
    assert dial_facts({"autonomy": "act", "tier": "high"}) == DialFacts(None, Autonomy.ACT, Tier.HIGH)
    assert dial_facts({}) == DialFacts()


@pytest.mark.parametrize("path", ["autonomy", "tier"])
def test_every_option_of_a_fact_is_one_the_rule_knows(path: str) -> None:
    for option in fields()[path].options or {}:
        dial_facts({path: option})


def test_there_is_no_suggestion_before_all_five_questions_are_answered() -> None:
    some = dict(list(ANSWERS.items())[:4])
    assert answers(some) is None
    assert state(some, "fair").suggested is None
    assert answers(ANSWERS) == dict.fromkeys(questions(), 1)
    assert state(ANSWERS, "fair").suggested is Level.STANDARD


def test_at_its_suggestion_a_dial_needs_nothing() -> None:
    assert [found.problem for found in dial_states({**STANDARD, **ANSWERS})] == [""] * 6


def test_below_its_suggestion_a_dial_needs_a_reason_and_somebody_elses_approval() -> None:
    assert state(lowered(), "fair").below
    assert state(lowered(), "fair").problem == ""
    check_offer(lowered())


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"reason": ""}, "below the suggested standard: say why"),
        ({"by": ""}, "say who lowered it"),
        ({"approved": ""}, "Risk & compliance has to approve that"),
        ({"approved": "noah  FISCHER"}, "Nobody approves their own work"),
    ],
)
def test_without_one_of_them_it_cannot_be_offered(parts: dict[str, str], said: str) -> None:
    with pytest.raises(NotAllowed, match=said):
        check_offer(lowered(**parts))


@pytest.mark.parametrize(
    ("facts", "component", "least"),
    [
        ({"feeds": [{"id": "a", "source": "F", "personal": "personal"}]}, "privacy", Level.STANDARD),
        ({"feeds": [{"id": "a", "source": "F", "personal": "special"}]}, "privacy", Level.HIGH),
        ({"autonomy": "act"}, "safe", Level.STANDARD),
        ({"autonomy": "act"}, "responsible", Level.STANDARD),
        *(({"tier": "high"}, component, Level.HIGH) for component in components()),
    ],
)
def test_below_a_minimum_nobody_can_approve_it(facts: Canvas, component: str, least: Level) -> None:
    below = RIGOUR[RIGOUR.index(least) - 1].value
    high = {f"dial.{key}": "high" for key in components()}
    check_offer({**high, **facts})
    agreed = {f"dial.{component}.{name}": text for name, text in AGREED.items()}
    canvas = {**high, **facts, f"dial.{component}": below, **agreed}
    assert [hold.path for hold in holds(canvas)] == [f"dial.{component}"]
    with pytest.raises(NotAllowed, match=f"cannot be {below}: it is at least {least.value}, as"):
        check_offer(canvas)


def test_a_policy_sets_a_minimum_too_and_the_strictest_counts() -> None:
    policy = Minimum("fair", Level.HIGH, "the policy “Equal treatment” asks for it")
    assert holds(STANDARD) == []
    assert [hold.label for hold in holds(STANDARD, [policy])] == [
        "Fair & impartial cannot be standard: it is at least high, as the policy “Equal treatment” asks for it."
    ]
    assert state({**STANDARD, **ANSWERS}, "fair", (policy,)).suggested is Level.HIGH


@given(st.fixed_dictionaries({f"dial.{key}": st.sampled_from(["light", "standard", "high"]) for key in components()}))
def test_raising_a_dial_never_stands_in_the_way(canvas: Canvas) -> None:
    facts = {**ANSWERS, "tier": "limited", "autonomy": "act"}
    held = {hold.path for hold in holds({**canvas, **facts})}
    raised = {path: "high" if path in held else level for path, level in canvas.items()}
    assert holds({**raised, **facts}) == []


def test_a_stop_is_never_offset_by_value() -> None:
    agreed = {"agreed_risk": "Ben", "mitigation": "All we can", "due": "2026-04-01"}
    for canvas in (PLAIN, PLAIN | {"payoff.tn": {"low": 1e9, "likely": 1e9, "high": 1e9}}):
        with pytest.raises(
            NotAllowed, match=r"is a STOP\. A STOP is never offset by value: likelihood at most 2 or impact"
        ):
            check_offer({**canvas, "risks": [a_risk(3, 5, 1)]})
    [found] = risk_states({"risks": [a_risk(3, 5, 1, **agreed)]})
    assert "A STOP is accepted by nobody" in found.problem


@pytest.mark.parametrize(
    ("cells", "lacks"),
    [
        ({}, ["what is done about it", "a due date", "the agreement of Risk & compliance", "the agreement of Sponsor"]),
        ({"owner": ""}, ["an owner"]),
        ({"mitigation": "A second feed", "agreed_risk": "Ben", "agreed_sponsor": "Eva"}, ["a due date"]),
        ({"mitigation": "A second feed", "due": "2026-04-01", "agreed_risk": "Ben"}, ["the agreement of Sponsor"]),
    ],
)
def test_a_risk_to_mitigate_needs_an_owner_a_date_and_both_agreements(cells: dict[str, Any], lacks: list[str]) -> None:
    [found] = risk_states({"risks": [a_risk(3, 4, 1, **cells)]})
    assert found.risk is not None
    assert found.risk.outcome is Outcome.MITIGATE
    assert set(lacks) <= set(found.needs)
    with pytest.raises(NotAllowed, match=f"The risk “The feed comes late” needs .*{lacks[0]}"):
        check_offer({"risks": [a_risk(3, 4, 1, **cells)]})


def test_a_risk_that_has_all_it_needs_stands_in_nobodys_way() -> None:
    whole = {"mitigation": "A second feed", "due": "2026-04-01", "agreed_risk": "Ben", "agreed_sponsor": "Eva"}
    check_offer({"risks": [a_risk(3, 4, 1, **whole)]})
    check_offer({"risks": [a_risk(1, 1, 1)]})


@pytest.mark.parametrize("approver", ["agreed_risk", "agreed_sponsor"])
def test_nobody_approves_their_own_risk(approver: str) -> None:
    [found] = risk_states({"risks": [a_risk(3, 4, 1, **{approver: " IDA "})]})
    assert found.risk is None
    assert "Nobody approves their own work" in found.problem
    with pytest.raises(NotAllowed, match="Nobody approves their own work"):
        check_offer({"risks": [a_risk(3, 4, 1, **{approver: " IDA "})]})


def test_a_risk_without_scores_is_not_scored_and_not_harmless() -> None:
    rows = [{"id": "a", "family": "data", "text": "Late"}, {"id": "b"}]
    assert [found.problem for found in risk_states({"risks": rows})] == ["not scored yet"]
    assert risk_verdict(risk_states({"risks": rows})).outcome is None


def test_the_worst_risk_gives_the_verdict() -> None:
    states = risk_states({"risks": [a_risk(1, 1, 1), a_risk(3, 5, 1, id="b"), a_risk(2, 4, 1, id="c")]})
    assert risk_verdict(states).outcome is Outcome.STOP


def test_to_mitigate_first_is_said_on_which_conditions() -> None:
    assert [hold.path for hold in holds({"verdict": "mitigate"})] == ["conditions"]
    row = {"id": "a", "text": "Ask the works council", "owner": "Ida", "due": "2026-04-01"}
    check_offer({"verdict": "mitigate", "conditions": [row, {"id": "b"}]})
    check_offer({"verdict": "proceed"})


@pytest.mark.parametrize(("cell", "name"), [("owner", "an owner"), ("due", "a due date")])
def test_a_condition_has_an_owner_and_a_date(cell: str, name: str) -> None:
    row = {"id": "a", "text": "Ask the works council", "owner": "Ida", "due": "2026-04-01"}
    del row[cell]
    with pytest.raises(NotAllowed, match=f"The condition “Ask the works council” needs {name}."):
        check_offer({"verdict": "proceed", "conditions": [row]})


def test_what_holds_it_up_is_named_with_its_section_and_who_sees_to_it() -> None:
    canvas = {**lowered(reason=""), "risks": [a_risk(3, 5, 1)], "verdict": "mitigate", "section.risks.owner": "Ida"}
    assert [(hold.section, hold.lead, hold.owner) for hold in holds(canvas)] == [
        ("Guardrail dials", "risk", "Risk & compliance"),
        ("Risks & assumptions", "product", "Ida"),
        ("Decision", "sponsor", "Sponsor"),
    ]


@pytest.mark.parametrize(("role", "held"), [("science", True), ("product", True), ("risk", False), (None, False)])
def test_whoever_answers_for_the_model_does_not_allow_thresholds_by_group(role: str | None, held: bool) -> None:
    canvas = {"group_thresholds": [a_group_term(by="Noah  fischer")]}
    if role:
        canvas[f"owner.{role}"] = "Noah Fischer"
    if not held:
        check_offer(canvas)
        return
    with pytest.raises(NotAllowed, match="Noah  fischer allows thresholds by sex and answers for this initiative as"):
        check_offer(canvas)


def test_anybody_may_refuse_thresholds_by_group() -> None:
    row = a_group_term(answer="refused", by="Noah Fischer")
    check_offer({"group_thresholds": [row, {"id": "empty"}], "owner.science": "Noah Fischer"})
