"""The check "alerts" tries the program's own signal rule on readings made up from the boundary."""

import pytest

from lifecycle.deploy.checks import Outcome, alerts
from lifecycle.deploy.checks.alerts import CHECK
from lifecycle.monitor.readings import Signal
from tests.lifecycle.samples import NOW, boundary, evidence, terms, version


def judged(**update: object) -> tuple[Outcome, str]:
    return CHECK.judge(evidence(version=version(of=terms(boundary=boundary(**update)))))


def test_it_is_found_by_its_key() -> None:
    assert CHECK.key == "alerts"


@pytest.mark.parametrize("persistence", [1, 2, 12])
def test_it_passes_and_says_after_how_many_readings_it_fired(persistence: int) -> None:
    outcome, sentence = judged(persistence=persistence)
    assert outcome is Outcome.PASS
    assert f"fired after {persistence} readings" in sentence


@pytest.mark.parametrize(
    "limits",
    [
        {"target": 0.0, "warn": 0.0, "floor": 0.0},
        {"target": -5.0, "warn": -6.0, "floor": -1e6},
        {"target": 1e9, "warn": 1e8, "floor": 1e7},
        {"metric": "recall", "target": 0.9, "warn": 0.8, "floor": 0.7},
    ],
)
def test_it_passes_wherever_the_limits_lie(limits: dict[str, object]) -> None:
    assert judged(**limits)[0] is Outcome.PASS


def never(readings: list, boundary: object) -> None:
    """A rule that sleeps."""


def always(readings: list, boundary: object) -> Signal:
    """A rule that cries wolf."""
    return Signal("boundary", 1, NOW, "Wolf!")


def at_once(readings: list, boundary: object) -> Signal | None:
    """A rule that does not wait for the persistence."""
    return always(readings, boundary) if readings and readings[-1].measured.value < 0 else None


@pytest.mark.parametrize("rule", [never, always, at_once])
def test_a_rule_that_does_not_behave_is_found(rule: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alerts, "boundary_signal", rule)
    assert judged()[0] is Outcome.FAIL
