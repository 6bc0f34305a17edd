"""The value thread: each figure from its own record, the boundary from the latest reading, the worst guardrail."""

from dataclasses import replace
from datetime import timedelta

from lifecycle.boundary import Status
from lifecycle.catalogue import components
from lifecycle.contract import LeverChoice
from lifecycle.envision.three_point import ThreePoint
from lifecycle.envision.value_model import contract_value
from lifecycle.facts import Facts
from lifecycle.figures import Interval
from lifecycle.guardrails import Outcome, guardrails
from lifecycle.monitor.realised import realised
from lifecycle.tally import Tally
from lifecycle.thread import value_thread
from tests.lifecycle.samples import (
    NOW,
    SIGNED,
    boundary,
    decision,
    evaluation,
    facts,
    plain_terms,
    release,
    row,
    stream,
    verdicts,
    version,
    window,
)

TERMS = plain_terms(boundary=boundary())
GOOD, BAD = Tally(tn=100), Tally(fn=50, tn=50)
SIGNED_ONE = version(of=TERMS)


def running(*tallies: Tally) -> Facts:
    """Give an initiative with everything recorded, and a window for each tally."""
    held = tuple(window(i, tally) for i, tally in enumerate(tallies))
    return facts(
        versions=(SIGNED_ONE,),
        decision=decision(TERMS),
        release=release(),
        stream=stream(),
        evaluation=evaluation(*held),
    )


def test_a_new_initiative_has_a_thread_without_figures_that_says_why() -> None:
    thread = value_thread(facts())
    assert (thread.intent, thread.currency) == ("", "EUR")
    assert [figure.interval for figure in thread.figures] == [None] * 4
    assert [figure.as_of for figure in thread.figures] == [None] * 4
    assert all(figure.why for figure in thread.figures)
    assert (thread.boundary, thread.reading) == (Status.UNKNOWN, None)
    assert thread.worst_guardrail is None


def test_the_figures_stand_in_their_order_and_open_where_they_come_from() -> None:
    thread = value_thread(running(GOOD, GOOD))
    assert [figure.name for figure in thread.figures] == ["Promised", "Built", "Released", "Realised"]
    assert [figure.source.page for figure in thread.figures] == ["envision", "build", "deploy", "monitor"]
    assert {figure.unit for figure in thread.figures} == {"a year"}
    assert all(figure.interval for figure in thread.figures)
    assert not any(figure.why for figure in thread.figures)


def test_what_is_promised_is_the_value_of_the_contract_in_force() -> None:
    other = version(number=2, of=plain_terms(run_cost=123.0), signed_at=SIGNED + timedelta(days=5))
    waiting = version(number=3, of=plain_terms(run_cost=9999.0), signed_at=None)
    promised = value_thread(facts(versions=(SIGNED_ONE, other, waiting))).promised
    assert promised.interval == contract_value(other.terms).yearly
    assert promised.as_of == (SIGNED + timedelta(days=5)).date()
    assert "contract v2" in promised.source.text


def test_a_contract_that_waits_promises_nothing_yet() -> None:
    assert value_thread(facts(versions=(version(signed_at=None),))).promised.interval is None


def test_what_was_built_is_the_value_of_the_champion_when_it_was_decided() -> None:
    champion = row(name="Random forest", value=Interval(1, 2, 3))
    built = value_thread(facts(decision=decision(champion=champion))).built
    assert built.interval == Interval(1, 2, 3)
    assert built.as_of == (NOW - timedelta(days=1)).date()
    assert "decision 1: Random forest on Biopsies" in built.source.text


def test_what_was_released_is_the_value_of_the_release() -> None:
    released = value_thread(facts(release=release(number=4, value=Interval(5, 6, 7)))).released
    assert released.interval == Interval(5, 6, 7)
    assert released.as_of == (NOW - timedelta(hours=12)).date()
    assert "release 4: Logistic regression acts from 0.300, canary, deciding 10% of cases" in released.source.text


def test_what_was_realised_is_what_arrived_at_the_pace_of_a_year() -> None:
    held = running(GOOD, GOOD)
    found = realised([window(0, GOOD), window(1, GOOD)], lambda moment: TERMS)
    assert found is not None
    figure = value_thread(held).realised
    assert figure.interval == found.yearly
    assert figure.as_of == window(1).end.date()
    assert "200 cases in 14 days, 100% credit" in figure.source.text


def test_realised_names_what_is_promised_and_not_measured() -> None:
    assert "measured by this stream" not in value_thread(running(GOOD)).realised.source.text
    inputs = {"retired": ThreePoint.exactly(2), "yearly": ThreePoint.exactly(4000)}
    terms = plain_terms(boundary=boundary(), levers=(TERMS.lever, LeverChoice(key="complexity", inputs=inputs)))
    thread = value_thread(replace(running(GOOD), versions=(version(of=terms),)))
    assert "not measured here: Simpler systems (€8k a year at P50)" in thread.realised.source.text


def test_realised_says_what_is_missing() -> None:
    full = running(GOOD)
    assert "no cases" in value_thread(replace(full, stream=None)).realised.why
    assert "no cases" in value_thread(replace(full, evaluation=None)).realised.why
    assert "no contract" in value_thread(replace(full, versions=())).realised.why
    unlabelled = replace(full, evaluation=evaluation(window(0, GOOD, cases=1000)))
    assert "truth of the cases" in value_thread(unlabelled).realised.why


def test_the_boundary_is_that_of_the_latest_reading_that_is_known() -> None:
    assert value_thread(running(GOOD, GOOD, GOOD)).boundary is Status.ON_TARGET
    assert value_thread(running(GOOD, BAD, BAD)).boundary is Status.BELOW_FLOOR
    thread = value_thread(running(BAD, BAD, Tally(), Tally()))
    assert thread.boundary is Status.BELOW_FLOOR
    assert thread.reading is not None
    assert thread.reading.end == window(2).end
    assert value_thread(running(GOOD)).boundary is Status.UNKNOWN


def test_the_boundary_is_unknown_without_a_contract() -> None:
    assert value_thread(replace(running(BAD, BAD), versions=())).boundary is Status.UNKNOWN


def test_each_component_shows_its_worst_guardrail_and_none_is_averaged_away() -> None:
    held = verdicts(calibration=Outcome.FAIL, retraining_flips=Outcome.PASS, model_card=Outcome.REPORTED)
    thread = value_thread(facts(decision=decision(verdicts=held)))
    assert list(thread.dots) == list(components())
    robust, transparent = thread.dots["robust"], thread.dots["transparent"]
    assert robust is not None
    assert transparent is not None
    assert (robust.guardrail, robust.outcome) == ("calibration", Outcome.FAIL)
    assert transparent.outcome is Outcome.REPORTED
    assert thread.worst_guardrail == robust


def test_a_component_without_a_verdict_has_an_empty_dot() -> None:
    held = tuple(v for v in verdicts() if v.component != "fair")
    dots = value_thread(facts(decision=decision(verdicts=held))).dots
    assert [key for key, dot in dots.items() if dot is None] == ["fair"]
    assert {guardrails()[dot.guardrail].component for dot in dots.values() if dot} == set(dots) - {"fair"}


def test_intent_and_currency_are_those_of_the_contract() -> None:
    swiss = plain_terms(intent="Spare people waiting.", currency="CHF")
    thread = value_thread(facts(versions=(version(of=swiss),)))
    assert (thread.intent, thread.currency) == ("Spare people waiting.", "CHF")
