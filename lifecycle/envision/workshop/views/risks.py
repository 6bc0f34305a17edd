"""Risks as people see them: their own scores while they are blind, median, range and outcome once they are shown."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median_high
from typing import Any

from lifecycle.envision.risks import Outcome, decide, families
from lifecycle.envision.workshop.things import RiskScore, State, WorkshopRisk

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RiskView:
    """A risk. `median`, `lowest`, `highest` and `outcome` are None while the scores are blind.

    With an even number of people the median is the higher of the two in the middle: rather too careful than not.
    `worst` is the outcome of the highest score anybody gave for each of the three.
    """

    id: str
    family: str
    text: str
    from_note: str
    revealed: bool
    given: int
    median: RiskScore | None
    lowest: RiskScore | None
    highest: RiskScore | None
    outcome: Outcome | None
    worst: Outcome | None


def risk_scores(state: State) -> tuple[RiskView, ...]:
    """Give every risk, in the order they were listed; scores only of those that were shown."""
    return tuple(_view(state, risk) for risk in state.risks.values())


def _view(state: State, risk: WorkshopRisk) -> RiskView:
    family = families().get(risk.family)
    scores = list(state.risk_scores.get(risk.id, {}).values())
    said = (risk.id, family.name if family else risk.family, risk.text, risk.from_note, risk.revealed, len(scores))
    if not risk.revealed or not scores:
        return RiskView(*said, None, None, None, None, None)
    middle, low, high = (_each(of, scores) for of in (median_high, min, max))
    return RiskView(*said, middle, low, high, decide(*middle), decide(*high))


def _each(of: Callable[[Iterable[int]], int], scores: list[RiskScore]) -> RiskScore:
    likelihood, impact, detectability = (of(column) for column in zip(*scores, strict=True))
    return RiskScore(likelihood, impact, detectability)


def my_scores(state: State, participant_id: str) -> dict[str, RiskScore]:
    """Give a participant their own scores by risk."""
    return {key: given[participant_id] for key, given in state.risk_scores.items() if participant_id in given}


def risk_rows(state: State, rows: Sequence[Row]) -> list[Row]:
    """Give the rows of the canvas with the scored risks in them; what people added to a row stays."""
    kept = {row["id"]: row for row in rows}
    for risk in risk_scores(state):
        if risk.median is None:
            continue
        new = {"id": risk.id, "family": state.risks[risk.id].family, "text": risk.text} | _both(risk.median)
        kept[risk.id] = new | kept.get(risk.id, {})
    return list(kept.values())


def _both(score: RiskScore) -> dict[str, int]:
    """Nothing is done about it yet, so what remains is what is inherent."""
    return {f"{when}_{name}": value for when in ("inherent", "residual") for name, value in score._asdict().items()}
