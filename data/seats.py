"""Seats: who joined a workshop, found again by the token in their cookie. Only the hash of a token is kept."""

from datetime import datetime

from data import workshops
from data.codec import first, utc
from data.store import Cursor, Saved, Store
from data.workshop_log import log_of
from lifecycle.audit import Act
from lifecycle.envision.workshop.entries import Kind
from lifecycle.envision.workshop.seats import Seat, Workshop
from lifecycle.errors import Conflict
from lifecycle.ids import new_id
from lifecycle.share.grant import token_hash

Place = tuple[str, str]


def join(store: Store, now: datetime, code: str, name: str, role: str, token: str) -> Seat:
    """Take a seat with a name and a role; the same token again gives the seat it has.

    Raises:
        BadInput, NotFound: the code, the name or the role is not one.
        NotAllowed: the workshop is closed.
        Conflict: the token belongs to a seat in another workshop, or the workshop is full.

    """
    workshop = workshops.by_code(store, code)
    participant, entry_id, mark = new_id(), new_id(), token_hash(token)
    body = {"participant": participant, "name": name, "role": role}
    seat = Seat(participant, workshop.id, workshop.initiative_id, workshop.code, name, role)

    def change(cursor: Cursor) -> Saved[None]:
        if place := _look_up(cursor, mark):
            if place[0] != workshop.id:
                raise Conflict("You sit in another workshop. Leave it first.")
            return Saved(None)
        reading = log_of(store, workshop).in_change(cursor, workshop)
        act = Act(seat.principal(), now)
        saved = workshops.append(cursor, act, workshop, reading, participant, Kind.JOINED, body, entry_id)
        cursor.execute("INSERT INTO workshop_seat VALUES (?, ?, ?, ?)", [mark, workshop.id, participant, utc(now)])
        return Saved(None, saved.events, saved.topics)

    store.write(change)
    return seat_of(store, token) or seat


def _look_up(cursor: Cursor, mark: str) -> Place | None:
    row = first(
        cursor.execute("SELECT workshop_id, participant_id FROM workshop_seat WHERE token_hash = ?", [mark]).fetchall()
    )
    return (row[0], row[1]) if row else None


def seat_of(store: Store, token: str) -> Seat | None:
    """Find the seat of a token, with the name and role its holder has now; None for a token that has none."""
    mark, places = token_hash(token), _places(store)
    place = places.get(mark)
    if place is None:
        with store.read() as cursor:
            place = _look_up(cursor, mark)
        if place is None:
            return None
        places[mark] = place
    return _seat(store, workshops.find(store, place[0]), place[1])


def _places(store: Store) -> dict[str, Place]:
    """Give the seats looked up since the store was opened; a seat never changes and is never taken away."""
    return store.remember(("seats", store.revision("")[0]), dict[str, Place])


def _seat(store: Store, workshop: Workshop, participant: str) -> Seat:
    person = workshops.state(store, workshop.id).participants[participant]
    return Seat(participant, workshop.id, workshop.initiative_id, workshop.code, person.name, person.role)
