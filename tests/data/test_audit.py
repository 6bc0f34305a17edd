"""The audit trail in the store: appended in a chain, read newest first, and every tampering is found."""

import re
from datetime import UTC, datetime, timedelta, timezone

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import audit
from data.migrate import migrate
from data.store import Saved, Store
from lifecycle.access import Capability, Principal
from lifecycle.audit import FIRST_HASH, Act, event
from lifecycle.errors import NotAllowed
from tests.conftest import NOW, OWNER
from tests.data.builders import editor, note, rows, strangers

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def root() -> duckdb.DuckDBPyConnection:
    """A database in memory with the program's tables."""
    made = duckdb.connect()
    migrate(made)
    return made


@pytest.fixture
def long(root: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """A trail of ten events."""
    root.execute("DELETE FROM audit")
    act = Act(OWNER, NOW)
    events = [event(act, "test.noted", f"n{n}", before={"n": n - 1}, after={"n": n}) for n in range(10)]
    audit.append(root, events, (0, FIRST_HASH))
    return root


def test_the_head_of_an_empty_trail_is_its_beginning(store: Store) -> None:
    with store.read() as cursor:
        assert audit.head(cursor) == (0, FIRST_HASH)
        assert audit.check_chain(cursor) is None


def test_the_head_is_the_last_event(store: Store, act: Act) -> None:
    note(store, act, "one")
    note(store, act, "two")
    with store.read() as cursor:
        head = audit.head(cursor)
    assert head == rows(store, "SELECT sequence, hash FROM audit WHERE subject = 'two'")[0]


def test_an_event_is_read_back_as_it_was_recorded(store: Store, act: Act) -> None:
    here = Act(Principal("p1", "Ada", Capability.EDITOR), NOW, role="science", reason="because")
    made = event(here, "test.noted", "that", initiative_id="i1", before={"a": None}, after={"b": [1, 2.5, "ü"]})
    store.write(lambda cursor: Saved(None, (made,)))
    found = audit.recent(store, act.who)[0]
    assert found.previous_hash == FIRST_HASH
    wanted = {name: value for name, value in vars(made).items() if name not in ("sequence", "previous_hash", "hash")}
    assert {name: getattr(found, name) for name in wanted} == wanted
    assert (found.actor_id, found.actor, found.capability, found.role) == ("p1", "Ada", "editor", "science")


def test_a_moment_of_another_time_zone_stays_the_same_moment(store: Store) -> None:
    away = datetime(2026, 11, 23, 12, 30, 15, 123_456, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    note(store, Act(OWNER, away), "far away")
    found = audit.recent(store, OWNER)[0]
    assert found.at == away
    assert found.at.tzinfo is UTC
    with store.read() as cursor:
        assert audit.check_chain(cursor) is None


@settings(max_examples=60, deadline=None)
@given(before=JSON, after=JSON, subject=TEXT, reason=st.none() | TEXT)
def test_whatever_is_recorded_the_chain_holds(
    root: duckdb.DuckDBPyConnection, before: object, after: object, subject: str, reason: str | None
) -> None:
    root.execute("DELETE FROM audit")
    act = Act(OWNER, NOW, reason=reason)
    made = [event(act, "test.noted", subject, before=before, after=after) for _ in range(2)]
    placed = audit.append(root, made, (0, FIRST_HASH))
    assert [entry.sequence for entry in placed] == [1, 2]
    assert audit.check_chain(root) is None
    assert root.execute("SELECT hash FROM audit ORDER BY sequence").fetchall() == [(entry.hash,) for entry in placed]


def test_the_latest_events_come_first_and_not_more_than_asked(store: Store, act: Act) -> None:
    for number in range(5):
        note(store, act, f"n{number}")
    assert [entry.subject for entry in audit.recent(store, OWNER, limit=3)] == ["n4", "n3", "n2"]


def test_the_events_of_one_initiative_are_read_alone_by_its_editor(store: Store, act: Act) -> None:
    for own in ("i1", "i2", "i1"):
        store.write(lambda cursor, own=own: Saved(None, (event(act, "test.noted", own, initiative_id=own),)))
    note(store, act, "of none")
    assert [entry.sequence for entry in audit.recent(store, editor("i1"), "i1")] == [3, 1]


def test_the_whole_trail_is_for_owners_alone(store: Store, act: Act) -> None:
    note(store, act, "secret")
    for who in (*strangers("i1").values(), editor("i1"), Principal("e", "Editor of all", Capability.EDITOR)):
        with pytest.raises(NotAllowed):
            audit.recent(store, who)
    for who in strangers("i1").values():
        with pytest.raises(NotAllowed):
            audit.recent(store, who, "i1")


@pytest.mark.parametrize("page", [1, 3, 4, 10, 5000])
def test_the_chain_is_followed_across_pages(long: duckdb.DuckDBPyConnection, page: int) -> None:
    assert audit.check_chain(long, page) is None


@pytest.mark.parametrize("page", [1, 3, 5000])
@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        ("UPDATE audit SET actor = 'Somebody' WHERE sequence = 4", "event 4 .* is not as it was recorded"),
        ("UPDATE audit SET capability = 'viewer' WHERE sequence = 4", "event 4 .* is not as it was recorded"),
        ("UPDATE audit SET role = 'risk' WHERE sequence = 10", "event 10 .* is not as it was recorded"),
        ("UPDATE audit SET moment = moment + INTERVAL 1 SECOND WHERE sequence = 1", "event 1 .* is not as"),
        ("""UPDATE audit SET after = '{"n": 77}' WHERE sequence = 3""", "event 3 .* is not as it was recorded"),
        ("UPDATE audit SET before = NULL WHERE sequence = 6", "event 6 .* is not as it was recorded"),
        ("UPDATE audit SET hash = repeat('0', 64) WHERE sequence = 7", "event 7 .* is not as it was recorded"),
        ("DELETE FROM audit WHERE sequence = 5", "event 5 is missing: 6 follows 4"),
        ("DELETE FROM audit WHERE sequence = 1", "event 1 is missing: 2 follows 0"),
    ],
)
def test_every_tampering_is_found_and_named(
    long: duckdb.DuckDBPyConnection, tampering: str, found: str, page: int
) -> None:
    long.execute(tampering)
    problem = audit.check_chain(long, page)
    assert problem is not None
    assert re.search(found, problem)


def test_an_event_that_was_changed_and_hashed_anew_breaks_the_next_one(long: duckdb.DuckDBPyConnection) -> None:
    with_change = audit._event(long.execute(f"SELECT {audit.COLUMNS} FROM audit WHERE sequence = 4").fetchall()[0])
    forged = audit.chain(event(Act(OWNER, NOW), "test.noted", "forged"), 4, with_change.previous_hash)
    long.execute("DELETE FROM audit WHERE sequence = 4")
    marks = ", ".join("?" * 14)
    long.execute(f"INSERT INTO audit ({audit.COLUMNS}) VALUES ({marks})", audit._row(forged))
    assert audit.check_chain(long) == "event 5 (test.noted) is not as it was recorded"


def test_a_loss_says_how_much_where_the_log_is_and_what_to_do() -> None:
    said = audit.Lost(8, 12, "the.log").sentence()
    assert "5 saved changes (8 to 12) could not be read back" in said
    assert "set aside as the.log; nothing was deleted" in said
    assert "open Store in the sidebar" in said
    assert "set aside" not in audit.Lost(8, 12, None).sentence()
    assert "No acknowledged change is missing" in audit.Lost(8, 7, "the.log").sentence()
