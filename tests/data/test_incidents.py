"""Incidents: opened once by a signal, with the evaluation that found it, and handled until somebody closes them."""

from dataclasses import replace
from datetime import timedelta

import pandas as pd
import pytest

from data import audit, canvases, contracts, evaluations, incidents, initiatives
from data.store import Cursor, Saved, Store
from lifecycle.audit import Act
from lifecycle.errors import BadInput, Conflict, NotFound
from lifecycle.initiative import Initiative, Stream
from lifecycle.monitor.evaluation import Evaluation
from lifecycle.monitor.incident import Disposition, Incident, Step
from lifecycle.tally import Tally
from tests import journey
from tests.conftest import NOW, OWNER
from tests.data.builders import (
    a_job,
    actions,
    cases,
    deliver,
    deliver_labels,
    editor,
    open_stream,
    rows,
    trail,
    weekly,
)

GOOD, BAD = Tally(tp=4, tn=16), Tally(fn=4, tn=16)


@pytest.fixture
def signed(store: Store, act: Act, initiative: Initiative) -> Initiative:
    """An initiative whose contract asks for 60 a case at least, over 56 days, two windows in a row."""
    journey.sign(store, act, initiative)
    return initiative


@pytest.fixture
def stream(store: Store, act: Act, signed: Initiative) -> Stream:
    return open_stream(store, act, signed.id)


def signal(store: Store, act: Act, stream: Stream, tallies: list[Tally]) -> list[Incident]:
    """Have an evaluation looked at; gives the incidents there are then."""
    found: Evaluation = weekly(tallies)

    def change(cursor: Cursor) -> Saved[None]:
        versions = contracts.versions(cursor, stream.initiative_id)
        return Saved(None, incidents.open_on_signal(cursor, act, stream, found, versions))

    store.write(change)
    return incidents.listing(store, OWNER, stream.initiative_id)


def test_a_signal_opens_an_incident_for_the_one_on_call(store: Store, act: Act, stream: Stream) -> None:
    (made,) = signal(store, act, stream, [GOOD] * 12 + [BAD] * 20)
    assert (made.stream_id, made.consequence, made.owner, made.opened_at) == (stream.id, "freeze", "Noah Fischer", NOW)
    assert (made.signal.rule, made.signal.severity, made.steps, made.closed) == ("boundary", 1, (), False)
    event = audit.recent(store, OWNER)[0]
    assert (event.action, event.subject, event.initiative_id) == ("incident.opened", made.id, stream.initiative_id)
    assert event.after["signal"]["sentence"] == made.signal.sentence


def test_no_signal_opens_nothing(store: Store, act: Act, stream: Stream) -> None:
    before = trail(store)
    assert signal(store, act, stream, [GOOD] * 30) == []
    assert trail(store) == before


def test_one_bad_window_is_not_enough(store: Store, act: Act, stream: Stream) -> None:
    assert signal(store, act, stream, [GOOD] * 30 + [Tally(fn=2, tn=18)]) == []


def test_without_a_contract_in_force_nothing_is_opened(store: Store, act: Act, initiative: Initiative) -> None:
    stream = open_stream(store, act, initiative.id)
    assert signal(store, act, stream, [BAD] * 30) == []


def test_while_an_incident_is_open_none_is_opened(store: Store, act: Act, stream: Stream) -> None:
    first = signal(store, act, stream, [GOOD] * 12 + [BAD] * 12)
    assert signal(store, act, stream, [GOOD] * 12 + [BAD] * 14) == first
    assert actions(store).count("incident.opened") == 1


def test_an_incident_of_another_stream_is_opened_of_its_own(store: Store, act: Act, stream: Stream) -> None:
    signal(store, act, stream, [BAD] * 30)
    other = open_stream(store, act, stream.initiative_id)
    assert {one.stream_id for one in signal(store, act, other, [BAD] * 30)} == {stream.id, other.id}


def close(store: Store, act: Act, incident: Incident) -> Incident:
    step = Step(NOW, "Noah Fischer", "A wrong feed.", Disposition.FIX_DATA)
    return incidents.step(store, act, incident.initiative_id, incident.id, step)


def test_a_closed_incident_is_not_opened_again_by_the_signal_it_was_about(
    store: Store, act: Act, stream: Stream
) -> None:
    (made,) = signal(store, act, stream, [GOOD] * 12 + [BAD] * 12)
    close(store, act, made)
    assert len(signal(store, act, stream, [GOOD] * 12 + [BAD] * 16)) == 1


