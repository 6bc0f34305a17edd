"""The store: one root connection, a cursor for each operation, one writer that commits in groups."""

import queue
import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Generic, TypeVar

import duckdb

from data import audit, opening
from data.memory import Memory
from data.migrate import migrate
from data.topics import Topics
from data.watermark import Watermark
from lifecycle.audit import Event
from lifecycle.errors import StoreProblem
from lifecycle.topics import ACTIVITY, initiative

T = TypeVar("T")
Cursor = duckdb.DuckDBPyConnection
GROUP = 64
REMEMBERED = 48
LEAST_FREE = 64 * 1024 * 1024


@dataclass(frozen=True)
class Saved(Generic[T]):
    """What a change gives back, the events that record it, and what has moved for those who watch."""

    result: T
    events: tuple[Event, ...] = ()
    topics: tuple[str, ...] = ()


Change = Callable[[Cursor], Saved[Any]]


class Store:
    """The only way to the database. A change is saved whole, with its audit events, or not at all."""

    def __init__(self, home: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.home, self.clock = home, clock
        self.lost: audit.Lost | None = None
        self._queue: queue.SimpleQueue[tuple[Change, Future[Any]] | None] = queue.SimpleQueue()
        self._readers, self._idle = 0, threading.Condition()
        self._root: Cursor | None = None
        self.remember = Memory(REMEMBERED)
        self._head, self._opened = (0, ""), 0
        self._revisions: dict[str, int] = {}
        self.topics = Topics(int(clock().timestamp() * 1000))
        self.start()

    def start(self) -> None:
        """Open, check and migrate the store, and start the writer.

        Raises:
            StoreProblem: the store cannot be used as it is.

        """
        root, aside = opening.connect(self.home, self.clock())
        try:
            opening.harden(root, self.home)
            migrate(root)
            self._watermark = Watermark(self.home)
            self._head = audit.head(root)
            self._check_log(root, aside)
        except duckdb.Error as problem:
            root.close()
            raise StoreProblem(f"The store {self.home / opening.DATABASE} cannot be read: {problem}") from None
        except StoreProblem:
            root.close()
            raise
        self._root = root
        self._opened += 1
        self._watermark.write(*self._head)
        self._writer = threading.Thread(target=self._write_loop, name="store-writer", daemon=True)
        self._writer.start()

    def _check_log(self, root: Cursor, aside: Path | None) -> None:
        """Compare how far the store reaches with what was acknowledged; set the log aside where it fell short."""
        mark = self._watermark.read()
        if mark and mark[0] > self._head[0]:
            aside = aside or opening.set_log_aside(self.home, self.clock())
            self.lost = audit.Lost(self._head[0] + 1, mark[0], aside.name if aside else None)
        elif aside:
            self.lost = audit.Lost(self._head[0] + 1, self._head[0], aside.name)
        if self.lost:
            event = audit.record_loss(root, self.lost, self.clock())
            self._head = (event.sequence, event.hash)
        opening.confirm_log(self.home)

    def revision(self, initiative_id: str) -> tuple[int, int]:
        """Give what moves whenever anything of an initiative is saved, or the store is opened anew."""
        return self._opened, self._revisions.get(initiative_id, 0)

    @contextmanager
    def read(self) -> Iterator[Cursor]:
        """Open a cursor on one consistent state that cannot write."""
        with self._idle:
            while self._root is None:
                if not self._idle.wait(timeout=30):
                    raise StoreProblem("The store is closed.")
            self._readers += 1
            cursor = self._root.cursor()
        try:
            cursor.execute("BEGIN TRANSACTION READ ONLY")
            yield cursor
        finally:
            cursor.close()
            with self._idle:
                self._readers -= 1
                self._idle.notify_all()

    def write(self, change: Callable[[Cursor], Saved[T]]) -> T:
        """Run a change in the writer and return its result once it is on disk.

        The change may run twice: when another one of its group fails, each is tried alone. Whatever it raises is
        raised here, and nothing of it is kept.
        """
        future: Future[T] = Future()
        self._queue.put((change, future))
        return future.result()

    def _write_loop(self) -> None:
        while (item := self._queue.get()) is not None:
            group, stop = [item], False
            while len(group) < GROUP and not stop:
                try:
                    more = self._queue.get_nowait()
                except queue.Empty:
                    break
                if more is None:
                    stop = True
                else:
                    group.append(more)
            self._save_group(group)
            if stop:
                return

    def _save_group(self, group: list[tuple[Change, Future[Any]]]) -> None:
        try:
            results = self._commit([change for change, _ in group])
        except BaseException as problem:  # noqa: BLE001 - it is raised where the change was asked for
            if len(group) == 1:
                group[0][1].set_exception(problem)
                return
            for item in group:
                self._save_group([item])
            return
        for (_, future), result in zip(group, results, strict=True):
            future.set_result(result)

    def _commit(self, changes: list[Change]) -> list[Any]:
        """Run changes in one transaction, chain their events, commit, move the watermark."""
        if shutil.disk_usage(self.home).free < LEAST_FREE:
            raise StoreProblem(f"Less than 64 MB are free under {self.home}. Nothing was saved; free some room first.")
        if self._root is None:
            raise StoreProblem("The store is closed.")
        cursor = self._root.cursor()
        try:
            cursor.execute("BEGIN")
            saved = [change(cursor) for change in changes]
            events = audit.append(cursor, [event for item in saved for event in item.events], self._head)
            cursor.execute("COMMIT")
        except duckdb.FatalException as problem:
            cursor.close()
            return self._after_fatal(problem, saved, events)
        except BaseException:
            with suppress(duckdb.Error):  # a commit that failed has rolled back already
                cursor.execute("ROLLBACK")
            raise
        finally:
            cursor.close()
        self._acknowledge(saved, events)
        return [item.result for item in saved]

    def _acknowledge(self, saved: list[Saved[Any]], events: list[Event]) -> None:
        """Note how far the store reaches, then tell who watches: only what was kept is ever heard of."""
        for event in events:
            if event.initiative_id:
                self._revisions[event.initiative_id] = event.sequence
        if events:
            self._head = (events[-1].sequence, events[-1].hash)
            self._watermark.write(*self._head)
        self.topics.publish(moved(saved, events))

    def _after_fatal(self, problem: Exception, saved: list[Saved[Any]], events: list[Event]) -> list[Any]:
        """Reopen after DuckDB gave up, as when a checkpoint finds the disk full; the commit may still be durable.

        Whatever is still open on the database would make the new connection one to the old, broken one.
        """
        with self._idle:
            broken, self._root = self._root, None
            self._idle.wait_for(lambda: not self._readers, timeout=30)
        if broken is not None:
            broken.close()
        root, _ = opening.connect(self.home, self.clock())
        opening.harden(root, self.home)
        with self._idle:
            self._root = root
            self._idle.notify_all()
        self._head = audit.head(root)
        if events and self._head == (events[-1].sequence, events[-1].hash):
            self._acknowledge(saved, events)
            return [item.result for item in saved]
        raise StoreProblem(f"The store had to be reopened and this change was not saved: {problem}") from None

    def exclusively(self, work: Callable[[], T]) -> T:
        """Close the database while nobody reads or writes, do `work` on its files, and open it again."""
        self._queue.put(None)
        self._writer.join()
        with self._idle:
            root, self._root = self._root, None
            while self._readers:
                self._idle.wait()
        if root is not None:
            root.close()
        self._watermark.close()
        try:
            return work()
        finally:
            self.start()
            with self._idle:
                self._idle.notify_all()
            self.topics.publish_all()

    def close(self) -> None:
        """Finish what was asked, write the log into the database file, and close."""
        self.topics.close()
        self._queue.put(None)
        self._writer.join()
        with self._idle:
            root, self._root = self._root, None
        if root is not None:
            root.close()
        self._watermark.close()


def moved(saved: list[Saved[Any]], events: list[Event]) -> set[str]:
    """Give the topics a group of changes moves: those they name, and those of the events that record them."""
    named = {topic for item in saved for topic in item.topics}
    of_events = {initiative(event.initiative_id) for event in events if event.initiative_id}
    return named | of_events | ({ACTIVITY} if events else set())
