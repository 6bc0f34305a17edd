"""Cells of a row in lines of two, and values as their widgets hold them."""

from datetime import date
from typing import Any

import pytest

from components.fields import kept, shown, unit_of
from components.rows import LONG, groups
from lifecycle.envision.fields import Field, fields

LISTS = [field for field in fields().values() if field.kind == "rows"]


@pytest.mark.parametrize("field", LISTS, ids=lambda field: field.path)
def test_every_cell_of_a_row_stands_once_in_its_order(field: Field) -> None:
    assert [column for group in groups(field.columns) for column in group] == list(field.columns)


@pytest.mark.parametrize("field", LISTS, ids=lambda field: field.path)
def test_a_line_holds_two_cells_at_most_and_a_long_text_stands_alone(field: Field) -> None:
    for group in groups(field.columns):
        assert 1 <= len(group) <= 2
        assert len(group) == 1 or not any(column.key in LONG for column in group)


def test_a_score_stands_beside_the_same_score_after_the_mitigation() -> None:
    pairs = [[column.key for column in group] for group in groups(fields()["risks"].columns)]
    for name in ("likelihood", "impact", "detectability"):
        assert [f"inherent_{name}", f"residual_{name}"] in pairs


@pytest.mark.parametrize(
    ("kind", "value"),
    [("date", "2026-03-02"), ("text", "By hand"), ("number", 2.5), ("scale", 4), ("flag", True), ("choices", ["a"])],
)
def test_what_a_widget_holds_goes_back_as_it_came(kind: str, value: Any) -> None:
    assert kept(shown(kind, value)) == value


@pytest.mark.parametrize(
    ("kind", "held"),
    [
        ("date", None),
        ("text", ""),
        ("line", ""),
        ("goal", ""),
        ("choice", ""),
        ("number", None),
        ("scale", None),
        ("flag", False),
        ("choices", []),
    ],
)
def test_an_empty_field_is_held_as_its_widget_needs_it(kind: str, held: Any) -> None:
    assert shown(kind, None) == held


def test_a_date_is_shown_as_one() -> None:
    assert shown("date", "2026-03-02") == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("path", "metric", "unit"),
    [
        ("build_cost", "pp", "€"),
        ("boundary.target", "pp", "pp"),
        ("boundary.target", "money", "€"),
        ("volume", "", "cases"),
    ],
)
def test_a_field_has_its_unit(path: str, metric: str, unit: str) -> None:
    assert unit_of(fields()[path], "EUR", metric) == unit
