"""Names of what people watch live. A topic says only *that* something moved, never what."""

from lifecycle.access import Capability, Principal, answers
from lifecycle.errors import NotAllowed

ACTIVITY = "activity"


def initiative(initiative_id: str) -> str:
    """Name the topic that moves with every recorded change of an initiative."""
    return f"initiative/{initiative_id}"


def view(initiative_id: str) -> str:
    """Name the topic that moves when a presenter of an initiative's comparison, or of a room's, looks elsewhere."""
    return f"view/{initiative_id}"


def room(workshop_id: str) -> str:
    """Name the topic that moves whenever what the participants of a workshop see has changed."""
    return f"workshop/{workshop_id}/room"


def console(workshop_id: str) -> str:
    """Name the topic that moves with every entry of a workshop: for its facilitators."""
    return f"workshop/{workshop_id}/console"


def workshop_of(topic: str) -> str | None:
    """Name the workshop whose room or console a topic is; None for any other topic.

    >>> workshop_of(room("w1")), workshop_of(initiative("i1"))
    ('w1', None)
    """
    parts = topic.split("/")
    own = parts[1] if len(parts) == len(room("").split("/")) else ""
    return own if own and topic in (room(own), console(own)) else None


def check_watch(who: Principal, topic: str, belongs_to: str | None = None) -> None:
    """Owners and editors watch what they may open; a participant watches the own room, and nobody else anything.

    `belongs_to` is the initiative of the workshop whose room or console the topic is, None where it is of none.
    """
    if who.capability in (Capability.OWNER, Capability.EDITOR):
        about = belongs_to if workshop_of(topic) else None
        own = who.initiative_id
        allowed = own is None or topic in (initiative(own), view(own)) or about == own
    else:
        seated = who.capability is Capability.PARTICIPANT and who.workshop_id is not None
        allowed = seated and topic == room(str(who.workshop_id))
    if not allowed:
        raise NotAllowed("You may not follow this live.")


can_watch = answers(check_watch)
