"""The decision rule: its whole truth table, its order, and what would make an outcome milder."""

from collections import Counter
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from lifecycle.envision.risk_scores import (
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
from lifecycle.errors import BadInput

# Rows are likelihood 1 to 5, columns impact 1 to 5; one table for each detectability, worked out by hand.
# S stop, M mitigate, C proceed with conditions, . proceed.
TABLES = {
    1: ["....M", "..CCM", ".CCMS", ".CMMS", ".CMMS"],
    2: ["....M", "..CCM", ".CCMS", ".CMMS", ".CMMS"],
    3: ["....M", "..CCM", ".CCMS", ".CMMS", ".CMMS"],
    4: ["...MM", "..CMM", ".CCMS", ".CMMS", "CCMMS"],
    5: ["...MM", ".CCMM", ".CCMS", "CCMMS", "CCMMS"],
}
LETTERS = {"S": Outcome.STOP, "M": Outcome.MITIGATE, "C": Outcome.CONDITIONS, ".": Outcome.PROCEED}
CELLS = list(product(range(1, 6), repeat=3))
SCORE = st.integers(1, 5)
NOT_SCORES = [0, 6, -1, 2.0, True, "3", None]


def scores(likelihood: int, impact: int, detectability: int) -> Scores:
    return Scores(likelihood=likelihood, impact=impact, detectability=detectability)


def severity(cell: tuple[int, int, int]) -> int:
    return MILDEST_FIRST.index(decide(*cell))


@pytest.mark.parametrize("detectability", TABLES)
def test_every_cell_is_decided_as_the_table_says(detectability: int) -> None:
    found = ["".join(key_of(decide(row, column, detectability)) for column in range(1, 6)) for row in range(1, 6)]
    assert found == TABLES[detectability]


def key_of(outcome: Outcome) -> str:
    return next(letter for letter, meant in LETTERS.items() if meant is outcome)


@pytest.mark.parametrize("cell", CELLS)
def test_the_first_rule_of_the_product_that_matches_decides(cell: tuple[int, int, int]) -> None:
    likelihood, impact, detectability = cell
    rules = [
        (Outcome.STOP, impact == 5 and likelihood >= 3),
        (Outcome.MITIGATE, impact == 5 or likelihood * impact >= 12 or (impact >= 4 and detectability >= 4)),
        (
            Outcome.CONDITIONS,
            6 <= likelihood * impact <= 11 or likelihood * impact * detectability >= 20,
        ),
        (Outcome.PROCEED, True),
    ]
    assert decide(*cell) is next(outcome for outcome, matches in rules if matches)


def test_the_outcomes_are_called_as_in_the_product() -> None:
    assert {outcome.value for outcome in Outcome} == {"STOP", "MITIGATE", "PROCEED WITH CONDITIONS", "PROCEED"}
    assert sorted(Outcome) == sorted(MILDEST_FIRST)


def test_every_outcome_is_reached() -> None:
    assert Counter(decide(*cell) for cell in CELLS) == Counter(
        {Outcome.STOP: 15, Outcome.MITIGATE: 39, Outcome.CONDITIONS: 32, Outcome.PROCEED: 39}
    )


@given(SCORE, SCORE, SCORE, st.integers(0, 4), st.integers(0, 4), st.integers(0, 4))
def test_raising_any_score_never_gives_a_milder_outcome(a: int, b: int, c: int, up: int, by: int, so: int) -> None:
    raised = (min(5, a + up), min(5, b + by), min(5, c + so))
    assert severity(raised) >= severity((a, b, c))


def test_no_single_step_up_anywhere_gives_a_milder_outcome() -> None:
    for cell in CELLS:
        for place in range(3):
            if cell[place] < 5:
                raised = (*cell[:place], cell[place] + 1, *cell[place + 1 :])
                assert severity(raised) >= severity(cell), (cell, raised)


@pytest.mark.parametrize("wrong", NOT_SCORES)
@pytest.mark.parametrize("place", range(3))
def test_what_is_no_score_is_refused(wrong: int, place: int) -> None:
    cell = [1, 1, 1]
    cell[place] = wrong
    with pytest.raises(BadInput, match="whole number from 1 to 5"):
        decide(*cell)
    with pytest.raises(BadInput, match="whole number from 1 to 5"):
        rpn(*cell)


@pytest.mark.parametrize("wrong", NOT_SCORES)
@pytest.mark.parametrize("name", Scores.model_fields)
def test_scores_hold_whole_numbers_from_1_to_5_only(name: str, wrong: int) -> None:
    with pytest.raises(ValidationError, match=name):
        Scores.model_validate({"likelihood": 1, "impact": 1, "detectability": 1} | {name: wrong})


@pytest.mark.parametrize("cell", CELLS)
def test_scores_know_their_outcome_and_their_number(cell: tuple[int, int, int]) -> None:
    assert scores(*cell).outcome is decide(*cell)
    assert scores(*cell).rpn == rpn(*cell) == cell[0] * cell[1] * cell[2]


def test_scores_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        scores(1, 1, 1).impact = 2  # type: ignore[misc]


def test_the_number_never_decides_alone() -> None:
    # 5 × 3 × 1 is lower than 3 × 3 × 5, and yet it is the graver one.
    assert rpn(5, 3, 1) < rpn(3, 3, 5)
    assert severity((5, 3, 1)) > severity((3, 3, 5))


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ((4, 5, 1), "impact is 5 and likelihood 4"),
        ((1, 5, 5), "impact is 5"),
        ((3, 4, 5), "likelihood × impact is 12, 12 or more"),
        ((1, 4, 5), "impact is 4 and it would be seen late (detectability 5)"),
        ((2, 3, 1), "likelihood × impact is 6, between 6 and 11"),
        ((2, 2, 5), "likelihood × impact × detectability is 20, 20 or more"),
        ((1, 4, 3), "likelihood × impact is 4, below 6"),
    ],
)
def test_the_rule_that_decided_is_said(cell: tuple[int, int, int], reason: str) -> None:
    assert scores(*cell).why == reason


