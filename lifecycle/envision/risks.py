"""Risks: what could go wrong, how bad what remains of it is, and who has to agree to live with it.

Scores are 1 to 5: likelihood from hardly ever to almost certain, impact from a nuisance to the worst we can think of,
detectability from seen at once (1) to found out by others (5). Inherent is without a mitigation, residual is with it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from pydantic import BaseModel, ConfigDict, Field, model_validator

from lifecycle.catalogue import catalogue, roles
from lifecycle.errors import BadInput, Conflict, NotAllowed
from lifecycle.people import same_person, tidy

LOWEST, HIGHEST = 1, 5


class Outcome(StrEnum):
    """What a risk means for the initiative."""

    STOP = "STOP"
    MITIGATE = "MITIGATE"
    CONDITIONS = "PROCEED WITH CONDITIONS"
    PROCEED = "PROCEED"


MILDEST_FIRST = [Outcome.PROCEED, Outcome.CONDITIONS, Outcome.MITIGATE, Outcome.STOP]
GRAVE = (Outcome.STOP, Outcome.MITIGATE)


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


class Works(StrEnum):
    """What a mitigation works on."""

    RARER = "makes it rarer"
    SMALLER = "makes it hurt less"
    SEEN = "makes it seen earlier"


_LOWERED = {Works.RARER: "likelihood", Works.SMALLER: "impact", Works.SEEN: "detectability"}


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


def decide(likelihood: int, impact: int, detectability: int) -> Outcome:
    """Decide by the residual scores; the first rule that matches counts, and no score raised gives a milder outcome.

    Raises:
        BadInput: a score is not a whole number from 1 to 5.

    >>> decide(3, 5, 1), decide(2, 4, 4), decide(2, 3, 1), decide(1, 1, 1)
    (<Outcome.STOP: 'STOP'>, <Outcome.MITIGATE: 'MITIGATE'>, <Outcome.CONDITIONS: 'PROCEED WITH CONDITIONS'>, \
<Outcome.PROCEED: 'PROCEED'>)
    """
    return _judged(likelihood, impact, detectability)[0]


def rpn(likelihood: int, impact: int, detectability: int) -> int:
    """Multiply the scores to the risk priority number, 1 to 125: it is shown and never decides alone.

    Raises:
        BadInput: a score is not a whole number from 1 to 5.

    """
    _check_scores(likelihood, impact, detectability)
    return likelihood * impact * detectability


def _judged(likelihood: int, impact: int, detectability: int) -> tuple[Outcome, str]:
    number, product = rpn(likelihood, impact, detectability), likelihood * impact
    if impact == HIGHEST and likelihood >= 3:
        return Outcome.STOP, f"impact is 5 and likelihood {likelihood}"
    if impact == HIGHEST:
        return Outcome.MITIGATE, "impact is 5"
    if product >= 12:
        return Outcome.MITIGATE, f"likelihood × impact is {product}, 12 or more"
    if impact >= 4 and detectability >= 4:
        return Outcome.MITIGATE, f"impact is {impact} and it would be seen late (detectability {detectability})"
    if product >= 6:
        return Outcome.CONDITIONS, f"likelihood × impact is {product}, between 6 and 11"
    if number >= 20:
        return Outcome.CONDITIONS, f"likelihood × impact × detectability is {number}, 20 or more"
    return Outcome.PROCEED, f"likelihood × impact is {product}, below 6"


def _check_scores(*scores: int) -> None:
    for score in scores:
        if type(score) is not int or not LOWEST <= score <= HIGHEST:
            raise BadInput(f"A score is a whole number from {LOWEST} to {HIGHEST}, not {score!r}.")


class Scores(BaseModel):
    """Likelihood, impact and detectability, 1 to 5 each, the higher the worse."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    likelihood: int = Field(ge=LOWEST, le=HIGHEST, strict=True)
    impact: int = Field(ge=LOWEST, le=HIGHEST, strict=True)
    detectability: int = Field(ge=LOWEST, le=HIGHEST, strict=True)

    @property
    def outcome(self) -> Outcome:
        """What these scores mean."""
        return decide(self.likelihood, self.impact, self.detectability)

    @property
    def why(self) -> str:
        """The rule that decided, such as "impact is 5 and likelihood 3"."""
        return _judged(self.likelihood, self.impact, self.detectability)[1]

    @property
    def rpn(self) -> int:
        """The risk priority number, 1 to 125."""
        return rpn(self.likelihood, self.impact, self.detectability)


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
        return f"A STOP is accepted by nobody, whatever the value: {_way_out(risk.residual)}."
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
        return [f"it is a STOP: {_way_out(risk.residual)}"]
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
        way = _way_out(worst.residual)
        said += f" {way[0].upper()}{way[1:]}.{also}"
    return Verdict(worst.outcome, worst, said + (" No value offsets a STOP." if worst.outcome is Outcome.STOP else ""))


def _badness(risk: Risk) -> tuple[int, int, int]:
    scores = risk.residual
    return MILDEST_FIRST.index(scores.outcome), scores.likelihood * scores.impact, scores.rpn


def _short(text: str, most: int = 120) -> str:
    text = tidy(text)
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def ways_down(scores: Scores) -> list[tuple[str, int, Outcome]]:
    """List the smallest change of each single score that makes the outcome milder: (score, at most, outcome then).

    There is at least one for everything but PROCEED.
    """
    found = []
    for name in Scores.model_fields:
        for value in range(getattr(scores, name) - 1, LOWEST - 1, -1):
            then = scores.model_copy(update={name: value}).outcome
            if then is not scores.outcome:
                found.append((name, value, then))
                break
    return found


def _way_out(scores: Scores) -> str:
    ways = ways_down(scores)
    if len({then for _, _, then in ways}) == 1:
        return f"{' or '.join(f'{name} at most {value}' for name, value, _ in ways)} would make it {ways[0][2]}"
    return ", ".join(f"{name} at most {value} would make it {then}" for name, value, then in ways)


def suggest_residual(inherent: Scores, works: Collection[Works], verified: bool = False) -> Scores:
    """Suggest what a mitigation leaves: what it works on falls by one, by two once it is verified; never below 1.

    A convention of the product to start the talk from: what people agree on counts.
    """
    lowered = {_LOWERED[way]: max(LOWEST, getattr(inherent, _LOWERED[way]) - (2 if verified else 1)) for way in works}
    return inherent.model_copy(update=lowered)
