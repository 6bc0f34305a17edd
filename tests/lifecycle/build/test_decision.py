"""The decision record: it says why and who was there, and counts decisions that flip."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.build.comparison import Comparison
from lifecycle.build.decision import acts_from, check_reason, flip_rate, winner
from lifecycle.build.resampling import resample
from lifecycle.build.stakes import of_contract
from lifecycle.errors import BadInput
from tests.lifecycle.samples import QUICK, decision, labelled_scores, plain_terms, split

SHARES = st.floats(0, 1)


def test_a_decision_with_a_reason_and_a_name_may_be_recorded() -> None:
    assert check_reason("It misses fewest.", {"sponsor": "", "science": "Noah"}) is None


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_decision_without_a_reason_is_refused(reason: str) -> None:
    with pytest.raises(BadInput, match="why this candidate"):
        check_reason(reason, {"sponsor": "Amara"})


@pytest.mark.parametrize("present", [{}, {"sponsor": ""}, {"sponsor": " ", "risk": "\t"}])
def test_a_decision_nobody_was_there_for_is_refused(present: dict[str, str]) -> None:
    with pytest.raises(BadInput, match="at least one person"):
        check_reason("Because.", present)


@QUICK
@given(st.lists(st.tuples(SHARES, SHARES | st.just(float("nan"))), max_size=20), SHARES)
def test_flips_are_the_share_of_repeated_cases_decided_differently(
    pairs: list[tuple[float, float]], threshold: float
) -> None:
    flips = repeated = 0
    for score, again in pairs:
        if not np.isnan(again):
            repeated += 1
            flips += (score >= threshold) is not (again >= threshold)
    found = flip_rate([a for a, _ in pairs], [b for _, b in pairs], threshold)
    assert found == (flips / repeated if repeated else 0)


def test_a_score_on_the_threshold_is_acted_on_both_times() -> None:
    assert flip_rate([0.5, 0.5], [0.5, 0.499], 0.5) == 0.5


def test_scores_and_repeats_have_to_pair_up() -> None:
    with pytest.raises(ValueError, match="shorter"):
        flip_rate([0.1, 0.2], [0.1], 0.5)


def test_the_winner_earns_most_at_its_threshold() -> None:
    label, score = labelled_scores()
    comparison = Comparison(of_contract(plain_terms()), resample(label, {"good": score, "bad": 1 - score}, 1, 2), {})
    assert winner(comparison, {"bad": 0.3, "good": 0.3}) == "good"
    assert comparison.yearly("good", 0.3)[0] > comparison.yearly("bad", 0.3)[0]


def test_who_acts_on_more_than_can_be_handled_does_not_win_while_another_can() -> None:
    label, score = labelled_scores()
    hard = label.astype(float)  # knows the truth, and always acts on every yes
    stakes = of_contract(plain_terms(capacity_per_week=1.0))
    comparison = Comparison(stakes, resample(label, {"soft": score, "hard": hard}, 1, 2), {})
    best = {key: comparison.best_threshold(key) for key in ("soft", "hard")}
    assert not comparison.within_capacity("hard", best["hard"])
    assert comparison.within_capacity("soft", best["soft"])
    assert winner(comparison, best) == "soft"
    assert winner(comparison, {"hard": best["hard"]}) == "hard"


def test_a_decision_starts_without_verdicts_flips_or_identifiers() -> None:
    kept = {k: v for k, v in vars(decision()).items() if k not in ("verdicts", "flips", "identifiers")}
    made = type(decision())(**kept)
    assert (made.verdicts, made.flips, made.identifiers) == ((), 0.0, ())


def test_decisions_by_the_threshold_of_each_case_flip_by_their_own() -> None:
    assert flip_rate([0.4, 0.4], [0.6, 0.6], [0.5, 0.7]) == 0.5
    assert flip_rate([0.4, 0.4], [0.6, 0.6], [0.5, 0.5]) == flip_rate([0.4, 0.4], [0.6, 0.6], 0.5) == 1.0
    with pytest.raises(ValueError, match="zip"):
        flip_rate([0.4, 0.4], [0.6, 0.6], [0.5])


def test_a_decision_says_from_where_on_it_acts() -> None:
    assert decision().acts() == "acts from 0.300"
    assert split().acts() == "acts by sex: f from 0.300, m from 0.415"
    assert acts_from(None, None) == "acts by a rule"
