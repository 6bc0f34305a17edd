"""Boundary erosion: small changes of many versions, told apart by direction and added up against the first promise."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lifecycle.boundary import Boundary
from lifecycle.catalogue import components
from lifecycle.contract import Version
from lifecycle.erosion import LIMITS, Erosion, erosion, terms
from tests.lifecycle.builders import (
    MOMENT,
    TERMS,
    a_boundary,
    a_contract,
    a_signed_version,
    a_version,
    dials,
    three,
)

DAY = timedelta(days=1)


def a_history(*changes: dict[str, Any]) -> list[Version]:
    """Make signed versions a day apart: each the contract with these changes of its terms, or of its boundary."""
    versions = []
    for number, given_changes in enumerate(changes, start=1):
        limits = {name: value for name, value in given_changes.items() if name in Boundary.model_fields}
        others = {name: value for name, value in given_changes.items() if name not in limits and name != "reason"}
        version = a_signed_version(
            number,
            a_contract(boundary=TERMS["boundary"] | limits, **others),
            at=MOMENT + number * DAY,
        )
        versions.append(Version(**{**vars(version), "reason": given_changes.get("reason", "")}))
    return versions


def eroded(*changes: dict[str, Any]) -> Erosion:
    found = erosion(a_history(*changes))
    assert found is not None
    return found


def test_without_a_version_in_force_there_is_no_erosion() -> None:
    assert erosion([]) is None
    assert erosion([a_version()]) is None


def test_one_version_relaxes_nothing() -> None:
    found = eroded({})
    assert (found.first, found.last, found.shifts, found.share) == (1, 1, (), 0)
    assert found.sentence == "Since v1 nothing was relaxed."


def test_a_version_that_leaves_the_boundary_alone_relaxes_nothing() -> None:
    found = eroded({}, {"run_cost": 9_000, "intent": "Something else.", "baseline": 3})
    assert found.shifts == ()
    assert found.notes == ()
    assert found.last == 2


@pytest.mark.parametrize(
    ("term", "tight", "loose", "shown"),
    [
        ("target", {"target": 20}, {"target": 18}, (20, 18)),
        ("warn", {"warn": 12}, {"warn": 11}, (12, 11)),
        ("floor", {"floor": 5}, {"floor": 4}, (5, 4)),
        ("window_days", {"window_days": 28}, {"window_days": 29}, (28, 29)),
        ("persistence", {"persistence": 2}, {"persistence": 3}, (2, 3)),
        ("minimum_n", {"minimum_n": 30}, {"minimum_n": 31}, (30, 31)),
        ("consequence", {"consequence": "rollback"}, {"consequence": "review"}, ("rollback", "review")),
        ("dial.fair", dials(fair="high"), dials(fair="light"), ("high", "light")),
        ("dial.safe", dials(safe="standard"), dials(safe="light"), ("standard", "light")),
    ],
)
def test_a_term_is_relaxed_one_way_and_tightened_the_other(
    term: str, tight: dict[str, Any], loose: dict[str, Any], shown: tuple[Any, Any]
) -> None:
    [shift] = eroded(tight, loose | {"reason": "Easier."}).shifts
    assert (shift.term, shift.version, shift.at) == (term, 2, MOMENT + 2 * DAY)
    assert (shift.before, shift.after) == shown
    assert shift.relaxed
    assert shift.reason == "Easier."
    [back] = eroded(loose, tight).shifts
    assert (back.term, back.before, back.after) == (term, *shown[::-1])
    assert not back.relaxed


def test_every_dial_and_every_limit_can_erode() -> None:
    limits = set(Boundary.model_fields) - {"metric", "baseline"}
    assert set(terms()) == limits | {f"dial.{component}" for component in components()}
    assert all(term.key == key for key, term in terms().items())


@pytest.mark.parametrize(
    ("before", "after"),
    [("review", "freeze"), ("freeze", "rollback"), ("rollback", "retire")],
)
def test_a_consequence_is_the_softer_the_earlier_it_stands(before: str, after: str) -> None:
    [harder] = eroded({"consequence": before}, {"consequence": after}).shifts
    assert not harder.relaxed


def test_shares_are_of_the_distance_from_floor_to_target_of_the_first_version() -> None:
    # 20 − 5 = 15 at the start; that the distance shrinks meanwhile does not matter.
    found = eroded({}, {"target": 17}, {"target": 15.5, "floor": 4})
    assert [(s.term, s.version, s.share) for s in found.shifts] == [
        ("target", 2, pytest.approx(3 / 15)),
        ("target", 3, pytest.approx(1.5 / 15)),
        ("floor", 3, pytest.approx(1 / 15)),
    ]
    assert found.total("target") == pytest.approx(0.3)
    assert found.share == pytest.approx(0.3)


def test_what_was_tightened_again_is_counted_apart() -> None:
    found = eroded({}, {"floor": 2}, {"floor": 5}, {"floor": 3.5})
    assert found.total("floor") == pytest.approx(4.5 / 15)
    assert found.total("floor", relaxed=False) == pytest.approx(3 / 15)
    assert [s.version for s in found.relaxed] == [2, 4]
    assert [s.version for s in found.tightened] == [3]
    assert found.share == pytest.approx(0.3)


def test_tightening_alone_is_no_erosion() -> None:
    found = eroded({}, {"floor": 8}, {"floor": 8, "target": 25})
    assert found.share == 0
    assert found.relaxed == ()


def test_the_limit_that_was_relaxed_most_shows() -> None:
    assert eroded({}, {"target": 19, "floor": 2, "warn": 11}).share == pytest.approx(3 / 15)


@st.composite
def rising(draw: st.DrawFn) -> dict[str, int]:
    floor, warn, target = sorted(draw(st.tuples(*[st.integers(-50, 50)] * 3)))
    return {"floor": floor, "warn": warn, "target": target}


@given(st.lists(rising(), min_size=1, max_size=6))
def test_relaxed_less_tightened_is_the_way_from_the_first_version_to_the_last(history: list[dict[str, int]]) -> None:
    distance = history[0]["target"] - history[0]["floor"]
    assume(distance > 0)
    found = eroded(*history)
    for term in LIMITS:
        net = found.total(term) - found.total(term, relaxed=False)
        assert net == pytest.approx((history[0][term] - history[-1][term]) / distance)


@given(st.lists(rising(), min_size=1, max_size=6))
def test_the_sums_are_those_of_a_loop_over_neighbours(history: list[dict[str, int]]) -> None:
    distance = history[0]["target"] - history[0]["floor"]
    assume(distance > 0)
    down, up = dict.fromkeys(LIMITS, 0), dict.fromkeys(LIMITS, 0)
    for i in range(1, len(history)):
        for term in LIMITS:
            if history[i][term] < history[i - 1][term]:
                down[term] += history[i - 1][term] - history[i][term]
            else:
                up[term] += history[i][term] - history[i - 1][term]
    found = eroded(*history)
    for term in LIMITS:
        assert found.total(term) == pytest.approx(down[term] / distance)
        assert found.total(term, relaxed=False) == pytest.approx(up[term] / distance)
    assert found.share == pytest.approx(max(down.values()) / distance)


@given(st.permutations(range(4)))
def test_the_order_versions_come_in_does_not_matter(order: list[int]) -> None:
    history = a_history({}, {"floor": 4}, {"floor": 6}, {"target": 18})
    assert erosion([history[i] for i in order]) == erosion(history)


def test_another_small_step_is_never_forgotten() -> None:
    shares = [eroded(*({"floor": 5 - step / 10} for step in range(count))).share for count in range(1, 9)]
    assert shares == [pytest.approx(step / 150) for step in range(8)]


def test_versions_that_wait_or_were_withdrawn_before_they_were_signed_do_not_count() -> None:
    history = a_history({}, {"floor": 4})
    waiting = a_version(3, a_contract(boundary=TERMS["boundary"] | {"floor": 0}))
    withdrawn = a_version(4, a_contract(boundary=TERMS["boundary"] | {"floor": 1}), withdrawn_at=MOMENT)
    assert erosion([*history, waiting, withdrawn]) == erosion(history)


def test_a_version_overtaken_by_a_later_one_was_never_in_force() -> None:
    first, late, third = a_history({}, {"floor": 0}, {"floor": 4})
    late = a_signed_version(2, late.terms, at=MOMENT + 9 * DAY)
    found = erosion([first, late, third])
    assert found is not None
    assert [(s.version, s.before, s.after) for s in found.shifts] == [(3, 5, 4)]


def test_without_a_distance_the_amounts_are_told() -> None:
    flat = {"floor": 5, "warn": 5, "target": 5}
    found = eroded(flat, flat | {"floor": 4.5, "reason": "A hard year."})
    assert [shift.share for shift in found.shifts] == [None]
    assert found.share == 0
    assert found.sentence == "Since v1 the floor was lowered once, from 5 to 4.5; reasons: “A hard year.” (v2)."


SHARES = {"metric": "recall", "target": 0.8, "warn": 0.7, "floor": 0.6}


def test_another_metric_is_said_and_its_limits_are_counted_anew_and_added() -> None:
    found = eroded({}, {"floor": 2}, SHARES, SHARES | {"floor": 0.55})
    assert [(s.term, s.version, s.share) for s in found.shifts] == [
        ("floor", 2, pytest.approx(3 / 15)),
        ("floor", 4, pytest.approx(0.05 / 0.2)),
    ]
    assert found.share == pytest.approx(0.45)
    assert found.notes == (
        "v3 changed the metric from “Net value per case” to “True yes found”: limits are counted anew from there.",
    )
    assert found.sentence.endswith(found.notes[0])


def test_what_does_not_depend_on_the_metric_is_compared_across_it() -> None:
    assert [s.term for s in eroded({}, SHARES | {"window_days": 56}).shifts] == ["window_days"]


def test_another_currency_is_another_yardstick_for_money_alone() -> None:
    money = eroded({}, {"currency": "USD", "floor": 4})
    assert money.shifts == ()
    assert money.notes == ("v2 changed the currency from EUR to USD: limits are counted anew from there.",)
    share = eroded(SHARES, SHARES | {"currency": "USD", "floor": 0.5})
    assert [s.term for s in share.shifts] == ["floor"]
    assert share.notes == ()


def test_other_payoffs_are_said_where_the_metric_is_money() -> None:
    other = {"payoffs": TERMS["payoffs"] | {"tp": three(200)}}
    money = eroded({}, other)
    assert money.shifts == ()
    assert money.notes == (
        "v2 changed the payoffs this metric is counted in: the same limits may be easier or harder now.",
    )
    assert eroded(SHARES, SHARES | other).notes == ()


def test_the_sentence_says_what_was_relaxed_how_often_by_how_much_and_why() -> None:
    found = eroded(
        {},
        {"floor": 4, "reason": "Season."},
        {"floor": 3.2, "reason": "  Competitor's \n campaign. "},
    )
    assert found.sentence == (
        "Since v1 the floor was lowered twice, together by 12 % of the way from floor to target; "
        "reasons: “Season.” (v2), “Competitor's campaign.” (v3)."
    )


def test_the_sentence_puts_the_most_relaxed_limit_first_and_what_was_tightened_last() -> None:
    found = eroded(
        {"window_days": 28},
        {"floor": 4, "window_days": 56, "reason": "Noise."},
        {"floor": 4, "window_days": 56, "target": 14, "persistence": 1} | dials(fair="light"),
    )
    assert found.sentence == (
        "Since v1 the target was lowered once, by 40 % of the way from floor to target; "
        "the floor was lowered once, by 6.7 % of the way from floor to target; "
        "the review window was lengthened once, from 28 to 56; "
        "the dial Fair & impartial was lowered once, from standard to light; "
        "reasons: “Noise.” (v2), none given (v3). "
        "Tightened: the number of windows in a row was lowered once, from 2 to 1; reasons: none given (v3)."
    )


def test_tightening_is_told_after_nothing_relaxed() -> None:
    assert eroded({}, {"floor": 8, "reason": "Better."}).sentence == (
        "Since v1 nothing was relaxed. Tightened: the floor was raised once, by 20 % of the way from floor to target; "
        "reasons: “Better.” (v2)."
    )


@pytest.mark.parametrize(
    ("floor", "said"), [(4.999, "less than 0.1 %"), (4.94, "0.4 %"), (3.5, "10 %"), (3.57, "9.5 %"), (-10, "100 %")]
)
def test_small_shares_are_not_rounded_away(floor: float, said: str) -> None:
    assert f", by {said} of the way" in eroded({}, {"floor": floor}).sentence


def test_more_than_two_times_are_counted_in_figures() -> None:
    found = eroded(*({"floor": 5 - step} for step in range(4)))
    assert "the floor was lowered 3 times, together by 20 %" in found.sentence


def test_the_histories_of_these_tests_start_from_the_boundary_of_the_contract() -> None:
    assert a_history({})[0].terms.boundary == a_boundary()
