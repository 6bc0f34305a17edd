"""Every field and cell in which two states of a canvas differ is named once, and nothing else."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.demo import breast_cancer
from lifecycle.contract import ValueContract, changes
from lifecycle.envision.canvas import from_contract
from lifecycle.envision.differences import Difference, differences, row_name
from lifecycle.envision.fields import fields
from tests.lifecycle.builders import contracts

FULL = breast_cancer.canvas(date(2026, 3, 2))
FEED = {"id": "a", "source": "Billing", "owner": "Ida"}


def test_the_same_canvas_does_not_differ() -> None:
    assert differences(FULL, dict(FULL)) == []


@pytest.mark.parametrize("path", FULL)
def test_a_field_that_came_or_went_is_named(path: str) -> None:
    without = {other: value for other, value in FULL.items() if other != path}
    came, went = differences(without, FULL), differences(FULL, without)
    assert {one.path for one in came} == {one.path for one in went} == {path}
    assert [(one.label, one.after, one.before) for one in went] == [(one.label, one.before, one.after) for one in came]
    assert all(one.before == "—" or fields()[path].kind == "rows" for one in came)


@given(contracts(), contracts())
def test_exactly_the_fields_that_differ_are_named(one: Any, other: Any) -> None:
    before, after = from_contract(one), from_contract(other)
    expected = {path for path in before | after if before.get(path) != after.get(path)}
    assert {found.path for found in differences(before, after)} == expected


@given(st.lists(st.sampled_from(["source", "owner", "refresh", "basis"]), unique=True))
def test_a_row_names_exactly_its_cells_that_differ(changed: list[str]) -> None:
    after = FEED | {name: f"new {name}" for name in changed}
    found = differences({"feeds": [FEED]}, {"feeds": [after]})
    labels = {column.key: column.label for column in fields()["feeds"].columns}
    assert {one.label.split(": ")[-1] for one in found} == {labels[name] for name in changed}


def test_cells_are_named_with_their_list_and_row() -> None:
    found = differences({"feeds": [FEED]}, {"feeds": [FEED | {"personal": "special"}]})
    assert found == [Difference("feeds", "Feeds, “Billing”: Data about people", "—", "special category")]


def test_an_empty_row_that_came_is_told() -> None:
    found = differences({"feeds": [FEED]}, {"feeds": [FEED, {"id": "b"}]})
    assert found == [Difference("feeds", "Feeds, row 2", "—", "an empty row")]
    assert differences({"feeds": [{"id": "b"}]}, {})[0].before == "an empty row"


def test_numbers_and_choices_are_written_as_they_are_read() -> None:
    found = {
        one.path: (one.before, one.after) for one in differences(FULL, FULL | {"run_cost": 70_000, "currency": "USD"})
    }
    assert found["currency"] == ("€ euro", "$ US dollar")
    assert found["run_cost"] == ("€60,000", "USD 70,000")


def test_fields_stand_in_the_order_of_the_canvas() -> None:
    order = list(fields())
    paths = [one.path for one in differences({}, FULL)]
    assert [order.index(path) for path in paths] == sorted(order.index(path) for path in paths)


def test_a_row_is_called_by_what_it_cannot_do_without() -> None:
    assert row_name(fields()["feeds"], FEED) == "“Billing”"
    assert row_name(fields()["feeds"], {"id": "a"}) == ""
    assert row_name(fields()["risks"], {"id": "a", "family": "data", "text": "x" * 60}) == f"“{'x' * 47}…”"


@given(contracts(), contracts())
def test_contracts_differ_in_the_words_of_the_canvas_where_their_terms_do(
    one: ValueContract, other: ValueContract
) -> None:
    found = differences(from_contract(one), from_contract(other))
    assert bool(found) is bool(changes(one, other))
    assert differences(from_contract(one), from_contract(one)) == []


def test_an_input_is_named_with_its_lever_because_two_levers_may_ask_for_the_same() -> None:
    point = {"low": 1.0, "likely": 2.0, "high": 3.0}
    found = differences({}, {"lever.cost.cashable": point, "cashable": 40.0})
    assert [one.label for one in found] == ["Cashable share", "Lower cost: Cashable share"]
