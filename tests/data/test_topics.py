"""Topics: every move is counted, who waits is woken in the own event loop, and only what was kept is heard of."""

import asyncio
import random
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest

from data import store as module
from data.store import Cursor, Saved, Store
from data.topics import Topics
from lifecycle.audit import Act, event
from lifecycle.errors import Conflict, StoreProblem
from lifecycle.topics import ACTIVITY, initiative
from tests.conftest import NOW
from tests.data.builders import note, python, rows

LONG, SHORT = 20.0, 0.05


async def waiting(topics: Topics, count: int) -> None:
    """Wait until so many wait."""
    while topics.watchers < count:
        await asyncio.sleep(0.001)


def woken_by(act: Callable[[Topics], object], topics: Topics, topic: str = "a") -> tuple[int, float]:
    """Wait for a topic while a thread does something; gives the revision and how long it took."""

    async def main() -> tuple[int, float]:
        task = asyncio.create_task(topics.changed(topic, topics.revision(topic), LONG))
        await waiting(topics, 1)
        start = time.monotonic()
        threading.Thread(target=act, args=(topics,)).start()
        return await task, time.monotonic() - start

    return asyncio.run(main())


def test_a_topic_starts_where_all_start_and_moves_by_itself() -> None:
    topics = Topics(7)
    assert topics.revision("a") == topics.revision("b") == 7
    topics.publish(["a"])
    assert (topics.revision("a"), topics.revision("b")) == (8, 7)


def test_any_sequence_of_moves_is_counted_as_a_naive_count_does() -> None:
    rng, topics, naive = random.Random(5), Topics(100), Counter[str]()
    for _ in range(500):
        named = rng.choices("abcdef", k=rng.randrange(4))
        topics.publish(named)
        naive.update(set(named))
        assert {name: topics.revision(name) for name in "abcdef"} == {name: 100 + naive[name] for name in "abcdef"}


def test_moves_from_many_threads_are_all_counted() -> None:
    topics = Topics()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: topics.publish(["a", "b"]), range(4000)))
    assert (topics.revision("a"), topics.revision("b")) == (4000, 4000)


def test_who_waits_is_woken_from_another_thread_at_once() -> None:
    revision, took = woken_by(lambda topics: topics.publish(["a"]), Topics(3))
    assert revision == 4
    assert took < 2


def test_who_saw_an_older_revision_does_not_wait() -> None:
    topics = Topics()
    topics.publish(["a"])
    assert asyncio.run(topics.changed("a", 0, LONG)) == 1
    assert asyncio.run(topics.changed("a", 5, LONG)) == 1, "a revision of another run counts as another one"


def test_a_wait_ends_with_its_time_and_the_revision_as_it_was() -> None:
    topics = Topics()

    async def main() -> int:
        task = asyncio.create_task(topics.changed("a", 0, SHORT))
        await waiting(topics, 1)
        topics.publish(["b"])
        return await task

    start = time.monotonic()
    assert asyncio.run(main()) == 0
    assert time.monotonic() - start >= SHORT * 0.9


def test_everybody_is_woken_in_whichever_event_loop() -> None:
    topics, seen = Topics(), []

    def follow() -> None:
        async def many() -> list[int]:
            return await asyncio.gather(*(topics.changed("a", 0, LONG) for _ in range(20)))

        seen.extend(asyncio.run(many()))

    threads = [threading.Thread(target=follow) for _ in range(4)]
    for thread in threads:
        thread.start()
    asyncio.run(waiting(topics, 80))
    topics.publish(["a"])
    for thread in threads:
        thread.join(LONG)
    assert seen == [1] * 80


