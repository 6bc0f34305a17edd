"""What predictions are is read off their values."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lifecycle.build.score_kinds import ScoreKind, as_score, score_kind, score_note

NUMBERS = arrays(float, st.integers(1, 40), elements=st.integers(-50, 50).map(float))


def naive_rank(values: np.ndarray) -> list[float]:
    return [((values < v).sum() + (values == v).sum() / 2) / len(values) for v in values]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([0, 1, 1], ScoreKind.DECISION),
        ([0, 0], ScoreKind.DECISION),
        ([0, 0.5, 1], ScoreKind.PROBABILITY),
        ([0.2], ScoreKind.PROBABILITY),
        ([0, 1.0001], ScoreKind.RANK),
        ([-0.1, 0.5], ScoreKind.RANK),
        ([0, 1, 2], ScoreKind.RANK),
    ],
)
def test_values_tell_what_predictions_are(values: list[float], kind: ScoreKind) -> None:
    assert score_kind(np.array(values, dtype=float)) is kind


@given(NUMBERS)
def test_scores_keep_the_order_and_lie_between_0_and_1(values: np.ndarray) -> None:
    scores = as_score(values)
    assert ((scores >= 0) & (scores <= 1)).all()
    assert (np.sign(np.subtract.outer(scores, scores)) == np.sign(np.subtract.outer(values, values))).all()


@given(NUMBERS)
def test_scores_on_another_scale_become_percentile_ranks(values: np.ndarray) -> None:
    wanted = naive_rank(values) if score_kind(values) is ScoreKind.RANK else values
    np.testing.assert_allclose(as_score(values), wanted)


def test_probabilities_stay_as_they_are() -> None:
    values = np.array([0.0, 0.3, 1.0])
    assert as_score(values) is values


@pytest.mark.parametrize(("kind", "said"), [(ScoreKind.RANK, "percentile ranks"), (ScoreKind.DECISION, "0 or 1")])
def test_what_cannot_be_measured_is_said(kind: ScoreKind, said: str) -> None:
    note = score_note("Ours", kind)
    assert note.startswith("Ours gives ")
    assert said in note
    assert "ECE, Brier score and log loss" in note


def test_probabilities_need_no_words() -> None:
    assert score_note("Ours", ScoreKind.PROBABILITY) == ""
