"""Heavy work beside the pages: shows how far it is, can be cancelled, survives a page change."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from lifecycle.errors import Conflict, ThroughlineError
from lifecycle.ids import new_id


class State(StrEnum):
    """How a job stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class CancelledError(Exception):
    """Raised in the work of a job when somebody has cancelled it."""


@dataclass
class Job:
    """Work under way, or done, for one subject. `share` is between 0 and 1; `text` says what is being done."""

    id: str
    kind: str
    subject: str
    title: str
    started_at: datetime
    state: State = State.RUNNING
    share: float = 0.0
    text: str = "Waiting to start"
    problem: str = ""
    stopper: Callable[[], None] | None = None
    _cancel: threading.Event = field(default_factory=threading.Event)

    def report(self, share: float, text: str) -> None:
        """Say how far the work is; raises CancelledError when it has been cancelled."""
        self.share, self.text = share, text
        if self._cancel.is_set():
            raise CancelledError

    def cancel(self) -> None:
        """Stop the work: at once where it gave a stopper, otherwise at its next report."""
        self._cancel.set()
        if self.stopper:
            self.stopper()


class Jobs:
    """Runs jobs, one at a time a kind and subject, two at once in all."""

    def __init__(self, clock: Callable[[], datetime], log: Callable[[str], None] = lambda text: None) -> None:
        self._clock, self._log, self._lock = clock, log, threading.Lock()
        self._pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="job")
        self._latest: dict[tuple[str, str], Job] = {}

    def latest(self, kind: str, subject: str) -> Job | None:
        """Give the latest job of a kind for a subject, running or ended."""
        return self._latest.get((kind, subject))

    def under_way(self, kind: str) -> list[Job]:
        """List what runs of a kind, the latest first."""
        with self._lock:
            found = [job for (of, _), job in self._latest.items() if of == kind and job.state is State.RUNNING]
        return sorted(found, key=lambda job: job.started_at, reverse=True)

    def forget(self, kind: str, subject: str) -> None:
        """Drop an ended job, once its message has been read."""
        with self._lock:
            job = self._latest.get((kind, subject))
            if job and job.state is not State.RUNNING:
                del self._latest[(kind, subject)]

    def start(self, kind: str, subject: str, title: str, work: Callable[[Job], None]) -> Job:
        """Start work; it receives its job to report to.

        Raises:
            Conflict: the same kind of work is under way for this subject.

        """
        with self._lock:
            before = self._latest.get((kind, subject))
            if before and before.state is State.RUNNING:
                raise Conflict(f"{before.title} is under way. Wait for it, or cancel it.")
            job = Job(new_id(), kind, subject, title, self._clock())
            self._latest[(kind, subject)] = job
        self._pool.submit(self._run, job, work)
        return job

    def _run(self, job: Job, work: Callable[[Job], None]) -> None:
        try:
            job.report(0.0, "Starting")
            work(job)
            job.share, job.state = 1.0, State.DONE
        except CancelledError:
            job.state, job.text = State.CANCELLED, "Cancelled. Nothing was kept."
        except ThroughlineError as problem:
            job.state, job.problem = State.FAILED, str(problem)
        except Exception as problem:  # noqa: BLE001 - whatever went wrong is logged, and said on the page
            self._log(f"{job.title}: {problem!r}")
            job.state = State.FAILED
            job.problem = f"{job.title} failed unexpectedly ({type(problem).__name__}). The log says more."

    def wait(self) -> None:
        """Finish what is under way; nothing can be started afterwards."""
        self._pool.shutdown(wait=True)

    def stop(self) -> None:
        """Cancel everything and do not wait."""
        for job in list(self._latest.values()):
            job.cancel()
        self._pool.shutdown(wait=False, cancel_futures=True)