def test_waiting_costs_no_thread_and_one_call_for_each_event_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    topics = Topics()

    async def main() -> tuple[int, int]:
        before = threading.active_count()
        tasks = [asyncio.create_task(topics.changed("a", 0, LONG)) for _ in range(500)]
        await waiting(topics, 500)
        threads, calls = threading.active_count() - before, []
        loop = asyncio.get_running_loop()
        call = loop.call_soon_threadsafe
        monkeypatch.setattr(loop, "call_soon_threadsafe", lambda *args: (calls.append(1), call(*args)))
        topics.publish(["a"])
        await asyncio.gather(*tasks)
        return threads, len(calls)

    assert asyncio.run(main()) == (0, 1)


def test_nothing_stays_behind_whichever_way_a_wait_ends() -> None:
    topics = Topics()

    async def main() -> None:
        await topics.changed("a", 0, 0.001)
        cancelled = asyncio.create_task(topics.changed("b", 0, LONG))
        woken = asyncio.create_task(topics.changed("c", 0, LONG))
        await waiting(topics, 2)
        cancelled.cancel()
        topics.publish(["c"])
        await asyncio.wait((cancelled, woken))

    asyncio.run(main())
    assert topics.watchers == 0
    assert topics._waiting == {}


def test_one_that_leaves_does_not_take_the_others_along() -> None:
    topics = Topics()

    async def main() -> int:
        leaving, staying = (asyncio.create_task(topics.changed("a", 0, LONG)) for _ in range(2))
        await waiting(topics, 2)
        leaving.cancel()
        await asyncio.wait((leaving,))
        topics.publish(["a"])
        return await staying

    assert asyncio.run(main()) == 1


def test_an_event_loop_that_has_ended_does_not_hurt_who_publishes() -> None:
    topics, loop = Topics(), asyncio.new_event_loop()
    task = loop.create_task(topics.changed("a", 0, LONG))
    loop.run_until_complete(waiting(topics, 1))
    loop.close()
    topics.publish(["a"])
    assert topics.revision("a") == 1
    assert not task.done()
    task._log_destroy_pending = False  # type: ignore[attr-defined]
    with pytest.raises(RuntimeError):
        task.get_coro().throw(RuntimeError)  # type: ignore[union-attr]


def test_a_follower_never_misses_the_last_of_many_moves() -> None:
    topics = Topics()

    async def follow() -> list[int]:
        seen = [0]
        while seen[-1] < 2000:
            seen.append(await topics.changed("a", seen[-1], LONG))
        return seen

    with ThreadPoolExecutor(2) as pool:
        following = pool.submit(asyncio.run, follow())
        for _ in range(2000):
            topics.publish(["a"])
        seen = following.result(LONG)
    assert seen == sorted(set(seen))


def test_moving_all_wakes_everybody_and_goes_on_upward() -> None:
    topics = Topics(10)
    topics.publish(["a"])
    assert woken_by(Topics.publish_all, topics)[0] == 12
    assert topics.revision("never named") == 11


def test_closing_wakes_everybody_and_nobody_waits_again() -> None:
    topics = Topics()
    revision, took = woken_by(Topics.close, topics)
    assert (revision, topics.closed) == (0, True)
    assert took < 2
    start = time.monotonic()
    asyncio.run(topics.changed("a", 0, LONG))
    asyncio.run(topics.pause(LONG))
    assert time.monotonic() - start < 2


def test_a_pause_ends_with_the_program_but_with_no_topic() -> None:
    def pause(end: Callable[[Topics], Awaitable[None] | None]) -> float:
        topics = Topics()

        async def main() -> None:
            task = asyncio.create_task(topics.pause(0.3))
            await waiting(topics, 1)
            end(topics)
            await task

        start = time.monotonic()
        asyncio.run(main())
        return time.monotonic() - start

    assert pause(Topics.close) < 0.2
    assert pause(lambda topics: topics.publish(["a", ACTIVITY])) > 0.25


# What the writer publishes


def follow(store: Store, topic: str, act: Callable[[], object]) -> int:
    """Wait for a topic while something is done; gives how often it has moved."""
    before = store.topics.revision(topic)

    async def main() -> int:
        task = asyncio.create_task(store.topics.changed(topic, before, LONG))
        await waiting(store.topics, 1)
        await asyncio.to_thread(act)
        return await task

    return asyncio.run(main()) - before


