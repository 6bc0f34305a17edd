"""What a browser sends is read with suspicion, and what people type is kept exactly."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.envision.workshop.kinds import reading
from lifecycle.errors import BadInput

TYPED = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60).filter(str.strip)
KEPT = [
    "😀👩‍👩‍👧‍👦🏳️‍🌈",
    "שלום עולם ‏(ימין לשמאל)",
    "  kept with spaces around \n",
    "<script>alert(1)</script> =1+1 ![x](http://e/x.png)",
    "Z͑ͫ̓a̴l̷g̶o",
    "\x00 null",
    "é vs é",
    "x" * 10_000,
    "😀" * 10_000,
]


@given(TYPED)
def test_any_text_is_kept_as_it_was_typed(typed: str) -> None:
    assert reading.text({"t": typed}, "t", "The note") == typed


@pytest.mark.parametrize("typed", KEPT, ids=range(len(KEPT)))
def test_texts_that_are_easily_spoiled_are_kept(typed: str) -> None:
    assert reading.text({"t": typed}, "t", "The note") == typed


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "The note is missing"),
        (7, "The note is missing"),
        (["x"], "The note is missing"),
        ("", "The note is empty"),
        (" \n\t ", "The note is empty"),
        ("x" * 10_001, "10,001 characters; at most 10,000 fit"),
        ("half \ud83d", "half a character"),
    ],
)
def test_what_is_no_text_is_refused(value: Any, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        reading.text({"t": value}, "t", "The note")


@pytest.mark.parametrize("nothing", [{}, {"t": None}, {"t": ""}])
def test_a_text_that_may_be_left_out_is_empty_then(nothing: dict[str, Any]) -> None:
    assert reading.maybe_text(nothing, "t", "The reason") == ""


@pytest.mark.parametrize("value", [3, "x" * 10_001, "\udc00"])
def test_a_text_that_may_be_left_out_is_still_checked(value: Any) -> None:
    with pytest.raises(BadInput):
        reading.maybe_text({"t": value}, "t", "The reason")


@pytest.mark.parametrize("value", ["a", "018f-abc", "x" * 64])
def test_an_identifier_is_a_short_plain_word(value: str) -> None:
    assert reading.identifier({"n": value}, "n", "The note") == value


@pytest.mark.parametrize("value", [None, "", "x" * 65, "ä", "a\nb", 7, ["a"], {"a": 1}])
def test_anything_else_is_no_identifier(value: Any) -> None:
    assert not reading.is_identifier(value)
    with pytest.raises(BadInput, match="The note is not named"):
        reading.identifier({"n": value}, "n", "The note")


def test_identifiers_are_taken_once_each_in_their_order() -> None:
    assert reading.identifiers({"n": ["b", "a", "b"]}, "n", "Notes") == ["b", "a"]


@pytest.mark.parametrize("value", [None, [], "abc", ["a", None], 3, {"a": 1}])
def test_what_is_no_list_of_identifiers_is_refused(value: Any) -> None:
    with pytest.raises(BadInput):
        reading.identifiers({"n": value}, "n", "Notes")


@pytest.mark.parametrize("value", [0, 3, 5])
def test_a_whole_number_between_its_limits_is_read(value: int) -> None:
    assert reading.whole({"n": value}, "n", "Fingers", 0, 5) == value


@pytest.mark.parametrize("value", [-1, 6, 2.0, "3", True, None, float("nan")])
def test_anything_else_is_no_whole_number(value: Any) -> None:
    with pytest.raises(BadInput, match="Fingers is a whole number from 0 to 5"):
        reading.whole({"n": value}, "n", "Fingers", 0, 5)


@pytest.mark.parametrize("value", [True, False])
def test_yes_and_no_are_read(value: bool) -> None:
    assert reading.flag({"n": value}, "n", "Anonymous") is value


@pytest.mark.parametrize("value", [1, 0, "yes", None])
def test_anything_else_is_neither_yes_nor_no(value: Any) -> None:
    with pytest.raises(BadInput, match="yes or no"):
        reading.flag({"n": value}, "n", "Anonymous")


@pytest.mark.parametrize("value", ["c", "", None, 1, ["a"]])
def test_a_choice_is_one_of_those_there_are(value: Any) -> None:
    assert reading.choice({"n": "a"}, "n", "The level", ["a", "b"]) == "a"
    with pytest.raises(BadInput, match="The level is one of a, b"):
        reading.choice({"n": value}, "n", "The level", ["a", "b"])


def test_a_time_is_read_with_its_zone() -> None:
    expected = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    assert reading.moment({"d": "2026-03-02T09:00:00+01:00"}, "d", "The deadline") == expected
    assert reading.moment({}, "d", "The deadline") is None


@pytest.mark.parametrize("value", ["tomorrow", "2026-03-02T09:00:00", 7, ["x"], "9999-12-31T23:59:59-23:59"])
def test_a_time_that_cannot_be_read_is_refused(value: Any) -> None:
    with pytest.raises(BadInput):
        reading.moment({"d": value}, "d", "The deadline")
