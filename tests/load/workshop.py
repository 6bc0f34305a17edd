"""A workshop under load: `python -m tests.load.workshop --people 50 --think 3 --seconds 60 --kill`.

Starts the program in a folder of its own; people join within a second, write notes, place dots, estimate, set dials,
score risks and show hands while a facilitator leads; everybody follows the live channel. What they were told is kept
is looked for in the database.
"""

import argparse
import asyncio
import os
import random
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.load import live, stage
from tests.load.figures import Processor, Spread, spread
from tests.load.ledger import Ledger, Verdict, compare
from tests.load.people import RISK, Facilitator, Pace, Person
from tests.load.session import Session
from tests.program import TOKEN, Program

MIDDLE = 0.5
SCHEDULE = [  # shares of the time at which the facilitator presses a button; in the middle people write notes
    (0.0, "The problem "),
    (0.12, "Turn the notes over"),
    (0.16, "+2 min"),
    (0.24, "Show the votes"),
    (0.25, "Harms and guardrails "),
    (0.38, "The decision and the work "),
    (0.58, "Turn the notes over"),
    (0.66, "Show the votes"),
    (0.67, "How much, honestly "),
    (0.68, "Open round 1"),
    (0.73, "Show the estimates"),
    (0.74, "Open round 2"),
    (0.79, "Show the estimates"),
    (0.8, "Take the pooled range"),
    (0.81, "It is a year from now"),
    (0.84, "Turn the notes over"),
    (0.845, f"{RISK}nobody was asked"),
    (0.85, f"{RISK}the second letter was still not read 🙂"),
    (0.92, "Show the scores"),
    (0.93, "Fist to five "),
    (0.99, "Show the hands"),
]


@dataclass(frozen=True)
class Report:
    """What a run showed. Waits are in milliseconds; shares are of one core."""

    cold: Spread
    warm: Spread
    joining: Spread
    own: Spread
    live: Spread
    leading: Spread
    following: Spread
    a_second: float
    processor: str
    verdict: Verdict
    votes_told: int
    people: tuple[str, ...]
    came_back: int
    back_after: float
    errors: tuple[str, ...]
    refused: Counter[str]
    load: tuple[float, float]
    skipped: tuple[str, ...]
    log: str

    @property
    def sound(self) -> bool:
        """Answer whether nothing was lost or doubled, everybody is there once, and no page failed."""
        return self.verdict.sound and not self.errors and not self.missing

    @property
    def missing(self) -> tuple[str, ...]:
        """Name who joined and is not in the log exactly once."""
        found = Counter(self.verdict.people)
        return tuple(name for name in self.people if found[name] != 1)

    def __str__(self) -> str:
        """Write it in some lines."""
        refused = "".join(f"\n  refused {count} times: {text[:110]}" for text, count in self.refused.most_common(5))
        wrong = "".join(f"\n  ERROR {text[:300]}" for text in self.errors[:20])
        back = f"\n  killed; {self.came_back} came back, the last in {self.back_after:.1f} s" if self.came_back else ""
        skipped = f"\n  the facilitator found nothing to press: {', '.join(self.skipped)}" if self.skipped else ""
        return (
            f"  first page   with the files {self.cold}\n  first page   without        {self.warm}\n"
            f"  joining      {self.joining}\n  own reruns   {self.own}\n  live reruns  {self.live}\n"
            f"  facilitator  {self.leading}\n"
            f"  following    {self.following}, from the press that moves everybody to the step on one's own page\n"
            f"  {self.a_second:.1f} reruns a second; {self.processor}\n{self.verdict}\n"
            f"  {self.votes_told} changes of votes acknowledged; {len(self.people)} people joined, "
            f"{len(self.missing)} of them missing or doubled{back}\n"
            f"  load average {self.load[0]:.1f} before, {self.load[1]:.1f} after{refused}{skipped}{wrong}"
        )


