"""Moments: every kind of entry can be told, nothing private is, and steps begin where they were entered first."""

from datetime import UTC, datetime

import pytest

from lifecycle.envision.workshop.agenda import default_agenda
from lifecycle.envision.workshop.entries import FACILITATOR, Entry, Kind
from lifecycle.envision.workshop.things import Participant, Settings, State
from lifecycle.envision.workshop.views import chapter_of, chapters, moment
from lifecycle.envision.workshop.views.moments import DID

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ROOM = State(agenda=default_agenda(), participants={"p1": Participant("p1", "Ann", "user", AT)})


def entry(number: int, kind: Kind, author: str = FACILITATOR, **body: object) -> Entry:
    return Entry(f"e{number}", number, kind, author, AT, body)


def test_every_kind_can_be_told() -> None:
    assert set(DID) == set(Kind)


@pytest.mark.parametrize(
    ("author", "settings", "words"),
    [
        ("p1", Settings(), "Ann wrote a note"),
        (FACILITATOR, Settings(), "Facilitator wrote a note"),
        ("p1", Settings(anonymous=True), "Somebody wrote a note"),
        ("gone", Settings(), "Somebody wrote a note"),
    ],
)
def test_it_names_who_may_be_named_and_never_what_they_wrote(author: str, settings: Settings, words: str) -> None:
    state = State(agenda=ROOM.agenda, participants=ROOM.participants, settings=settings)
    told = moment(state, entry(7, Kind.NOTED, author, note="n", step="problem", text="secret"))
    assert (told.number, told.at, told.words) == (7, AT, words)


def test_a_step_begins_where_it_was_entered_first() -> None:
    log = [
        entry(1, Kind.OPENED),
        entry(2, Kind.MOVED, step="purpose"),
        entry(3, Kind.NOTED, "p1"),
        entry(4, Kind.MOVED, step="problem"),
        entry(5, Kind.MOVED, step="purpose"),
        entry(6, Kind.MOVED, step="problem"),
    ]
    assert chapters(log) == {"purpose": 2, "problem": 4}
    assert [chapter_of(log, number) for number in range(1, 7)] == [
        None,
        "purpose",
        "purpose",
        "problem",
        "purpose",
        "problem",
    ]
