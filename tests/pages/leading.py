"""A workshop led by the owner, with three people in it, for the tests of the console and the projector."""

from dataclasses import dataclass
from typing import Any

from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1 import AppTest

from data import initiatives, seats, workshops
from data.runtime import Runtime
from lifecycle.audit import Act
from lifecycle.envision.workshop.agenda import default_agenda
from lifecycle.envision.workshop.entries import FACILITATOR, Kind
from lifecycle.envision.workshop.seats import Seat
from lifecycle.envision.workshop.things import Settings, State
from tests.conftest import NOW, OWNER
from tests.pages.conftest import Open

HARD = "<b>bold</b> ![x](http://evil/x.png) :red[=1+1] שלום"
NOTES, ESTIMATES, DIALS, RISKS, FIELDS, VERDICT = "problem", "estimates", "dials", "premortem", "boundary", "verdict"


@dataclass
class Room:
    """A workshop as the tests write into it."""

    runtime: Runtime
    initiative: str
    slug: str
    id: str
    code: str
    people: tuple[Seat, ...]

    def lead(self, kind: Kind, **body: Any) -> None:
        workshops.write(self.runtime.store, Act(OWNER, NOW), self.id, FACILITATOR, kind, body)

    def give(self, place: int, kind: Kind, **body: Any) -> None:
        seat = self.people[place]
        workshops.write(self.runtime.store, Act(seat.principal(), NOW), self.id, seat.participant_id, kind, body)

    def note(self, place: int, own: str, text: str, step: str = NOTES) -> None:
        self.give(place, Kind.NOTED, note=own, step=step, text=text)

    @property
    def state(self) -> State:
        return workshops.state(self.runtime.store, self.id)

    def open(self, visit: Open, page: str = "workshop", **more: str) -> AppTest:
        return visit(page, initiative=self.slug, workshop=self.id, **more)


def open_room(running: Runtime, settings: Settings | None = None, title: str = "Kick-off") -> Room:
    """Open a workshop of a sponsor, an end user and somebody from finance."""
    act = Act(OWNER, NOW)
    made = initiatives.start(running.store, act, "Claims triage")
    found = workshops.open_workshop(running.store, act, made.id, title, default_agenda(), settings)
    people = (("Ann", "sponsor"), ("Ben", "user"), ("Cyd <i>", "finance"))
    taken = tuple(
        seats.join(running.store, NOW, found.code, name, role, f"token-{found.code}-{name}") for name, role in people
    )
    return Room(running, made.id, made.slug, found.id, found.code, taken)


def a_wall(room: Room) -> None:
    """Bring the room to three notes on the wall."""
    room.lead(Kind.MOVED, step=NOTES)
    for place, text in enumerate(("Waiting", HARD, "Calling")):
        room.note(place, f"n{place}", text)
    room.lead(Kind.REVEALED, step=NOTES)


def a_round(room: Room, *, reveal: bool) -> None:
    """Bring the room to a round of estimates."""
    room.lead(Kind.MOVED, step=ESTIMATES)
    room.lead(Kind.ROUND, path="volume", number=1)
    for place, likely in enumerate((1000, 2000, 4000)):
        room.give(place, Kind.ESTIMATED, path="volume", round=1, low=likely / 2, likely=likely, high=likely * 2)
    if reveal:
        room.lead(Kind.ESTIMATES_REVEALED, path="volume", round=1)


def press(page: AppTest, label: str) -> AppTest:
    """Press the first button of a name, whatever is escaped in it."""
    return next(b for b in page.button if b.label.replace("\\", "") == label).click().run()


def said_again(page: AppTest) -> WidgetStates:
    """Give what a browser says of every widget it shows; of buttons it says nothing."""
    shown = page._tree.get_widget_states().widgets
    return WidgetStates(widgets=[one for one in shown if one.WhichOneof("value") != "trigger_value"])


def labels(page: AppTest) -> list[str]:
    """Give the names of all buttons."""
    return [b.label.replace("\\", "") for b in page.button]


def drawn(page: AppTest) -> str:
    """Give what a page shows as HTML of ours."""
    return "\n".join(element.proto.body for element in page.get("html"))
