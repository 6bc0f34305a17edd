"""What leadership sees: one screen, no model statistics, the decision that is asked for."""

from dataclasses import dataclass
from datetime import date, datetime

from lifecycle.boundary import Status
from lifecycle.catalogue import roles
from lifecycle.deploy.release import Release
from lifecycle.facts import Facts, Phase, phase
from lifecycle.guardrails import WORST_FIRST, Outcome, Verdict
from lifecycle.monitor.realised import Realised, left_out
from lifecycle.thread import Thread, value_thread


@dataclass(frozen=True)
class Ask:
    """The decision asked of leadership: what, by whom, until when."""

    what: str
    owner: str
    due: date | None


@dataclass(frozen=True)
class Leadership:
    """The leadership page of an initiative. `news` says what happened last, the latest first.

    `left_out` says what of the promise the stream does not measure; empty where it measures all of it.
    """

    thread: Thread
    phase: Phase
    since: datetime
    verdict: str
    realised: Realised | None
    left_out: str
    guardrails: list[Verdict]
    worries: list[str]
    proof: list[str]
    ask: Ask
    news: list[tuple[datetime, str]]


def leadership(facts: Facts) -> Leadership:
    """Draw the page from what has been recorded."""
    thread, (stage, since) = value_thread(facts), phase(facts)
    found = facts.realised
    dots = [verdict for verdict in thread.dots.values() if verdict]
    return Leadership(
        thread=thread,
        phase=stage,
        since=since,
        verdict=_verdict(facts, thread, found),
        realised=found,
        left_out=left_out(facts.contract.terms) if found and facts.contract else "",
        guardrails=sorted(dots, key=lambda v: WORST_FIRST.index(v.outcome)),
        worries=_worries(facts)[:3],
        proof=_proof(facts, found),
        ask=_ask(facts),
        news=_news(facts)[:4],
    )


def _verdict(facts: Facts, thread: Thread, found: Realised | None) -> str:
    """Say in a few words how it stands."""
    if thread.boundary is Status.BELOW_FLOOR:
        return "Below its floor"
    if facts.open_incidents:
        return "Delivering, with an open incident" if found and found.so_far.mid > 0 else "An incident is open"
    if found is None:
        running = {Phase.ENVISION: "Being planned", Phase.BUILD: "Being built", Phase.DEPLOY: "Before release"}
        return running.get(phase(facts)[0], "Running, not yet proven")
    if found.so_far.low >= found.expected.mid:
        return "Ahead of its promise"
    return "On its promise" if found.so_far.high >= found.expected.mid else "Behind its promise"


def _worries(facts: Facts) -> list[str]:
    """List what can go wrong, the worst first: incidents, broken guardrails, conditions of the release, dissent."""
    worries = [incident.signal.sentence for incident in facts.open_incidents]
    verdicts = facts.decision.verdicts if facts.decision else ()
    for outcome in (Outcome.FAIL, Outcome.INSUFFICIENT):
        worries += [f"{v.name}: {v.sentence}" for v in verdicts if v.outcome is outcome]
    release: Release | None = facts.release
    worries += [f"Condition of the release: {text}" for text in (release.conditions if release else ())]
    if facts.decision and facts.decision.dissent:
        worries.append(f"Dissent at the decision: {facts.decision.dissent}")
    return worries


def _proof(facts: Facts, found: Realised | None) -> list[str]:
    """List evidence that value arrived: only what is above zero beyond its noise."""
    if found is None or found.so_far.low <= 0 or facts.contract is None:
        return []
    return [f"{found.cases:,} cases over {found.days:.0f} days earned more than they cost, noise excluded."]


def _ask(facts: Facts) -> Ask:
    """Say which decision is asked for."""
    contract = facts.contract
    owners, review = (contract.terms.owners, contract.terms.review_date) if contract else ({}, None)
    sponsor = owners.get("sponsor", "")
    if contract is None:
        return Ask("Sign the value contract", roles()["sponsor"].name, None)
    if facts.open_incidents:
        incident = facts.open_incidents[0]
        return Ask(f"{incident.consequence.capitalize()} it, as agreed for this case", sponsor, review)
    if facts.release is None and facts.stream is None:
        return Ask("Decide on the release", sponsor, review)
    return Ask("Continue until the next review", sponsor, review)


def _news(facts: Facts) -> list[tuple[datetime, str]]:
    """List what happened last."""
    news = [(v.in_force_since, f"Contract v{v.number} came into force") for v in facts.versions if v.in_force_since]
    if facts.decision:
        news.append((facts.decision.decided_at, f"{facts.decision.champion.name} was chosen"))
    if facts.release:
        news.append((facts.release.released_at, f"Release {facts.release.number}: {facts.release.verdict}"))
    for incident in facts.incidents:
        news.append((incident.opened_at, "An incident was opened"))
        news += [(step.at, f"It was closed: {step.disposition.value}") for step in incident.steps if step.disposition]
    return sorted(news, reverse=True)