def moves(store: Store, names: list[str], act: Callable[[], object]) -> list[int]:
    """Do something and give how often each topic has moved."""
    before = [store.topics.revision(name) for name in names]
    act()
    return [store.topics.revision(name) - was for name, was in zip(names, before, strict=True)]


def test_a_saved_change_moves_the_topics_it_names(store: Store) -> None:
    names = ["workshop/w/room", "workshop/w/console", "workshop/v/room", ACTIVITY]
    assert moves(store, names, lambda: store.write(lambda cursor: Saved(1, (), tuple(names[:2])))) == [1, 1, 0, 0]


def test_an_event_moves_its_initiative_and_the_activity(store: Store, act: Act) -> None:
    names = [initiative("i1"), initiative("i2"), ACTIVITY]
    recorded = event(act, "test.noted", "x", initiative_id="i1")
    assert moves(store, names, lambda: store.write(lambda cursor: Saved(1, (recorded, recorded)))) == [1, 0, 1]
    assert moves(store, names, lambda: note(store, act, "of none")) == [0, 0, 1]


def test_reading_moves_nothing(store: Store) -> None:
    assert moves(store, [ACTIVITY, "x"], lambda: rows(store, "FROM audit")) == [0, 0]


def test_who_is_woken_can_read_what_moved(store: Store, act: Act) -> None:
    seen: list[int] = []

    async def reader() -> None:
        known = store.topics.revision(ACTIVITY)
        for _ in range(30):
            known = await store.topics.changed(ACTIVITY, known, LONG)
            seen.append(rows(store, "SELECT count(*) FROM audit")[0][0])

    with ThreadPoolExecutor(2) as pool:
        reading = pool.submit(asyncio.run, reader())
        for number in range(30):
            asyncio.run(waiting(store.topics, 1))
            note(store, act, f"n{number}")
        reading.result(LONG)
    assert all(count >= number for number, count in enumerate(seen, 1))


def test_a_change_that_fails_publishes_nothing(store: Store, act: Act) -> None:
    def failing(cursor: Cursor) -> Saved[None]:
        raise Conflict("not this one")

    def unrecordable(cursor: Cursor) -> Saved[None]:
        return Saved(None, (event(act, "test.noted", "x", initiative_id="i1", after={"v": float("nan")}),), ("x",))

    def save() -> None:
        for change in (failing, unrecordable):
            with pytest.raises((Conflict, ValueError)):
                store.write(change)

    assert moves(store, ["x", initiative("i1"), ACTIVITY], save) == [0, 0, 0]


def test_in_a_group_only_what_was_kept_is_published(store: Store, act: Act) -> None:
    reached, go = threading.Event(), threading.Event()

    def hold(cursor: Cursor) -> Saved[None]:
        reached.set()
        assert go.wait(LONG)
        return Saved(None, (), ("held",))

    def named(topic: str, fails: bool) -> Callable[[Cursor], Saved[None]]:
        def change(cursor: Cursor) -> Saved[None]:
            if fails:
                raise Conflict("not this one")
            return Saved(None, (), (topic,))

        return change

    def save() -> None:
        with ThreadPoolExecutor(7) as pool:
            pool.submit(store.write, hold)
            assert reached.wait(LONG)
            asked = [pool.submit(store.write, named(f"t{number}", number % 2 == 0)) for number in range(6)]
            while store._queue.qsize() < 6:
                time.sleep(0.002)
            go.set()
            assert sum(future.exception() is not None for future in asked) == 3

    assert moves(store, ["held", *(f"t{number}" for number in range(6))], save) == [1, 0, 1, 0, 1, 0, 1]


