"""Initiatives over HTTP: the value thread, and the readiness gate for pipelines."""

from datetime import date

from fastapi import APIRouter
from pydantic import BaseModel

from data import gates, initiatives, overview
from data.runtime import running
from lifecycle.errors import Conflict
from lifecycle.facts import phase
from lifecycle.figures import Figure
from lifecycle.thread import value_thread
from server.api.bearer import Who
from server.api.problems import RESPONSES

router = APIRouter(prefix="/v1/initiatives/{initiative}", responses=RESPONSES)


class FigureAnswer(BaseModel):
    """A number of the value thread with its interval, date and source."""

    value: float | None
    low: float | None
    high: float | None
    level: float | None
    unit: str
    as_of: date | None
    source: str
    why_unknown: str


class ThreadAnswer(BaseModel):
    """The value thread of an initiative; amounts in `currency` a year."""

    initiative: str
    phase: str
    intent: str
    currency: str
    promised: FigureAnswer
    built: FigureAnswer
    released: FigureAnswer
    realised: FigureAnswer
    boundary: str
    guardrails: dict[str, str]


class CheckAnswer(BaseModel):
    """One readiness check."""

    check: str
    name: str
    outcome: str
    blocking: bool
    finding: str


class ReadinessAnswer(BaseModel):
    """What the gate says, for a pipeline to obey: anything but GO and GO WITH CONDITIONS means stop."""

    initiative: str
    verdict: str
    rigour: str
    checks: list[CheckAnswer]


@router.get("/thread", summary="The value thread")
def get_thread(initiative: str, who: Who) -> ThreadAnswer:
    """Give promised, built, released and realised value with intervals, dates and sources."""
    store = running().store
    facts = overview.load(store, who, initiatives.by_slug(store, who, initiative))
    thread = value_thread(facts)
    return ThreadAnswer(
        initiative=facts.initiative.slug,
        phase=phase(facts)[0].value,
        intent=thread.intent,
        currency=thread.currency,
        promised=_figure(thread.promised),
        built=_figure(thread.built),
        released=_figure(thread.released),
        realised=_figure(thread.realised),
        boundary=thread.boundary.value,
        guardrails={key: verdict.outcome.value if verdict else "not yet known" for key, verdict in thread.dots.items()},
    )


def _figure(figure: Figure) -> FigureAnswer:
    found = figure.interval
    return FigureAnswer(
        value=found.mid if found else None,
        low=found.low if found else None,
        high=found.high if found else None,
        level=found.level if found else None,
        unit=figure.unit,
        as_of=figure.as_of,
        source=figure.source.text,
        why_unknown=figure.why,
    )


@router.get("/readiness", summary="The readiness gate")
def get_readiness(initiative: str, who: Who) -> ReadinessAnswer:
    """Say whether the latest decision may be released, with every check."""
    runtime = running()
    found = initiatives.by_slug(runtime.store, who, initiative)
    view = gates.load(runtime.store, who, found.id, runtime.clock())
    if view is None:
        raise Conflict(gates.why_closed(runtime.store, who, found.id))
    return ReadinessAnswer(
        initiative=found.slug,
        verdict=view.gate.verdict.value,
        rigour=view.gate.rigour.value,
        checks=[
            CheckAnswer(
                check=r.item.key,
                name=r.item.name,
                outcome=r.outcome.value,
                blocking=r.blocking,
                finding=r.sentence,
            )
            for r in view.gate.results
        ],
    )
