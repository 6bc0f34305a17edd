"""Jobs: seen while they run, stopped at once, one at a time for a kind and a subject."""

import threading
from collections.abc import Callable, Iterator

import pytest

from data.jobs import CancelledError, Job, Jobs, State
from lifecycle.errors import BadInput, Conflict
from tests.conftest import NOW

LOG: list[str] = []


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    LOG.clear()
    made = Jobs(lambda: NOW, LOG.append)
    yield made
    made.stop()


class Slow:
    """Work that goes on until it is told to."""

    def __init__(self) -> None:
        self.begun, self.go = threading.Event(), threading.Event()

    def __call__(self, job: Job) -> None:
        job.report(0.4, "Half way")
        self.begun.set()
        assert self.go.wait(30)
        job.report(0.8, "Nearly there")


def start(jobs: Jobs, work: Callable[[Job], None], kind: str = "training", subject: str = "i1") -> Job:
    return jobs.start(kind, subject, "Training", work)


def begun(jobs: Jobs, **named: str) -> tuple[Job, Slow]:
    work = Slow()
    job = start(jobs, work, **named)
    assert work.begun.wait(30)
    return job, work


def test_a_job_shows_how_far_it_is_and_ends_done(jobs: Jobs) -> None:
    job, work = begun(jobs)
    assert (job.state, job.share, job.text, job.started_at) == (State.RUNNING, 0.4, "Half way", NOW)
    assert jobs.latest("training", "i1") is job
    work.go.set()
    jobs.wait()
    assert (job.state, job.share, job.problem) == (State.DONE, 1.0, "")
    assert LOG == []


def test_a_job_is_given_to_its_work(jobs: Jobs) -> None:
    given: list[Job] = []
    job = start(jobs, given.append)
    jobs.wait()
    assert given == [job]
    assert (job.kind, job.subject, job.title) == ("training", "i1", "Training")


def test_there_is_no_job_before_one_was_started(jobs: Jobs) -> None:
    assert jobs.latest("training", "i1") is None
    jobs.forget("training", "i1")


def test_a_cancelled_job_stops_at_its_next_report(jobs: Jobs) -> None:
    job, work = begun(jobs)
    job.cancel()
    work.go.set()
    jobs.wait()
    assert (job.state, job.text, job.share) == (State.CANCELLED, "Cancelled. Nothing was kept.", 0.8)
    assert LOG == []


def test_a_job_with_a_stopper_stops_at_once(jobs: Jobs) -> None:
    stopped, begun = threading.Event(), threading.Event()

    def work(job: Job) -> None:
        job.stopper = stopped.set
        begun.set()
        assert stopped.wait(30)
        job.report(1, "Too late")

    job = start(jobs, work)
    assert begun.wait(30)
    job.cancel()
    jobs.wait()
    assert job.state is State.CANCELLED


def test_a_job_that_waits_for_its_turn_can_be_cancelled(jobs: Jobs) -> None:
    others = [begun(jobs, subject=name) for name in ("i1", "i2")]
    ran: list[Job] = []
    waiting = start(jobs, ran.append, subject="i3")
    assert (waiting.state, waiting.text, waiting.share) == (State.RUNNING, "Waiting to start", 0.0)
    waiting.cancel()
    for _, work in others:
        work.go.set()
    jobs.wait()
    assert waiting.state is State.CANCELLED
    assert ran == []


def test_a_job_that_cannot_go_on_says_why_in_its_own_words(jobs: Jobs) -> None:
    def work(job: Job) -> None:
        raise BadInput("Row 3 has no value.")

    job = start(jobs, work)
    jobs.wait()
    assert (job.state, job.problem) == (State.FAILED, "Row 3 has no value.")
    assert LOG == []


def test_a_job_that_breaks_says_so_plainly_and_logs_the_rest(jobs: Jobs) -> None:
    def work(job: Job) -> None:
        raise KeyError("secret detail")

    job = start(jobs, work)
    jobs.wait()
    assert job.state is State.FAILED
    assert job.problem == "Training failed unexpectedly (KeyError). The log says more."
    assert LOG == ["Training: KeyError('secret detail')"]


def test_the_same_work_for_the_same_subject_is_not_started_twice(jobs: Jobs) -> None:
    job, work = begun(jobs)
    with pytest.raises(Conflict, match=r"Training is under way\. Wait for it, or cancel it\."):
        start(jobs, work)
    assert jobs.latest("training", "i1") is job
    other, twin = begun(jobs, subject="i2")
    work.go.set()
    twin.go.set()
    jobs.wait()
    assert (job.state, other.state) == (State.DONE, State.DONE)


def test_another_kind_of_work_for_the_same_subject_is_started(jobs: Jobs) -> None:
    job, work = begun(jobs)
    other, twin = begun(jobs, kind="evaluation")
    assert jobs.latest("training", "i1") is job
    assert jobs.latest("evaluation", "i1") is other
    work.go.set()
    twin.go.set()


def waited(job: Job) -> Job:
    for _ in range(3000):
        if job.state is not State.RUNNING:
            return job
        threading.Event().wait(0.01)
    raise AssertionError("the job does not end")


@pytest.mark.parametrize("problem", [None, BadInput("no"), CancelledError()])
def test_work_that_ended_can_be_started_again(jobs: Jobs, problem: Exception | None) -> None:
    def work(job: Job) -> None:
        if problem:
            raise problem

    first = waited(start(jobs, work))
    second = waited(start(jobs, lambda job: None))
    assert first is not second
    assert jobs.latest("training", "i1") is second
    assert second.state is State.DONE


def test_a_job_is_forgotten_once_it_has_ended_and_not_before(jobs: Jobs) -> None:
    job, work = begun(jobs)
    jobs.forget("training", "i1")
    assert jobs.latest("training", "i1") is job
    work.go.set()
    waited(job)
    jobs.forget("training", "i1")
    assert jobs.latest("training", "i1") is None


def test_stopping_cancels_everything_and_does_not_wait() -> None:
    jobs = Jobs(lambda: NOW)
    job, work = begun(jobs)
    jobs.stop()
    assert job.state is State.RUNNING
    work.go.set()
    jobs.wait()
    assert job.state is State.CANCELLED


def test_ended_jobs_can_still_be_cancelled_without_harm(jobs: Jobs) -> None:
    job = waited(start(jobs, lambda job: None))
    job.cancel()
    assert job.state is State.DONE
