"""What has arrived, beside what was expected by now."""

from dataclasses import replace
from datetime import UTC, datetime

from components.arrived import arrived, pace
from lifecycle.figures import Interval
from lifecycle.monitor.realised import Realised

FOUND = Realised(
    so_far=Interval(66_700, 140_000, 213_000),
    yearly=Interval(393_000, 826_000, 1_260_000),
    expected=Interval(49_000, 87_400, 126_000, 0.8),
    days=62,
    since=datetime(2026, 9, 24, tzinfo=UTC),
    until=datetime(2026, 11, 24, tzinfo=UTC),
    cases=171,
    credit=1.0,
)


def shown(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{WORD JOINER}", "")


def test_what_arrived_is_not_called_a_part_of_less_that_was_expected() -> None:
    assert shown(arrived(FOUND, "EUR")) == (
        "Since 24 Sep 2026 **€140k** arrived; €87.4k was expected by now (160 %, 76 to 244 %), as of 24 Nov 2026."
    )


def test_a_loss_has_a_minus_sign_and_where_nothing_was_expected_there_is_no_share() -> None:
    assert "(20 %, −11 to 50 %)" in shown(arrived(replace(FOUND, so_far=Interval(-10e3, 17_480, 44e3)), "EUR"))
    assert "%" not in arrived(replace(FOUND, expected=Interval(-2e3, -1e3, 0.0)), "EUR")


def test_the_amount_so_far_leads_to_the_yearly_one() -> None:
    assert shown(pace(FOUND, "EUR")).startswith("€140k in 62 days is €826k (€393k to €1.26M) a year at this pace")
