"""Words for the screen: short spans, ranges that stay on one line."""

import re

import pytest

from components.text import lasting, plain, range_of, with_range
from lifecycle.figures import Interval


@pytest.mark.parametrize(
    ("count", "said"), [(0.0, "since today"), (0.9, "since today"), (1.0, "for 1 day"), (62, "for 62 days")]
)
def test_what_began_today_has_not_lasted_zero_days(count: float, said: str) -> None:
    assert lasting(count) == said


def test_a_range_of_money_breaks_nowhere() -> None:
    said = range_of(Interval(-236e3, 100e3, 1.26e6), "EUR")
    assert " " not in said
    assert "−\N{WORD JOINER}€236k" in said
    assert said.replace("\N{NO-BREAK SPACE}", " ").replace("\N{WORD JOINER}", "") == "−€236k to €1.26M"


def test_between_an_amount_and_its_range_a_line_may_break() -> None:
    assert with_range(Interval(-1e3, 2e3, 5e3), "EUR").count(" ") == 1


@pytest.mark.parametrize(
    "text",
    [
        "<b>*x*</b>",
        "![x](http://a.org/x)",
        ":material/home: :red[x]",
        "$x$ `y` ~~z~~",
        "1. # | a@b.c",
        "C:\\x ^y^ &amp;",
    ],
)
def test_what_people_wrote_is_escaped_mark_by_mark_and_nothing_is_lost(text: str) -> None:
    shown = plain(text)
    assert re.sub(r"\\(.)", r"\1", shown).replace("\N{WORD JOINER}", "") == text
    assert not re.search(r"(?<!\\)[*_`\[\]<>$~|#:!@&^]", re.sub(r"\\\\", "", shown))


def test_what_people_wrote_stands_on_one_line() -> None:
    assert plain(" one\n\n- two\tthree ") == "one \\- two three"


@pytest.mark.parametrize(
    ("typed", "broken"),
    [("see http://a.b", "http:/"), ("HTTPS://a.b", "HTTPS:/"), ("www.a.b", "www."), ("me@a.b", "me@a")],
)
def test_an_address_people_type_is_no_link(typed: str, broken: str) -> None:
    said = plain(typed).replace("\\", "")
    assert broken not in said
    assert said.replace("\N{WORD JOINER}", "") == typed
