"""Rows, scales and flags: kept in one form, refused with the row and the cell that is wrong."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.envision.cleaning import LONGEST_ID, MOST_ROWS, clean
from lifecycle.envision.fields import Column, fields
from lifecycle.errors import BadInput
from tests.lifecycle.builders import DAYS, WORDS, a_contract

LISTS = [path for path, field in fields().items() if field.kind == "rows"]


def cell(column: Column) -> st.SearchStrategy[Any]:
    """Draw what somebody may enter in a cell, nothing included."""
    filled: dict[str, st.SearchStrategy[Any]] = {
        "text": WORDS,
        "choice": st.sampled_from(sorted(column.options or {"": ""})),
        "number": st.floats(allow_nan=False, allow_infinity=False),
        "date": DAYS | DAYS.map(str),
        "scale": st.sampled_from([1, 2.0, 5]),
        "flag": st.booleans(),
    }
    return st.none() | st.just("") | filled[column.kind]


@given(st.data(), st.sampled_from(LISTS))
def test_what_is_kept_of_rows_is_kept_unchanged_and_holds_nothing_empty(data: st.DataObject, path: str) -> None:
    cells = {column.key: cell(column) for column in fields()[path].columns}
    row = st.fixed_dictionaries({"id": st.uuids().map(str)}, optional=cells)
    given_rows = data.draw(st.lists(row, max_size=4, unique_by=lambda one: one["id"]))
    kept = clean(path, given_rows)
    assert clean(path, kept) == kept
    assert [one["id"] for one in kept or ()] == [one["id"] for one in given_rows]
    assert not any(value in (None, "", False) and value != 0 for one in kept or () for value in one.values())


def test_rows_keep_what_people_wrote() -> None:
    text = "😀 שלום " + "x" * 10_000
    assert clean("feeds", [{"id": "a", "source": text}]) == [{"id": "a", "source": text}]


def test_a_row_that_says_nothing_yet_is_kept() -> None:
    assert clean("feeds", [{"id": "a"}, {"id": "b", "source": " "}]) == [{"id": "a"}, {"id": "b"}]


def test_no_rows_empty_the_field() -> None:
    assert clean("feeds", []) is None


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        ("feeds", "Billing", "Feeds: this is no list of rows."),
        ("feeds", {"id": "a"}, "Feeds: this is no list of rows."),
        ("feeds", ["Billing"], "Feeds: this is no list of rows."),
        ("feeds", [{"source": "Billing"}], "Feeds: row 1 has no id."),
        ("feeds", [{"id": 7}], "Feeds: row 1 has no id."),
        ("feeds", [{"id": "x" * (LONGEST_ID + 1)}], "Feeds: row 1 has no id."),
        ("feeds", [{"id": "a"}, {"id": "a"}], "Feeds: two rows have the same id."),
        ("feeds", [{"id": "a", "colour": "red"}], "Feeds: row 1 has no cell called colour."),
        ("feeds", [{"id": "a"}, {"id": "b", "source": 7}], "Feeds: row 2, Feed: 7 is no text."),
        ("feeds", [{"id": "a", "personal": "much"}], "Feeds: row 1, Data about people: 'much' is not one of none"),
        ("stakeholders", [{"id": "a", "severity": 6}], "Who it touches: row 1, How grave: a whole number from 1 to 5"),
        ("stakeholders", [{"id": "a", "severity": 2.5}], "Who it touches: row 1, How grave: a whole number"),
        ("stakeholders", [{"id": "a", "severity": True}], "Who it touches: row 1, How grave: a whole number"),
        ("stakeholders", [{"id": "a", "severity": float("nan")}], "Who it touches: row 1, How grave: "),
        ("conditions", [{"id": "a", "due": "soon"}], "Conditions: row 1, Due: .*soon"),
        ("conditions", [{"id": "a", "met": "yes"}], "Conditions: row 1, Met: 'yes' is neither yes nor no."),
        ("section.intent.confidence", 0, "Confidence: a whole number from 1 to 5 is asked for, not 0."),
        ("intent", ["One"], "Intent: "),
        ("correlation", 1, "Estimates err together: it has to be a number at least 0 and below 1, not 1."),
        ("correlation", -0.2, "Estimates err together: it has to be a number at least 0 and below 1, not -0.2."),
        ("correlation", "much", "Estimates err together: “much” is not a number."),
        ("correlation", float("nan"), "Estimates err together: this is not a finite number."),
        ("horizon_years", 0, "Horizon: it has to be a whole number from 1 to 10, not 0."),
        ("horizon_years", 11, "Horizon: it has to be a whole number from 1 to 10, not 11."),
        ("horizon_years", 2.5, "Horizon: it has to be a whole number from 1 to 10, not 2.5."),
        ("horizon_years", True, "Horizon: True is not a number."),
        ("discount_rate", -3, "Discount rate: it has to be a number at least 0 and below 100, not -3."),
        ("discount_rate", 100, "Discount rate: it has to be a number at least 0 and below 100, not 100."),
        ("discount_rate", [8], r"Discount rate: \[8\] is not a number."),
        ("cashable", 101, "Cashable share: it has to be a number from 0 to 100, not 101."),
        ("build_cost", -1, "Building it costs, once: it has to be a number at least 0, not -1."),
        ("boundary.minimum_n", 0, "Least cases a window: it has to be a whole number at least 1, not 0."),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(path: str, value: object, sentence: str) -> None:
    with pytest.raises(BadInput, match=f"^{sentence}"):
        clean(path, value)


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("correlation", [0, 0.999, "0.5"]),
        ("horizon_years", [1, 10, 3.0]),
        ("discount_rate", [0, 99.9]),
        ("boundary.target", [-2.5]),
    ],
)
def test_what_lies_in_the_range_of_its_field_is_kept(path: str, values: list[Any]) -> None:
    assert [clean(path, value) for value in values] == [float(value) for value in values]


@pytest.mark.parametrize(("path", "term"), [("correlation", "correlation"), ("horizon_years", "horizon_years")])
@given(number=st.floats(-2, 12))
def test_the_canvas_keeps_what_the_contract_would_take_and_nothing_else(path: str, term: str, number: float) -> None:
    def taken(give: Callable[[], object]) -> bool:
        try:
            give()
        except (BadInput, ValueError):
            return False
        return True

    assert taken(lambda: clean(path, number)) is taken(lambda: a_contract(**{term: number}))


def test_there_is_room_for_so_many_rows() -> None:
    rows = [{"id": str(number)} for number in range(MOST_ROWS)]
    assert len(clean("feeds", rows)) == MOST_ROWS
    with pytest.raises(BadInput, match="201 rows are too many"):
        clean("feeds", [*rows, {"id": "one more"}])


def test_a_scale_is_kept_as_a_whole_number() -> None:
    assert clean("section.intent.confidence", 4.0) == 4
    assert isinstance(clean("section.intent.confidence", 4.0), int)


def test_a_flag_that_is_not_set_is_not_kept() -> None:
    assert clean("conditions", [{"id": "a", "met": False}]) == [{"id": "a"}]
    assert clean("conditions", [{"id": "a", "met": True}]) == [{"id": "a", "met": True}]