class Run:
    """One run of a workshop, from the start of the program to its end."""

    def __init__(self, home: Path, *, people: int, think: float, seconds: float, kill: bool, seed: int = 5) -> None:
        self.stage = stage.make(home)
        self.think, self.seconds, self.kill = think, seconds, kill
        self.running = Program(home, local_owner=False).wait_until_ready()
        self.ledger, self.rng = Ledger(), random.Random(seed)
        self.people = [self._person(f"Person {number} 🙂") for number in range(people)]
        self.facilitator = Facilitator("The facilitator", Session(self.running.url), random.Random(seed))
        self.killed_at = self.back_after = 0.0

    def _person(self, name: str) -> Person:
        return Person(name, Session(self.running.url), random.Random(self.rng.random()), ledger=self.ledger)

    async def go(self) -> Report:
        """Let it all happen."""
        before = os.getloadavg()[0]
        cold = await self._visit()
        warm = await arrive(self.people, self.stage.workshop.code, cold=False)
        query = f"initiative={self.stage.initiative}&workshop={self.stage.workshop.id}"
        await self.facilitator.open(f"/owner/{TOKEN}", query)
        async with live.client() as client:
            self.facilitator.follow(client)
            await asyncio.gather(*(person.join() for person in self.people))
            joining = [wait for person in self.people for wait in person.own]
            for person in self.people:
                person.own.clear()
                person.follow(client)
            pace, watch, reruns = Pace(self.seconds), Processor(self.running.process.pid), self._reruns()
            tasks = [person.take_part(self.think, pace) for person in self.people]
            leading = self.facilitator.lead(SCHEDULE, pace)
            _, kept, *_ = await asyncio.gather(leading, self._kill(pace, watch), *tasks)
            processor, a_second = str(kept), (self._reruns() - reruns) / (pace.share() * self.seconds)
            everybody = [*self.people, self.facilitator]
            await asyncio.gather(*(one.leave() for one in everybody))
        after = os.getloadavg()[0]
        await asyncio.to_thread(self.running.stop)
        return Report(
            cold=spread(cold),
            warm=spread(warm),
            joining=spread(joining),
            own=spread([wait for person in self.people for wait in person.own]),
            live=spread([wait for person in self.people for wait in person.live()]),
            leading=spread(self.facilitator.own + self.facilitator.live()),
            following=spread(self._following()),
            a_second=a_second,
            processor=processor,
            verdict=compare(self.ledger, stage.log(self.stage)),
            votes_told=self.ledger.votes_acknowledged,
            people=tuple(person.name for person in self.people),
            came_back=sum(person.came_back > 0 for person in self.people),
            back_after=self.back_after,
            errors=tuple(text for one in everybody for text in one.errors),
            refused=sum((one.refused for one in everybody), Counter[str]()),
            load=(before, after),
            skipped=tuple(self.facilitator.skipped),
            log=self.running.printed(),
        )

    async def _visit(self) -> list[float]:
        """Let as many others look in with an empty cache, who do not join: the first pages the program draws."""
        others = [self._person("Nobody") for _ in self.people]
        waits = await arrive(others, self.stage.workshop.code, cold=True)
        await asyncio.gather(*(other.session.close() for other in others))
        return waits

    def _following(self) -> list[float]:
        moved, people = self.facilitator.moved, self.people
        return [
            (person.seen[step] - begun) * 1000
            for step, begun in moved.items()
            for person in people
            if begun < person.seen.get(step, 0)
        ]

    def _reruns(self) -> int:
        return sum(len(one.session.reruns) for one in [*self.people, self.facilitator])

    async def _kill(self, pace: Pace, watch: Processor) -> Processor:
        """Kill the program in the middle and start it again at the same port; gives what watches it now."""
        if not self.kill:
            return watch
        await pace.until(MIDDLE)
        self.running.kill()
        killed = time.perf_counter()
        pace.stop()
        self.running = Program(self.stage.home, port=self.running.port, local_owner=False)
        await asyncio.to_thread(self.running.wait_until_ready)
        watch = Processor(self.running.process.pid)
        while not all(person.came_back for person in self.people) and time.perf_counter() < killed + 60:
            await asyncio.sleep(0.05)
        pace.go_on()
        self.back_after = time.perf_counter() - killed
        return watch


async def arrive(people: Sequence[Person], code: str, *, cold: bool) -> list[float]:
    """Let people open the address on the projector, spread evenly over a second; gives what each waited."""

    async def one(number: int, person: Person) -> float:
        await asyncio.sleep(number / len(people))
        return await person.arrive(code, cold=cold)

    return list(await asyncio.gather(*(one(number, person) for number, person in enumerate(people))))


def run(home: Path, *, people: int, think: float, seconds: float, kill: bool) -> Report:
    """Hold a workshop in a folder; the program has ended when this returns."""
    held = Run(home, people=people, think=think, seconds=seconds, kill=kill)
    try:
        return asyncio.run(held.go())
    finally:
        held.running.stop()


def main() -> None:
    """Read the command line, hold the workshop, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, action="append", help="how many; may be given several times")
    parser.add_argument("--think", type=float, default=3.0, help="seconds between what somebody does, on average")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--kill", action="store_true", help="kill the program in the middle and start it again")
    asked = parser.parse_args()
    for people in asked.people or [50]:
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder) / "home"
            report = run(home, people=people, think=asked.think, seconds=asked.seconds, kill=asked.kill)
        print(f"{people} people, {asked.think:g} s think time, {asked.seconds:g} s", flush=True)
        print(report, flush=True)
        if not report.sound:
            print(report.log, flush=True)
            raise SystemExit(1)


if __name__ == "__main__":
    main()
