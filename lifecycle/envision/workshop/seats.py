"""A workshop as it is found, and the seat somebody takes in it."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from lifecycle.access import Capability, Principal
from lifecycle.catalogue import catalogue


@dataclass(frozen=True)
class Workshop:
    """A session that fills the canvas of an initiative; `code` is what people type to join."""

    id: str
    initiative_id: str
    code: str
    title: str
    opened_at: datetime


@dataclass(frozen=True)
class SeatRole:
    """A part somebody plays in a workshop; `does` says what they bring."""

    key: str
    name: str
    does: str


@dataclass(frozen=True)
class Seat:
    """Somebody who joined: found again by their cookie after a reload, a sleep, a restart."""

    participant_id: str
    workshop_id: str
    initiative_id: str
    code: str
    name: str
    role: str

    def principal(self) -> Principal:
        """Give who sits here."""
        return Principal(
            self.participant_id, self.name, Capability.PARTICIPANT, self.initiative_id, workshop_id=self.workshop_id
        )


@cache
def seat_roles() -> dict[str, SeatRole]:
    """Give the roles people join with by key, in the order they are offered."""
    return {item["key"]: SeatRole(**item) for item in catalogue("seats")["roles"]}


def role_name(key: str) -> str:
    """Give the name of a role; a role that is no longer offered is shown by its key."""
    role = seat_roles().get(key)
    return role.name if role else key
