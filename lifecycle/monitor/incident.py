"""Incidents: signals being handled, step by step, until somebody says what it was."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from lifecycle.errors import BadInput, Conflict
from lifecycle.monitor.readings import Signal


class Disposition(StrEnum):
    """What an incident turned out to need."""

    FIX_DATA = "fix data"
    RECALIBRATE = "recalibrate"
    RETRAIN = "retrain"
    CHANGE_THRESHOLD = "change threshold"
    COACH_PEOPLE = "coach people"
    CHANGE_PROCESS = "change process"
    REBASELINE = "rebaseline"
    RETIRE = "retire"
    FALSE_ALARM = "false alarm"


@dataclass(frozen=True)
class Step:
    """Something done about an incident. `disposition` closes it."""

    at: datetime
    who: str
    note: str
    disposition: Disposition | None = None


@dataclass(frozen=True)
class Incident:
    """A signal being handled, with the agreed consequence and who answers."""

    id: str
    initiative_id: str
    stream_id: str
    signal: Signal
    consequence: str
    owner: str
    opened_at: datetime
    steps: tuple[Step, ...] = ()

    @property
    def closed(self) -> bool:
        """Answer whether somebody has said what it was."""
        return any(step.disposition for step in self.steps)


def add_step(incident: Incident, step: Step) -> Incident:
    """Add a step.

    Raises:
        Conflict: the incident is closed.
        BadInput: the note is empty.

    """
    if incident.closed:
        raise Conflict("This incident is closed. A new signal will open a new one.")
    if not step.note.strip():
        raise BadInput("Write what was found or done, in a sentence.")
    return replace(incident, steps=(*incident.steps, step))
