"""The demo initiative in Envision: a finished workshop of eleven made-up people, played into its log act by act."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from data import canvases, initiatives, seats, workshops
from data.demo.claims_desk import afterwards
from data.store import Store
from lifecycle.access import Capability, Principal
from lifecycle.audit import Act
from lifecycle.envision.workshop import views
from lifecycle.envision.workshop.agenda import default_agenda
from lifecycle.envision.workshop.entries import FACILITATOR, Kind
from lifecycle.envision.workshop.pooling import pool
from lifecycle.envision.workshop.seats import Seat, Workshop
from lifecycle.ids import sha256
from lifecycle.initiative import Initiative

NAME = "Motor-claims triage"
DAYS_AGO = 9
FACILITATED_BY = Principal("demo-facilitator", "Rosa Lindqvist", Capability.OWNER)
STORY: dict[str, Any] = json.loads((Path(__file__).parent / "claims.json").read_text("utf-8"))
SCORES = ("likelihood", "impact", "detectability")


@dataclass
class Stage:
    """The workshop being played: who sits where, and what time it is."""

    store: Store
    workshop: Workshop
    people: dict[str, Seat]
    now: datetime

    def wait(self, seconds: float) -> datetime:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)
        return self.now

    def lead(self, kind: Kind, **body: Any) -> None:
        """Let the facilitator act."""
        self._write(FACILITATED_BY, FACILITATOR, kind, body, 20)

    def give(self, person: str, kind: Kind, **body: Any) -> None:
        """Let somebody give something."""
        seat = self.people[person]
        self._write(seat.principal(), seat.participant_id, kind, body, 7)

    def _write(self, who: Principal, author: str, kind: Kind, body: dict[str, Any], seconds: float) -> None:
        workshops.write(self.store, Act(who, self.wait(seconds)), self.workshop.id, author, kind, body)


def seed(store: Store, goal: str | None = None) -> Initiative:
    """Start the initiative, play its workshop nine days ago, and fill in the rest the day after.

    `goal` is the key of the goal it serves.
    """
    began = (
        (store.clock() - timedelta(days=DAYS_AGO)).astimezone(UTC).replace(hour=9, minute=0, second=0, microsecond=0)
    )
    act = Act(FACILITATED_BY, began - timedelta(days=2))
    initiative = initiatives.start(store, act, NAME, demo=True)
    canvases.edit(store, act, initiative.id, STORY["start"] | {"goal": goal})
    stage = gather(store, Act(FACILITATED_BY, began - timedelta(minutes=15)), initiative)
    for play in (purpose, problem, decision, levers, estimates, rest, dials, premortem, boundary, owners, verdict):
        play(stage)
    stage.lead(Kind.CLOSED)
    act = Act(FACILITATED_BY, began + timedelta(days=1))
    risks = canvases.load(store, act.who, initiative.id).values["risks"]
    canvases.edit(store, act, initiative.id, afterwards(act.at.date(), risks))
    return initiative


def gather(store: Store, act: Act, initiative: Initiative) -> Stage:
    """Open the workshop and let people in."""
    workshop = workshops.open_workshop(store, act, initiative.id, STORY["title"], default_agenda())
    stage = Stage(store, workshop, {}, act.at)
    for person in STORY["people"]:
        token = sha256(f"{workshop.id} {person['key']}")
        stage.people[person["key"]] = seats.join(
            store, stage.wait(40), workshop.code, person["name"], person["role"], token
        )
    return stage


def purpose(stage: Stage) -> None:
    """Say why everybody is here."""
    stage.lead(Kind.MOVED, step="purpose")
    stage.wait(480)


def problem(stage: Stage) -> None:
    """Write, turn over, group, vote, put the intent into the canvas."""
    stage.lead(Kind.MOVED, step="problem")
    _silent_step(stage, "problem")
    stage.give("nadia", Kind.PARKED, item="parked-0", text=STORY["parked"][0][1])
    stage.wait(300)


def decision(stage: Stage) -> None:
    """The same for the decision and the work around it."""
    stage.lead(Kind.MOVED, step="decision")
    _silent_step(stage, "decision")
    _set(stage, "decision")
    stage.wait(400)


def levers(stage: Stage) -> None:
    """The same for where the value comes from."""
    stage.lead(Kind.MOVED, step="levers")
    _silent_step(stage, "levers")
    _set(stage, "levers")
    stage.wait(420)


def _silent_step(stage: Stage, step: str) -> None:
    for place, (person, text) in enumerate(STORY["notes"][step]):
        stage.give(person, Kind.NOTED, note=f"{step}-{place}", step=step, text=text)
    stage.wait(240)
    stage.lead(Kind.REVEALED, step=step)
    for place, (title, notes) in enumerate(STORY["groups"][step]):
        own = [f"{step}-{note}" for note in notes]
        stage.lead(Kind.GROUPED, group=f"{step}-group-{place}", title=title, notes=own)
    if step in STORY["favourites"]:
        _vote(stage, step)
        stage.lead(Kind.VOTES_REVEALED, step=step)
    for item in STORY["promoted"]:
        if item["step"] == step:
            group = f"{step}-group-{item['group']}"
            stage.lead(Kind.PROMOTED, group=group, path=item["path"], text=item["text"])


def _vote(stage: Stage, step: str) -> None:
    """Give each person's five dots: most go to what the room cares for, the rest by turns to other groups."""
    favourites, groups = STORY["favourites"][step], len(STORY["groups"][step])
    for place, person in enumerate(stage.people):
        dots: dict[str, int] = {}
        for turn in range(5):
            wanted = int(favourites[(place + turn) % len(favourites)]) if turn < 4 else (place + turn) % groups
            target = f"{step}-group-{wanted}"
            dots[target] = dots.get(target, 0) + 1
        for target, count in dots.items():
            stage.give(person, Kind.VOTED, step=step, target=target, dots=count)


