"""What a stream shows after a delivery: computed beside the pages, kept, and read by them."""

from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd

from data import contracts, incidents, streams
from data.codec import aware, first, from_json, to_json, utc
from data.jobs import Job, Jobs, State
from data.store import Cursor, Saved, Store
from lifecycle.access import Principal, check_work_in
from lifecycle.audit import Act, event
from lifecycle.errors import Conflict
from lifecycle.initiative import Stream
from lifecycle.monitor.drift import Comparer
from lifecycle.monitor.evaluation import Evaluation, WindowDrift
from lifecycle.monitor.performance import Performance, performance
from lifecycle.monitor.windows import Window, rhythm, window_starts
from lifecycle.tally import Tally

KIND = "evaluation"
MOST_WINDOWS = 120
MOST_REFERENCE = 50_000
SCORE = "score"


def latest(cursor: Cursor, stream_id: str) -> Evaluation | None:
    """Read the latest evaluation within a read or a change."""
    row = first(
        cursor.execute(
            "SELECT body FROM evaluation WHERE stream_id = ? ORDER BY delivery DESC, moment DESC LIMIT 1", [stream_id]
        ).fetchall()
    )
    return from_json(Evaluation, row[0]) if row else None


def load(store: Store, who: Principal, stream: Stream) -> Evaluation | None:
    """Read the latest evaluation of a stream."""
    check_work_in(who, stream.initiative_id)
    with store.read() as cursor:
        return latest(cursor, stream.id)


def request(store: Store, jobs: Jobs, act: Act, stream: Stream) -> None:
    """Evaluate a stream beside the pages; a request during an evaluation is served after it."""

    def work(job: Job) -> None:
        while True:
            with store.read() as cursor:
                now = streams.find(cursor, stream.id)
            found = evaluate(store, act, now, job)
            if found is None or found.delivery >= _last_delivery(store, stream):
                return

    try:
        jobs.start(KIND, stream.id, f"Evaluation of {stream.name}", work)
    except Conflict:
        return


def resume(store: Store, jobs: Jobs, act: Act) -> None:
    """Evaluate streams whose last delivery has not been evaluated, as after the program was stopped."""
    with store.read() as cursor:
        rows = cursor.execute(
            "SELECT s.slug FROM stream s JOIN delivery d ON d.stream_id = s.id LEFT JOIN evaluation e"
            " ON e.stream_id = s.id GROUP BY s.slug HAVING max(d.number) > coalesce(max(e.delivery), 0)"
            " AND count(*) FILTER (d.kind = 'cases') > 0"
        ).fetchall()
        waiting = [streams.find(cursor, row[0]) for row in rows]
    for stream in waiting:
        request(store, jobs, act, stream)


def under_way(jobs: Jobs, stream: Stream) -> Job | None:
    """Give the evaluation of a stream that is running or failed."""
    job = jobs.latest(KIND, stream.id)
    return job if job and job.state in (State.RUNNING, State.FAILED) else None


def evaluate(store: Store, act: Act, stream: Stream, job: Job) -> Evaluation | None:
    """Read the stream in windows, compare them with the reference, keep the result, open an incident on a signal.

    None while no cases have arrived.
    """
    delivery = _last_delivery(store, stream)
    if delivery == 0:
        return None
    job.report(0.02, "Counting cases")
    with store.read() as cursor:
        span = first(
            cursor.execute(
                f"SELECT min(moment), max(moment), count(*) FROM cases_{stream.number} WHERE NOT reference"  # noqa: S608
            ).fetchall()
        )
    if span is None or span[0] is None:
        return None
    days = rhythm(*span)
    starts = window_starts(span[0], span[1], days)[-MOST_WINDOWS:]
    with store.read() as cursor:
        windows = _windows(cursor, stream, starts, days, span[1])
        measured = _performance(cursor, stream, windows)
        reference = _reference_performance(cursor, stream)
    drift = _drift(store, stream, windows, job)
    made = Evaluation(delivery, days, tuple(windows), tuple(drift), tuple(measured), reference)

    def change(cursor: Cursor) -> Saved[Evaluation]:
        cursor.execute(
            "INSERT INTO evaluation VALUES (?, ?, ?, ?)", [stream.id, delivery, to_json(made), utc(store.clock())]
        )
        versions = contracts.versions(cursor, stream.initiative_id)
        after = {"stream": stream.slug, "delivery": delivery, "windows": len(made.windows)}
        entry = event(act, "stream.evaluated", stream.id, initiative_id=stream.initiative_id, after=after)
        return Saved(made, (entry, *incidents.open_on_signal(cursor, act, stream, made, versions)))

    job.report(0.98, "Keeping the result")
    return store.write(change)


def _last_delivery(store: Store, stream: Stream) -> int:
    with store.read() as cursor:
        row = first(cursor.execute("SELECT max(number) FROM delivery WHERE stream_id = ?", [stream.id]).fetchall())
    return int(row[0]) if row and row[0] else 0


