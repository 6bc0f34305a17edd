"""What tests of stored workshops share: an open one, people in it, and writes in one group."""

import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from data import seats, workshops
from data.store import Cursor, Saved, Store
from lifecycle.audit import Act
from lifecycle.envision.workshop.agenda import default_agenda
from lifecycle.envision.workshop.entries import FACILITATOR, Kind
from lifecycle.envision.workshop.seats import Seat, Workshop
from lifecycle.envision.workshop.state import State, last_undoable
from lifecycle.envision.workshop.things import Settings
from lifecycle.initiative import Initiative
from tests.conftest import NOW, OWNER

STEP = "problem"


@dataclass
class Session:
    """A workshop in a store, and somebody at its keyboard."""

    store: Store
    workshop: Workshop
    now: datetime = NOW

    @property
    def state(self) -> State:
        return workshops.state(self.store, self.workshop.id)

    def join(self, name: str, role: str = "user", token: str = "") -> Seat:
        return seats.join(self.store, self.now, self.workshop.code, name, role, token or f"token of {name}")

    def lead(self, kind: Kind, entry_id: str | None = None, **body: Any) -> int:
        act = Act(OWNER, self.now)
        return workshops.write(self.store, act, self.workshop.id, FACILITATOR, kind, body, entry_id)

    def say(self, seat: Seat, kind: Kind, entry_id: str | None = None, **body: Any) -> int:
        act = Act(seat.principal(), self.now)
        return workshops.write(self.store, act, self.workshop.id, seat.participant_id, kind, body, entry_id)

    def note(self, seat: Seat, note: str, text: str = "Said", entry_id: str | None = None) -> int:
        return self.say(seat, Kind.NOTED, entry_id, note=note, step=STEP, text=text)

    def undo(self, author: str = FACILITATOR, seat: Seat | None = None) -> int:
        last = last_undoable(self.state, seat.participant_id if seat else author)
        entry = last.id if last else "nothing"
        return self.say(seat, Kind.UNDONE, entry=entry) if seat else self.lead(Kind.UNDONE, entry=entry)

    def moved(self) -> tuple[int, int]:
        """Give the revisions of the room and of the console."""
        topics = self.store.topics
        base = f"workshop/{self.workshop.id}"
        return topics.revision(f"{base}/room"), topics.revision(f"{base}/console")


def opened(store: Store, initiative: Initiative, **settings: Any) -> Session:
    """Open a workshop with the built-in agenda, at its first step for notes."""
    made = workshops.open_workshop(
        store, Act(OWNER, NOW), initiative.id, "Triage", default_agenda(), replace(Settings(), **settings)
    )
    session = Session(store, made)
    session.lead(Kind.MOVED, step=STEP)
    return session


def together(store: Store, *asks: Callable[[], Any]) -> list[Any]:
    """Ask for several changes while the writer is busy, so that it takes them in one group; gives results or errors."""
    begun, go = threading.Event(), threading.Event()

    def busy(cursor: Cursor) -> Saved[None]:
        begun.set()
        assert go.wait(30)
        return Saved(None)

    def outcome(ask: Callable[[], Any]) -> Any:
        try:
            return ask()
        except Exception as problem:  # noqa: BLE001 - it is what the test looks at
            return problem

    with ThreadPoolExecutor(len(asks) + 1) as pool:
        holding = pool.submit(store.write, busy)
        assert begun.wait(30)
        waiting = []
        for number, ask in enumerate(asks, start=1):
            waiting.append(pool.submit(outcome, ask))
            while store._queue.qsize() < number:
                threading.Event().wait(0.001)
        go.set()
        holding.result()
        return [one.result() for one in waiting]


@contextmanager
def restarted(session: Session) -> Iterator[Session]:
    """Give the workshop as another program finds it, started on a copy of the same folder."""
    other = session.store.home.with_name("restarted")
    session.store.exclusively(lambda: shutil.copytree(session.store.home, other))
    store = Store(other, lambda: NOW)
    try:
        yield Session(store, session.workshop)
    finally:
        store.close()