def _set(stage: Stage, step: str) -> None:
    for item in STORY["set"]:
        if item["step"] == step:
            stage.lead(Kind.FIELD_SET, path=item["path"], value=item["value"])


def estimates(stage: Stage) -> None:
    """Estimate blind, look, talk, estimate again; the pooled range goes into the canvas."""
    stage.lead(Kind.MOVED, step="estimates")
    for path, base in STORY["estimates"].items():
        for number, closeness in ((1, 1.0), (2, 0.45)) if any(base) else ((1, 1.0),):
            stage.lead(Kind.ROUND, path=path, number=number)
            for person, (low, likely, high) in _guesses(base, closeness):
                stage.give(person, Kind.ESTIMATED, path=path, round=number, low=low, likely=likely, high=high)
            stage.lead(Kind.ESTIMATES_REVEALED, path=path, round=number)
        given = workshops.state(stage.store, stage.workshop.id).estimates[path, number]
        stage.lead(Kind.ACCEPTED, path=path, estimate=_rounded(pool(tuple(given.values())).model_dump()))


def _guesses(base: list[float], closeness: float) -> Iterator[tuple[str, tuple[float, float, float]]]:
    """Lean everybody's numbers their own way, half as far in the second round."""
    for person in STORY["people"]:
        lean = 1 + (person["lean"] - 0.88) * closeness
        low, likely, high = sorted(_figures(value * lean) for value in base)
        yield person["key"], (low, likely, high)


def _figures(value: float) -> float:
    """Say a number the way people do: two figures, or three where it is large."""
    return float(f"{value:.{3 if abs(value) >= 1000 else 2}g}")


def _rounded(point: dict[str, float]) -> dict[str, float]:
    return {end: float(f"{value:.3g}") for end, value in point.items()}


def rest(stage: Stage) -> None:
    """Have a break."""
    stage.lead(Kind.MOVED, step="break")
    stage.wait(600)


def dials(stage: Stage) -> None:
    """Say how much rigour each component needs, and set it."""
    stage.lead(Kind.MOVED, step="dials")
    for component, said in STORY["dials"].items():
        for level in ("light", "standard", "high"):
            for place, person in enumerate(said.get(level, ())):
                reason = said["reason"] if level == said["set"] and place == 0 else ""
                stage.give(person, Kind.DIAL, component=component, level=level, reason=reason)
    stage.wait(300)
    for component, said in STORY["dials"].items():
        stage.lead(Kind.DIAL_SET, component=component, level=said["set"], reason=said["reason"])


def premortem(stage: Stage) -> None:
    """Write how it failed, make risks of it, score them blind, look at them."""
    stage.lead(Kind.MOVED, step="premortem")
    _silent_step(stage, "premortem")
    for risk in STORY["risks"]:
        note = f"premortem-{risk['note']}"
        stage.lead(Kind.RISK, risk=risk["key"], family=risk["family"], text=risk["text"], from_note=note)
    for risk in STORY["risks"]:
        for place, person in enumerate(stage.people):
            scores = [min(5, max(1, score + _lean(place, which))) for which, score in enumerate(risk["scores"])]
            stage.give(person, Kind.RISK_SCORED, risk=risk["key"], **dict(zip(SCORES, scores, strict=True)))
    stage.lead(Kind.RISKS_REVEALED)
    state = workshops.state(stage.store, stage.workshop.id)
    stage.lead(Kind.FIELD_SET, path="risks", value=views.risk_rows(state, ()))
    stage.give("ivo", Kind.PARKED, item="parked-1", text=STORY["parked"][1][1])


def _lean(place: int, which: int) -> int:
    """Let people score one higher or lower by turns, most of them as the middle."""
    return {0: 1, 1: -1}.get((place * 3 + which * 2) % 7, 0)


def boundary(stage: Stage) -> None:
    """Write the boundary with the room watching."""
    stage.lead(Kind.MOVED, step="boundary")
    _set(stage, "boundary")


def owners(stage: Stage) -> None:
    """Name owners, and hear who does not agree."""
    stage.lead(Kind.MOVED, step="owners")
    _set(stage, "owners")
    for person, text in STORY["dissent"]:
        stage.give(person, Kind.DISSENT, text=text)


def verdict(stage: Stage) -> None:
    """Show hands, all at once."""
    stage.lead(Kind.MOVED, step="verdict")
    for person, fingers in STORY["fists"].items():
        stage.give(person, Kind.FIST, fingers=fingers)
    stage.lead(Kind.FISTS_REVEALED)
    stage.lead(Kind.FIELD_SET, path="verdict", value=STORY["verdict"])
