"""Evaluations: what a stream shows is counted from its rows, kept, and counted again when rows come in."""

import itertools
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, timedelta

import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from data import evaluations, incidents, streams
from data.deliveries import REFERENCE
from data.jobs import CancelledError, Job, Jobs, State
from data.runtime import Runtime
from data.store import Store
from lifecycle.audit import Act
from lifecycle.initiative import Initiative, Stream
from lifecycle.monitor.evaluation import Evaluation
from lifecycle.monitor.stream import StreamSchema
from lifecycle.tally import Tally
from tests.conftest import NOW, OWNER, Place
from tests.data.builders import (
    FIRST_DAY,
    SCHEMA,
    a_job,
    cases,
    deliver,
    deliver_labels,
    editor,
    open_stream,
    rows,
    trail,
    truth,
)

TREATED = replace(SCHEMA, action="called")
HELD_OUT = replace(SCHEMA, action="called", held_out="control")
HELD_OUT_ONLY = replace(SCHEMA, held_out="control")


@pytest.fixture
def stream(store: Store, act: Act, initiative: Initiative) -> Stream:
    return open_stream(store, act, initiative.id)


def evaluate(store: Store, act: Act, stream: Stream) -> Evaluation:
    found = evaluations.evaluate(store, act, stream, a_job())
    assert found is not None
    return found


def flagged(frame: pd.DataFrame) -> pd.DataFrame:
    """Add what was done (not always what was recommended) and who was held out."""
    place = pd.Series(range(len(frame)))
    control = (place % 5 == 0).astype(int)
    return frame.assign(control=control, called=((place % 3 == 0) & (control == 0)).astype(int))


def naive_windows(frame: pd.DataFrame, labels: pd.DataFrame, schema: StreamSchema, days: int) -> list[dict[str, int]]:
    """Count windows in pandas, from the rows that were sent."""
    table = frame.merge(labels, on="case_id", how="left")
    moments = pd.to_datetime(table["decided_at"])
    table["window"] = (moments - moments.min().normalize()) // pd.Timedelta(days=days)
    held = table[schema.held_out] == 1 if schema.held_out else pd.Series(False, index=table.index)
    recommended = table["score"] >= schema.threshold
    acted = table[schema.action] == 1 if schema.action else recommended & ~held
    by = recommended if schema.held_out else acted
    yes, no = table["truth"] == 1, table["truth"] == 0
    outcomes = {
        "tp": yes & by & ~held,
        "fp": no & by & ~held,
        "fn": yes & ~by & ~held,
        "tn": no & ~by & ~held,
        "held_yes": yes & held,
        "held_no": no & held,
    }
    counted = []
    for window in range(int(table["window"].max()) + 1):
        here = table["window"] == window
        counted.append({name: int((here & which).sum()) for name, which in outcomes.items()})
        counted[-1] |= {"cases": int(here.sum()), "labelled": int((here & table["truth"].notna()).sum())}
    return counted


@pytest.mark.parametrize("schema", [SCHEMA, TREATED, HELD_OUT_ONLY, HELD_OUT], ids=["plain", "acted", "held", "both"])
@pytest.mark.parametrize(("count", "days"), [(700, 161), (300, 27), (40, 300), (3, 1)])
def test_windows_count_what_pandas_counts_from_the_same_rows(
    store: Store, act: Act, initiative: Initiative, schema: StreamSchema, count: int, days: int
) -> None:
    stream = open_stream(store, act, initiative.id, schema)
    frame = flagged(cases(count, days=days, seed=count))
    labels = truth(frame).sample(frac=0.8, random_state=1)
    deliver(store, act, stream, frame.sample(frac=1, random_state=2))
    deliver(store, act, stream, flagged(cases(50, "r", seed=9)), REFERENCE)
    deliver_labels(store, act, stream, labels)
    found = evaluate(store, act, stream)
    counted = [vars(w.tally) | {"cases": w.cases, "labelled": w.labelled} for w in found.windows]
    assert counted == naive_windows(frame, labels, schema, found.rhythm_days)


def test_windows_follow_each_other_and_the_last_ends_just_after_the_last_case(
    store: Store, act: Act, stream: Stream
) -> None:
    frame = cases(200, days=33)
    deliver(store, act, stream, frame)
    found = evaluate(store, act, stream)
    starts = [window.start for window in found.windows]
    assert starts[0] == FIRST_DAY.replace(tzinfo=UTC)
    assert {b - a for a, b in itertools.pairwise(starts)} == {timedelta(days=found.rhythm_days)}
    assert [window.end for window in found.windows[:-1]] == starts[1:]
    last = pd.Timestamp(frame["decided_at"].max(), tz="UTC")
    assert found.windows[-1].end == last + timedelta(seconds=1)
    assert sum(window.cases for window in found.windows) == 200


