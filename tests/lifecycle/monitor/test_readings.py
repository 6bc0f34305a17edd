"""Readings of the business metric and the signal they raise, against the rule written out."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.boundary import Status
from lifecycle.monitor.readings import BEYOND, Reading, boundary_signal, by_window, current, read, review
from lifecycle.tally import Measured, Tally
from tests.lifecycle.samples import NOW, QUICK, boundary, plain_terms, window

TERMS = plain_terms(boundary=boundary())
GOOD, POOR, BAD = Tally(tn=100), Tally(fn=6, tn=94), Tally(fn=50, tn=50)
STATUSES = st.sampled_from(list(Status))


def readings(*statuses: Status) -> list[Reading]:
    """Give a reading a day with these statuses."""
    return [Reading(NOW + timedelta(days=i), NOW, Measured(0, 0, 99), s) for i, s in enumerate(statuses)]


def test_a_window_is_read_as_the_mean_payoff_of_its_cases() -> None:
    found = read(window(tally=Tally(tp=10, fp=20, fn=5, tn=65)), TERMS)
    assert found.measured is not None
    assert found.measured.value == pytest.approx((0 * 10 - 1 * 20 - 10 * 5 + 1 * 65) / 100)
    assert found.measured.n == 100
    assert found.status is Status.BELOW_FLOOR


@pytest.mark.parametrize(
    ("tally", "status"), [(GOOD, Status.ON_TARGET), (POOR, Status.WARN), (BAD, Status.BELOW_FLOOR)]
)
def test_a_reading_stands_where_its_value_lies(tally: Tally, status: Status) -> None:
    assert read(window(tally=tally), TERMS).status is status


@pytest.mark.parametrize(
    "held",
    [window(tally=Tally()), window(tally=Tally(tn=9)), window(tally=GOOD, cases=200), window(tally=Tally(held_no=50))],
    ids=["empty", "too few", "labels missing", "nobody decided"],
)
def test_what_cannot_tell_is_not_known(held: object) -> None:
    assert read(held, TERMS).status is Status.UNKNOWN  # type: ignore[arg-type]


@pytest.mark.parametrize("tally", [Tally(tp=40), Tally(tn=40), Tally(fn=40), Tally(fp=40)])
@pytest.mark.parametrize("metric", ["value_per_case", "recall", "precision", "uplift"])
def test_windows_of_one_class_do_not_break_any_metric(tally: Tally, metric: str) -> None:
    found = read(window(tally=tally), plain_terms(boundary=boundary(metric=metric)))
    assert found.status in Status
    assert (found.status is Status.UNKNOWN) is (found.measured is None)


def test_single_windows_without_a_value_are_left_off_a_chart() -> None:
    windows = [window(0, GOOD), window(1, Tally()), window(2, GOOD, cases=300), window(3, BAD)]
    found = by_window(windows, lambda moment: TERMS)
    assert [reading.start for reading in found] == [windows[0].start, windows[3].start]


def test_a_review_reads_trailing_windows() -> None:
    windows = [window(0, GOOD), window(1, BAD), window(2, BAD)]
    found = review(windows, lambda moment: TERMS)
    assert [(r.start, r.end) for r in found] == [
        (windows[0].start, windows[1].end),
        (windows[1].start, windows[2].end),
    ]
    assert found[0].measured is not None
    assert found[0].measured.value == pytest.approx((150 * 1 - 50 * 10) / 200)
    assert review([], lambda moment: TERMS) == []


def test_each_reading_is_held_against_the_terms_in_force_at_its_end() -> None:
    windows = [window(0, POOR), window(1, POOR)]
    strict, mild = TERMS, plain_terms(boundary=boundary(warn=0.25))
    found = by_window(windows, lambda moment: mild if moment <= windows[0].end else strict)
    assert [reading.status for reading in found] == [Status.BELOW_TARGET, Status.WARN]
    reviewed = review([*windows, window(2, POOR)], lambda moment: mild if moment <= windows[1].end else strict)
    assert [reading.status for reading in reviewed] == [Status.BELOW_TARGET, Status.WARN]


@QUICK
@given(st.lists(STATUSES, max_size=12))
def test_the_current_reading_is_the_latest_that_is_known(statuses: list[Status]) -> None:
    held = readings(*statuses)
    known = [reading for reading in held if reading.status is not Status.UNKNOWN]
    assert current(held) is (known[-1] if known else None)


@QUICK
@given(st.lists(STATUSES, max_size=12), st.integers(1, 4))
def test_the_signal_fires_when_enough_known_readings_in_a_row_lie_beyond(
    statuses: list[Status], persistence: int
) -> None:
    known = [s for s in statuses if s is not Status.UNKNOWN]
    enough = len(known) >= persistence and all(s in BEYOND for s in known[-persistence:])
    signal = boundary_signal(readings(*statuses), boundary(persistence=persistence))
    assert (signal is not None) is enough


@QUICK
@given(st.lists(STATUSES, max_size=10), st.integers(1, 3))
def test_the_severity_follows_the_latest_readings(statuses: list[Status], persistence: int) -> None:
    signal = boundary_signal(readings(*statuses), boundary(persistence=persistence))
    if signal is not None:
        last = [s for s in statuses if s is not Status.UNKNOWN][-persistence:]
        below = [s is Status.BELOW_FLOOR for s in last]
        assert signal.severity == (1 if all(below) else 2 if below[-1] else 3)
        assert ("below its floor" in signal.sentence) is below[-1]


def test_the_signal_dates_from_the_first_reading_of_the_row() -> None:
    held = readings(Status.WARN, Status.ON_TARGET, Status.WARN, Status.UNKNOWN, Status.BELOW_FLOOR)
    signal = boundary_signal(held, boundary(persistence=2))
    assert signal is not None
    assert signal.since == held[2].start
    assert signal.sentence == (
        "Net value per case has been below its warning level for 2 readings in a row, the latest below its floor."
    )


def test_a_sentence_counts_only_the_readings_below_the_floor() -> None:
    held = readings(Status.WARN, Status.BELOW_FLOOR, Status.BELOW_FLOOR)
    signal = boundary_signal(held, boundary(persistence=2))
    assert signal is not None
    assert signal.sentence == "Net value per case has been below its floor for 2 readings in a row."
    one = boundary_signal(readings(Status.BELOW_FLOOR), boundary(persistence=1))
    assert one is not None
    assert one.sentence.endswith("for 1 reading in a row.")


def test_below_target_is_no_reason_to_alarm() -> None:
    assert boundary_signal(readings(*[Status.BELOW_TARGET] * 9), boundary(persistence=1)) is None


def test_unknown_readings_neither_break_a_row_nor_lengthen_it() -> None:
    assert boundary_signal(readings(Status.WARN, Status.UNKNOWN), boundary(persistence=2)) is None
    assert boundary_signal(readings(Status.WARN, Status.UNKNOWN, Status.WARN), boundary(persistence=2)) is not None