def test_a_signal_that_begins_later_opens_a_new_incident(store: Store, act: Act, stream: Stream) -> None:
    (made,) = signal(store, act, stream, [GOOD] * 12 + [BAD] * 12)
    close(store, act, made)
    later = replace(act, at=NOW + timedelta(days=1))
    found = signal(store, later, stream, [GOOD] * 12 + [BAD] * 12 + [GOOD] * 20 + [BAD] * 12)
    assert [one.closed for one in found] == [False, True]
    assert found[0].signal.since > made.signal.since


def test_the_owner_and_the_consequence_are_those_of_the_contract_in_force(
    store: Store, act: Act, stream: Stream
) -> None:
    changed = {"owner.oncall": "Priya Raman", "boundary.consequence": "rollback"}
    canvases.edit(store, act, stream.initiative_id, changed)
    contracts.offer(store, act, stream.initiative_id, "Somebody else is on call.")
    for role, name in (("sponsor", "A"), ("product", "B"), ("science", "C"), ("risk", "D")):
        contracts.add_signature(store, act, stream.initiative_id, 2, role, name)
    (made,) = signal(store, act, stream, [BAD] * 30)
    assert (made.owner, made.consequence) == ("Priya Raman", "rollback")


def losing(count: int = 520) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Draw half a year of cases in which, from the middle on, every yes is missed."""
    frame = cases(count, days=182)
    half = frame.index >= count // 2
    yes = pd.Series(frame.index % 5 == 0)
    frame["score"] = (0.9 * (yes & ~half)).round(1)
    return frame, pd.DataFrame({"case_id": frame["case_id"], "truth": yes.astype(int)})


def test_a_stream_that_loses_opens_its_incident_with_the_evaluation_and_only_once(
    store: Store, act: Act, stream: Stream
) -> None:
    frame, labels = losing()
    deliver(store, act, stream, frame)
    deliver_labels(store, act, stream, labels)
    found = evaluations.evaluate(store, act, stream, a_job())
    assert found is not None
    (made,) = incidents.listing(store, OWNER, stream.initiative_id)
    assert made.signal.severity == 1
    assert made.signal.since < max(window.end for window in found.windows)
    for _ in range(2):
        evaluations.evaluate(store, act, stream, a_job())
    assert incidents.listing(store, OWNER, stream.initiative_id) == [made]
    assert actions(store).count("incident.opened") == 1
    assert rows(store, "SELECT count(*) FROM evaluation") == [(3,)]


def test_the_evaluation_and_its_incident_are_kept_together_or_not_at_all(
    store: Store, act: Act, stream: Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame, labels = losing()
    deliver(store, act, stream, frame)
    deliver_labels(store, act, stream, labels)
    before = trail(store)
    monkeypatch.setattr(incidents, "event", lambda *given, **named: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        evaluations.evaluate(store, act, stream, a_job())
    assert rows(store, "FROM evaluation") == []
    assert rows(store, "FROM incident") == []
    assert trail(store) == before


@pytest.fixture
def opened(store: Store, act: Act, stream: Stream) -> Incident:
    """An open incident."""
    return signal(store, act, stream, [BAD] * 30)[0]


def test_steps_are_kept_in_their_order(store: Store, opened: Incident) -> None:
    act = Act(editor(opened.initiative_id), NOW)
    for text in ("Looked.", "Asked.", "Found it."):
        made = incidents.step(store, act, opened.initiative_id, opened.id, Step(NOW, "Noah", text))
    assert [step.note for step in made.steps] == ["Looked.", "Asked.", "Found it."]
    assert incidents.listing(store, act.who, opened.initiative_id) == [made]
    assert actions(store)[-3:] == ["incident.step"] * 3


def test_a_disposition_closes_it_for_good(store: Store, act: Act, opened: Incident) -> None:
    assert close(store, act, opened).closed
    assert actions(store)[-1] == "incident.closed"
    before = trail(store)
    with pytest.raises(Conflict, match="This incident is closed"):
        incidents.step(store, act, opened.initiative_id, opened.id, Step(NOW, "Noah", "One more thing."))
    assert trail(store) == before


def test_a_step_needs_a_note(store: Store, act: Act, opened: Incident) -> None:
    with pytest.raises(BadInput, match="Write what was found or done"):
        incidents.step(store, act, opened.initiative_id, opened.id, Step(NOW, "Noah", "  "))
    assert rows(store, "FROM incident_step") == []


def test_an_incident_is_found_in_its_own_initiative_alone(store: Store, act: Act, opened: Incident) -> None:
    other = initiatives.start(store, act, "Another")
    for where, which in ((opened.initiative_id, "nothing"), (other.id, opened.id)):
        with pytest.raises(NotFound, match="This incident is not there"):
            incidents.step(store, act, where, which, Step(NOW, "Noah", "Looked."))
