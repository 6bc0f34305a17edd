"""What tests of the store share: a small stream with its cases, people who may not, and processes that are killed."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from data import audit, deliveries, streams
from data.deliveries import Delivery, Parcel
from data.jobs import Job
from data.store import Cursor, Saved, Store
from lifecycle.access import Capability, Principal
from lifecycle.audit import Act, Event, event
from lifecycle.ids import sha256
from lifecycle.initiative import Stream
from lifecycle.monitor.evaluation import Evaluation
from lifecycle.monitor.stream import StreamSchema
from lifecycle.monitor.windows import Window
from lifecycle.tally import Tally

ROOT = Path(__file__).parents[2]
FIRST_DAY = datetime(2026, 5, 4)
SCHEMA = StreamSchema("case_id", "decided_at", "score", "truth", {"zeal": "numeric", "area": "categorical"})
KILLED = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from data import initiatives
from data.audit import SYSTEM
from data.store import Store
from lifecycle.audit import Act

store = Store(Path(sys.argv[1]))
for number in range(int(sys.argv[2])):
    initiatives.start(store, Act(SYSTEM, datetime.now(UTC)), f"Initiative {number}")
os._exit(0)
"""
HOLDING = """
import sys
from pathlib import Path
from data.store import Store

store = Store(Path(sys.argv[1]))
print("open", flush=True)
sys.stdin.read()
store.close()
"""


def strangers(initiative_id: str) -> dict[str, Principal]:
    """Give four who may not change an initiative, though each was let in to something."""
    return {
        "viewer": Principal("v", "Link: the board", Capability.VIEWER, initiative_id),
        "participant": Principal("p", "Participant", Capability.PARTICIPANT, initiative_id),
        "token of another stream": Principal("t", "Token", Capability.INGEST, initiative_id, "another stream"),
        "editor of another initiative": Principal("e", "Editor", Capability.EDITOR, "another initiative"),
    }


def editor(initiative_id: str) -> Principal:
    """Give an editor of one initiative."""
    return Principal("editor", "Editor", Capability.EDITOR, initiative_id)


def noted(act: Act, what: str) -> Event:
    """Describe a change that is nothing but its event."""
    return event(act, "test.noted", what)


def note(store: Store, act: Act, what: str) -> str:
    """Save a change that is nothing but its event."""
    return store.write(lambda cursor: Saved(what, (noted(act, what),)))


def rows(store: Store, query: str, parameters: Any = None) -> list[tuple[Any, ...]]:
    """Read rows by SQL."""
    with store.read() as cursor:
        return cursor.execute(query, parameters).fetchall()


def trail(store: Store) -> list[tuple[int, str, str]]:
    """Read the audit trail as (sequence, action, hash)."""
    return rows(store, "SELECT sequence, action, hash FROM audit ORDER BY sequence")


def actions(store: Store) -> list[str]:
    """List the actions that were recorded."""
    return [action for _, action, _ in trail(store)]


def contents(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Read every row of every table."""
    with store.read() as cursor:
        names = [name for (name,) in cursor.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()]
        return {name: sorted(cursor.execute(f'FROM "{name}"').fetchall(), key=repr) for name in names}


def chain_problem(store: Store) -> str | None:
    """Follow the chain of changes; None where it holds."""
    with store.read() as cursor:
        return audit.check_chain(cursor)


def a_job() -> Job:
    """Make a job that nobody watches."""
    return Job("job", "test", "test", "Test", datetime.now(UTC))


def cases(count: int = 40, prefix: str = "c", days: float = 40, seed: int = 0, **columns: Any) -> pd.DataFrame:
    """Draw scored cases, dated evenly from FIRST_DAY on; `columns` replaces or adds columns."""
    rng = np.random.default_rng(seed)
    moments = [FIRST_DAY + timedelta(days=days * (number + 0.5) / count) for number in range(count)]
    frame = pd.DataFrame(
        {
            "case_id": [f"{prefix}{number:04d}" for number in range(count)],
            "decided_at": [moment.isoformat(sep=" ", timespec="seconds") for moment in moments],
            "score": rng.random(count).round(4),
            "zeal": rng.normal(10, 3, count).round(3),
            "area": rng.choice(["north", "south"], count),
        }
    )
    return frame.assign(**columns)


def truth(frame: pd.DataFrame, seed: int = 0) -> pd.DataFrame:
    """Draw a label for each case, more often yes where the score is high."""
    yes = np.random.default_rng(seed).random(len(frame)) < frame["score"]
    return pd.DataFrame({"case_id": frame["case_id"], "truth": yes.astype(int)})


def parcel(frame: pd.DataFrame, key: str | None = None, origin: str = "test") -> Parcel:
    """Make a delivery of a frame; without a key, the same content is the same delivery."""
    mark = sha256(frame.to_csv(index=False))
    return Parcel(frame, origin, key or mark, mark)


def open_stream(store: Store, act: Act, initiative_id: str, schema: StreamSchema = SCHEMA, name: str = "S") -> Stream:
    """Open a stream for a model that runs elsewhere."""
    return streams.open_stream(store, act, initiative_id, name, schema)


def deliver(store: Store, act: Act, stream: Stream, frame: pd.DataFrame, kind: str = deliveries.CASES) -> Delivery:
    """Deliver cases as they stand in a frame."""
    return deliveries.deliver(store, act, stream, parcel(frame), kind)


def deliver_labels(store: Store, act: Act, stream: Stream, frame: pd.DataFrame) -> Delivery:
    """Deliver labels as they stand in a frame."""
    return deliveries.deliver_labels(store, act, stream, parcel(frame))


def weekly(tallies: list[Tally], first: datetime = FIRST_DAY) -> Evaluation:
    """Make an evaluation of weeks whose labels are all known."""
    windows = []
    for number, tally in enumerate(tallies):
        start = (first + timedelta(weeks=number)).replace(tzinfo=UTC)
        count = tally.decided + tally.held
        windows.append(Window(start, start + timedelta(weeks=1), count, count, tally))
    return Evaluation(1, 7, tuple(windows), (), (), None)


def change(act: Act, statement: str, parameters: Any = None) -> Any:
    """Make a change out of one SQL statement, with an event."""

    def run(cursor: Cursor) -> Saved[None]:
        cursor.execute(statement, parameters)
        return Saved(None, (noted(act, statement[:20]),))

    return run


def python(code: str, *arguments: object) -> subprocess.Popen[str]:
    """Start a process that runs code of the program."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def killed_after(home: Path, writes: int) -> None:
    """Start initiatives in a process that ends without closing its store."""
    process = python(KILLED, home, writes)
    process.communicate(timeout=60)
    assert process.returncode == 0


@contextmanager
def held_open(home: Path) -> Iterator[int]:
    """Hold a store open in another process; gives the number of that process."""
    with python(HOLDING, home) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        yield process.pid
        process.communicate(timeout=60)
