"""How many runs of a page a second there are: `python -m tests.load.reruns --people 50 --page envision`.

Many sessions run the same page again and again; with a think time of 0 the machine is full, and what is measured is
its limit.
"""

import argparse
import asyncio
import random
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.load.figures import Processor, Spread, spread
from tests.load.session import Session
from tests.program import Program, program


@dataclass(frozen=True)
class Measured:
    """One measurement: first pages, runs after them, runs a second, and the shares of a core."""

    first: Spread
    runs: Spread
    a_second: float
    program_share: float
    own_share: float

    def __str__(self) -> str:
        """Write it in three lines."""
        return (
            f"  first page   {self.first}\n  runs         {self.runs}\n"
            f"  {self.a_second:.1f} runs a second; the program took {self.program_share:.2f} of a core, "
            f"the people {self.own_share:.2f}"
        )


async def arrive(people: list[Session], path: str, query: str, seconds: float) -> list[float]:
    """Let people open a page, spread evenly over some seconds; gives what each waited."""

    async def one(number: int, session: Session) -> float:
        await asyncio.sleep(seconds * number / len(people))
        return (await session.open(path, query)).milliseconds

    return list(await asyncio.gather(*(one(number, session) for number, session in enumerate(people))))


async def measure(running: Program, *, people: int, path: str, query: str, think: float, seconds: float) -> Measured:
    """Let people open a page within a second and run it again for some seconds, thinking in between."""
    crowd = [Session(running.url) for _ in range(people)]
    first = await arrive(crowd, path, query, 1.0)
    rng, end = random.Random(5), time.perf_counter() + seconds
    watch = Processor(running.process.pid)

    async def one(session: Session) -> list[float]:
        waits = []
        await asyncio.sleep(rng.expovariate(1 / think) if think else 0)
        while time.perf_counter() < end:
            waits.append((await session.rerun()).milliseconds)
            if think:
                await asyncio.sleep(rng.expovariate(1 / think))
        return waits

    waits = [wait for one_s in await asyncio.gather(*map(one, crowd)) for wait in one_s]
    shares = watch.shares()
    await asyncio.gather(*(session.close() for session in crowd))
    return Measured(spread(first), spread(waits), len(waits) / seconds, *shares)


def main() -> None:
    """Read the command line, start the program with its demo, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--page", action="append", help="a page by its name; may be given several times")
    parser.add_argument("--query", default="initiative=telecom-retention")
    parser.add_argument("--think", type=float, default=0.0, help="seconds between runs on average; 0 fills the machine")
    parser.add_argument("--seconds", type=float, default=15.0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, program(Path(folder) / "home", demo=True) as running:
        for page in asked.page or ["", "envision", "store"]:
            figures = measure(
                running, people=asked.people, path=page, query=asked.query, think=asked.think, seconds=asked.seconds
            )
            print(f"{page or 'portfolio'}, {asked.people} people, {asked.think:g} s think time", flush=True)
            print(asyncio.run(figures), flush=True)


if __name__ == "__main__":
    main()
