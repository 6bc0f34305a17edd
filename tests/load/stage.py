"""The stage of a load run: a store with an initiative and a workshop, and its log read back when all is over."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from data import initiatives, workshops
from data.audit import SYSTEM
from data.store import Store
from lifecycle.audit import Act
from lifecycle.envision.workshop.agenda import default_agenda
from lifecycle.envision.workshop.entries import Entry
from lifecycle.envision.workshop.seats import Workshop


@dataclass(frozen=True)
class Stage:
    """A folder with a store, the address of its initiative, and its workshop."""

    home: Path
    initiative: str
    workshop: Workshop


def make(home: Path, name: str = "Claims triage") -> Stage:
    """Make a store with an initiative and a workshop on the built-in agenda; nobody may have it open."""
    store = Store(home)
    try:
        act = Act(SYSTEM, datetime.now(UTC))
        initiative = initiatives.start(store, act, name)
        workshop = workshops.open_workshop(store, act, initiative.id, name, default_agenda())
        return Stage(home, initiative.slug, workshop)
    finally:
        store.close()


def log(stage: Stage) -> tuple[Entry, ...]:
    """Read the log of the workshop; nobody may have the store open."""
    store = Store(stage.home)
    try:
        return workshops.entries(store, SYSTEM, stage.workshop.id)
    finally:
        store.close()
