"""What the predictions of a model are: probabilities, scores on another scale, or decisions already made."""

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class ScoreKind(StrEnum):
    """How predictions are read."""

    PROBABILITY = "probability"
    RANK = "rank"
    DECISION = "decision"


def score_kind(values: Floats) -> ScoreKind:
    """Say what finite values, shape (n,), are: only 0 and 1 are decisions, other values in [0, 1] probabilities.

    >>> score_kind(np.array([0.0, 1.0])), score_kind(np.array([0.2, 1.0])), score_kind(np.array([-3.0, 4.0]))
    (<ScoreKind.DECISION: 'decision'>, <ScoreKind.PROBABILITY: 'probability'>, <ScoreKind.RANK: 'rank'>)
    """
    if np.isin(values, (0.0, 1.0)).all():
        return ScoreKind.DECISION
    return ScoreKind.PROBABILITY if values.min() >= 0 and values.max() <= 1 else ScoreKind.RANK


def as_score(values: Floats) -> Floats:
    """Turn predictions, shape (n,), into scores in [0, 1]; the order of cases stays.

    Values outside [0, 1] become their percentile rank: the share of cases below, and half of those that are equal.

    >>> as_score(np.array([-2.0, 5.0, 5.0, 90.0])).tolist()
    [0.125, 0.5, 0.5, 0.875]
    """
    if score_kind(values) is not ScoreKind.RANK:
        return values
    _, where, count = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((count.cumsum() - count / 2)[where] / len(values))


def score_note(name: str, kind: ScoreKind) -> str:
    """Say what follows from the kind for a candidate; nothing for probabilities."""
    hidden = "ECE, Brier score and log loss need probabilities and are not shown for it"
    if kind is ScoreKind.RANK:
        return (
            f"{name} gives scores outside 0 to 1: they are read as percentile ranks, so that a threshold of 0.9 acts "
            f"on the highest tenth. {hidden}. If they are percentages, divide them by 100."
        )
    if kind is ScoreKind.DECISION:
        return f"{name} gives decisions, 0 or 1: no threshold changes them. {hidden}."
    return ""


def decided_note(name: str) -> str:
    """Say what follows for a candidate that decides for one of several classes without saying how likely it is."""
    return (
        f"{name} gives decided classes without probabilities: log loss needs them and is not shown for it, and it "
        "cannot decide by expected payoff."
    )