class Failing:
    """A connection whose commit raises what DuckDB raises when a checkpoint finds the disk full."""

    def __init__(self, real: Cursor, durable: bool) -> None:
        self.real, self.durable = real, durable

    def cursor(self) -> "Failing":
        return Failing(self.real.cursor(), self.durable)

    def execute(self, statement: str, *parameters: object) -> object:
        if statement != "COMMIT":
            return self.real.execute(statement, *parameters)
        self.real.execute("COMMIT" if self.durable else "ROLLBACK")
        raise duckdb.FatalException("the disk is full")

    def __getattr__(self, name: str) -> object:
        return getattr(self.real, name)


@pytest.mark.parametrize("durable", [True, False])
def test_after_duckdb_gave_up_only_what_is_on_disk_is_published(store: Store, act: Act, durable: bool) -> None:
    assert store._root is not None
    store._root = Failing(store._root, durable)  # type: ignore[assignment]
    recorded = event(act, "test.noted", "x", initiative_id="i1")

    def save() -> None:
        if durable:
            assert store.write(lambda cursor: Saved("kept", (recorded,), ("x",))) == "kept"
        else:
            with pytest.raises(StoreProblem, match="was not saved"):
                store.write(lambda cursor: Saved("lost", (recorded,), ("x",)))

    expected = [1, 1, 1] if durable else [0, 0, 0]
    assert moves(store, ["x", initiative("i1"), ACTIVITY], save) == expected
    assert len(rows(store, "FROM audit")) == int(durable)
    note(store, act, "goes on")


FULL = """
import resource, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from data.audit import SYSTEM
from data.store import Saved, Store
from lifecycle.audit import Act, event
from lifecycle.errors import StoreProblem

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store, act = Store(Path(sys.argv[1])), Act(SYSTEM, datetime.now(UTC))
FILL = "INSERT INTO big SELECT md5((random() + i)::VARCHAR) || md5((random() * i)::VARCHAR) FROM range(?) t(i)"

def fill(number, size=20_000):
    def change(cursor):
        cursor.execute("CREATE TABLE IF NOT EXISTS big (a VARCHAR)")
        cursor.execute(FILL, [size])
        return Saved(None, (event(act, "test.noted", str(number)),))
    store.write(change)

for number in range(8):
    fill(number, 100_000)
store.exclusively(lambda: None)
size = max(file.stat().st_size for file in Path(sys.argv[1]).iterdir() if file.is_file())
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 300_000, resource.RLIM_INFINITY))
kept, failed = list(range(8)), 0
for number in range(8, 29):
    before = store.topics.revision("activity")
    try:
        fill(number)
        kept.append(number)
    except StoreProblem:
        failed += 1
    assert store.topics.revision("activity") - before == (kept[-1] == number)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
fill(30)
with store.read() as cursor:
    found = [int(row[0]) for row in cursor.execute("SELECT subject FROM audit ORDER BY sequence").fetchall()]
print(failed > 2, found == [*kept, 30], len(found))
store.close()
"""


def test_a_disk_that_is_really_full_fails_changes_but_not_the_store(tmp_path: Path) -> None:
    process = python(FULL, tmp_path / "home")
    said, _ = process.communicate(timeout=120)
    assert said.split()[:2] == ["True", "True"], said


def test_a_full_disk_publishes_nothing(store: Store, act: Act, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.shutil, "disk_usage", lambda home: SimpleNamespace(free=0))

    def save() -> None:
        with pytest.raises(StoreProblem, match="Less than 64 MB"):
            note(store, act, "full")

    assert moves(store, [ACTIVITY], save) == [0]


def test_whoever_waits_hears_of_a_backup_put_in_place(store: Store) -> None:
    assert follow(store, "anything", lambda: store.exclusively(lambda: None)) == 1


def test_a_program_started_later_stands_elsewhere(tmp_path: Path) -> None:
    revisions = []
    for number in range(2):
        store = Store(tmp_path / "home", lambda number=number: NOW + timedelta(seconds=number))
        revisions.append(store.topics.revision("a"))
        store.close()
        assert store.topics.closed
    assert revisions[1] > revisions[0]
