"""A workshop to try things in: what somebody asks for is checked, written and folded, as the store does it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from lifecycle.envision.workshop.agenda import Step, default_agenda, step_to_json
from lifecycle.envision.workshop.entries import FACILITATOR, Entry, Kind
from lifecycle.envision.workshop.rules import check_entry
from lifecycle.envision.workshop.state import State, apply, fold, last_undoable

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NOTES, OTHER_NOTES, LEVERS = "problem", "decision", "levers"


class Room:
    """A log and the state it gives. `now` moves by a second with every entry."""

    def __init__(self, *people: tuple[str, str], agenda: tuple[Step, ...] = (), **settings: Any) -> None:
        self.log: list[Entry] = []
        self.state = State.empty()
        self.now = START
        steps = [step_to_json(step) for step in agenda or default_agenda()]
        self.lead(Kind.OPENED, title="Breast-cancer triage", agenda=steps, **settings)
        for own, role in people:
            self.join(own, role)

    def join(self, own: str, role: str = "user", name: str | None = None) -> None:
        """Seat somebody under an id."""
        self.say(own, Kind.JOINED, participant=own, name=name or own.capitalize(), role=role)

    def lead(self, kind: Kind, **body: Any) -> Entry:
        """Let the facilitator do something."""
        return self.say(FACILITATOR, kind, **body)

    def say(self, author: str, kind: Kind, **body: Any) -> Entry:
        """Check an entry and write it."""
        kept = check_entry(self.state, author, kind, body, self.now)
        entry = Entry(f"entry-{len(self.log) + 1}", len(self.log) + 1, kind, author, self.now, kept)
        self.log.append(entry)
        self.state = fold(self.log) if kind is Kind.UNDONE else apply(self.state, entry)
        self.now += timedelta(seconds=1)
        return entry

    def undo(self, author: str = FACILITATOR) -> None:
        """Take back what an author did last."""
        last = last_undoable(self.state, author)
        self.say(author, Kind.UNDONE, entry=last.id if last else "nothing")

    def wait(self, **time: float) -> None:
        """Let time pass."""
        self.now += timedelta(**time)

    def move(self, step: str) -> None:
        """Move everybody to a step, unless they are there."""
        if self.state.position != step:
            self.lead(Kind.MOVED, step=step)

    def note(self, author: str, note: str, text: str = "Said", step: str = NOTES) -> None:
        """Write a note, at its step."""
        self.say(author, Kind.NOTED, note=note, step=step, text=text)

    def reveal(self, step: str = NOTES) -> None:
        """Turn the notes of a step over."""
        self.lead(Kind.REVEALED, step=step)

    def group(self, key: str, *notes: str, title: str = "Alike") -> None:
        """Put notes into a group."""
        self.lead(Kind.GROUPED, group=key, title=title, notes=list(notes))

    def vote(self, author: str, target: str, dots: int, step: str = NOTES) -> None:
        """Place dots."""
        self.say(author, Kind.VOTED, step=step, target=target, dots=dots)

    def estimate(
        self, author: str, low: float, likely: float, high: float, path: str = "volume", number: int = 1
    ) -> None:
        """Estimate in a round."""
        self.say(author, Kind.ESTIMATED, path=path, round=number, low=low, likely=likely, high=high)


def a_room(**settings: Any) -> Room:
    """Open a room of three people at the first step for notes."""
    room = Room(("ada", "sponsor"), ("ben", "user"), ("cyd", "risk"), **settings)
    room.move(NOTES)
    return room


def a_wall(**settings: Any) -> Room:
    """Open a room whose notes are revealed: two of Ada's, one of Ben's, one of Cyd's."""
    room = a_room(**settings)
    for author, note in (("ada", "a1"), ("ada", "a2"), ("ben", "b1"), ("cyd", "c1")):
        room.note(author, note, f"Text of {note}")
    room.reveal()
    return room
