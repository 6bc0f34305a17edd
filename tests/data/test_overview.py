"""The overview: all that was recorded about an initiative at one moment, and never older than the last change."""

from collections.abc import Callable
from dataclasses import fields

import pytest

from data import canvases, contracts, decisions, evaluations, gates, initiatives, overview, streams
from data.store import Store
from lifecycle.audit import Act
from lifecycle.errors import NotAllowed, NotFound
from lifecycle.facts import Facts
from lifecycle.initiative import Initiative
from tests import journey
from tests.conftest import OWNER, Place
from tests.data.builders import SCHEMA, a_job, cases, deliver, editor, open_stream, strangers


def test_an_initiative_starts_with_nothing_but_itself(store: Store, initiative: Initiative) -> None:
    assert overview.load(store, editor(initiative.id), initiative) == Facts(initiative)


@pytest.mark.parametrize(
    ("stage", "known"),
    [
        ("signed", {"versions"}),
        ("trained", {"versions", "trained"}),
        ("decided", {"versions", "trained", "decision"}),
        ("released", {"versions", "trained", "decision", "release", "stream"}),
        ("monitored", {"versions", "trained", "decision", "release", "stream", "evaluation"}),
    ],
)
def test_each_stage_adds_what_was_recorded(at: Callable[[str], Place], stage: str, known: set[str]) -> None:
    place = at(stage)
    facts = overview.load(place.store, OWNER, place.initiative)
    found = {field.name for field in fields(facts) if getattr(facts, field.name)}
    assert found - {"initiative", "incidents"} == known


def test_the_facts_are_those_the_pages_read_one_by_one(at: Callable[[str], Place]) -> None:
    store, initiative = (place := at("monitored")).store, place.initiative
    facts = overview.load(store, OWNER, initiative)
    stream = streams.listing(store, OWNER, initiative.id)[0]
    assert list(facts.versions) == contracts.load(store, OWNER, initiative.id)
    assert facts.decision == decisions.listing(store, OWNER, initiative.id)[0]
    assert facts.stream == stream
    assert facts.evaluation == evaluations.load(store, OWNER, stream)
    with store.read() as cursor:
        assert [facts.release] == gates.releases(cursor, initiative.id)


def test_facts_are_kept_while_nothing_changes(store: Store, initiative: Initiative) -> None:
    assert overview.load(store, OWNER, initiative) is overview.load(store, OWNER, initiative)


def test_every_change_shows_at_once(store: Store, act: Act, initiative: Initiative) -> None:
    def facts() -> Facts:
        return overview.load(store, OWNER, initiative)

    assert facts().versions == ()
    journey.sign(store, act, initiative)
    assert len(facts().versions) == 1
    stream = open_stream(store, act, initiative.id)
    assert facts().stream == stream
    deliver(store, act, stream, cases(40))
    assert facts().evaluation is None
    first = evaluations.evaluate(store, act, stream, a_job())
    assert facts().evaluation == first
    deliver(store, act, stream, cases(40, "d"))
    second = evaluations.evaluate(store, act, stream, a_job())
    assert facts().evaluation == second != first


def test_the_latest_stream_is_the_one_shown(store: Store, act: Act, initiative: Initiative) -> None:
    first = open_stream(store, act, initiative.id)
    deliver(store, act, first, cases(40))
    evaluations.evaluate(store, act, first, a_job())
    second = open_stream(store, act, initiative.id)
    facts = overview.load(store, OWNER, initiative)
    assert (facts.stream, facts.evaluation) == (second, None)


def test_the_portfolio_holds_every_initiative(store: Store, act: Act, initiative: Initiative) -> None:
    stream = streams.open_with_initiative(store, act, "Another", SCHEMA)
    facts = overview.load_all(store, OWNER)
    assert [one.initiative for one in facts] == initiatives.listing(store, OWNER)
    assert [one.stream for one in facts] == [None, stream]


def test_a_link_shows_its_own_initiative_and_no_other(store: Store, act: Act, initiative: Initiative) -> None:
    other = initiatives.start(store, act, "Another")
    canvases.edit(store, act, initiative.id, {"intent": "Spare people"})
    people = strangers(initiative.id)
    for who in (people["viewer"], editor(initiative.id), OWNER):
        assert overview.load_for_leadership(store, who, initiative.id) == Facts(initiative)
    for who in (*people.values(), editor(initiative.id)):
        with pytest.raises(NotAllowed):
            overview.load_for_leadership(store, who, other.id)
    for who in (people["participant"], people["token of another stream"]):
        with pytest.raises(NotAllowed):
            overview.load_for_leadership(store, who, initiative.id)


def test_an_initiative_that_is_not_there_has_no_overview(store: Store) -> None:
    with pytest.raises(NotFound):
        overview.load_for_leadership(store, OWNER, "nowhere")
