"""Limits of a run priced with a threshold for each group, on the cases the comparison stands on."""

from collections.abc import Callable

import numpy as np
import pytest

from data import datasets, lenses, runs
from data.group_prices import Allowance, allowance, prices
from data.runs import Run
from lifecycle.access import Capability, Principal
from lifecycle.build.comparison import Comparison
from lifecycle.errors import NotAllowed
from tests.conftest import OWNER, Place
from tests.data.grouped import REGION, amend, grouped
from tests.data.test_runs import the_run

STRANGER = Principal("view", "Somebody", Capability.VIEWER)


@pytest.fixture
def place(at: Callable[[str], Place]) -> Place:
    return at("trained")


def compared(place: Place, run: Run) -> Comparison:
    found = runs.comparison(place.store, OWNER, run)
    assert found is not None
    return found


def test_without_a_protected_attribute_nothing_is_asked_or_priced(place: Place) -> None:
    run = the_run(place)
    assert allowance(place.store, OWNER, run) is None
    assert prices(place.store, OWNER, run, compared(place, run), "logistic") == ()


def test_what_the_contract_in_force_says_follows_its_amendments(place: Place) -> None:
    run = grouped(place)
    found = allowance(place.store, OWNER, run)
    assert isinstance(found, Allowance)
    assert not found.allowed
    assert found.why_not == "The contract does not allow different thresholds for groups by 'region'."
    amend(place.store, place.initiative.id, answer="allowed")
    now = allowance(place.store, OWNER, run)
    assert now is not None
    assert now.allowed
    assert now.contract == found.contract + 1
    assert now.term is not None
    assert now.term.by == "Ruth Adler, legal"
    amend(place.store, place.initiative.id, answer="refused", why="A court said no")
    last = allowance(place.store, OWNER, run)
    assert last is not None
    assert last.why_not.endswith("A court said no (Ruth Adler, legal).")


def test_values_are_those_of_the_cases(place: Place) -> None:
    run = grouped(place, answer="allowed")
    comparison = compared(place, run)
    found = prices(place.store, OWNER, run, comparison, "logistic")
    frame = datasets.frame(place.store, OWNER, run.initiative_id, run.dataset_id)
    arrays = runs.arrays(place.store, run.id)[0]
    option = found[-1].option
    assert option is not None
    tp, fp, fn, tn = comparison.payoffs[0]
    total = 0.0
    for region, yes, score in zip(frame[REGION], arrays["label"], arrays["scores/logistic"], strict=True):
        did = score >= option.thresholds[region]
        total += (tp if yes else fp) if did else (fn if yes else tn)
    worth = comparison.volume[0] * total / len(frame) - comparison.stakes.run_cost
    assert option.value.mid == pytest.approx(worth)
    assert option.resamples == run.facts.resamples
    assert prices(place.store, OWNER, run, comparison, "logistic") is found


def test_a_part_is_priced_on_its_own_cases(place: Place) -> None:
    run = grouped(place, answer="allowed")
    part = ("mean_texture", next(iter(lenses.parts_of(place.store, OWNER, run, "mean_texture"))))
    look = lenses.look(place.store, OWNER, run, compared(place, run).stakes, *part)
    found = prices(place.store, OWNER, run, look, "logistic", part)
    whole = prices(place.store, OWNER, run, compared(place, run), "logistic")
    assert found != whole
    assert all(one.option is None or np.isfinite(one.option.value.mid) for one in found)


def test_who_may_not_look_is_told_nothing(place: Place) -> None:
    run = grouped(place)
    comparison = compared(place, run)
    with pytest.raises(NotAllowed):
        prices(place.store, STRANGER, run, comparison, "logistic")
    with pytest.raises(NotAllowed):
        allowance(place.store, STRANGER, run)
