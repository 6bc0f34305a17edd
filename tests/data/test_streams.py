"""Streams: opened with an address of their own, and with tables once their features are settled."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from data import audit, initiatives, runs, streams
from data.store import Store
from lifecycle.access import Capability, Principal
from lifecycle.audit import Act
from lifecycle.build.dataset import Task
from lifecycle.errors import BadInput, Conflict, NotAllowed, NotFound
from lifecycle.initiative import Initiative
from lifecycle.monitor.stream import StreamSchema
from tests.conftest import NOW, OWNER, Place
from tests.data.builders import SCHEMA, actions, editor, open_stream, rows, strangers, trail
from tests.lifecycle.samples import by_group

ORDERED = replace(SCHEMA, features={"zeal": "numeric", "area": "categorical", "mood": "numeric", "age": "numeric"})


def columns(store: Store, table: str) -> list[tuple[str, str]]:
    query = "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index"
    return rows(store, query, [table])


def test_a_stream_is_read_back_as_it_was_opened(store: Store, act: Act, initiative: Initiative) -> None:
    schema = replace(SCHEMA, action="called", held_out="kept", threshold=0.25, positive="yes")
    made = streams.open_stream(store, act, initiative.id, "  Claims   live ", schema)
    assert (made.name, made.slug, made.number, made.release) == ("Claims live", "claims-live", 1, None)
    assert (made.schema, made.opened_at, made.initiative_id) == (schema, NOW, initiative.id)
    assert streams.listing(store, editor(initiative.id), initiative.id) == [made]
    event = audit.recent(store, OWNER)[0]
    assert (event.action, event.subject, event.initiative_id) == ("stream.opened", made.id, initiative.id)
    assert event.after["schema"]["threshold"] == 0.25


def test_features_keep_their_order(store: Store, act: Act, initiative: Initiative) -> None:
    open_stream(store, act, initiative.id, ORDERED)
    found = streams.by_name(store, OWNER, "s")
    assert list(found.schema.features) == ["zeal", "area", "mood", "age"]
    kinds = columns(store, "cases_1")[-4:]
    assert kinds == [("f0", "DOUBLE"), ("f1", "VARCHAR"), ("f2", "DOUBLE"), ("f3", "DOUBLE")]


def test_a_stream_whose_features_are_open_has_no_tables_yet(store: Store, act: Act, initiative: Initiative) -> None:
    open_stream(store, act, initiative.id, replace(SCHEMA, features={"zeal": "auto", "area": "categorical"}))
    assert columns(store, "cases_1") == []
    assert columns(store, "labels_1") == []


def test_streams_of_one_name_get_addresses_of_their_own(store: Store, act: Act, initiative: Initiative) -> None:
    other = initiatives.start(store, act, "Another")
    made = [open_stream(store, act, own.id, name="Live") for own in (initiative, other, initiative)]
    assert [one.slug for one in made] == ["live", "live-2", "live-3"]
    assert [one.number for one in made] == [1, 2, 3]
    assert streams.listing(store, OWNER, initiative.id) == [made[2], made[0]]


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        (replace(SCHEMA, score="case_id"), "'case_id' is named twice"),
        (replace(SCHEMA, label="zeal"), "'zeal' is named twice"),
        (replace(SCHEMA, time=" "), "needs a name"),
        (replace(SCHEMA, features={}), "at least one feature"),
        (replace(SCHEMA, features={"zeal": "ordinal"}), "not 'ordinal'"),
        (replace(SCHEMA, threshold=1.5), "not between 0 and 1"),
    ],
)
def test_a_schema_that_does_not_hold_together_opens_nothing(
    store: Store, act: Act, initiative: Initiative, schema: StreamSchema, said: str
) -> None:
    before = trail(store)
    with pytest.raises(BadInput, match=said):
        open_stream(store, act, initiative.id, schema)
    with pytest.raises(BadInput, match=said):
        streams.open_with_initiative(store, act, "New", schema)
    assert trail(store) == before


def test_a_stream_needs_an_initiative_that_is_there(store: Store, act: Act) -> None:
    with pytest.raises(NotFound):
        open_stream(store, act, "nowhere")
    assert rows(store, "FROM stream") == []


def test_a_stream_and_its_initiative_are_opened_in_one_change(store: Store, act: Act) -> None:
    made = streams.open_with_initiative(store, act, "Fraud watch", SCHEMA)
    own = initiatives.listing(store, OWNER)[0]
    assert (own.id, own.slug, made.slug) == (made.initiative_id, "fraud-watch", "fraud-watch")
    assert actions(store) == ["initiative.started", "stream.opened"]


def test_a_stream_that_cannot_be_opened_leaves_no_initiative(
    store: Store, act: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "create_tables", lambda cursor, stream: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        streams.open_with_initiative(store, act, "Fraud watch", SCHEMA)
    assert initiatives.listing(store, OWNER) == []
    assert trail(store) == []


def test_a_stream_is_found_by_its_address_and_by_its_id(store: Store, act: Act, initiative: Initiative) -> None:
    made = open_stream(store, act, initiative.id)
    assert streams.by_name(store, OWNER, "s") == made
    assert streams.by_name(store, editor(initiative.id), made.id) == made
    with pytest.raises(NotFound, match="There is no stream 'nothing'"):
        streams.by_name(store, OWNER, "nothing")


def test_a_token_finds_its_own_stream_and_no_other(store: Store, act: Act, initiative: Initiative) -> None:
    mine, other = open_stream(store, act, initiative.id), open_stream(store, act, initiative.id)
    token = Principal("t", "Token", Capability.INGEST, initiative.id, mine.id)
    assert streams.by_name(store, token, mine.slug) == mine
    with pytest.raises(NotAllowed, match="made for another stream"):
        streams.by_name(store, token, other.slug)
    for who in strangers(initiative.id).values():
        with pytest.raises(NotAllowed):
            streams.by_name(store, who, mine.slug)


def test_a_release_opens_a_stream_with_the_columns_of_its_training_data(at: Callable[[str], Place]) -> None:
    place = at("released")
    made = streams.listing(place.store, OWNER, place.initiative.id)[0]
    run = runs.latest(place.store, OWNER, place.initiative.id)
    assert run is not None
    assert made.name == "Breast-cancer triage release 1"
    assert made.release == 1
    assert list(made.schema.features) == list(run.task.features)
    assert (made.schema.identifier, made.schema.label, made.schema.positive) == ("case_id", "diagnosis", "malignant")


def test_columns_a_release_adds_never_take_the_name_of_a_feature(at: Callable[[str], Place]) -> None:
    place = at("trained")
    run = runs.latest(place.store, OWNER, place.initiative.id)
    assert run is not None
    features = dict.fromkeys(["case_id", "decided_at", "score", "score_"], "numeric")
    schema = streams.schema_of_release(replace(run, task=Task("y", "1", features)), 0.3)
    assert (schema.identifier, schema.time, schema.score) == ("case_id_", "decided_at_", "score__")
    streams.check_schema(schema)
    assert schema.threshold == 0.3


def test_a_release_with_thresholds_by_group_asks_for_the_column_of_the_groups(at: Callable[[str], Place]) -> None:
    place = at("trained")
    run = runs.latest(place.store, OWNER, place.initiative.id)
    assert run is not None
    found = replace(by_group(), attribute="score", cuts=(1.5,))
    schema = streams.schema_of_release(replace(run, task=Task("y", "1", {"x": "numeric"})), None, found)
    streams.check_schema(schema)
    assert (schema.group, schema.by_group, schema.cuts) == ("score", {"f": 0.3, "m": 0.415}, (1.5,))
    assert schema.score == "score_"
    assert "score" in schema.columns()
    with pytest.raises(Conflict, match="names no threshold"):
        streams.schema_of_release(run, None)
