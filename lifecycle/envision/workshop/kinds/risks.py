"""Risks: taken from the pre-mortem, scored blind, decided by the rule on likelihood, impact and detectability."""

from dataclasses import replace
from typing import Any

from lifecycle.envision.risks import families
from lifecycle.envision.workshop.agenda import Activity
from lifecycle.envision.workshop.draft import Draft
from lifecycle.envision.workshop.entries import Body, Entry, Kind
from lifecycle.envision.workshop.kinds import Asked, Rule, never_seen
from lifecycle.envision.workshop.kinds.place import check_here, step_for
from lifecycle.envision.workshop.kinds.reading import choice, identifier, text, whole
from lifecycle.envision.workshop.things import RiskScore, State, WorkshopRisk
from lifecycle.errors import Conflict, NotAllowed, NotFound

LONGEST_RISK = 1_000


def check_risk(state: State, asked: Asked) -> dict[str, Any]:
    """Put a risk on the list, from a revealed note or not; the same one again words it anew while it is not shown."""
    risk = identifier(asked.body, "risk", "The risk")
    known = state.risks.get(risk)
    _check_open(known)
    source = asked.body.get("from_note") or ""
    if source and (source not in state.notes or state.notes[source].step not in state.revealed):
        raise NotFound("The note this risk comes from is not on the wall.")
    return {
        "risk": risk,
        "step": known.step if known else step_for(state, asked, Activity.RISKS),
        "family": choice(asked.body, "family", "The kind of risk", families()),
        "text": text(asked.body, "text", "The risk", LONGEST_RISK),
        "from_note": source,
    }


def _check_open(risk: WorkshopRisk | None) -> None:
    if risk and risk.revealed:
        raise Conflict("The scores of this risk are shown, so it stays as it was scored.")


def apply_risk(draft: Draft, entry: Entry) -> None:
    """List the risk; scores given to it before stay."""
    body = entry.body
    draft.own("risks")[body["risk"]] = WorkshopRisk(
        body["risk"], body["step"], body["family"], body["text"], body["from_note"]
    )


def check_risk_dropped(state: State, asked: Asked) -> dict[str, Any]:
    """Take a risk off the list, with the scores given to it, while they are not shown."""
    risk = _on_the_list(state, asked)
    _check_open(risk)
    return {"risk": risk.id}


def _on_the_list(state: State, asked: Asked) -> WorkshopRisk:
    risk = state.risks.get(identifier(asked.body, "risk", "The risk"))
    if risk is None:
        raise NotFound("This risk is not on the list any more.")
    return risk


def apply_risk_dropped(draft: Draft, entry: Entry) -> None:
    """Take it off, unless its scores were shown."""
    key = entry.body["risk"]
    risk = draft.get("risks").get(key)
    if risk and not risk.revealed:
        del draft.own("risks")[key]
        draft.own("risk_scores").pop(key, None)


def check_risk_scored(state: State, asked: Asked) -> dict[str, Any]:
    """Score a risk for oneself until the scores are shown; scoring again replaces it."""
    risk = check_scoring(state, asked)
    names = ("likelihood", "impact", "detectability")
    return {"risk": risk} | {name: whole(asked.body, name, name.capitalize(), 1, 5) for name in names}


def check_scoring(state: State, asked: Asked) -> str:
    """Check that a risk is open to scores; gives its id."""
    risk = _on_the_list(state, asked)
    if risk.revealed:
        raise NotAllowed("The scores of this risk have been shown, so they stay as they are.")
    check_here(state, asked, risk.step, Activity.RISKS)
    return risk.id


def apply_risk_scored(draft: Draft, entry: Entry) -> None:
    """Keep the scores."""
    body = entry.body
    risk = draft.get("risks").get(body["risk"])
    if risk and not risk.revealed:
        score = RiskScore(body["likelihood"], body["impact"], body["detectability"])
        draft.inner("risk_scores", risk.id)[entry.author] = score


def check_risks_revealed(state: State, asked: Asked) -> dict[str, Any]:
    """Show the scores of every risk that has been scored and is not shown yet."""
    waiting = [risk.id for risk in state.risks.values() if not risk.revealed and state.risk_scores.get(risk.id)]
    if not waiting:
        raise Conflict("No risk has been scored since the scores were last shown.")
    return {"risks": waiting}


def apply_risks_revealed(draft: Draft, entry: Entry) -> None:
    """Show them."""
    risks = draft.own("risks")
    for key in entry.body["risks"]:
        if key in risks:
            risks[key] = replace(risks[key], revealed=True)


def undo_scored(state: State, asked: Asked) -> None:
    """Let scores be taken back while they are not shown."""
    check_scoring(state, asked)


def told(body: Body) -> dict[str, Any]:
    """Tell which risk somebody scored, not how."""
    return {"risk": body["risk"]}


RULES = {
    Kind.RISK: Rule(check_risk, apply_risk),
    Kind.RISK_DROPPED: Rule(check_risk_dropped, apply_risk_dropped),
    Kind.RISK_SCORED: Rule(
        check_risk_scored,
        apply_risk_scored,
        participants=True,
        facilitator=False,
        undo=undo_scored,
        seen=never_seen,
        told=told,
    ),
    Kind.RISKS_REVEALED: Rule(check_risks_revealed, apply_risks_revealed),
}
