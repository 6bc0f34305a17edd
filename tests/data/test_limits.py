"""Guardrails of a run at every threshold, as the contract's dials set them."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from data import runs
from data.limits import Limits, limits
from data.runs import Run
from lifecycle.access import Capability, Principal
from lifecycle.build.resampling import THRESHOLDS
from lifecycle.errors import NotAllowed, ThroughlineError
from tests.conftest import OWNER, Place

COLUMN = "mean_texture"
STRANGER = Principal("view", "Somebody", Capability.VIEWER)


def trained(place: Place) -> Run:
    run = runs.latest(place.store, OWNER, place.initiative.id)
    assert run is not None
    return run


def compared_by(run: Run) -> Run:
    """Compare groups by the quarters of a column, as if it were protected."""
    return replace(run, task=replace(run.task, protected=COLUMN))


def test_without_a_protected_attribute_nothing_follows(at: Callable[[str], Place]) -> None:
    place = at("trained")
    assert limits(place.store, OWNER, trained(place)) == Limits()


def test_each_candidate_has_its_guardrails_and_its_decisions_by_group(at: Callable[[str], Place]) -> None:
    place = at("trained")
    run = trained(place)
    found = limits(place.store, OWNER, compared_by(run))
    assert set(found.curves) == set(found.groups) == set(run.facts.names)
    curve = found.curves["logistic"][0]
    assert len(curve.values) == len(curve.outcome) == len(THRESHOLDS)
    groups = found.groups["logistic"]
    resampled = runs.arrays(place.store, run.id)[1]
    assert groups.acted.sum(axis=0).tolist() == (resampled.tp["logistic"][0] + resampled.fp["logistic"][0]).tolist()
    assert groups.found.sum(axis=0).tolist() == resampled.tp["logistic"][0].tolist()


def test_a_part_has_the_cases_of_the_part(at: Callable[[str], Place]) -> None:
    place = at("trained")
    run = compared_by(trained(place))
    whole = limits(place.store, OWNER, run).groups["logistic"]
    part = limits(place.store, OWNER, run, (COLUMN, whole.groups[0])).groups["logistic"]
    assert part.n.sum() == whole.n[0]
    assert np.array_equal(part.acted.sum(axis=0), whole.acted[0])


def test_a_part_that_is_not_there_is_refused(at: Callable[[str], Place]) -> None:
    place = at("trained")
    with pytest.raises(ThroughlineError):
        limits(place.store, OWNER, compared_by(trained(place)), (COLUMN, "nowhere"))


def test_whoever_may_not_open_the_working_pages_sees_no_groups(at: Callable[[str], Place]) -> None:
    place = at("trained")
    with pytest.raises(NotAllowed):
        limits(place.store, STRANGER, trained(place))
