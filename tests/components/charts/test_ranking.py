"""How well scores rank cases, by window."""

from datetime import UTC, datetime, timedelta

from components.charts.ranking import ranking
from lifecycle.figures import Interval
from lifecycle.monitor.performance import Performance
from tests.components.charts.specs import rows

START = datetime(2026, 6, 1, tzinfo=UTC)


def week(number: int, auc: float | None) -> Performance:
    found = None if auc is None else Interval(auc - 0.05, auc, auc + 0.05)
    return Performance(START + timedelta(7 * number), START + timedelta(7 * number + 7), found, 168, 80)


def test_a_week_that_cannot_be_judged_is_a_gap_and_is_said_to_be_one() -> None:
    picture = ranking((week(0, 0.9), week(1, None), week(2, 0.8)), None)
    assert picture is not None
    assert [row["auc"] for row in rows(picture)] == [0.9, None, 0.8]
    assert "Gaps: too few labels" in " ".join(picture.spec["title"]["subtitle"])


def test_the_words_are_of_the_last_week_that_can_be_judged() -> None:
    picture = ranking((week(0, 0.9), week(1, 0.8), week(2, None)), None)
    assert picture is not None
    assert picture.words.startswith("ROC AUC 0.800")


def test_without_gaps_none_are_spoken_of_and_without_any_week_there_is_no_chart() -> None:
    whole = ranking((week(0, 0.9),), None)
    assert whole is not None
    assert "Gaps" not in str(whole.spec["title"])
    assert ranking((week(0, None),), week(0, 0.9)) is None


def test_the_reference_is_named_beside_the_chart_where_no_curve_runs() -> None:
    picture = ranking((week(0, 0.9),), week(0, 0.908))
    assert picture is not None
    text = next(layer for layer in picture.spec["layer"] if layer["mark"]["type"] == "text")
    assert (text["encoding"]["x"], text["mark"]["align"]) == ({"value": "width"}, "left")
