"""The facts of an initiative: its phase, its state, and what is read from them by the terms in force."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from lifecycle.boundary import Status
from lifecycle.facts import Facts, Phase, phase, states
from lifecycle.monitor.incident import Disposition, Step, add_step
from lifecycle.monitor.readings import review
from lifecycle.monitor.realised import realised
from lifecycle.tally import Tally
from tests.lifecycle.samples import (
    NOW,
    SIGNED,
    boundary,
    decision,
    evaluation,
    facts,
    incident,
    plain_terms,
    release,
    stream,
    version,
    window,
)

SIGNED_ONE = version()
TERMS = plain_terms(boundary=boundary())
WAITING = replace(version(number=2, signed_at=None), offered_at=NOW)


@pytest.mark.parametrize(
    ("recorded", "expected", "since"),
    [
        ({}, Phase.ENVISION, NOW - timedelta(days=200)),
        ({"versions": (WAITING,)}, Phase.ENVISION, NOW - timedelta(days=200)),
        ({"versions": (SIGNED_ONE,)}, Phase.BUILD, SIGNED),
        ({"versions": (SIGNED_ONE,), "trained": True}, Phase.BUILD, SIGNED),
        ({"versions": (SIGNED_ONE, WAITING)}, Phase.BUILD, SIGNED),
        ({"versions": (SIGNED_ONE,), "decision": decision()}, Phase.DEPLOY, NOW - timedelta(days=1)),
        (
            {"versions": (SIGNED_ONE,), "decision": decision(), "release": release(), "stream": stream()},
            Phase.MONITOR,
            NOW - timedelta(hours=6),
        ),
        ({"stream": stream(release=None)}, Phase.MONITOR, NOW - timedelta(hours=6)),
    ],
)
def test_the_phase_is_that_of_the_latest_record(recorded: dict[str, Any], expected: Phase, since: datetime) -> None:
    assert phase(facts(**recorded)) == (expected, since)


def test_the_contract_is_the_latest_signed_version() -> None:
    newer = version(number=3, signed_at=SIGNED + timedelta(days=10))
    assert facts().contract is None
    assert facts(versions=(WAITING,)).contract is None
    assert facts(versions=(newer, SIGNED_ONE, WAITING)).contract is newer


@pytest.mark.parametrize(
    ("recorded", "envision"),
    [
        ({}, "being filled in"),
        ({"versions": (WAITING,)}, "to be signed"),
        ({"versions": (replace(WAITING, withdrawn_at=NOW),)}, "being filled in"),
        ({"versions": (SIGNED_ONE,)}, "signed v1"),
        ({"versions": (SIGNED_ONE, WAITING)}, "signed v1, v2 waits"),
    ],
)
def test_envision_says_how_far_the_contract_is(recorded: dict[str, Any], envision: str) -> None:
    assert states(facts(**recorded))[Phase.ENVISION] == envision


@pytest.mark.parametrize(
    ("recorded", "rest"),
    [
        ({}, ["not started", "not started", "not started"]),
        ({"trained": True}, ["trained", "not started", "not started"]),
        ({"trained": True, "decision": decision()}, ["decided", "gate open", "not started"]),
        ({"decision": decision(), "release": release(number=3)}, ["decided", "release 3", "not started"]),
        ({"stream": stream()}, ["not started", "not started", "no cases yet"]),
        ({"stream": stream(), "evaluation": evaluation(window())}, ["not started", "not started", "live"]),
    ],
)
def test_the_other_phases_say_what_there_is(recorded: dict[str, Any], rest: list[str]) -> None:
    said = states(facts(**recorded))
    assert [said[name] for name in (Phase.BUILD, Phase.DEPLOY, Phase.MONITOR)] == rest


def live(*incidents: Any) -> Facts:
    return facts(stream=stream(), evaluation=evaluation(window()), incidents=incidents)


def test_open_incidents_are_counted_and_closed_ones_are_not() -> None:
    closed = add_step(incident(), Step(NOW, "Noah", "Nothing.", Disposition.FALSE_ALARM))
    assert states(live(closed))[Phase.MONITOR] == "live"
    assert states(live(closed, incident()))[Phase.MONITOR] == "live, 1 incident"
    assert states(live(incident(), incident()))[Phase.MONITOR] == "live, 2 incidents"


def test_the_most_severe_open_incident_comes_first_then_the_oldest() -> None:
    mild, old, new = incident(3), incident(1, opened_at=NOW - timedelta(days=9)), incident(1, opened_at=NOW)
    closed = add_step(incident(1), Step(NOW, "Noah", "Done.", Disposition.RETRAIN))
    assert live(mild, new, closed, old).open_incidents == [old, new, mild]


def test_the_terms_at_a_moment_are_those_then_in_force() -> None:
    later = version(number=2, of=plain_terms(run_cost=50.0), signed_at=SIGNED + timedelta(days=10))
    terms_at = facts(versions=(SIGNED_ONE, later)).terms_at
    assert terms_at is not None
    assert terms_at(SIGNED - timedelta(days=9)) == SIGNED_ONE.terms
    assert terms_at(SIGNED + timedelta(days=9)) == SIGNED_ONE.terms
    assert terms_at(SIGNED + timedelta(days=10)) == later.terms
    assert facts(versions=(version(signed_at=None),)).terms_at is None


def recorded(*tallies: Tally, **update: Any) -> Facts:
    """Give a stream with a window for each tally, under a signed contract."""
    held = evaluation(*(window(i, tally) for i, tally in enumerate(tallies)))
    return replace(facts(versions=(version(of=TERMS),), stream=stream(), evaluation=held), **update)


def test_readings_and_realised_value_are_those_of_the_latest_evaluation() -> None:
    held = recorded(Tally(tn=100), Tally(fn=50, tn=50), Tally(tn=100))
    assert held.evaluation is not None
    windows = list(held.evaluation.windows)
    assert held.readings == review(windows, lambda moment: TERMS)
    assert held.realised == realised(windows, lambda moment: TERMS)
    assert len(held.readings) == 2
    assert held.realised is not None


def test_a_later_contract_does_not_change_what_was_judged_under_an_earlier_one() -> None:
    strict = plain_terms(boundary=boundary(floor=0.95, warn=0.96, target=0.99))
    later = version(number=2, of=strict, signed_at=window(2).end)
    nearly = Tally(fp=10, tn=90)
    held = recorded(nearly, nearly, nearly, versions=(version(of=TERMS), later))
    assert [reading.status for reading in held.readings] == [Status.ON_TARGET, Status.BELOW_FLOOR]


def test_without_contract_or_evaluation_nothing_is_read() -> None:
    full = recorded(Tally(tn=100))
    for nothing in (facts(), replace(full, evaluation=None), replace(full, versions=())):
        assert nothing.readings == []
        assert nothing.realised is None