@pytest.mark.parametrize("cell", CELLS)
def test_the_ways_down_are_the_smallest_steps_of_one_score(cell: tuple[int, int, int]) -> None:
    ways = ways_down(scores(*cell))
    assert bool(ways) is (decide(*cell) is not Outcome.PROCEED)
    names = list(Scores.model_fields)
    for place, name in enumerate(names):
        milder = [v for v in range(1, cell[place]) if severity((*cell[:place], v, *cell[place + 1 :])) < severity(cell)]
        found = [(value, then) for way, value, then in ways if way == name]
        expected = [max(milder)] if milder else []
        assert [value for value, _ in found] == expected
        for value, then in found:
            assert then is decide(*cell[:place], value, *cell[place + 1 :])


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ((3, 5, 1), "likelihood at most 2 or impact at most 4 would make it MITIGATE"),
        ((1, 5, 1), "impact at most 4 would make it PROCEED"),
        (
            (3, 4, 1),
            "likelihood at most 2 or impact at most 3 would make it PROCEED WITH CONDITIONS",
        ),
        (
            (1, 4, 5),
            "impact at most 3 or detectability at most 3 would make it PROCEED",
        ),
        (
            (5, 3, 1),
            "likelihood at most 3 or impact at most 2 would make it PROCEED WITH CONDITIONS",
        ),
        (
            (2, 5, 1),
            "impact at most 4 would make it PROCEED WITH CONDITIONS",
        ),
    ],
)
def test_the_way_out_is_said_in_one_sentence(cell: tuple[int, int, int], sentence: str) -> None:
    assert way_out(scores(*cell)) == sentence


def test_all_ways_down_from_a_cell_lead_to_the_same_outcome() -> None:
    assert all(len({then for _, _, then in ways_down(scores(*cell))}) <= 1 for cell in CELLS)


def test_what_may_proceed_needs_no_way_out() -> None:
    assert way_out(scores(1, 1, 1)) == ""


@pytest.mark.parametrize(
    ("works", "verified", "left"),
    [
        ([], True, (4, 4, 4)),
        ([Works.RARER], False, (3, 4, 4)),
        ([Works.SMALLER], False, (4, 3, 4)),
        ([Works.SEEN], False, (4, 4, 3)),
        ([Works.RARER, Works.SEEN], True, (2, 4, 2)),
        ([Works.SEEN, Works.SEEN], False, (4, 4, 3)),
    ],
)
def test_a_mitigation_lowers_what_it_works_on(works: list[Works], verified: bool, left: tuple[int, int, int]) -> None:
    assert suggest_residual(scores(4, 4, 4), works, verified) == scores(*left)


@given(SCORE, SCORE, SCORE, st.sets(st.sampled_from(Works)), st.booleans())
def test_what_is_suggested_is_never_worse_and_always_a_score(
    a: int, b: int, c: int, works: set[Works], verified: bool
) -> None:
    left = suggest_residual(scores(a, b, c), works, verified)
    assert Scores.model_validate(left.model_dump()) == left
    for name in Scores.model_fields:
        assert 1 <= getattr(left, name) <= getattr(scores(a, b, c), name)


@given(SCORE, SCORE, SCORE, st.sets(st.sampled_from(Works)))
def test_a_verified_mitigation_is_never_believed_less_than_a_planned_one(
    a: int, b: int, c: int, works: set[Works]
) -> None:
    planned, verified = (suggest_residual(scores(a, b, c), works, proof) for proof in (False, True))
    for name in Scores.model_fields:
        assert getattr(verified, name) <= getattr(planned, name)
