"""What a presenter of a comparison looks at, for others to follow: kept in memory alone, gone with the program.

It is no record and changes nothing, so it has no place in the store and no event; it only says where to look.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from data.runs import Run
from data.store import Store
from lifecycle.access import Principal, check_work_in
from lifecycle.topics import view as topic_of

Value = str | bool | float
_LOCK = threading.Lock()
_LATEST: dict[tuple[str, str], "View"] = {}


@dataclass(frozen=True)
class View:
    """Where a presenter looks: `state` by the name of what is chosen; `number` grows with every change."""

    by: str
    at: datetime
    number: int
    state: Mapping[str, Value]


def present(store: Store, who: Principal, run: Run, state: Mapping[str, Value], at: datetime) -> View:
    """Say where a presenter looks now; whoever follows is told that it moved. The same again moves nothing."""
    check_work_in(who, run.initiative_id)
    key = (str(store.home), run.id)
    with _LOCK:
        before = _LATEST.get(key)
        if before is not None and (before.by, before.state) == (who.name, dict(state)):
            return before
        made = View(who.name, at, before.number + 1 if before else 1, dict(state))
        _LATEST[key] = made
    store.topics.publish({topic_of(run.initiative_id)})
    return made


def stop(store: Store, who: Principal, run: Run) -> None:
    """Present no longer."""
    check_work_in(who, run.initiative_id)
    with _LOCK:
        _LATEST.pop((str(store.home), run.id), None)
    store.topics.publish({topic_of(run.initiative_id)})


def latest(store: Store, who: Principal, run: Run) -> View | None:
    """Give where the presenter looks; None while nobody presents."""
    check_work_in(who, run.initiative_id)
    with _LOCK:
        return _LATEST.get((str(store.home), run.id))
