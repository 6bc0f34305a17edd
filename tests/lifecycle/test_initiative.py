"""An initiative's phase and state follow from what has been recorded."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from lifecycle.errors import BadInput
from lifecycle.facts import Facts, Phase, phase, states
from lifecycle.initiative import check_name
from lifecycle.monitor.incident import Disposition, Step, add_step
from tests.lifecycle.samples import (
    NOW,
    SIGNED,
    decision,
    evaluation,
    facts,
    incident,
    release,
    stream,
    version,
    window,
)

SIGNED_ONE = version()
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


@pytest.mark.parametrize(
    ("name", "kept"), [("Triage", "Triage"), ("  Motor \n claims ", "Motor claims"), ("x" * 80,) * 2]
)
def test_a_name_is_kept_with_plain_spaces(name: str, kept: str) -> None:
    assert check_name(name) == kept


@pytest.mark.parametrize(("name", "length"), [("", 0), (" \n ", 0), ("x" * 81, 81)])
def test_a_name_is_neither_empty_nor_too_long(name: str, length: int) -> None:
    with pytest.raises(BadInput, match=f"this one has {length}"):
        check_name(name)
