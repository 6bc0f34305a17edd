"""Names of what people watch live. A topic says only *that* something moved, never what."""

from lifecycle.access import Capability, Principal, answers
from lifecycle.errors import NotAllowed

ACTIVITY = "activity"


def initiative(initiative_id: str) -> str:
    """Name the topic that moves with every recorded change of an initiative."""
    return f"initiative/{initiative_id}"


def room(workshop_id: str) -> str:
    """Name the topic that moves whenever what the participants of a workshop see has changed."""
    return f"workshop/{workshop_id}/room"


def console(workshop_id: str) -> str:
    """Name the topic that moves with every entry of a workshop: for its facilitators."""
    return f"workshop/{workshop_id}/console"


def check_watch(who: Principal, topic: str) -> None:
    """Owners and editors watch what they may open; a participant watches the own room, and nobody else anything."""
    if who.capability in (Capability.OWNER, Capability.EDITOR):
        allowed = who.initiative_id is None or topic == initiative(who.initiative_id)
    else:
        seated = who.capability is Capability.PARTICIPANT and who.workshop_id is not None
        allowed = seated and topic == room(str(who.workshop_id))
    if not allowed:
        raise NotAllowed("You may not follow this live.")


can_watch = answers(check_watch)
