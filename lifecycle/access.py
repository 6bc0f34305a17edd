"""Who is here and what they may do.

Each rule is written once as `check_x`, which raises; `can_x` answers the same rule. The page uses the answer to
show or hide, the store uses the check at every load and every save.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import ParamSpec

from lifecycle.errors import NotAllowed

P = ParamSpec("P")


class Capability(StrEnum):
    """What somebody was let in as."""

    OWNER = "owner"
    EDITOR = "editor"
    PARTICIPANT = "participant"
    VIEWER = "viewer"
    INGEST = "ingest"


@dataclass(frozen=True)
class Principal:
    """Somebody, or a program, with a capability.

    `initiative_id` limits it to one initiative, `stream_id` to one stream; None means no such limit. A participant
    takes part in the workshop `workshop_id` and in no other.
    `grant_id` names the link or token it came in by.
    """

    id: str
    name: str
    capability: Capability
    initiative_id: str | None = None
    stream_id: str | None = None
    grant_id: str | None = None
    workshop_id: str | None = None


NOBODY = Principal(id="nobody", name="Nobody", capability=Capability.VIEWER, initiative_id="none")


def answers(check: Callable[P, None]) -> Callable[P, bool]:
    """Turn a rule that raises into one that answers yes or no."""

    def answer(*args: P.args, **kwargs: P.kwargs) -> bool:
        try:
            check(*args, **kwargs)
        except NotAllowed:
            return False
        return True

    answer.__doc__ = f"Answer whether `{check.__name__}` would let this pass."
    return answer


def _reaches(who: Principal, initiative_id: str) -> bool:
    return who.initiative_id is None or who.initiative_id == initiative_id


def check_administer(who: Principal) -> None:
    """Only an owner makes links and tokens, looks after the store, and reads the whole activity."""
    if who.capability is not Capability.OWNER or who.initiative_id is not None:
        raise NotAllowed("Only an owner can do this. Ask the person who runs this Throughline.")


def check_see_portfolio(who: Principal) -> None:
    """Owners and unrestricted editors see every initiative."""
    if who.capability not in (Capability.OWNER, Capability.EDITOR) or who.initiative_id is not None:
        raise NotAllowed("You were let in to one initiative, not to the portfolio.")


def check_start_initiative(who: Principal) -> None:
    """Owners and unrestricted editors start initiatives."""
    check_see_portfolio(who)


def check_compare(who: Principal) -> None:
    """Owners and unrestricted editors compare models outside any initiative, and see everybody's rooms."""
    check_see_portfolio(who)


def check_work_in(who: Principal, initiative_id: str) -> None:
    """Owners, and editors of this initiative, open its working pages."""
    if who.capability not in (Capability.OWNER, Capability.EDITOR) or not _reaches(who, initiative_id):
        raise NotAllowed("You may not open the working pages of this initiative.")


def check_change(who: Principal, initiative_id: str) -> None:
    """Owners, and editors of this initiative, change it."""
    if who.capability in (Capability.VIEWER, Capability.PARTICIPANT, Capability.INGEST):
        raise NotAllowed("This view is read-only: nothing was changed.")
    if not _reaches(who, initiative_id):
        raise NotAllowed("You may change another initiative, not this one.")


def check_see_leadership(who: Principal, initiative_id: str) -> None:
    """Whoever works in an initiative, and whoever holds a link to it, sees its leadership page.

    A seat in a workshop is no link: what was promised and what arrived is not the room's to read.
    """
    if who.capability in (Capability.PARTICIPANT, Capability.INGEST) or not _reaches(who, initiative_id):
        raise NotAllowed("This link does not lead to this initiative.")


def check_open_stream(who: Principal, initiative_id: str) -> None:
    """Whoever may change an initiative opens streams in it."""
    check_change(who, initiative_id)


def check_send(who: Principal, initiative_id: str, stream_id: str) -> None:
    """Owners, editors of the initiative, and the token made for this stream send cases and labels to it."""
    if who.stream_id not in (None, stream_id) or (who.capability is Capability.INGEST and who.stream_id is None):
        raise NotAllowed("This token was made for another stream.")
    if who.capability is Capability.INGEST:
        return
    check_change(who, initiative_id)


def check_facilitate(who: Principal, initiative_id: str) -> None:
    """Whoever may change an initiative leads its workshops."""
    check_change(who, initiative_id)


def check_take_part(who: Principal, workshop_id: str) -> None:
    """Who joined a workshop takes part in that one."""
    if who.capability is not Capability.PARTICIPANT or who.workshop_id != workshop_id:
        raise NotAllowed("You have not joined this workshop. Scan its code, or type it in, to take a seat.")


can_administer = answers(check_administer)
can_see_portfolio = answers(check_see_portfolio)
can_start_initiative = answers(check_start_initiative)
can_compare = answers(check_compare)
can_work_in = answers(check_work_in)
can_change = answers(check_change)
can_see_leadership = answers(check_see_leadership)
can_open_stream = answers(check_open_stream)
can_send = answers(check_send)
can_facilitate = answers(check_facilitate)
can_take_part = answers(check_take_part)