def test_only_the_latest_windows_are_counted(
    store: Store, act: Act, stream: Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = cases(400, days=29)
    deliver(store, act, stream, frame)
    whole = evaluate(store, act, stream)
    assert len(whole.windows) > 4
    monkeypatch.setattr(evaluations, "MOST_WINDOWS", 4)
    assert evaluate(store, act, stream).windows == whole.windows[-4:]


def test_windows_without_cases_stay_in_the_row(store: Store, act: Act, stream: Stream) -> None:
    frame = cases(1500, days=200)
    month = pd.to_datetime(frame["decided_at"]).dt.month
    deliver(store, act, stream, frame[~month.between(6, 8)])
    found = evaluate(store, act, stream)
    empty = [window for window in found.windows if window.cases == 0]
    assert len(empty) >= 2
    assert 0 < found.windows.index(empty[0]) < len(found.windows) - len(empty)
    assert {window.tally for window in empty} == {Tally()}


@pytest.mark.parametrize("schema", [SCHEMA, HELD_OUT], ids=["plain", "held out"])
def test_performance_is_the_auc_of_the_same_rows(
    store: Store, act: Act, initiative: Initiative, schema: StreamSchema
) -> None:
    stream = open_stream(store, act, initiative.id, schema)
    frame = flagged(cases(900, days=90))
    labels = truth(frame)
    reference = flagged(cases(300, "r", seed=5)).assign(truth=lambda f: truth(f, 7)["truth"])
    deliver(store, act, stream, reference, REFERENCE)
    deliver(store, act, stream, frame)
    deliver_labels(store, act, stream, labels)
    found = evaluate(store, act, stream)
    table = frame.merge(labels, on="case_id")
    moments = pd.to_datetime(table["decided_at"], utc=True)
    for measured in found.performance:
        here = table[(moments >= measured.start) & (moments < measured.end)]
        here = here[here["control"] == 1] if schema.held_out else here
        assert (measured.n, measured.yes) == (len(here), int(here["truth"].sum()))
        if measured.auc is not None:
            assert measured.auc.mid == pytest.approx(roc_auc_score(here["truth"], here["score"]))
    judged = [measured for measured in found.performance if measured.auc is not None]
    assert len(judged) >= 3
    before = reference[reference["control"] == 1] if schema.held_out else reference
    assert found.reference_performance is not None
    assert found.reference_performance.n == len(before)
    assert found.reference_performance.auc is not None
    assert found.reference_performance.auc.mid == pytest.approx(roc_auc_score(before["truth"], before["score"]))


def test_a_reference_without_labels_has_no_performance(store: Store, act: Act, stream: Stream) -> None:
    deliver(store, act, stream, cases(40, "r"), REFERENCE)
    deliver(store, act, stream, cases(40))
    assert evaluate(store, act, stream).reference_performance is None


def test_a_stream_without_cases_is_not_evaluated(store: Store, act: Act, stream: Stream) -> None:
    assert evaluations.evaluate(store, act, stream, a_job()) is None
    deliver(store, act, stream, cases(40, "r"), REFERENCE)
    assert evaluations.evaluate(store, act, stream, a_job()) is None
    assert evaluations.load(store, OWNER, stream) is None
    assert rows(store, "FROM evaluation") == []


def test_an_evaluation_is_kept_and_read_back_the_same(store: Store, act: Act, stream: Stream) -> None:
    deliver(store, act, stream, cases(80, "r", seed=3), REFERENCE)
    deliver(store, act, stream, cases(80))
    deliver_labels(store, act, stream, truth(cases(80)))
    made = evaluate(store, act, stream)
    assert evaluations.load(store, editor(stream.initiative_id), stream) == made
    assert (made.delivery, len(made.performance) > 0, len(made.drift) > 0) == (3, True, True)


def test_the_same_rows_give_the_same_result(store: Store, act: Act, stream: Stream) -> None:
    deliver(store, act, stream, cases(80, "r", seed=3), REFERENCE)
    deliver(store, act, stream, cases(80))
    assert evaluate(store, act, stream) == evaluate(store, act, stream)


def test_rows_and_late_labels_change_the_result(store: Store, act: Act, stream: Stream) -> None:
    def summed(found: Evaluation) -> tuple[int, int, int]:
        tally = sum((window.tally for window in found.windows), Tally())
        return sum(w.cases for w in found.windows), sum(w.labelled for w in found.windows), tally.decided

    frame = cases(60)
    deliver(store, act, stream, frame.head(40))
    first = evaluate(store, act, stream)
    assert (first.delivery, *summed(first)) == (1, 40, 0, 0)
    deliver_labels(store, act, stream, truth(frame).head(30))
    second = evaluate(store, act, stream)
    assert (second.delivery, *summed(second)) == (2, 40, 30, 30)
    deliver(store, act, stream, frame.tail(20))
    deliver_labels(store, act, stream, truth(frame).tail(30))
    third = evaluate(store, act, stream)
    assert (third.delivery, *summed(third)) == (4, 60, 60, 60)
    assert evaluations.load(store, OWNER, stream) == third


def test_a_shifted_feature_drifts_and_its_neighbours_do_not(store: Store, act: Act, stream: Stream) -> None:
    deliver(store, act, stream, cases(600, "r", seed=3), REFERENCE)
    frame = cases(600, days=25)
    late = pd.to_datetime(frame["decided_at"]) >= "2026-05-18"
    deliver(store, act, stream, frame.assign(zeal=frame["zeal"] + 9 * late))
    drift = evaluate(store, act, stream).drift
    assert [column.column for column in drift[0].columns] == ["score", "zeal", "area"]
    verdicts = {
        (window.start >= pd.Timestamp("2026-05-18", tz="UTC"), c.column): c.verdict
        for window in drift
        for c in window.columns
        if c.column != "score"
    }
    assert verdicts == {(False, "zeal"): False, (True, "zeal"): True, (False, "area"): False, (True, "area"): False}


def test_without_a_reference_there_is_no_drift(store: Store, act: Act, stream: Stream) -> None:
    deliver(store, act, stream, cases(80))
    assert evaluate(store, act, stream).drift == ()


def test_a_reference_that_grows_is_compared_with_anew(store: Store, act: Act, stream: Stream) -> None:
    deliver(store, act, stream, cases(60, "r"), REFERENCE)
    deliver(store, act, stream, cases(60))
    assert evaluate(store, act, stream).drift[0].columns[0].n_reference == 60
    deliver(store, act, stream, cases(40, "s"), REFERENCE)
    assert evaluate(store, act, stream).drift[0].columns[0].n_reference == 100


def test_a_large_reference_is_sampled_evenly_and_the_same_way_each_time(
    store: Store, act: Act, stream: Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluations, "MOST_REFERENCE", 500)
    deliver(store, act, stream, cases(2000, "r", zeal=range(2000)), REFERENCE)
    first, second = (evaluations.cases(store, stream, "reference", None) for _ in range(2))
    assert len(first) == 500
    pd.testing.assert_frame_equal(first, second)
    assert first["zeal"].nunique() == 500
    assert first["zeal"].mean() == pytest.approx(1000, abs=100)


def test_cases_are_read_under_their_own_names_in_the_order_of_the_schema(
    store: Store, act: Act, initiative: Initiative
) -> None:
    stream = open_stream(store, act, initiative.id, replace(SCHEMA, features={"zulu": "numeric", "alpha": "numeric"}))
    deliver(store, act, stream, cases(3, zulu=1, alpha=2), REFERENCE)
    frame = evaluations.cases(store, stream, "reference", None)
    assert list(frame.columns) == ["score", "zulu", "alpha"]
    assert set(frame["zulu"]) == {1.0}
    assert set(frame["alpha"]) == {2.0}


def test_progress_is_reported_and_a_cancelled_evaluation_keeps_nothing(store: Store, act: Act, stream: Stream) -> None:
    deliver(store, act, stream, cases(40, "r"), REFERENCE)
    deliver(store, act, stream, cases(40))
    told: list[tuple[float, str]] = []

    class Listening(Job):
        def report(self, share: float, text: str) -> None:
            told.append((share, text))
            super().report(share, text)

    job = Listening("job", "test", "test", "Test", NOW)
    evaluations.evaluate(store, act, stream, job)
    assert [share for share, _ in told] == sorted(share for share, _ in told)
    assert {text.partition(" ")[0] for _, text in told} == {"Counting", "Comparing", "Keeping"}
    job.cancel()
    with pytest.raises(CancelledError):
        evaluations.evaluate(store, act, stream, job)
    assert rows(store, "SELECT count(*) FROM evaluation") == [(1,)]


def test_an_evaluation_is_kept_whole_with_its_incident_or_not_at_all(
    store: Store, act: Act, stream: Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(store, act, stream, cases(40))
    before = trail(store)
    monkeypatch.setattr(incidents, "open_on_signal", lambda *given: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        evaluate(store, act, stream)
    assert rows(store, "FROM evaluation") == []
    assert trail(store) == before


def waited(jobs: Jobs, stream: Stream) -> Job:
    """Wait for the evaluation of a stream to end."""
    job = jobs.latest(evaluations.KIND, stream.id)
    assert job is not None
    for _ in range(3000):
        if job.state is not State.RUNNING:
            return job
        threading.Event().wait(0.01)
    raise AssertionError("the evaluation does not end")


def test_a_requested_evaluation_runs_beside_the_pages(running: Runtime, act: Act) -> None:
    stream = streams.open_with_initiative(running.store, act, "Live", SCHEMA)
    deliver(running.store, act, stream, cases(40))
    evaluations.request(running.store, running.jobs, act, stream)
    assert waited(running.jobs, stream).state is State.DONE
    found = evaluations.load(running.store, OWNER, stream)
    assert found is not None
    assert sum(window.cases for window in found.windows) == 40
    assert evaluations.under_way(running.jobs, stream) is None


def test_a_request_during_an_evaluation_is_served_after_it(
    running: Runtime, act: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = streams.open_with_initiative(running.store, act, "Live", SCHEMA)
    deliver(running.store, act, stream, cases(40, "a"))
    begun, go, real = threading.Event(), threading.Event(), evaluations.evaluate

    def slowly(*given: object) -> Evaluation | None:
        found = real(*given)  # type: ignore[arg-type]
        begun.set()
        assert go.wait(30)
        return found

    monkeypatch.setattr(evaluations, "evaluate", slowly)
    evaluations.request(running.store, running.jobs, act, stream)
    assert begun.wait(30)
    job = evaluations.under_way(running.jobs, stream)
    assert job is not None
    assert job.title == "Evaluation of Live"
    deliver(running.store, act, stream, cases(40, "b"))
    evaluations.request(running.store, running.jobs, act, stream)
    go.set()
    assert waited(running.jobs, stream) is job
    found = evaluations.load(running.store, OWNER, stream)
    assert found is not None
    assert (found.delivery, sum(window.cases for window in found.windows)) == (2, 80)


def test_an_evaluation_that_failed_is_shown_as_under_way_with_its_problem(
    running: Runtime, act: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = streams.open_with_initiative(running.store, act, "Live", SCHEMA)
    deliver(running.store, act, stream, cases(40))
    monkeypatch.setattr(evaluations, "evaluate", lambda *given: 1 / 0)
    evaluations.request(running.store, running.jobs, act, stream)
    assert waited(running.jobs, stream).state is State.FAILED
    job = evaluations.under_way(running.jobs, stream)
    assert job is not None
    assert "Evaluation of Live failed unexpectedly" in job.problem


def test_resuming_evaluates_what_was_not_evaluated_and_nothing_else(
    running: Runtime, act: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = running.store
    names = ("done", "new", "late labels", "only reference", "empty", "more cases")
    made = {name: streams.open_with_initiative(store, act, name, SCHEMA) for name in names}
    for name in ("done", "new", "late labels", "more cases"):
        deliver(store, act, made[name], cases(40))
    for name in ("done", "late labels", "more cases"):
        evaluate(store, act, made[name])
    deliver(store, act, made["only reference"], cases(40), REFERENCE)
    deliver_labels(store, act, made["late labels"], truth(cases(40)))
    deliver(store, act, made["more cases"], cases(10, "d"))
    asked: list[str] = []
    real = evaluations.request

    def listen(store: Store, jobs: Jobs, act: Act, stream: Stream) -> None:
        asked.append(stream.name)
        real(store, jobs, act, stream)

    monkeypatch.setattr(evaluations, "request", listen)
    evaluations.resume(store, running.jobs, act)
    assert sorted(asked) == ["late labels", "more cases", "new"]
    for name in asked:
        assert waited(running.jobs, made[name]).state is State.DONE
    asked.clear()
    evaluations.resume(store, running.jobs, act)
    assert asked == []


def test_the_example_is_evaluated_to_the_end(at: Callable[[str], Place]) -> None:
    place = at("monitored")
    stream = streams.listing(place.store, OWNER, place.initiative.id)[0]
    found = evaluations.load(place.store, OWNER, stream)
    assert found is not None
    assert sum(window.labelled for window in found.windows) == 171
    assert {column.column for window in found.drift for column in window.columns} == {"score", *stream.schema.features}
    assert found.reference_performance is not None
    assert found.reference_performance.n == 398
