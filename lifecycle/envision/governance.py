"""What keeps a filled-in canvas from being signed: dials below what holds for them, risks nobody may live with."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from lifecycle.catalogue import components, roles
from lifecycle.contract import RIGOUR, Level
from lifecycle.envision import dials, risks
from lifecycle.envision.canvas import Missing, owner_of
from lifecycle.envision.cleaning import plain
from lifecycle.envision.dials import Approval, Autonomy, DialFacts, Minimum, PersonalData, Tier
from lifecycle.envision.fields import sections
from lifecycle.envision.risks import Risk
from lifecycle.envision.terms import Canvas, risk_of, said
from lifecycle.errors import NotAllowed
from lifecycle.people import same_person


@dataclass(frozen=True)
class DialState:
    """One dial: where it stands, what five questions suggest, what it may not go below, and what is wrong with that.

    `suggested` is None until the questions are answered and no minimum is known.
    """

    component: str
    level: Level | None
    suggested: Level | None
    minimum: Minimum | None
    below: bool
    problem: str = ""


@dataclass(frozen=True)
class RiskState:
    """One risk of the canvas: `risk` is None while it is not complete, and `problem` then says why.

    `needs` is what it lacks to be decided on.
    """

    row: Mapping[str, Any]
    risk: Risk | None
    needs: tuple[str, ...] = ()
    problem: str = ""


def dial_facts(canvas: Canvas) -> DialFacts:
    """Read what other sections say about rigour; of all feeds the worst counts."""
    known = [PersonalData(row["personal"]) for row in said(canvas.get("feeds")) if row.get("personal")]
    return DialFacts(
        personal_data=max(known, key=list(PersonalData).index, default=None),
        autonomy=Autonomy(canvas["autonomy"]) if canvas.get("autonomy") else None,
        tier=Tier(canvas["tier"]) if canvas.get("tier") else None,
    )


def answers(canvas: Canvas) -> dict[str, int] | None:
    """Give the answers to the five questions; None while one is open."""
    found = {key: canvas.get(f"question.{key}") for key in dials.questions()}
    return None if None in found.values() else {key: int(score) for key, score in found.items() if score is not None}


def dial_states(canvas: Canvas, inherited: Iterable[Minimum] = ()) -> list[DialState]:
    """Judge the six dials by the questions, the facts of the canvas and the minimums of policies."""
    least = dials.strictest([*dials.minimums(dial_facts(canvas)), *inherited])
    scores = answers(canvas)
    suggestion = dials.suggestion(scores) if scores else None
    return [_dial_state(canvas, key, suggestion, least.get(key)) for key in components()]


def _dial_state(canvas: Canvas, key: str, suggestion: Level | None, minimum: Minimum | None) -> DialState:
    path = f"dial.{key}"
    known = [level for level in (suggestion, minimum.level if minimum else None) if level]
    suggested = max(known, key=RIGOUR.index, default=None)
    if canvas.get(path) is None:
        return DialState(key, None, suggested, minimum, below=False)
    level = Level(canvas[path])
    below = suggestion is not None and RIGOUR.index(level) < RIGOUR.index(suggestion)
    reason, lowered_by, approver = (canvas.get(f"{path}.{part}") or "" for part in ("reason", "by", "approved"))
    approval = Approval("risk", approver) if approver else None
    try:
        dials.check_lowered(key, level, suggestion or level, minimum, reason, lowered_by, approval)
    except NotAllowed as problem:
        return DialState(key, level, suggested, minimum, below, str(problem))
    return DialState(key, level, suggested, minimum, below)


def risk_states(canvas: Canvas) -> list[RiskState]:
    """Judge every risk of the canvas that says something, in its order."""
    return [_risk_state(row) for row in said(canvas.get("risks"))]


def _risk_state(row: Mapping[str, Any]) -> RiskState:
    try:
        risk = Risk.model_validate(risk_of(row))
    except ValidationError as problem:
        open_ones = any(error["type"] == "missing" for error in problem.errors())
        return RiskState(row, None, problem="not scored yet" if open_ones else plain(problem))
    return RiskState(row, risk, tuple(risks.missing(risk)))


def risk_verdict(states: Sequence[RiskState]) -> risks.Verdict:
    """Give what the risks scored so far say together."""
    return risks.verdict([state.risk for state in states if state.risk])


def holds(canvas: Canvas, inherited: Iterable[Minimum] = ()) -> list[Missing]:
    """List what keeps the canvas from being offered although its fields are filled in, with who owns each."""
    found = [("dials", f"dial.{s.component}", s.problem) for s in dial_states(canvas, inherited) if s.problem]
    found += [("dials", "group_thresholds", sentence) for sentence in _own_allowance(canvas)]
    found += [("risks", "risks", sentence) for sentence in map(_held, risk_states(canvas)) if sentence]
    found += [("verdict", "conditions", sentence) for sentence in _conditions(canvas)]
    by_key = {section.key: section for section in sections()}
    return [
        Missing(path, sentence, by_key[key].title, by_key[key].lead, owner_of(canvas, by_key[key]))
        for key, path, sentence in found
    ]


def _held(state: RiskState) -> str:
    name = f"The risk “{state.row.get('text', 'without words')}”"
    if state.problem:
        return f"{name}: {state.problem}."
    if state.risk and state.risk.outcome is risks.Outcome.STOP:
        way = risks.way_out(state.risk.residual)
        return f"{name} is a STOP. A STOP is never offset by value: {way}."
    return f"{name} needs {', '.join(state.needs)}." if state.needs else ""


def _own_allowance(canvas: Canvas) -> list[str]:
    """Say where somebody of the first line allows different thresholds for groups."""
    first = [(role.name, canvas.get(f"owner.{role.key}") or "") for role in roles().values() if role.line == 1]
    return [
        f"{row['by']} allows thresholds by {row.get('attribute', 'an attribute')} and answers for this initiative as "
        f"{name}. Nobody approves their own work: legal or compliance has to say so."
        for row in said(canvas.get("group_thresholds"))
        if row.get("answer") == "allowed"
        for name, owner in first
        if same_person(row.get("by", ""), owner)
    ]


def _conditions(canvas: Canvas) -> list[str]:
    rows = said(canvas.get("conditions"))
    if canvas.get("verdict") == "mitigate" and not rows:
        return ["The verdict is “mitigate first”: say on which conditions."]
    parts = (("owner", "an owner"), ("due", "a due date"))
    return [
        f"The condition “{row.get('text', 'without words')}” needs {' and '.join(lacking)}."
        for row in rows
        if (lacking := [name for part, name in parts if part not in row])
    ]


def check_offer(canvas: Canvas, inherited: Iterable[Minimum] = ()) -> None:
    """Check that nothing but signatures stands between a canvas and a contract.

    Raises:
        NotAllowed: a dial is below its minimum, or below its suggestion without a reason and the second line's
            approval; somebody of the first line allows thresholds by group; a risk is a STOP or lacks an owner, a date
            or an agreement; a condition has no owner or date.

    """
    if found := holds(canvas, inherited):
        raise NotAllowed(" ".join(hold.label for hold in found))
