"""Workshops in the store: nothing lost, nothing doubled, nothing private told, the canvas written with the log."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from data import audit, backups, canvases, contracts, initiatives, strategy, workshops
from data.demo import breast_cancer
from data.store import Store
from data.workshop_log import read_rows
from lifecycle import topics
from lifecycle.access import Capability, Principal
from lifecycle.audit import Act
from lifecycle.envision.merging import Overtaken
from lifecycle.envision.workshop import views
from lifecycle.envision.workshop.agenda import default_agenda
from lifecycle.envision.workshop.code import shown
from lifecycle.envision.workshop.entries import FACILITATOR, Kind
from lifecycle.envision.workshop.seats import Seat
from lifecycle.envision.workshop.state import fold
from lifecycle.envision.workshop.things import Mode, Settings
from lifecycle.errors import BadInput, Conflict, NotAllowed, NotFound
from lifecycle.initiative import Initiative
from tests.conftest import NOW, OWNER
from tests.data.builders import actions, chain_problem, contents, editor, rows, strangers, trail
from tests.data.workshop import STEP, Session, opened, restarted, together
from tests.lifecycle.envision.workshop.kinds.test_reading import KEPT


@pytest.fixture
def session(store: Store, initiative: Initiative) -> Session:
    return opened(store, initiative)


@pytest.fixture
def ada(session: Session) -> Seat:
    return session.join("Ada", "sponsor")


@pytest.fixture
def ben(session: Session) -> Seat:
    return session.join("Ben")


def canvas(session: Session) -> dict[str, Any]:
    return canvases.load(session.store, OWNER, session.workshop.initiative_id).values


def refolded(session: Session) -> Any:
    """Fold the log as it stands in the store, past everything that is kept in memory."""
    with session.store.read() as cursor:
        return fold(read_rows(cursor, session.workshop.id, 0))


def test_a_workshop_is_opened_with_agenda_and_settings(store: Store, act: Act, initiative: Initiative) -> None:
    deadline = NOW + timedelta(days=3)
    settings = Settings(anonymous=True, votes_each=3, mode=Mode.ASYNC, deadline=deadline)
    made = workshops.open_workshop(store, act, initiative.id, "Triage", default_agenda(), settings)
    state = workshops.state(store, made.id)
    assert (made.title, made.opened_at, made.initiative_id) == ("Triage", NOW, initiative.id)
    assert (state.number, state.title, state.agenda, state.settings) == (1, "Triage", default_agenda(), settings)
    assert actions(store)[-1] == "workshop.opened"


def test_a_workshop_is_found_by_code_id_and_initiative(session: Session, initiative: Initiative, act: Act) -> None:
    made, store = session.workshop, session.store
    for typed in (made.code, shown(made.code).lower(), f" {made.code[:3]} {made.code[3:]} "):
        assert workshops.by_code(store, typed) == made
    assert workshops.find(store, made.id) == made
    later = workshops.open_workshop(
        store, replace(act, at=NOW + timedelta(days=1)), initiative.id, "Again", default_agenda()
    )
    assert workshops.of_initiative(store, OWNER, initiative.id) == [later, made]
    assert later.code != made.code


def test_a_workshop_that_is_not_there_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound):
        workshops.find(session.store, "nowhere")
    unknown = "AAAAAA" if session.workshop.code != "AAAAAA" else "CCCCCC"
    with pytest.raises(NotFound, match="letter by letter"):
        workshops.by_code(session.store, unknown)
    with pytest.raises(BadInput, match="KMT-4XQ"):
        workshops.by_code(session.store, "hello world")


def test_a_code_in_use_is_not_given_again(
    store: Store, act: Act, initiative: Initiative, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = iter(["AAAAAA", *["CCCCCC"] * 7, "AAAAAA", "DDDDDD", *["CCCCCC"] * 6])
    monkeypatch.setattr(workshops, "new_code", lambda: next(codes))
    made = [workshops.open_workshop(store, act, initiative.id, "T", default_agenda()) for _ in range(2)]
    assert [one.code for one in made] == ["AAAAAA", "DDDDDD"]


def test_what_cannot_be_led_is_not_opened(store: Store, act: Act, initiative: Initiative) -> None:
    before = contents(store)
    for title, agenda in (("", default_agenda()), ("T", ())):
        with pytest.raises(BadInput):
            workshops.open_workshop(store, act, initiative.id, title, agenda)
    with pytest.raises(NotFound):
        workshops.open_workshop(store, act, "nowhere", "T", default_agenda())
    assert contents(store) == before


def test_entries_are_numbered_without_gaps_and_folded(session: Session, ada: Seat, ben: Seat) -> None:
    numbers = [session.note(ada, "a1"), session.note(ben, "b1"), session.lead(Kind.REVEALED, step=STEP)]
    assert numbers == [5, 6, 7]
    assert [entry.number for entry in workshops.entries(session.store, OWNER, session.workshop.id)] == list(range(1, 8))
    assert session.state == refolded(session)
    assert list(session.state.notes) == ["a1", "b1"]


def test_an_entry_sent_twice_is_written_once(session: Session, ada: Seat) -> None:
    first = session.note(ada, "a1", entry_id="sent")
    before = contents(session.store)
    assert session.note(ada, "a1", entry_id="sent") == first
    session.lead(Kind.CLOSED)
    assert session.note(ada, "a1", entry_id="sent") == first
    assert session.lead(Kind.MOVED, entry_id=None, step="break") == first + 2
    assert rows(session.store, "SELECT count(*) FROM workshop_entry WHERE id = 'sent'") == [(1,)]
    assert contents(session.store)["workshop_seat"] == before["workshop_seat"]


def test_an_entry_sent_twice_at_the_same_moment_is_written_once(session: Session, ada: Seat) -> None:
    found = together(session.store, *[lambda: session.note(ada, "a1", entry_id="sent")] * 5)
    assert found == [4] * 5
    assert session.state.number == 4


def test_the_id_of_somebody_elses_entry_gives_nothing_away(session: Session, ada: Seat, ben: Seat) -> None:
    session.note(ada, "a1", entry_id="sent")
    for ask in (lambda: session.note(ben, "b1", entry_id="sent"), lambda: session.lead(Kind.CLOSED, entry_id="sent")):
        with pytest.raises(Conflict, match="the id of another entry"):
            ask()
    assert session.state.number == 5


def test_an_id_used_in_another_workshop_is_refused_and_the_store_goes_on(
    session: Session, ada: Seat, initiative: Initiative
) -> None:
    other = opened(session.store, initiative)
    other.lead(Kind.REVEALED, entry_id="sent", step=STEP)
    with pytest.raises(Conflict, match="the id of another entry"):
        session.note(ada, "a1", entry_id="sent")
    assert session.note(ada, "a1") == 4
    assert session.state == refolded(session)


@pytest.mark.parametrize("entry_id", ["", "x" * 65, "ä", "a\nb"])
def test_an_entry_has_a_plain_id(session: Session, ada: Seat, entry_id: str) -> None:
    if entry_id:
        with pytest.raises(BadInput, match="An entry has an id"):
            session.note(ada, "a1", entry_id=entry_id)
    else:
        assert session.note(ada, "a1", entry_id=entry_id)


def test_many_who_write_at_once_lose_and_double_nothing(session: Session) -> None:
    people = [session.join(f"P{number}") for number in range(12)]

    def write(seat: Seat) -> list[int]:
        return [
            session.note(seat, f"{seat.name}-{number}", entry_id=f"{seat.name}-{number}")
            for number in range(8)
            for _ in range(2)
        ]

    with ThreadPoolExecutor(12) as pool:
        numbers = [number for found in pool.map(write, people) for number in found]
    assert sorted(set(numbers)) == list(range(15, 15 + 96))
    assert all(numbers.count(number) == 2 for number in set(numbers))
    assert len(session.state.notes) == 96
    assert session.state == refolded(session)
    assert chain_problem(session.store) is None


def test_the_rule_sees_what_others_of_the_same_group_have_written(session: Session, ada: Seat, ben: Seat) -> None:
    session.note(ada, "a1")
    session.lead(Kind.REVEALED, step=STEP)

    def vote(seat: Seat, dots: int, target: str = "a1") -> Any:
        return lambda: session.say(seat, Kind.VOTED, step=STEP, target=target, dots=dots)

    session.note(ada, "a2")
    found = together(session.store, vote(ada, 3), vote(ben, 5), vote(ada, 3, "a2"), vote(ada, 2, "a2"))
    assert [type(one) for one in found] == [int, int, Conflict, int]
    assert session.state.votes[STEP] == {ada.participant_id: {"a1": 3, "a2": 2}, ben.participant_id: {"a1": 5}}
    assert session.state == refolded(session)


def test_what_is_refused_in_a_group_leaves_the_others_and_no_trace(session: Session, ada: Seat, ben: Seat) -> None:
    before = len(trail(session.store))
    found = together(
        session.store,
        lambda: session.note(ada, "a1"),
        lambda: session.note(ben, "b1", ""),
        lambda: session.note(ben, "b2"),
        lambda: session.lead(Kind.MOVED, step="nowhere"),
        lambda: session.note(ada, "a1"),
    )
    assert [type(one) for one in found] == [int, BadInput, int, NotFound, Conflict]
    assert [found[0], found[2]] == [5, 6]
    assert len(trail(session.store)) == before + 2
    assert session.state == refolded(session)


def test_taking_back_in_a_group_folds_what_is_not_yet_committed(session: Session, ada: Seat) -> None:
    found = together(
        session.store,
        lambda: session.note(ada, "a1", entry_id="e1"),
        lambda: session.say(ada, Kind.UNDONE, entry="e1"),
        lambda: session.note(ada, "a1", "Again"),
    )
    assert found == [4, 5, 6]
    assert session.state.notes["a1"].text == "Again"
    assert session.state == refolded(session)


def test_a_restart_finds_everything(session: Session, ada: Seat, ben: Seat, act: Act) -> None:
    session.note(ada, "a1")
    session.note(ben, "b1")
    session.lead(Kind.REVEALED, step=STEP)
    session.lead(Kind.GROUPED, group="g1", title="T", notes=["a1", "b1"])
    session.undo()
    before = session.state
    with restarted(session) as again:
        assert again.state == before
        assert again.note(ada, "a2") == before.number + 1


def test_a_restored_backup_is_read_anew(session: Session, ada: Seat, act: Act) -> None:
    session.note(ada, "a1")
    made = backups.make(session.store, act)
    session.note(ada, "a2")
    assert list(session.state.notes) == ["a1", "a2"]
    backups.restore(session.store, act, made.path)
    assert list(session.state.notes) == ["a1"]
    assert session.note(ada, "a3") == 5


@pytest.mark.parametrize("text", KEPT, ids=range(len(KEPT)))
def test_text_comes_back_from_the_disk_exactly(session: Session, text: str) -> None:
    seat = session.join(text)
    session.note(seat, "n1", text)
    state = refolded(session)
    assert state.notes["n1"].text == text
    assert state.participants[seat.participant_id].name == text == seat.name


@pytest.mark.parametrize("person", list(strangers("")))
def test_who_may_not_lead_leads_nothing(session: Session, initiative: Initiative, person: str) -> None:
    who, store, own = strangers(initiative.id)[person], session.store, session.workshop.id
    before = contents(store)
    with pytest.raises(NotAllowed):
        workshops.open_workshop(store, Act(who, NOW), initiative.id, "T", default_agenda())
    for kind, body in ((Kind.REVEALED, {"step": STEP}), (Kind.CLOSED, {}), (Kind.UNDONE, {"entry": "x"})):
        with pytest.raises(NotAllowed):
            workshops.write(store, Act(who, NOW), own, FACILITATOR, kind, body)
    for read in (workshops.entries, workshops.export):
        with pytest.raises(NotAllowed):
            read(store, who, own)
    with pytest.raises(NotAllowed):
        workshops.of_initiative(store, who, initiative.id)
    assert contents(store) == before


def test_an_editor_of_the_initiative_leads(session: Session, initiative: Initiative) -> None:
    act = Act(editor(initiative.id), NOW)
    assert workshops.write(session.store, act, session.workshop.id, FACILITATOR, Kind.REVEALED, {"step": STEP}) == 3
    assert workshops.export(session.store, act.who, session.workshop.id)
    assert len(workshops.entries(session.store, act.who, session.workshop.id)) == 3


def test_a_participant_writes_in_no_other_name_and_no_other_workshop(
    session: Session, ada: Seat, ben: Seat, initiative: Initiative
) -> None:
    act, other = Act(ada.principal(), NOW), opened(session.store, initiative)
    before = contents(session.store)
    body = {"note": "n1", "step": STEP, "text": "Forged"}
    for workshop, author in (
        (session.workshop, ben.participant_id),
        (session.workshop, FACILITATOR),
        (other.workshop, ada.participant_id),
    ):
        with pytest.raises(NotAllowed):
            workshops.write(session.store, act, workshop.id, author, Kind.NOTED, body)
    assert contents(session.store) == before


def test_an_owner_writes_no_note_in_the_name_of_a_participant(session: Session, ada: Seat, act: Act) -> None:
    with pytest.raises(NotAllowed, match="have not joined"):
        workshops.write(session.store, act, session.workshop.id, ada.participant_id, Kind.NOTED, {})


def test_who_claims_a_seat_that_was_never_taken_writes_nothing(session: Session) -> None:
    ghost = Principal("ghost", "Ghost", Capability.PARTICIPANT, workshop_id=session.workshop.id)
    with pytest.raises(NotAllowed, match="have not joined"):
        workshops.write(session.store, Act(ghost, NOW), session.workshop.id, "ghost", Kind.FIST, {"fingers": 5})


def test_every_entry_has_one_event_and_the_event_keeps_secrets(session: Session, ada: Seat) -> None:
    before = len(trail(session.store))
    session.note(ada, "a1", "A secret")
    session.say(ada, Kind.EDITED, note="a1", text="Another secret")
    event = audit.recent(session.store, OWNER)[0]
    assert len(trail(session.store)) == before + 2
    assert (event.action, event.subject) == ("workshop.edited", f"workshop {shown(session.workshop.code)}")
    assert (event.actor, event.actor_id, event.initiative_id) == ("Ada", ada.participant_id, ada.initiative_id)
    assert event.after == {"kind": "edited", "note": "a1", "length": 14}
    assert "secret" not in json.dumps([vars(one) for one in audit.recent(session.store, OWNER)], default=str)


def test_in_an_anonymous_workshop_the_trail_does_not_tell_who_gave_what(store: Store, initiative: Initiative) -> None:
    session = opened(store, initiative, anonymous=True)
    ada = session.join("Ada")
    before = len(trail(store))
    session.note(ada, "a1")
    session.say(ada, Kind.PARKED, item="i1", text="Later")
    session.undo(seat=ada)
    session.undo(seat=ada)
    found = audit.recent(store, OWNER)[: len(trail(store)) - before]
    assert {(event.actor, event.actor_id, event.role) for event in found} == {("A participant", "participant", None)}
    assert ada.participant_id not in json.dumps([vars(event) for event in found], default=str)
    assert [entry.author for entry in workshops.entries(store, OWNER, session.workshop.id)][-4:] == [
        ada.participant_id
    ] * 4


def test_the_facilitator_and_those_who_join_stand_in_the_trail(store: Store, initiative: Initiative) -> None:
    session = opened(store, initiative, anonymous=True)
    session.join("Ada")
    found = audit.recent(store, OWNER)
    assert [(event.action, event.actor) for event in found[:2]] == [
        ("workshop.joined", "Ada"),
        ("workshop.moved", "Owner"),
    ]


def test_private_things_move_the_console_alone_and_public_ones_the_room_too(session: Session, ada: Seat) -> None:
    def moves(ask: Any) -> tuple[int, int]:
        before = session.moved()
        ask()
        after = session.moved()
        return after[0] - before[0], after[1] - before[1]

    assert moves(lambda: session.join("Ben")) == (1, 1)
    assert moves(lambda: session.note(ada, "a1")) == (0, 1)
    assert moves(lambda: session.undo(seat=ada)) == (0, 1)
    assert moves(lambda: session.note(ada, "a2", entry_id="e")) == (0, 1)
    assert moves(lambda: session.note(ada, "a2", entry_id="e")) == (0, 0)
    assert moves(lambda: session.lead(Kind.REVEALED, step=STEP)) == (1, 1)
    assert moves(lambda: session.note(ada, "a3")) == (1, 1)
    assert moves(lambda: session.lead(Kind.TIMER, action="pause")) == (1, 1)
    assert moves(lambda: session.undo()) == (1, 1)


def estimated(session: Session, seat: Seat, path: str = "volume") -> None:
    session.lead(Kind.ROUND, path=path, number=1)
    session.lead(Kind.MOVED, step="estimates")
    session.say(seat, Kind.ESTIMATED, path=path, round=1, low=1, likely=2, high=4)
    session.lead(Kind.ESTIMATES_REVEALED, path=path, round=1)


def test_what_is_agreed_goes_into_the_canvas_with_its_own_event(session: Session, ada: Seat) -> None:
    estimated(session, ada)
    session.lead(Kind.ACCEPTED, path="volume", estimate={"low": 1, "likely": 2, "high": 4})
    session.lead(Kind.DIAL_SET, component="safe", level="high", reason="It acts alone")
    session.lead(Kind.FIELD_SET, path="limits", value="Never for hiring")
    assert canvas(session) == {
        "volume": {"low": 1.0, "likely": 2.0, "high": 4.0},
        "dial.safe": "high",
        "dial.safe.reason": "It acts alone",
        "limits": "Never for hiring",
    }
    assert actions(session.store)[-2:] == ["workshop.field_set", "canvas.edited"]
    assert chain_problem(session.store) is None


def test_a_promoted_note_stands_in_the_canvas(session: Session, ada: Seat) -> None:
    session.note(ada, "a1")
    session.lead(Kind.REVEALED, step=STEP)
    session.lead(Kind.PROMOTED, note="a1", path="intent", text="Nobody waits a week.")
    assert canvas(session) == {"intent": "Nobody waits a week."}


def test_what_does_not_fit_the_canvas_writes_neither(session: Session) -> None:
    before = contents(session.store)
    with pytest.raises(BadInput):
        session.lead(Kind.FIELD_SET, path="intent", value="x" * 201)
    assert contents(session.store) == before


def test_taking_back_puts_back_what_stood_in_the_canvas(session: Session, act: Act) -> None:
    canvases.edit(session.store, act, session.workshop.initiative_id, {"limits": "Before"})
    session.lead(Kind.FIELD_SET, path="limits", value="In the room")
    session.lead(Kind.DIAL_SET, component="safe", level="high", reason="Why")
    session.undo()
    assert canvas(session) == {"limits": "In the room"}
    session.undo()
    assert canvas(session) == {"limits": "Before"}
    assert session.state.fields == {}


def test_taking_back_leaves_alone_what_somebody_has_changed_since(session: Session, act: Act) -> None:
    session.lead(Kind.DIAL_SET, component="safe", level="high", reason="Why")
    canvases.edit(session.store, act, session.workshop.initiative_id, {"dial.safe.reason": "Better said"})
    session.undo()
    assert canvas(session) == {"dial.safe.reason": "Better said"}


def test_an_entry_that_changes_nothing_in_the_canvas_writes_no_edit(session: Session, act: Act) -> None:
    canvases.edit(session.store, act, session.workshop.initiative_id, {"limits": "Same"})
    session.lead(Kind.FIELD_SET, path="limits", value="Same")
    assert actions(session.store)[-2:] == ["canvas.edited", "workshop.field_set"]
    session.undo()
    assert canvas(session) == {"limits": "Same"}


def test_a_participants_undo_touches_no_canvas(session: Session, ada: Seat) -> None:
    session.note(ada, "a1")
    session.undo(seat=ada)
    assert canvas(session) == {}
    assert rows(session.store, "FROM canvas_edit") == []


def test_the_fields_of_a_step_are_shown_to_those_in_the_room(
    session: Session, ada: Seat, initiative: Initiative
) -> None:
    session.lead(Kind.FIELD_SET, path="today", value="By hand")
    for who in (ada.principal(), OWNER, editor(initiative.id)):
        found = workshops.fields_of(session.store, who, session.workshop.id, STEP)
        assert found == {"problem": None, "intent": None, "today": "By hand", "alternative": None}
    assert workshops.fields_of(session.store, OWNER, session.workshop.id, "nowhere") == {}
    outsider = replace(ada, workshop_id="another").principal()
    for who in (outsider, strangers(initiative.id)["viewer"]):
        with pytest.raises(NotAllowed):
            workshops.fields_of(session.store, who, session.workshop.id, STEP)


def test_the_currency_is_the_canvass_or_the_euro(session: Session, act: Act) -> None:
    assert workshops.currency_of(session.store, session.workshop.id) == "EUR"
    canvases.edit(session.store, act, session.workshop.initiative_id, {"currency": "CHF"})
    assert workshops.currency_of(session.store, session.workshop.id) == "CHF"


def test_a_finished_workshop_is_replayed_step_by_step(session: Session, ada: Seat, ben: Seat) -> None:
    session.note(ada, "a1")
    session.note(ben, "b1")
    session.lead(Kind.REVEALED, step=STEP)
    session.lead(Kind.CLOSED)
    log = workshops.entries(session.store, OWNER, session.workshop.id)
    shown_then = [len(views.notes_for_facilitator(fold(log[:number]), STEP)) for number in range(len(log) + 1)]
    assert shown_then == [0, 0, 0, 0, 0, 0, 0, 2, 2]
    assert fold(log) == session.state


def test_the_export_is_what_came_of_it(session: Session, ada: Seat) -> None:
    session.note(ada, "a1", "Waiting")
    session.lead(Kind.REVEALED, step=STEP)
    found = workshops.export(session.store, OWNER, session.workshop.id)
    assert json.loads(json.dumps(found.json)) == found.json
    assert found.json["participants"] == [{"name": "Ada", "role": "Sponsor"}]
    assert "Waiting (Ada · Sponsor)" in found.markdown


def test_workshops_do_not_mix(session: Session, ada: Seat, store: Store, act: Act) -> None:
    other = opened(store, initiatives.start(store, act, "Another"))
    eve = other.join("Eve")
    session.note(ada, "a1")
    other.note(eve, "e1")
    assert (list(session.state.notes), list(other.state.notes)) == (["a1"], ["e1"])
    with pytest.raises(NotAllowed):
        session.say(eve, Kind.FIST, fingers=1)


def edit(session: Session, **values: Any) -> None:
    """Let somebody at the canvas change fields; a dot in a path is written as two underscores."""
    changed = {path.replace("__", "."): value for path, value in values.items()}
    ben = Act(Principal("ben", "Ben", Capability.EDITOR), NOW)
    canvases.edit(session.store, ben, session.workshop.initiative_id, changed)


def lead(session: Session, kind: Kind, seen: dict[str, Any], **body: Any) -> None:
    act = Act(OWNER, NOW)
    workshops.write(session.store, act, session.workshop.id, FACILITATOR, kind, body, seen=seen)


@pytest.mark.parametrize(
    ("kind", "body", "path", "theirs"),
    [
        (Kind.FIELD_SET, {"path": "limits", "value": "Mine"}, "limits", "Ben's"),
        (Kind.FIELD_SET, {"path": "limits", "value": None}, "limits", "Ben's"),
        (Kind.PROMOTED, {"note": "a1", "path": "limits", "text": "Mine"}, "limits", "Ben's"),
        (Kind.ACCEPTED, {"path": "volume", "estimate": {"low": 1, "likely": 2, "high": 4}}, "volume", None),
        (Kind.DIAL_SET, {"component": "safe", "level": "high"}, "dial.safe", "standard"),
    ],
)
def test_what_somebody_else_wrote_meanwhile_is_never_overwritten(
    session: Session, ada: Seat, kind: Kind, body: dict[str, Any], path: str, theirs: Any
) -> None:
    session.note(ada, "a1")
    session.lead(Kind.REVEALED, step=STEP)
    estimated(session, ada)
    theirs = theirs or {"low": 7.0, "likely": 8.0, "high": 9.0}
    edit(session, **{path.replace(".", "__"): theirs})
    before = contents(session.store)
    with pytest.raises(Overtaken) as raised:
        lead(session, kind, {path: None}, **body)
    assert (raised.value.editor, raised.value.theirs, raised.value.path) == ("Ben", theirs, path)
    assert contents(session.store) == before
    lead(session, kind, {path: theirs}, **body)
    assert canvas(session)[path] != theirs if body.get("value", "Mine") else path not in canvas(session)


def test_a_value_meant_as_it_was_seen_does_not_give_way_in_silence(session: Session) -> None:
    edit(session, limits="One")
    edit(session, limits="Two")
    with pytest.raises(Overtaken):
        lead(session, Kind.FIELD_SET, {"limits": "One"}, path="limits", value="One")


@pytest.mark.parametrize(
    ("path", "value"),
    [("limits", "Same"), ("volume", {"low": 1, "likely": 2, "high": 3}), ("restricted", [{"id": "a", "use": "One"}])],
)
def test_what_was_seen_and_still_stands_said_again_makes_no_entry(session: Session, path: str, value: Any) -> None:
    edit(session, **{path: value})
    before, last = contents(session.store), session.state.number
    body, seen = {"path": path, "value": value}, {path: canvas(session)[path]}
    own, act = session.workshop.id, Act(OWNER, NOW)
    number = workshops.write(session.store, act, own, FACILITATOR, Kind.FIELD_SET, body, seen=seen)
    assert number == last
    assert contents(session.store) == before


@pytest.mark.parametrize(("anonymous", "name"), [(False, "Ada, Sponsor"), (True, "")])
def test_dissent_put_into_the_canvas_stands_in_the_contract_that_is_offered(
    store: Store, initiative: Initiative, act: Act, anonymous: bool, name: str
) -> None:
    canvases.edit(store, act, initiative.id, breast_cancer.canvas(NOW.date()))
    session = opened(store, initiative, anonymous=anonymous)
    session.say(session.join("Ada", "sponsor"), Kind.DISSENT, text="Too early, and too dear.")
    there = canvas(session).get("dissent")
    value = views.dissent_rows(session.state, there or [])
    lead(session, Kind.FIELD_SET, {"dissent": there}, path="dissent", value=value)
    number = session.state.number
    lead(session, Kind.FIELD_SET, {"dissent": value}, path="dissent", value=views.dissent_rows(session.state, value))
    assert session.state.number == number
    terms = contracts.offer(store, act, initiative.id).terms
    own = [one for one in terms.dissent if one.text == "Too early, and too dear."]
    assert [one.name for one in own] == [name]
    session.undo()
    assert canvas(session).get("dissent") == there


def test_an_empty_field_emptied_again_makes_no_entry(session: Session) -> None:
    before = contents(session.store)
    lead(session, Kind.FIELD_SET, {"limits": None}, path="limits", value=" ")
    assert contents(session.store) == before


def test_what_somebody_else_wrote_the_same_meanwhile_is_an_entry_of_its_own(session: Session) -> None:
    edit(session, limits="Both")
    lead(session, Kind.FIELD_SET, {"limits": "Before"}, path="limits", value="Both")
    assert session.state.fields == {"limits": "Both"}


def test_rows_two_people_wrote_are_merged_and_the_log_says_what_stands(session: Session) -> None:
    first, mine, theirs = {"id": "a", "use": "One"}, {"id": "m", "use": "Mine"}, {"id": "t", "use": "Theirs"}
    edit(session, restricted=[first])
    edit(session, restricted=[first, theirs])
    lead(session, Kind.FIELD_SET, {"restricted": [first]}, path="restricted", value=[first, mine])
    assert canvas(session)["restricted"] == [first, theirs, mine]
    assert session.state.fields["restricted"] == [first, theirs, mine]
    session.undo()
    assert canvas(session)["restricted"] == [first, theirs]


def test_a_note_is_added_to_a_list_beside_what_others_add_and_taken_back_alone(session: Session, ada: Seat) -> None:
    session.note(ada, "a1")
    session.lead(Kind.REVEALED, step=STEP)
    theirs, own = {"id": "t", "use": "Theirs"}, {"id": "a1", "use": "Never for hiring"}
    edit(session, restricted=[theirs])
    session.lead(Kind.PROMOTED, note="a1", path="restricted", text="Never for hiring")
    assert canvas(session)["restricted"] == [theirs, own]
    with pytest.raises(Conflict, match="in the list already"):
        session.lead(Kind.PROMOTED, note="a1", path="restricted", text="Again")
    late = {"id": "l", "use": "Late"}
    edit(session, restricted=[theirs, own, late])
    session.undo()
    assert canvas(session)["restricted"] == [theirs, late]


def test_a_row_that_somebody_worded_anew_is_not_taken_back(session: Session, ada: Seat) -> None:
    session.note(ada, "a1")
    session.lead(Kind.REVEALED, step=STEP)
    session.lead(Kind.PROMOTED, note="a1", path="restricted", text="Never")
    edit(session, restricted=[{"id": "a1", "use": "Never, nowhere"}])
    session.undo()
    assert canvas(session)["restricted"] == [{"id": "a1", "use": "Never, nowhere"}]


def test_the_only_row_taken_back_leaves_an_empty_list(session: Session, ada: Seat) -> None:
    session.note(ada, "a1")
    session.lead(Kind.REVEALED, step=STEP)
    session.lead(Kind.PROMOTED, note="a1", path="restricted", text="Never")
    session.undo()
    assert canvas(session) == {}


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (Kind.DIAL_SET, {"component": "privacy", "level": "light"}),
        (Kind.FIELD_SET, {"path": "dial.privacy", "value": "light"}),
    ],
)
def test_a_dial_below_its_minimum_is_refused_at_the_save(session: Session, kind: Kind, body: dict[str, Any]) -> None:
    session.lead(Kind.FIELD_SET, path="tier", value="high")
    before = contents(session.store)
    with pytest.raises(NotAllowed, match="Respectful of privacy cannot be light: it is at least high, as the law"):
        session.lead(kind, **body)
    assert contents(session.store) == before


def test_a_dial_below_the_minimum_of_a_policy_is_refused_at_the_save(session: Session, act: Act) -> None:
    policy = {"name": "No bias", "kind": "privacy", "statement": "Look twice.", "applies_when": "always"}
    strategy.put(session.store, act, "policy", policy | {"dials": {"fair": "high"}})
    with pytest.raises(NotAllowed, match="the policy “No bias” asks for"):
        session.lead(Kind.DIAL_SET, component="fair", level="standard")


def test_whoever_watches_a_workshop_is_told_of_an_edit_on_the_canvas_and_of_its_undo(
    session: Session, act: Act
) -> None:
    own, home = session.workshop.id, session.workshop.initiative_id
    watched = (topics.room(own), topics.console(own))

    def stands() -> list[int]:
        return [session.store.topics.revision(topic) for topic in watched]

    before = stands()
    canvases.edit(session.store, act, home, {"problem": "Waiting"})
    edited = stands()
    canvases.undo(session.store, act, home)
    assert [after - first for first, after in zip(before, edited, strict=True)] == [1, 1]
    assert [after - first for first, after in zip(edited, stands(), strict=True)] == [1, 1]


def test_an_initiative_is_found_by_the_topics_of_its_workshop(session: Session) -> None:
    own, home = session.workshop.id, session.workshop.initiative_id
    for topic in (topics.room(own), topics.console(own)):
        assert workshops.initiative_of(session.store, topic) == home
    for topic in (topics.room("gone"), topics.initiative(home), "", topics.ACTIVITY):
        assert workshops.initiative_of(session.store, topic) is None
