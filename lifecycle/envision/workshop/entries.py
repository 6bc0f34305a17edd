"""Entries: what can be written into the log of a workshop."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

FACILITATOR = "facilitator"
Body = Mapping[str, Any]


class Kind(StrEnum):
    """What an entry says happened."""

    OPENED = "opened"
    AGENDA = "agenda"
    SETTINGS = "settings"
    MOVED = "moved"
    TIMER = "timer"
    CLOSED = "closed"
    REOPENED = "reopened"
    UNDONE = "undone"
    JOINED = "joined"
    NOTED = "noted"
    EDITED = "edited"
    WITHDRAWN = "withdrawn"
    REVEALED = "revealed"
    GROUPED = "grouped"
    RENAMED = "renamed"
    MERGED = "merged"
    UNGROUPED = "ungrouped"
    VOTED = "voted"
    VOTES_REVEALED = "votes_revealed"
    ROUND = "round"
    ESTIMATED = "estimated"
    ESTIMATES_REVEALED = "estimates_revealed"
    ACCEPTED = "accepted"
    DIAL = "dial"
    DIAL_SET = "dial_set"
    RISK = "risk"
    RISK_DROPPED = "risk_dropped"
    RISK_SCORED = "risk_scored"
    RISKS_REVEALED = "risks_revealed"
    FIST = "fist"
    FISTS_REVEALED = "fists_revealed"
    PARKED = "parked"
    UNPARKED = "unparked"
    DISSENT = "dissent"
    PROMOTED = "promoted"
    FIELD_SET = "field_set"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log. `author` is a participant's id or FACILITATOR; `number` counts from 1 without gaps.

    `id` is made where the entry was asked for: sending it twice changes nothing.
    """

    id: str
    number: int
    kind: Kind
    author: str
    at: datetime
    body: Body
