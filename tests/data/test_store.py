"""The store: whole or not at all, one consistent state to read, a gapless chain whoever writes."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest

from data import initiatives
from data import store as module
from data.store import Cursor, Saved, Store
from lifecycle.audit import Act, event
from lifecycle.errors import Conflict, StoreProblem
from tests.conftest import NOW, OWNER
from tests.data.builders import actions, chain_problem, change, note, noted, rows, trail

INSERT = "INSERT INTO initiative VALUES (?, ?, ?, false, now()::TIMESTAMP)"


class Stop:
    """Holds the writer in a change, so that further changes gather in its queue."""

    def __init__(self, store: Store, act: Act) -> None:
        self.store, self.act = store, act
        self.reached, self.go = threading.Event(), threading.Event()

    def hold(self, cursor: Cursor) -> Saved[str]:
        self.reached.set()
        assert self.go.wait(30)
        return Saved("held", (noted(self.act, "held"),))

    def gather(self, changes: list[Callable[[Cursor], Saved[object]]]) -> list[object]:
        """Have changes wait behind a held one, let them go, and give their results or what they raised."""
        with ThreadPoolExecutor(len(changes) + 1) as pool:
            pool.submit(self.store.write, self.hold)
            assert self.reached.wait(30)
            asked = [pool.submit(self.store.write, one) for one in changes]
            while self.store._queue.qsize() < len(changes):
                threading.Event().wait(0.002)
            self.go.set()
            return [future.exception() or future.result() for future in asked]


def test_a_change_is_saved_with_its_events_and_gives_its_result_back(store: Store, act: Act) -> None:
    def work(cursor: Cursor) -> Saved[str]:
        cursor.execute(INSERT, ["i1", "one", "One"])
        return Saved("done", (noted(act, "first"), noted(act, "second")))

    assert store.write(work) == "done"
    assert rows(store, "SELECT id FROM initiative") == [("i1",)]
    assert [sequence for sequence, _, _ in trail(store)] == [1, 2]
    assert chain_problem(store) is None


def test_an_exception_in_a_change_leaves_nothing_and_takes_no_number(store: Store, act: Act) -> None:
    note(store, act, "before")

    def work(cursor: Cursor) -> Saved[None]:
        cursor.execute(INSERT, ["i1", "one", "One"])
        raise Conflict("changed my mind")

    with pytest.raises(Conflict, match="changed my mind"):
        store.write(work)
    assert rows(store, "SELECT id FROM initiative") == []
    note(store, act, "after")
    assert [sequence for sequence, _, _ in trail(store)] == [1, 2]
    assert chain_problem(store) is None


def test_events_that_cannot_be_recorded_take_the_rows_of_their_change_with_them(store: Store, act: Act) -> None:
    def work(cursor: Cursor) -> Saved[None]:
        cursor.execute(INSERT, ["i1", "one", "One"])
        fine = noted(act, "fine")
        return Saved(None, (fine, event(act, "test.noted", "not a number", after={"value": float("nan")})))

    with pytest.raises(ValueError, match="not JSON compliant"):
        store.write(work)
    assert rows(store, "SELECT id FROM initiative") == []
    assert trail(store) == []
    note(store, act, "after")
    assert [sequence for sequence, _, _ in trail(store)] == [1]


def test_a_statement_that_fails_in_a_change_is_raised_and_leaves_nothing(store: Store, act: Act) -> None:
    def work(cursor: Cursor) -> Saved[None]:
        cursor.execute(INSERT, ["i1", "one", "One"])
        cursor.execute(INSERT, ["i2", "one", "The same address"])
        return Saved(None, (noted(act, "never"),))

    with pytest.raises(duckdb.ConstraintException):
        store.write(work)
    assert rows(store, "SELECT id FROM initiative") == []
    assert trail(store) == []


def test_changes_that_wait_are_saved_in_one_transaction(store: Store, act: Act) -> None:
    def own_transaction(cursor: Cursor) -> Saved[int]:
        return Saved(cursor.execute("SELECT txid_current()").fetchall()[0][0], (noted(act, "in a group"),))

    numbers = Stop(store, act).gather([own_transaction] * 12)
    assert len(set(numbers)) == 1
    assert [sequence for sequence, _, _ in trail(store)] == list(range(1, 14))


def test_a_group_has_a_limit(store: Store, act: Act) -> None:
    def own_transaction(cursor: Cursor) -> Saved[int]:
        return Saved(cursor.execute("SELECT txid_current()").fetchall()[0][0])

    numbers = Stop(store, act).gather([own_transaction] * (module.GROUP + 6))
    assert sorted(numbers.count(number) for number in set(numbers)) == [6, module.GROUP]


def test_a_failing_change_in_a_group_does_not_hurt_its_neighbours(store: Store, act: Act) -> None:
    def failing(cursor: Cursor) -> Saved[None]:
        cursor.execute(INSERT, ["bad", "bad", "Bad"])
        raise Conflict("not this one")

    fine = [change(act, INSERT, [f"i{n}", f"s{n}", "Fine"]) for n in range(6)]
    given = Stop(store, act).gather([fine[0], failing, fine[1], fine[2], failing, fine[3], fine[4], fine[5]])
    assert [isinstance(result, Conflict) for result in given] == [False, True, False, False, True, False, False, False]
    assert rows(store, "SELECT id FROM initiative ORDER BY id") == [(f"i{n}",) for n in range(6)]
    assert [sequence for sequence, _, _ in trail(store)] == list(range(1, 8))
    assert chain_problem(store) is None


def test_many_threads_of_which_some_fail_keep_exactly_what_did_not_fail(store: Store, act: Act) -> None:
    def work(number: int) -> bool:
        def run(cursor: Cursor) -> Saved[None]:
            cursor.execute(INSERT, [f"i{number}", f"s{number}", "N"])
            if number % 5 == 0:
                raise Conflict("every fifth fails")
            return Saved(None, (noted(act, str(number)),))

        try:
            store.write(run)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        kept = list(pool.map(work, range(200)))
    expected = {f"i{number}" for number in range(200) if number % 5}
    assert [number for number, one in enumerate(kept) if not one] == list(range(0, 200, 5))
    assert {row[0] for row in rows(store, "SELECT id FROM initiative")} == expected
    assert [sequence for sequence, _, _ in trail(store)] == list(range(1, len(expected) + 1))
    assert chain_problem(store) is None


def test_twenty_threads_of_fifty_writes_give_a_gapless_unbroken_chain(store: Store, act: Act) -> None:
    def fifty(thread: int) -> list[str]:
        return [note(store, act, f"{thread}-{number}") for number in range(50)]

    with ThreadPoolExecutor(20) as pool:
        asked = {what for done in pool.map(fifty, range(20)) for what in done}
    subjects = rows(store, "SELECT sequence, subject FROM audit ORDER BY sequence")
    assert [sequence for sequence, _ in subjects] == list(range(1, 1001))
    assert {subject for _, subject in subjects} == asked
    assert chain_problem(store) is None


def test_a_result_is_given_back_only_once_it_can_be_read(store: Store, act: Act) -> None:
    def write_then_read(number: int) -> int:
        note(store, act, f"n{number}")
        return rows(store, "SELECT count(*) FROM audit WHERE subject = ?", [f"n{number}"])[0][0]

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(write_then_read, range(80))) == {1}


def test_reads_see_one_consistent_state_while_writes_go_on(store: Store, act: Act) -> None:
    store.write(change(act, "CREATE TABLE account AS SELECT i AS id, 100 AS amount FROM range(2) t(i)"))
    stop, seen = threading.Event(), []

    def move(cursor: Cursor) -> Saved[None]:
        cursor.execute("UPDATE account SET amount = amount - 1 WHERE id = 0")
        cursor.execute("UPDATE account SET amount = amount + 1 WHERE id = 1")
        return Saved(None, (noted(act, "moved"),))

    def keep_moving() -> None:
        while not stop.is_set():
            store.write(move)

    def look(_: int) -> tuple[int, bool]:
        with store.read() as cursor:
            before = cursor.execute("SELECT sum(amount), min(amount) FROM account").fetchall()
            moved = cursor.execute("SELECT count(*) FROM audit").fetchall()
            threading.Event().wait(0.005)
            after = cursor.execute("SELECT sum(amount), min(amount) FROM account").fetchall()
            again = cursor.execute("SELECT count(*) FROM audit").fetchall()
        seen.append(moved[0][0])
        return int(before[0][0]), before == after and moved == again

    writer = threading.Thread(target=keep_moving)
    writer.start()
    with ThreadPoolExecutor(4) as pool:
        looks = list(pool.map(look, range(60)))
    stop.set()
    writer.join()
    assert set(looks) == {(200, True)}
    assert max(seen) > min(seen)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO grant_use VALUES ('g', now()::TIMESTAMP)",
        "UPDATE audit SET actor = 'somebody else'",
        "DELETE FROM audit",
        "CREATE TABLE mine (a INTEGER)",
        "DROP TABLE audit",
        "ALTER TABLE audit ADD COLUMN extra INTEGER",
        "WITH made AS (INSERT INTO grant_use VALUES ('g', now()::TIMESTAMP) RETURNING *) SELECT * FROM made",
    ],
)
def test_a_read_cursor_cannot_write(store: Store, act: Act, statement: str) -> None:
    note(store, act, "before")
    before = rows(store, "FROM audit")
    with store.read() as cursor, pytest.raises(duckdb.Error):
        cursor.execute(statement)
    assert rows(store, "FROM audit") == before
    assert rows(store, "FROM grant_use") == []
    assert "mine" not in {name for (name,) in rows(store, "SELECT table_name FROM duckdb_tables()")}


@pytest.mark.parametrize(
    "statement",
    [
        "FROM read_text('{outside}')",
        "COPY (SELECT 1) TO '{outside}'",
        "ATTACH '{outside}' AS other",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "SET allowed_directories = ['/']",
    ],
)
def test_no_statement_reaches_outside_the_home_or_loosens_the_rules(
    store: Store, act: Act, tmp_path: Path, statement: str
) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("a secret")
    with pytest.raises(duckdb.Error):
        store.write(change(act, statement.format(outside=outside)))
    assert outside.read_text() == "a secret"
    assert trail(store) == []


def test_the_revision_of_an_initiative_moves_with_its_own_changes_alone(store: Store, act: Act) -> None:
    def save(own: str) -> None:
        store.write(lambda cursor: Saved(None, (event(act, "test.noted", "x", initiative_id=own),)))

    def now() -> tuple[object, object]:
        return store.revision("i1"), store.revision("i2")

    seen = [now()]
    save("i1")
    seen.append(now())
    assert seen[1][0] != seen[0][0]
    assert seen[1][1] == seen[0][1]
    note(store, act, "of none")
    with pytest.raises(ZeroDivisionError):
        store.write(lambda cursor: Saved(1 / 0))
    rows(store, "FROM audit")
    assert now() == seen[1]
    store.exclusively(lambda: None)
    assert not set(now()) & {one for pair in seen for one in pair}


def test_the_store_remembers_what_was_costly_to_make(store: Store) -> None:
    made: list[int] = []
    assert [store.remember("key", lambda: made.append(1) or len(made)) for _ in range(3)] == [1, 1, 1]
    for key in range(module.REMEMBERED):
        store.remember(key, lambda: 0)
    assert store.remember("key", lambda: made.append(1) or len(made)) == 2


def test_nothing_is_saved_when_the_disk_is_nearly_full(store: Store, act: Act, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(module.shutil, "disk_usage", lambda home: SimpleNamespace(free=module.LEAST_FREE - 1))
        with pytest.raises(StoreProblem, match=r"Less than 64 MB are free under .* Nothing was saved"):
            note(store, act, "full")
    assert trail(store) == []
    note(store, act, "room again")
    assert [sequence for sequence, _, _ in trail(store)] == [1]


def test_closing_finishes_what_was_asked(tmp_path: Path, act: Act) -> None:
    store = Store(tmp_path / "home", lambda: NOW)
    stop = Stop(store, act)
    with ThreadPoolExecutor(8) as pool:
        held = pool.submit(store.write, stop.hold)
        assert stop.reached.wait(30)
        asked = [pool.submit(note, store, act, f"n{number}") for number in range(5)]
        while store._queue.qsize() < 5:
            threading.Event().wait(0.002)
        closing = pool.submit(store.close)
        while store._queue.qsize() < 6:
            threading.Event().wait(0.002)
        stop.go.set()
        closing.result(30)
        assert held.result() == "held"
        assert [future.result() for future in asked] == [f"n{number}" for number in range(5)]
    again = Store(tmp_path / "home", lambda: NOW)
    assert len(trail(again)) == 6
    assert again.lost is None
    again.close()


def test_reading_a_closed_store_says_that_it_is_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path / "home", lambda: NOW)
    store.close()
    monkeypatch.setattr(store._idle, "wait", lambda timeout: False)
    with pytest.raises(StoreProblem, match="The store is closed"):
        rows(store, "FROM audit")


def test_work_done_exclusively_waits_for_readers_and_makes_others_wait(store: Store, act: Act) -> None:
    note(store, act, "before")
    order: list[str] = []
    reading, finish = threading.Event(), threading.Event()

    def read_slowly() -> int:
        with store.read() as cursor:
            reading.set()
            assert finish.wait(30)
            found = cursor.execute("SELECT count(*) FROM audit").fetchall()[0][0]
            order.append("read to its end")
            return found

    def work() -> str:
        order.append("alone")
        return "worked"

    with ThreadPoolExecutor(4) as pool:
        slow = pool.submit(read_slowly)
        assert reading.wait(30)
        alone = pool.submit(store.exclusively, work)
        while store._root is not None:
            threading.Event().wait(0.002)
        late_read = pool.submit(rows, store, "SELECT count(*) FROM audit")
        late_write = pool.submit(note, store, act, "meanwhile")
        assert not order
        finish.set()
        assert slow.result(30) == 1
        assert alone.result(30) == "worked"
        assert late_write.result(30) == "meanwhile"
        assert late_read.result(30)[0][0] in (1, 2)
    assert order == ["read to its end", "alone"]
    assert [sequence for sequence, _, _ in trail(store)] == [1, 2]
    assert chain_problem(store) is None


def test_the_store_goes_on_when_work_done_exclusively_fails(store: Store, act: Act) -> None:
    note(store, act, "before")
    with pytest.raises(ZeroDivisionError):
        store.exclusively(lambda: 1 / 0)
    note(store, act, "after")
    assert [sequence for sequence, _, _ in trail(store)] == [1, 2]
    assert store.lost is None


def test_what_was_saved_is_there_after_closing_and_opening(tmp_path: Path, act: Act) -> None:
    store = Store(tmp_path / "home", lambda: NOW)
    made = initiatives.start(store, act, "Kept")
    recorded = trail(store)
    store.close()
    again = Store(tmp_path / "home", lambda: NOW)
    assert initiatives.listing(again, OWNER) == [made]
    assert trail(again) == recorded
    note(again, act, "goes on")
    assert chain_problem(again) is None
    assert actions(again) == ["initiative.started", "test.noted"]
    again.close()
