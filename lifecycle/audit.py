"""The audit trail: every change with who, as what, when, what, before and after, in one gapless chain."""

from dataclasses import dataclass, replace
from datetime import datetime

from lifecycle.access import Principal
from lifecycle.ids import JSON, canonical, sha256

FIRST_HASH = "0" * 64


@dataclass(frozen=True)
class Act:
    """Somebody doing something now: who, in which role, when (with a time zone) and why."""

    who: Principal
    at: datetime
    role: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Event:
    """One change as it is recorded. `sequence` and the hashes are given by the store at the save."""

    action: str
    subject: str
    initiative_id: str | None
    at: datetime
    actor_id: str
    actor: str
    capability: str
    role: str | None
    reason: str | None
    before: JSON
    after: JSON
    sequence: int = 0
    previous_hash: str = ""
    hash: str = ""


def event(
    act: Act,
    action: str,
    subject: str,
    *,
    initiative_id: str | None = None,
    before: JSON = None,
    after: JSON = None,
) -> Event:
    """Describe a change, before it is chained: `action` like "contract.signed", `subject` the thing changed."""
    return Event(
        action=action,
        subject=subject,
        initiative_id=initiative_id,
        at=act.at,
        actor_id=act.who.id,
        actor=act.who.name,
        capability=act.who.capability.value,
        role=act.role,
        reason=act.reason,
        before=before,
        after=after,
    )


def chain(entry: Event, sequence: int, previous_hash: str) -> Event:
    """Give an event its place: the next number, and a hash over its content and the hash before it."""
    placed = replace(entry, sequence=sequence, previous_hash=previous_hash)
    return replace(placed, hash=fingerprint(placed))


def fingerprint(entry: Event) -> str:
    """Hash an event with its place in the chain (its own hash left out)."""
    content = {
        "sequence": entry.sequence,
        "previous": entry.previous_hash,
        "action": entry.action,
        "subject": entry.subject,
        "initiative": entry.initiative_id,
        "at": entry.at.timestamp(),
        "actor": [entry.actor_id, entry.actor, entry.capability, entry.role],
        "reason": entry.reason,
        "before": entry.before,
        "after": entry.after,
    }
    return sha256(canonical(content))


def chain_problem(events: list[Event], previous: Event | None = None) -> str | None:
    """Say what is wrong with a run of events, oldest first, or None when the chain holds.

    `previous` is the event before the first one; without it the run must begin with number 1.
    """
    number, before = (previous.sequence, previous.hash) if previous else (0, FIRST_HASH)
    for entry in events:
        if entry.sequence != number + 1:
            return f"event {number + 1} is missing: {entry.sequence} follows {number}"
        if entry.previous_hash != before or entry.hash != fingerprint(entry):
            return f"event {entry.sequence} ({entry.action}) is not as it was recorded"
        number, before = entry.sequence, entry.hash
    return None
