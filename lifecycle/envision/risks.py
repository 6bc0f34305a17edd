"""Risks: what could go wrong, how bad what remains of it is, and who has to agree to live with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from pydantic import BaseModel, ConfigDict, Field, model_validator

from lifecycle.catalogue import catalogue, roles
from lifecycle.envision.risk_scores import (
    GRAVE,
    MILDEST_FIRST,
    Outcome,
    Scores,
    Works,
    decide,
    rpn,
    suggest_residual,
    way_out,
    ways_down,
)
from lifecycle.errors import Conflict, NotAllowed
from lifecycle.people import same_person, tidy

__all__ = [
    "MEANS",
    "MILDEST_FIRST",
    "Family",
    "Line",
    "Outcome",
    "Risk",
    "Scores",
    "Verdict",
    "Works",
    "accept",
    "change",
    "check_approver",
    "decide",
    "families",
    "missing",
    "required_line",
    "rpn",
    "suggest_residual",
    "verdict",
    "way_out",
    "ways_down",
]


class Line(StrEnum):
    """How far up the lines of defence a risk has to go before one may live with it."""

    T1 = "T1"
    T2 = "T2"
    T3 = "T3"


MEANS = {
    Line.T1: "the first line certifies it itself",
    Line.T2: "the second line challenges it as well",
    Line.T3: "the second line approves it and an executive accepts it",
}
_LINES = {Outcome.PROCEED: Line.T1, Outcome.CONDITIONS: Line.T2, Outcome.MITIGATE: Line.T3, Outcome.STOP: Line.T3}
_APPROVERS: dict[Line, tuple[str, ...]] = {Line.T1: (), Line.T2: ("risk",), Line.T3: ("risk", "sponsor")}


@dataclass(frozen=True)
class Family:
    """A kind of risk, with the question that finds it in a pre-mortem and an example."""

    key: str
    name: str
    question: str
    example: str


@cache
def families() -> dict[str, Family]:
    """Give the families of risk by key, in the order a pre-mortem goes through them."""
    return {item["key"]: Family(**item) for item in catalogue("risks")["families"]}


class Risk(BaseModel):
    """One risk as the canvas keeps it: what was scored, what is done about it by whom until when, who agreed.

    `accepted_by` names by role who approved or accepted what remains; `verified` says the mitigation was seen to work.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(min_length=1)
    family: str
    text: str
    inherent: Scores
    residual: Scores
    owner: str = ""
    due: date | None = None
    mitigation: str = ""
    verified: bool = False
    accepted_by: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _makes_sense(self) -> "Risk":
        if self.family not in families():
            raise ValueError(f"no family of risks is called {self.family!r}")
        if not self.text.strip():
            raise ValueError("a risk needs a sentence that says what could happen")
        for name in Scores.model_fields:
            if getattr(self.residual, name) > getattr(self.inherent, name):
                raise ValueError(f"the residual {name} is higher than the inherent: no mitigation makes it worse")
        if self.verified and not self.mitigation.strip():
            raise ValueError("a mitigation that was not written down cannot be verified")
        for role, name in self.accepted_by.items():
            if problem := _may_not_approve(self, role, name):
                raise ValueError(problem)
        return self

    @property
    def outcome(self) -> Outcome:
        """What remains of the risk decides."""
        return self.residual.outcome

    @property
    def claimed(self) -> bool:
        """Answer whether it is a mitigation alone that takes the risk out of STOP or MITIGATE."""
        return self.inherent.outcome in GRAVE and self.outcome not in GRAVE

    @property
    def line(self) -> Line:
        """The line of defence it needs; the second challenges at least what a mitigation is said to have tamed."""
        return Line.T2 if self.claimed else required_line(self.outcome)

    @property
    def awaited(self) -> list[str]:
        """Roles that still have to approve or accept it, in order."""
        return [role for role in _APPROVERS[self.line] if role not in self.accepted_by]


def required_line(outcome: Outcome) -> Line:
    """Give the line of defence an outcome needs; a STOP needs the third, and is accepted by none."""
    return _LINES[outcome]


