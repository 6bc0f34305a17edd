"""Scores of a risk, 1 to 5 each, and the rule that decides by them.

Likelihood goes from hardly ever to almost certain, impact from a nuisance to the worst we can think of, detectability
from seen at once (1) to found out by others (5).
"""

from collections.abc import Collection
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from lifecycle.errors import BadInput

LOWEST, HIGHEST = 1, 5


class Outcome(StrEnum):
    """What a risk means for the initiative."""

    STOP = "STOP"
    MITIGATE = "MITIGATE"
    CONDITIONS = "PROCEED WITH CONDITIONS"
    PROCEED = "PROCEED"


MILDEST_FIRST = [Outcome.PROCEED, Outcome.CONDITIONS, Outcome.MITIGATE, Outcome.STOP]
GRAVE = (Outcome.STOP, Outcome.MITIGATE)


class Works(StrEnum):
    """What a mitigation works on."""

    RARER = "makes it rarer"
    SMALLER = "makes it hurt less"
    SEEN = "makes it seen earlier"


_LOWERED = {Works.RARER: "likelihood", Works.SMALLER: "impact", Works.SEEN: "detectability"}


def decide(likelihood: int, impact: int, detectability: int) -> Outcome:
    """Decide by the residual scores; the first rule that matches counts, and no score raised gives a milder outcome.

    Raises:
        BadInput: a score is not a whole number from 1 to 5.

    >>> [decide(*scores).value for scores in ((3, 5, 1), (2, 4, 4), (2, 3, 1), (1, 1, 1))]
    ['STOP', 'MITIGATE', 'PROCEED WITH CONDITIONS', 'PROCEED']
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


def way_out(scores: Scores) -> str:
    """Say what would make the outcome milder; nothing for PROCEED. All ways from one outcome lead to one other."""
    ways = ways_down(scores)
    limits = " or ".join(f"{name} at most {value}" for name, value, _ in ways)
    return f"{limits} would make it {ways[0][2]}" if ways else ""


def suggest_residual(inherent: Scores, works: Collection[Works], verified: bool = False) -> Scores:
    """Suggest what a mitigation leaves: what it works on falls by one, by two once it is verified; never below 1.

    A convention of the product to start the talk from: what people agree on counts.
    """
    lowered = {_LOWERED[way]: max(LOWEST, getattr(inherent, _LOWERED[way]) - (2 if verified else 1)) for way in works}
    return inherent.model_copy(update=lowered)
