"""A decision with thresholds by group through the gate: its stream decides by them, or nothing is released."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from data import decisions, deliveries, gates
from data.demo import breast_cancer
from data.gates import Opening
from lifecycle.build.review import Review
from lifecycle.deploy.checks import Outcome
from lifecycle.deploy.gate import Verdict
from lifecycle.deploy.release import Method, Plan, Release
from lifecycle.errors import BadInput, Conflict, NotAllowed
from lifecycle.initiative import Stream
from tests import journey
from tests.conftest import NOW, OWNER, Place
from tests.data.builders import SCHEMA, cases, rows, trail
from tests.data.grouped import ACT, REGION, amend, grouped
from tests.data.test_group_decisions import AT, PRESENT

FULL = Plan(Method.FULL, 1.0, exit_value=300.0, exit_cases=100)


@pytest.fixture
def place(at: Callable[[str], Place]) -> Place:
    """An initiative decided with a threshold for each region, which the contract allows, with a plan."""
    found = at("trained")
    run = grouped(found, answer="allowed")
    decisions.decide(
        found.store,
        ACT,
        found.initiative.id,
        run.id,
        "logistic",
        None,
        by_group=AT,
        reason="It narrows the gap.",
        present=PRESENT,
        review=Review("Priya Raman", "deputy"),
        purposes=breast_cancer.purposes(),
    )
    gates.plan(found.store, ACT, found.initiative.id, FULL)
    return found


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every gate pass: what is tried here stands behind it."""
    real = gates.run_gate
    monkeypatch.setattr(gates, "run_gate", lambda evidence: replace(real(evidence), verdict=Verdict.GO))


def release(place: Place, opening: Opening | None = None) -> tuple[Release, Stream]:
    return gates.release(place.store, ACT, place.initiative.id, "Lena Brandt", "Ines Carvalho", opening)


def judged(place: Place) -> tuple[Outcome, str]:
    view = gates.load(place.store, OWNER, place.initiative.id, NOW)
    assert view is not None
    found = next(result for result in view.gate.results if result.item.key == "guardrails")
    return found.outcome, found.sentence


def test_a_contract_that_allows_them_no_longer_closes_the_gate(place: Place) -> None:
    assert "does not allow" not in judged(place)[1]
    amend(place.store, place.initiative.id, answer="refused", why="A court said no")
    outcome, sentence = judged(place)
    assert outcome is Outcome.FAIL
    assert "acts by region: north from 0.350, south from 0.200. The contract refuses" in sentence
    assert "A court said no" in sentence


@pytest.mark.usefixtures("opened")
def test_no_waiver_lets_them_through_against_the_contract(place: Place) -> None:
    amend(place.store, place.initiative.id)
    before = trail(place.store)
    with pytest.raises(NotAllowed, match="does not allow different thresholds for groups by 'region'"):
        release(place)
    assert trail(place.store) == before


@pytest.mark.usefixtures("opened")
def test_the_release_and_its_stream_carry_the_threshold_of_each_group(place: Place) -> None:
    made, stream = release(place)
    assert made.threshold is None
    assert made.by_group is not None
    assert made.by_group.thresholds() == AT
    assert made.acts() == "acts by region: north from 0.350, south from 0.200"
    assert (stream.schema.group, stream.schema.by_group) == (REGION, AT)
    with place.store.read() as cursor:
        assert gates.releases(cursor, place.initiative.id) == [made]


@pytest.mark.usefixtures("opened")
def test_the_reference_is_decided_as_the_decision_was(place: Place) -> None:
    _, stream = release(place)
    decision = decisions.listing(place.store, OWNER, place.initiative.id)[0]
    assert decision.by_group is not None
    found = rows(place.store, f"SELECT count(*) FROM cases_{stream.number} WHERE reference AND recommended")
    assert found == [(sum(one.acted for one in decision.by_group.groups),)]


def sent(place: Place, stream: Stream, regions: list[str | None], scores: list[float]) -> pd.DataFrame:
    schema, n = stream.schema, len(scores)
    frame = pd.DataFrame({name: np.zeros(n) for name in schema.features})
    frame[schema.identifier] = [f"new {number}" for number in range(n)]
    frame[schema.time], frame[schema.score], frame[REGION] = NOW.isoformat(), scores, regions
    return frame


@pytest.mark.usefixtures("opened")
def test_later_cases_are_recommended_from_the_threshold_of_their_group_on(place: Place) -> None:
    _, stream = release(place)
    frame = sent(place, stream, ["north", "south", "south", "north"], [0.3, 0.3, 0.1, 0.9])
    deliveries.deliver(place.store, ACT, stream, journey.parcel(frame))
    found = rows(place.store, f"SELECT recommended FROM cases_{stream.number} WHERE NOT reference ORDER BY case_id")
    assert [row[0] for row in found] == [False, True, False, True]


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("region", ["west", None])
def test_a_case_of_no_known_group_is_refused_and_nothing_is_kept(place: Place, region: str | None) -> None:
    _, stream = release(place)
    with pytest.raises(BadInput, match=r"Line 3: .* in 'region' is in no group that was given a threshold"):
        deliveries.deliver(place.store, ACT, stream, journey.parcel(sent(place, stream, ["north", region], [0.3, 0.3])))
    assert rows(place.store, f"SELECT count(*) FROM cases_{stream.number} WHERE NOT reference") == [(0,)]


@pytest.mark.usefixtures("opened")
def test_a_delivery_without_the_groups_is_refused(place: Place) -> None:
    _, stream = release(place)
    frame = sent(place, stream, ["north"], [0.3]).drop(columns=REGION)
    with pytest.raises(BadInput, match="The file has no column 'region'"):
        deliveries.deliver(place.store, ACT, stream, journey.parcel(frame))


@pytest.mark.usefixtures("opened")
def test_a_stream_with_one_threshold_does_not_stand_in_for_them(place: Place) -> None:
    before = trail(place.store)
    with pytest.raises(Conflict, match=r"acts by region: .* decides by other thresholds for groups"):
        release(place, Opening(SCHEMA, cases(5, "r")))
    assert trail(place.store) == before


def test_one_threshold_is_not_released_by_a_stream_with_many(at: Callable[[str], Place]) -> None:
    place = at("decided")
    journey.pass_gate(place.store, ACT, place.initiative)
    schema = replace(SCHEMA, group="area", by_group={"north": 0.5, "south": 0.5})
    with pytest.raises(Conflict, match="decides by other thresholds for groups"):
        release(place, Opening(schema, cases(5, "r")))
