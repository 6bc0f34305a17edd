"""The leadership page: one verdict, the worst first, no model statistics, and the decision asked for."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lifecycle.contract import LeverChoice
from lifecycle.envision.three_point import ThreePoint
from lifecycle.facts import Facts, Phase
from lifecycle.guardrails import WORST_FIRST, Outcome
from lifecycle.monitor.incident import Disposition, Incident, Step, add_step
from lifecycle.share.leadership import leadership
from lifecycle.tally import Tally
from tests.lifecycle.samples import (
    NOW,
    SIGNED,
    boundary,
    decision,
    evaluation,
    exactly,
    facts,
    incident,
    plain_terms,
    release,
    stream,
    verdicts,
    version,
    window,
)

TERMS = plain_terms(boundary=boundary())
TOLERANT = plain_terms(boundary=boundary(floor=-1e9))
SIGNED_ONE = version(of=TERMS)
POOR, BAD = Tally(tp=1, fp=1, fn=6, tn=92), Tally(tp=1, fp=1, fn=50, tn=48)


def running(*tallies: Tally, **update: object) -> Facts:
    """Give a running initiative with a window for each tally."""
    held = evaluation(*(window(i, tally) for i, tally in enumerate(tallies)))
    made = facts(versions=(SIGNED_ONE,), decision=decision(TERMS), release=release(), stream=stream(), evaluation=held)
    return replace(made, **update)


def closed(at_hours: int, disposition: Disposition = Disposition.RETRAIN) -> Incident:
    """Give an incident closed some hours ago."""
    return add_step(incident(), Step(NOW - timedelta(hours=at_hours), "Noah", "Done.", disposition))


# --- verdict ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("recorded", "verdict"),
    [
        (facts(), "Being planned"),
        (facts(versions=(SIGNED_ONE,)), "Being built"),
        (facts(versions=(SIGNED_ONE,), decision=decision(TERMS)), "Before release"),
        (running(), "Running, not yet proven"),
        (running(Tally()), "Running, not yet proven"),
        (running(BAD, BAD), "Below its floor"),
        (running(incidents=(incident(),)), "An incident is open"),
        (running(BAD, incidents=(incident(),)), "An incident is open"),
        (running(Tally(1, 1, 1, 97), incidents=(incident(),)), "Delivering, with an open incident"),
        (running(BAD, BAD, incidents=(incident(),)), "Below its floor"),
    ],
)
def test_the_verdict_says_in_a_few_words_how_it_stands(recorded: Facts, verdict: str) -> None:
    assert leadership(recorded).verdict == verdict


def test_the_verdict_holds_what_arrived_against_the_promise_with_its_noise() -> None:
    """The same payoff for every outcome leaves no noise; 1,000 cases a year are 19.2 in the week that was judged."""
    terms = plain_terms(boundary=boundary(floor=-1e9), payoffs=exactly(2, 2, 2, 2))
    promised = 2 * 1000 * 7 / 365
    for cases, verdict in ((30, "Ahead of its promise"), (19, "Behind its promise"), (10, "Behind its promise")):
        held = running(Tally(tp=1, fp=1, fn=1, tn=cases - 3), versions=(version(of=terms),))
        found = leadership(held)
        assert found.realised is not None
        assert found.realised.so_far.mid == pytest.approx(2 * cases)
        assert found.realised.expected.mid == pytest.approx(promised)
        assert found.verdict == verdict


def test_a_promise_by_several_levers_is_judged_by_the_one_that_is_measured_and_the_others_are_named() -> None:
    inputs = {"retired": ThreePoint.exactly(10), "yearly": ThreePoint.exactly(1_000_000)}
    more = LeverChoice(key="complexity", inputs=inputs)
    terms = plain_terms(boundary=boundary(floor=-1e9), payoffs=exactly(2, 2, 2, 2), levers=(TERMS.lever, more))
    found = leadership(running(Tally(tp=1, fp=1, fn=1, tn=27), versions=(version(of=terms),)))
    assert found.verdict == "Ahead of its promise"
    assert "not measured here: Simpler systems (€10M a year at P50)." in found.left_out
    assert leadership(running(Tally(tp=1, fp=1, fn=1, tn=27))).left_out == ""


@pytest.mark.parametrize(("spared", "above"), [(13, False), (22, True)])
def test_a_difference_to_the_promise_within_noise_is_on_its_promise(spared: int, above: bool) -> None:
    held = running(Tally(tp=4, fp=2, fn=1, tn=spared), versions=(version(of=TOLERANT),))
    found = leadership(held).realised
    assert found is not None
    assert found.so_far.low < found.expected.mid < found.so_far.high
    assert (found.so_far.mid > found.expected.mid) is above
    assert leadership(held).verdict == "On its promise"


# --- guardrails, worries, proof --------------------------------------------------------------------------------------


def test_six_guardrails_stand_worst_first() -> None:
    held = verdicts(model_card=Outcome.FAIL, selection_ratio=Outcome.INSUFFICIENT, identifiers=Outcome.REPORTED)
    shown = leadership(running(decision=decision(TERMS, verdicts=held))).guardrails
    assert [v.component for v in shown[:3]] == ["transparent", "fair", "privacy"]
    places = [WORST_FIRST.index(v.outcome) for v in shown]
    assert places == sorted(places)
    assert len(shown) == 6


def test_before_a_decision_no_guardrail_is_shown() -> None:
    assert leadership(facts(versions=(SIGNED_ONE,))).guardrails == []


def test_worries_begin_with_incidents_then_broken_guardrails() -> None:
    held = decision(TERMS, verdicts=verdicts(calibration=Outcome.FAIL, model_card=Outcome.REPORTED))
    found = leadership(running(decision=held, incidents=(incident(3), incident(1)))).worries
    assert found == ["A signal of severity 1.", "A signal of severity 3.", "Calibration error: Measured."]


def test_what_could_not_be_measured_is_a_worry() -> None:
    held = decision(TERMS, verdicts=verdicts(selection_ratio=Outcome.INSUFFICIENT))
    assert leadership(running(decision=held)).worries == ["Selection-rate ratio: Measured."]


def test_conditions_and_dissent_are_worries() -> None:
    conditional = running(release=release(conditions=("Code reviewed: later",)))
    assert leadership(conditional).worries == ["Condition of the release: Code reviewed: later"]
    dissenting = running(decision=decision(TERMS, dissent="Too early."))
    assert leadership(dissenting).worries == ["Dissent at the decision: Too early."]
    assert leadership(running()).worries == []


def test_at_most_three_worries_are_shown() -> None:
    assert len(leadership(running(incidents=tuple(incident() for _ in range(5)))).worries) == 3


def test_closed_incidents_worry_nobody() -> None:
    assert leadership(running(incidents=(closed(1),))).worries == []


def test_only_value_beyond_its_noise_is_a_proof_point() -> None:
    sure = leadership(running(Tally(tp=10, fp=10, fn=1, tn=479)))
    assert sure.proof == ["500 cases over 7 days earned more than they cost, noise excluded."]
    assert sure.realised is not None
    assert sure.realised.so_far.low > 0
    unsure = leadership(running(Tally(tp=3, fp=1, fn=1, tn=12)))
    assert unsure.realised is not None
    assert unsure.realised.so_far.low <= 0 < unsure.realised.so_far.mid
    assert unsure.proof == []
    assert leadership(facts()).proof == []


def test_no_model_statistics_are_on_the_page() -> None:
    page = leadership(running(POOR, POOR, incidents=(incident(),)))
    words = " ".join([page.verdict, *page.worries, *page.proof, page.ask.what, *(text for _, text in page.news)])
    assert not any(word in words for word in ("AUC", "recall", "precision", "Brier"))


# --- the decision asked for, and what happened -----------------------------------------------------------------------


def test_without_a_contract_its_signature_is_asked_for() -> None:
    ask = leadership(facts()).ask
    assert (ask.what, ask.owner, ask.due) == ("Sign the value contract", "Sponsor", None)


@pytest.mark.parametrize(
    ("recorded", "what"),
    [
        (facts(versions=(SIGNED_ONE,)), "Decide on the release"),
        (facts(versions=(SIGNED_ONE,), decision=decision(TERMS)), "Decide on the release"),
        (running(), "Continue until the next review"),
        (running(incidents=(incident(3, consequence="review"), incident(1))), "Freeze it, as agreed for this case"),
        (running(incidents=(closed(1),)), "Continue until the next review"),
    ],
)
def test_the_sponsor_is_asked_for_the_next_decision_until_the_review(recorded: Facts, what: str) -> None:
    ask = leadership(recorded).ask
    assert (ask.what, ask.owner, ask.due) == (what, "Dr. Amara Osei", TERMS.review_date)


def test_a_contract_without_a_named_sponsor_asks_nobody_by_name() -> None:
    nameless = replace(SIGNED_ONE, terms=plain_terms(owners={}))
    assert leadership(facts(versions=(nameless,))).ask.owner == ""


def test_news_tell_the_latest_first_and_at_most_four() -> None:
    page = leadership(running(incidents=(closed(1), incident(opened_at=NOW - timedelta(hours=2)))))
    assert [text for _, text in page.news] == [
        "It was closed: retrain",
        "An incident was opened",
        "An incident was opened",
        "Release 1: GO",
    ]
    times = [at for at, _ in page.news]
    assert times == sorted(times, reverse=True)


def test_news_begin_with_the_contract() -> None:
    page = leadership(facts(versions=(SIGNED_ONE, version(number=2, signed_at=None)), decision=decision(TERMS)))
    assert page.news == [
        (NOW - timedelta(days=1), "Logistic regression was chosen"),
        (SIGNED, "Contract v1 came into force"),
    ]
    assert leadership(facts()).news == []


def test_phase_thread_and_realised_value_are_those_of_the_initiative() -> None:
    page = leadership(running(POOR, POOR))
    assert (page.phase, page.since) == (Phase.MONITOR, stream().opened_at)
    assert page.realised is not None
    assert page.thread.realised.interval == page.realised.yearly
