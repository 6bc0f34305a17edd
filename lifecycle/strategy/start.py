"""Where to start: nine steps, each done or open by what is recorded, each with the page where it is done."""

from collections.abc import Sequence
from dataclasses import dataclass

from lifecycle.catalogue import catalogue
from lifecycle.facts import Facts
from lifecycle.strategy.items import Item


@dataclass(frozen=True)
class StartStep:
    """One step: `done` follows from what is recorded, `page` is where it is done, `kind` the item it adds there."""

    key: str
    title: str
    why: str
    page: str
    label: str
    done: bool
    kind: str = ""


@dataclass(frozen=True)
class Recorded:
    """What the steps are read from: items of the strategy, initiatives, their owners' names, workshops held.

    `owned` and `measured` count initiatives whose canvas names a process owner or a metric with its protocol.
    """

    items: Sequence[Item]
    facts: Sequence[Facts]
    owned: int = 0
    measured: int = 0
    workshops: int = 0


def start_steps(recorded: Recorded) -> tuple[StartStep, ...]:
    """Give the steps in order."""
    kinds = [item.kind for item in recorded.items]
    roles = [str(item.body.get("role", "")).casefold() for item in recorded.items if item.body.get("who")]
    reviewed = [facts for facts in recorded.facts if facts.contract]
    done = {
        "goal": "goal" in kinds,
        "owner": any("product" in role for role in roles),
        "challenger": any("risk" in role or "second" in role or "compliance" in role for role in roles),
        "initiative": recorded.owned > 0,
        "guardrails": any(item.body.get("dials") or item.body.get("thresholds") for item in recorded.items),
        "workshop": recorded.workshops > 0,
        "measure": recorded.measured > 0,
        "review": bool(reviewed),
        "tell": "communication" in kinds,
    }
    return tuple(StartStep(**item, done=done[item["key"]]) for item in catalogue("start")["steps"])