def _may_not_approve(risk: Risk, role: str, name: str) -> str:
    if role not in _APPROVERS[Line.T3]:
        return f"The role {role!r} neither approves nor accepts risks."
    if risk.outcome is Outcome.STOP:
        return f"A STOP is accepted by nobody, whatever the value: {way_out(risk.residual)}."
    if not tidy(name):
        return "An approval needs the name of the person who gives it."
    if not tidy(risk.owner):
        return "Name the owner of this risk first: without one nobody can tell who may approve it."
    if same_person(risk.owner, name):
        return f"{tidy(name)} owns this risk. Nobody approves their own work."
    for other, before in risk.accepted_by.items():
        if other != role and same_person(before, name):
            return (
                f"{tidy(name)} agreed to this risk as {roles()[other].name}. "
                f"Nobody approves their own work: somebody else has to agree as {roles()[role].name}."
            )
    return ""


def check_approver(risk: Risk, role: str, approver: str) -> None:
    """Check that a person may approve or accept a risk in a role.

    Raises:
        NotAllowed: it is a STOP or has no owner, they own it or agreed to it in another role, have no name, or
            their role does not approve risks.

    """
    if problem := _may_not_approve(risk, role, approver):
        raise NotAllowed(problem)


def accept(risk: Risk, role: str, approver: str) -> Risk:
    """Record that somebody approved or accepted what remains of a risk.

    Raises:
        Conflict: the role has agreed already.
        NotAllowed: as `check_approver`.

    """
    check_approver(risk, role, approver)
    if role in risk.accepted_by:
        raise Conflict(f"{risk.accepted_by[role]} agreed to this risk already as {roles()[role].name}.")
    return Risk.model_validate(dict(risk) | {"accepted_by": risk.accepted_by | {role: tidy(approver)}})


def change(risk: Risk, **changes: object) -> Risk:
    """Change a risk. People agreed to what it said before, so all but `verified` asks for their agreement anew.

    A mitigation that is written differently has to be verified anew.

    Raises:
        ValueError: the changed risk makes no sense, or `accepted_by` is given: agreement is recorded by `accept`.

    """
    if "accepted_by" in changes:
        raise ValueError("agreement is recorded by name and role, not changed")
    before = dict(risk)
    differs = {name for name, value in changes.items() if name not in before or value != before[name]}
    fresh: dict[str, object] = {"accepted_by": {}} if differs - {"verified"} else {}
    if "mitigation" in differs:
        fresh["verified"] = False
    return Risk.model_validate(before | changes | fresh)


def missing(risk: Risk, before_deploy: bool = False) -> list[str]:
    """List what a risk still needs to be decided on, or with `before_deploy` to be released with."""
    if risk.outcome is Outcome.STOP:
        return [f"it is a STOP: {way_out(risk.residual)}"]
    needs = [] if risk.owner.strip() else ["an owner"]
    if risk.outcome is not Outcome.PROCEED or risk.residual != risk.inherent:
        needs += [] if risk.mitigation.strip() else ["what is done about it"]
    if risk.outcome is not Outcome.PROCEED:
        needs += [] if risk.due else ["a due date"]
    needs += [f"the agreement of {roles()[role].name}" for role in risk.awaited]
    if before_deploy and (risk.claimed or risk.outcome is Outcome.MITIGATE) and not risk.verified:
        needs.append("proof that the mitigation works")
    return needs


@dataclass(frozen=True)
class Verdict:
    """What all risks together say. `outcome` and `decided_by` are None while no risk is scored: that is no pass."""

    outcome: Outcome | None
    decided_by: Risk | None
    sentence: str


def verdict(risks: Sequence[Risk]) -> Verdict:
    """Give the worst outcome of all risks, the one that decides, and what would lower it; no value offsets a STOP.

    Among risks of the same outcome the one with the highest likelihood × impact decides, then the highest RPN.
    """
    if not risks:
        return Verdict(None, None, "No risk has been scored yet: that is not the same as no risk.")
    worst = max(risks, key=_badness)
    others = sum(risk.outcome is worst.outcome for risk in risks) - 1
    said = f"{worst.outcome}: “{_short(worst.text)}” decides, because {worst.residual.why}."
    if worst.outcome is not Outcome.PROCEED:
        also = {0: "", 1: " One more risk stands as high."}.get(others, f" {others} more risks stand as high.")
        way = way_out(worst.residual)
        said += f" {way[0].upper()}{way[1:]}.{also}"
    return Verdict(worst.outcome, worst, said + (" No value offsets a STOP." if worst.outcome is Outcome.STOP else ""))


def _badness(risk: Risk) -> tuple[int, int, int]:
    scores = risk.residual
    return MILDEST_FIRST.index(scores.outcome), scores.likelihood * scores.impact, scores.rpn


def _short(text: str, most: int = 120) -> str:
    text = tidy(text)
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