def _windows(cursor: Cursor, stream: Stream, starts: list[datetime], days: int, last: datetime) -> list[Window]:
    """Count cases, labels and outcomes by window; the last one ends just after the last case.

    With a holdout, cases count by what was recommended and not by what was done (intention to treat): only those
    groups were drawn by chance, and recommendations that nobody followed are part of the effect.
    """
    acted = "recommended" if stream.schema.held_out else "acted"
    rows = cursor.execute(
        "SELECT floor(date_diff('second', $first, c.moment) / (86400.0 * $days))::INTEGER AS place, count(*),"  # noqa: S608
        " count(l.yes),"
        f" count(*) FILTER (l.yes AND {acted} AND NOT held_out),"
        f" count(*) FILTER (NOT l.yes AND {acted} AND NOT held_out),"
        f" count(*) FILTER (l.yes AND NOT {acted} AND NOT held_out),"
        f" count(*) FILTER (NOT l.yes AND NOT {acted} AND NOT held_out),"
        " count(*) FILTER (l.yes AND held_out), count(*) FILTER (NOT l.yes AND held_out)"
        f" FROM cases_{stream.number} c LEFT JOIN labels_{stream.number} l USING (case_id)"
        " WHERE NOT reference AND c.moment >= $first GROUP BY place",
        {"first": starts[0], "days": days},
    ).fetchall()
    counted: dict[int, tuple[Any, ...]] = {row[0]: row[1:] for row in rows}
    found = []
    for place, start in enumerate(starts):
        cases, labelled, *outcomes = counted.get(place, (0,) * 8)
        end = min(start + timedelta(days=days), last + timedelta(seconds=1))
        found.append(Window(aware(start), aware(end), cases, labelled, Tally(*outcomes)))
    return found


def _scored(cursor: Cursor, stream: Stream, where: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """Read labels and scores of decided cases; where people are held out, of those alone: acting changes the truth."""
    only = " AND held_out" if stream.schema.held_out else ""
    found: dict[str, Any] = cursor.execute(
        f"SELECT yes, score FROM cases_{stream.number} JOIN labels_{stream.number} USING (case_id)"  # noqa: S608
        f" WHERE {where}{only}",
        parameters,
    ).fetchnumpy()
    return found


def _performance(cursor: Cursor, stream: Stream, windows: list[Window]) -> list[Performance]:
    found = []
    for window in windows:
        bounds = {"start": utc(window.start), "end": utc(window.end)}
        values = _scored(cursor, stream, "NOT reference AND moment >= $start AND moment < $end", bounds)
        if len(values["yes"]):
            yes, score = np.asarray(values["yes"], dtype=bool), np.asarray(values["score"], dtype=float)
            found.append(performance(window.start, window.end, yes, score))
    return found


def _reference_performance(cursor: Cursor, stream: Stream) -> Performance | None:
    values = _scored(cursor, stream, "reference", {})
    span = first(
        cursor.execute(
            f"SELECT min(moment), max(moment) FROM cases_{stream.number} WHERE reference"  # noqa: S608
        ).fetchall()
    )
    if not len(values["yes"]) or span is None or span[0] is None:
        return None
    yes, score = np.asarray(values["yes"], dtype=bool), np.asarray(values["score"], dtype=float)
    return performance(aware(span[0]), aware(span[1]), yes, score)


def _drift(store: Store, stream: Stream, windows: list[Window], job: Job) -> list[WindowDrift]:
    """Compare the score and every feature of each window with the reference, where there is one."""
    comparer = _comparer(store, stream)
    if comparer is None:
        return []
    found = []
    for number, window in enumerate(windows):
        job.report(0.05 + 0.9 * number / len(windows), f"Comparing window {number + 1} of {len(windows)}")
        if window.cases:
            frame = cases(store, stream, "NOT reference AND moment >= $start AND moment < $end", window)
            found.append(WindowDrift(window.start, window.end, tuple(comparer.compare(frame))))
    return found


def _comparer(store: Store, stream: Stream) -> Comparer | None:
    """Make the comparer of a stream, kept while its reference stays the same; up to 50,000 reference rows are used."""
    with store.read() as cursor:
        row = first(
            cursor.execute(
                f"SELECT count(*), max(delivery) FROM cases_{stream.number} WHERE reference"  # noqa: S608
            ).fetchall()
        )
    if row is None or not row[0]:
        return None

    def make() -> Comparer:
        frame = cases(store, stream, "reference", None)
        return Comparer(frame, {SCORE: "numeric", **stream.schema.features})

    return store.remember(("comparer", stream.id, row), make)


def cases(store: Store, stream: Stream, where: str, window: Window | None) -> pd.DataFrame:
    """Read scores and features under their own names; of a reference, an even sample of at most 50,000 rows."""
    named = ", ".join(f"f{i}" for i in range(len(stream.schema.features)))
    parameters = {"start": utc(window.start), "end": utc(window.end)} if window else {}
    sample = "" if window else f" USING SAMPLE reservoir({MOST_REFERENCE} ROWS) REPEATABLE (1)"
    with store.read() as cursor:
        frame = cursor.execute(
            f"SELECT * FROM (SELECT score, {named} FROM cases_{stream.number} WHERE {where}){sample}",  # noqa: S608
            parameters,
        ).df()
    frame.columns = [SCORE, *stream.schema.features]
    return frame
