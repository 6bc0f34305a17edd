"""What has moved: a revision for each topic, published by the writer and awaited by those who watch."""

import asyncio
import contextlib
import threading
from collections import defaultdict
from collections.abc import Iterable

Waiter = asyncio.Future[None]
NEVER = ""


class Topics:
    """Revisions by topic. A topic nobody has published yet stands at the revision all of them started from.

    `start` should differ from one run of the program to the next, so that whoever comes back after a restart with
    a revision of the run before sees that it is another one. Revisions only grow.
    """

    def __init__(self, start: int = 0) -> None:
        self._lock = threading.Lock()
        self._start = start
        self._moves: dict[str, int] = {}
        self._waiting: dict[str, set[Waiter]] = {}
        self._closed = False

    @property
    def closed(self) -> bool:
        """Answer whether the program is stopping: nobody waits any longer."""
        return self._closed

    @property
    def watchers(self) -> int:
        """How many wait at this moment."""
        with self._lock:
            return sum(len(waiters) for waiters in self._waiting.values())

    def revision(self, topic: str) -> int:
        """Give the revision of a topic."""
        with self._lock:
            return self._revision(topic)

    def publish(self, topics: Iterable[str]) -> None:
        """Move topics on by one and wake whoever waits for them; safe from any thread."""
        moved = set(topics)
        with self._lock:
            for topic in moved:
                self._moves[topic] = self._moves.get(topic, 0) + 1
            woken = [waiter for topic in moved for waiter in self._waiting.pop(topic, ())]
        _wake(woken)

    def publish_all(self) -> None:
        """Move every topic, as after a backup was put in place."""
        with self._lock:
            self._start += 1
            woken = self._take_all()
        _wake(woken)

    def close(self) -> None:
        """Wake everybody for good."""
        with self._lock:
            self._closed = True
            woken = self._take_all()
        _wake(woken)

    async def changed(self, topic: str, seen: int, seconds: float) -> int:
        """Wait until a topic stands elsewhere than at `seen`, at most so many seconds; returns its revision.

        Waiting costs a future in the caller's own event loop, whichever that is, and no thread.
        """
        waiter: Waiter = asyncio.get_running_loop().create_future()
        with self._lock:
            if self._closed or self._revision(topic) != seen:
                return self._revision(topic)
            self._waiting.setdefault(topic, set()).add(waiter)
        try:
            await asyncio.wait((waiter,), timeout=seconds)
        finally:
            self._forget(topic, waiter)
        return self.revision(topic)

    async def pause(self, seconds: float) -> None:
        """Sleep, but no longer than the program runs."""
        await self.changed(NEVER, self.revision(NEVER), seconds)

    def _revision(self, topic: str) -> int:
        return self._start + self._moves.get(topic, 0)

    def _take_all(self) -> list[Waiter]:
        woken = [waiter for waiters in self._waiting.values() for waiter in waiters]
        self._waiting.clear()
        return woken

    def _forget(self, topic: str, waiter: Waiter) -> None:
        with self._lock:
            waiters = self._waiting.get(topic)
            if waiters is not None:
                waiters.discard(waiter)
                if not waiters:
                    del self._waiting[topic]


def _wake(waiters: Iterable[Waiter]) -> None:
    """Let each event loop know once, however many of its tasks wait."""
    by_loop: dict[asyncio.AbstractEventLoop, list[Waiter]] = defaultdict(list)
    for waiter in waiters:
        by_loop[waiter.get_loop()].append(waiter)
    for loop, own in by_loop.items():
        with contextlib.suppress(RuntimeError):  # the loop has ended, and who waited in it with it
            loop.call_soon_threadsafe(_resolve, own)


def _resolve(waiters: list[Waiter]) -> None:
    for waiter in waiters:
        if not waiter.done():
            waiter.set_result(None)
