"""Guardrails as a record tells them: sorted, in the words of the screen, each number in its unit."""

from dataclasses import replace

import pytest

from lifecycle.build.record_verdicts import (
    WORDS,
    broken,
    brought,
    item,
    limit,
    meanings,
    number,
    others,
    table,
    worst_first,
)
from lifecycle.contract import Level
from lifecycle.figures import Interval
from lifecycle.guardrails import Outcome, guardrails
from tests.lifecycle.samples import verdict, verdicts


def test_the_worst_stand_first_and_equals_stay_as_they_were() -> None:
    given = verdicts(calibration=Outcome.NOT_APPLICABLE, worst_slice=Outcome.FAIL, proxy=Outcome.INSUFFICIENT)
    found = worst_first(given)
    assert [one.outcome for one in found][:2] == [Outcome.FAIL, Outcome.INSUFFICIENT]
    assert found[-1].guardrail == "calibration"
    kept = [one.guardrail for one in given if one.outcome is Outcome.PASS]
    assert [one.guardrail for one in found if one.outcome is Outcome.PASS] == kept
    assert [row[2] for row in table(given, "EUR")] == [WORDS[one.outcome] for one in found]


def test_what_is_broken_is_listed_with_value_and_limit() -> None:
    given = (
        replace(verdict("calibration", Outcome.FAIL), value=0.0912, limit=0.05),
        replace(verdict("lift_over_rule", Outcome.FAIL), value=-8427.171, limit=0.0),
        replace(verdict("independent_review", Outcome.FAIL, "Nobody reviewed it."), value=0.0, limit=1.0),
        verdict("ownership"),
    )
    (found,) = broken(given, "CHF")
    assert (found.outcome, found.title) == (Outcome.FAIL, "Not kept")
    assert found.items == [
        "Calibration error: 0.091, limit at most 0.050",
        "Better than a rule of thumb: lower 95 % bound −CHF 8.43k, limit above CHF 0",
        "Independent review: Nobody reviewed it.",
    ]
    assert others(given) == "Other guardrails: 1 kept."


def test_what_is_not_known_for_one_reason_is_listed_together() -> None:
    unknown = [
        replace(verdict(key, Outcome.INSUFFICIENT, said), value=None, limit=bound)
        for key, said, bound in (
            ("selection_ratio", "No groups.", 0.8),
            ("worst_slice", "Too few.", None),
            ("equal_opportunity", "No groups.", 0.1),
        )
    ]
    (found,) = broken(unknown, "EUR")
    assert found.title == "Not known (insufficient data)"
    assert found.items == [
        "Selection-rate ratio (limit at least 0.800), Equal-opportunity gap (limit at most 0.100): No groups.",
        "Worst slice: Too few.",
    ]
    assert others(unknown) == ""


def test_where_all_is_well_that_is_said() -> None:
    given = (verdict("ownership"), verdict("proxy", Outcome.REPORTED), verdict("purposes", Outcome.NOT_APPLICABLE))
    assert broken(given, "EUR") == []
    assert others(given) == "All limits are kept. Guardrails: 1 kept, 1 reported, 1 not applicable."


def test_intervals_are_rounded_as_on_the_screen() -> None:
    money = replace(verdict("lift_over_rule"), interval=Interval(8427.171, 11000.0, 13502.148), limit=0.0)
    plain = replace(verdict("membership"), interval=Interval(0.51234, 0.55, 0.6), n=1200)
    spanning = replace(verdict("proxy"), interval=Interval(1, 2, 30000, level=1.0))
    assert table([money], "EUR")[0][4] == "Measured. 95 %: €8.43k to €13.5k."
    assert table([plain], "EUR")[0][4] == "Measured. 95 %: 0.512 to 0.600. n = 1,200."
    assert table([spanning], "EUR")[0][4] == "Measured. Spanning: 1 to 30,000."


def test_an_interval_that_the_sentence_tells_is_not_told_again() -> None:
    told = replace(verdict("membership", sentence="AUC 0.50 (0.49 to 0.51)."), interval=Interval(0.49, 0.5, 0.51))
    exact = replace(told, sentence="AUC 0.5 (0.490 to 0.510).")
    other = replace(told, sentence="AUC 0.50.")
    assert [one[4] for one in table([told, exact, other], "EUR")] == [
        "AUC 0.50 (0.49 to 0.51).",
        "AUC 0.5 (0.490 to 0.510).",
        "AUC 0.50. 95 %: 0.490 to 0.510.",
    ]


def test_what_does_not_apply_for_one_reason_shares_a_row() -> None:
    none = [verdict(key, Outcome.NOT_APPLICABLE, "No groups.") for key in ("selection_ratio", "equal_opportunity")]
    alone = verdict("worst_slice", Outcome.NOT_APPLICABLE, "Too small.")
    assert table([*none, verdict("ownership"), alone], "EUR")[1:] == [
        ["Fair", "2 guardrails", "not applicable", "–", "Selection-rate ratio, Equal-opportunity gap: No groups."],
        ["Robust", "Worst slice", "not applicable", "–", "Too small."],
    ]


def test_a_limit_says_its_direction() -> None:
    ratio = replace(verdict("representation"), limit=0.8, highest=1.25)
    assert limit(ratio, "EUR") == "0.800 to 1.250"
    assert limit(replace(ratio, limit=None, highest=None), "EUR") == "–"
    gone = replace(verdict("ownership"), guardrail="gone")
    assert limit(gone, "EUR") == "0.500"
    assert item(replace(gone, limit=None), "EUR") == "Named owner and deputy: 1"
    assert meanings([gone, verdict("ownership")]) == [["Named owner and deputy", guardrails()["ownership"].means]]


@pytest.mark.parametrize(("value", "said"), [(-1234.6, "−1,235"), (0.0, "0"), (-0.0001, "0.000"), (2.0, "2")])
def test_numbers_are_short(value: float, said: str) -> None:
    assert number(value) == said


def test_the_limits_a_dial_brings_are_those_of_its_guardrails() -> None:
    robust = dict(brought("robust", Level.HIGH, "CHF"))
    assert robust["Calibration error"] == "at most 0.030"
    assert robust["Better than a rule of thumb"] == "above CHF 0"
    assert dict(brought("fair", Level.STANDARD, "EUR"))["Representation ratio"] == "0.800 to 1.250"
    assert dict(brought("fair", Level.STANDARD, "EUR"))["Calibration or equal error rates"] == "the choice recorded"
    assert set(dict(brought("fair", Level.LIGHT, "EUR")).values()) == {"reported"}
    review = [dict(brought("responsible", level, "EUR"))["Independent review"] for level in Level]
    assert review == ["reported", "by a peer", "by the second line"]
    assert dict(brought("privacy", Level.LIGHT, "EUR"))["A purpose for every feature"] == "in full"


def test_limits_that_do_not_apply_to_what_is_predicted_are_left_out() -> None:
    assert "Calibration error" not in dict(brought("robust", Level.HIGH, "EUR", "regression"))
    assert "Group error ratio" in dict(brought("fair", Level.HIGH, "EUR", "regression"))
    assert "Group error ratio" not in dict(brought("fair", Level.HIGH, "EUR"))
