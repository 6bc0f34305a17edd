"""How fast a change reaches those who watch, and what watching costs while nothing changes.

`python -m benchmarks.live_channel [STREAMS] [ROUNDS]` starts the program as the README does, in a folder of its own,
opens streams from another process and prints: the processor time of the idle program without and with the streams; the
time from the answer to a write (its commit is on disk) until each stream heard of it, on a quiet program, on a busy one
and on one whose event loop stood still for three seconds; and how many events fifty writes in a row become.
"""

import asyncio
import json
import os
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from lifecycle.topics import ACTIVITY
from tests.program import TOKEN, Program, program

STREAMS, ROUNDS = 100, 20
IDLE, BUSY, FROZEN = 20.0, 12, 3.0
ORDER = {"id": "id", "time": "at", "score": "p", "label": "y", "features": ["x"]}
TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


class Watcher:
    """One open stream; knows when each event came."""

    def __init__(self) -> None:
        self.heard: list[tuple[float, int]] = []
        self.ended = False

    async def follow(self, port: int) -> None:
        """Read the stream to its end."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"GET /live?topic={ACTIVITY} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
        while line := await reader.readline():
            if line.startswith(b"data: "):
                self.heard.append((time.perf_counter(), int(line[6:])))
        self.ended = True
        writer.close()


async def ask(port: int, method: str, path: str, body: object = None) -> bytes:
    """Send a request as the owner and give the answer's body."""
    content = b"" if body is None else json.dumps(body).encode()
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {TOKEN}\r\nConnection: close\r\n"
    )
    head += f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(head.encode() + content)
    answer = await reader.read()
    writer.close()
    return answer.partition(b"\r\n\r\n")[2]


async def change(port: int, name: str) -> tuple[float, float]:
    """Save a change; gives when it was asked for and when it was answered."""
    asked = time.perf_counter()
    answer = await ask(port, "POST", "/api/v1/streams", {**ORDER, "name": name})
    assert b'"stream"' in answer, answer
    return asked, time.perf_counter()


async def rounds(port: int, watchers: list[Watcher], count: int, name: str, pause: float = 1.3) -> None:
    """Save changes with room between them, and print how long each took to reach every stream."""
    after_answer, after_asking, missed = [], [], 0
    for number in range(count):
        known = [watcher.heard[-1][1] for watcher in watchers]
        asked, answered = await change(port, f"{name} {number}")
        await asyncio.sleep(pause)
        for watcher, before in zip(watchers, known, strict=True):
            first = next((at for at, revision in watcher.heard if at > asked and revision > before), None)
            if first is None:
                missed += 1
            else:
                after_answer.append((first - answered) * 1000)
                after_asking.append((first - asked) * 1000)
    print(f"{name}: {count} changes × {len(watchers)} streams, {missed} not heard within {pause} s")
    show("  from the answer to the write until an event", after_answer)
    show("  from asking for the write until an event", after_asking)


def show(what: str, values: list[float]) -> None:
    """Print the spread of some milliseconds."""
    cuts = statistics.quantiles(values, n=100, method="inclusive")
    print(f"{what:<46} median {statistics.median(values):7.1f}   p95 {cuts[94]:7.1f}   worst {max(values):7.1f} ms")


async def idle(running: Program, what: str) -> None:
    """Print the processor time of a program that has nothing to do."""
    before = used(running)
    await asyncio.sleep(IDLE)
    print(f"idle {what}: {(used(running) - before) / IDLE:.2%} of one core")


def used(running: Program) -> float:
    """Give the processor seconds a program has used (Linux)."""
    stat = Path(f"/proc/{running.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(stat[11]) + int(stat[12])) / TICKS


async def load(port: int, until: Callable[[], bool]) -> int:
    """Ask for what takes the program some Python, again and again; gives how often."""
    asked = 0
    while not until():
        await ask(port, "GET", "/api/openapi.json")
        asked += 1
    return asked


async def busy(port: int, watchers: list[Watcher]) -> None:
    """Measure while sixteen clients keep the program at work."""
    over, start = False, time.perf_counter()
    clients = [asyncio.create_task(load(port, lambda: over)) for _ in range(16)]
    await rounds(port, watchers, BUSY, "busy", 2.0)
    over = True
    served = sum(await asyncio.gather(*clients))
    print(f"  meanwhile {served / (time.perf_counter() - start):.0f} other requests a second")


async def frozen(running: Program, watchers: list[Watcher]) -> None:
    """Ask for a change while the whole program stands still, and see what happens when it goes on."""
    os.kill(running.process.pid, signal.SIGSTOP)
    asking = asyncio.create_task(change(running.port, "frozen"))
    await asyncio.sleep(FROZEN)
    counts = [len(watcher.heard) for watcher in watchers]
    os.kill(running.process.pid, signal.SIGCONT)
    woken = time.perf_counter()
    await asking
    await asyncio.sleep(2)
    late = [(w.heard[count][0] - woken) * 1000 for w, count in zip(watchers, counts, strict=True) if w.heard[count:]]
    print(f"after {FROZEN:.0f} s of standing still: {len(late)} of {len(watchers)} streams heard of the change")
    show("  from going on until an event", late)


async def wave(port: int, watchers: list[Watcher]) -> None:
    """Save fifty changes in a row and count what is sent of them."""
    counts, start = [len(watcher.heard) for watcher in watchers], time.perf_counter()
    for number in range(50):
        await change(port, f"wave {number}")
    took = time.perf_counter() - start
    await asyncio.sleep(2)
    sent = [len(watcher.heard) - count for watcher, count in zip(watchers, counts, strict=True)]
    last = {watcher.heard[-1][1] for watcher in watchers}
    print(f"50 changes within {took:.1f} s: {min(sent)} to {max(sent)} events a stream, {len(last)} last revision")


async def measure(running: Program, streams: int, count: int) -> None:
    """Run every measurement on one program."""
    await idle(running, "without streams")
    watchers = [Watcher() for _ in range(streams)]
    tasks = [asyncio.create_task(watcher.follow(running.port)) for watcher in watchers]
    await settled(lambda: all(watcher.heard for watcher in watchers))
    await idle(running, f"with {streams} streams")
    await rounds(running.port, watchers, count, "quiet")
    await wave(running.port, watchers)
    await frozen(running, watchers)
    await busy(running.port, watchers)
    print(f"{sum(watcher.ended for watcher in watchers)} of {streams} streams were lost on the way")
    start = time.perf_counter()
    await asyncio.to_thread(running.stop)
    print(f"stopping with {streams} open streams took {time.perf_counter() - start:.2f} s")
    await asyncio.gather(*tasks)


async def settled(so: Callable[[], bool]) -> None:
    """Wait until something is so."""
    while not so():
        await asyncio.sleep(0.05)


def main() -> None:
    """Measure and print."""
    streams, count = (int(given) for given in (sys.argv[1:] + [str(STREAMS), str(ROUNDS)][len(sys.argv) - 1 :])[:2])
    with tempfile.TemporaryDirectory() as folder, program(Path(folder) / "home") as running:
        asyncio.run(measure(running, streams, count))


if __name__ == "__main__":
    main()
