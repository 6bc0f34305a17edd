"""The words of each role: every column has something to say, and nothing people wrote does anything."""

from dataclasses import replace
from string import Formatter
from typing import Any

import numpy as np
import pytest

from components.kind_measures import choice_cells, drawn_from, forecast_cells, measure, sentence
from lifecycle.build.comparison import WEEKS
from lifecycle.catalogue import catalogue
from lifecycle.figures import Interval
from tests.lifecycle.build.kind_records import choices, forecasts

KINDS = ("regression", "multiclass")
ROLES = tuple(catalogue("lenses")["roles"])
LENSES = catalogue("kind_lenses")["kinds"]
EXTRA = {
    "regression": {"against", "drawn", "unit", "fractile", "saved", "used", "rmse", "bias"},
    "multiclass": {"drawn", "earns", "macro_f1"},
}


def cells(kind: str) -> list[dict[str, str]]:
    made: Any = forecasts() if kind == "regression" else choices()
    write: Any = forecast_cells if kind == "regression" else choice_cells
    return [write(row, made) for row in made.rows()]


def asked(text: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(text) if field}


@pytest.mark.parametrize("kind", KINDS)
def test_both_rooms_have_words_for_every_role_the_binary_room_has(kind: str) -> None:
    assert tuple(LENSES[kind]) == ROLES
    assert len(catalogue("kind_lenses")["source"]) > 20


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("role", ROLES)
def test_every_word_of_the_catalogue_can_be_filled_in_for_every_row(kind: str, role: str) -> None:
    words = LENSES[kind][role]
    for row in cells(kind):
        known = set(row) | EXTRA[kind]
        assert asked(words["sentence"]) <= known
        for columns in words["tables"].values():
            for key, item in columns.items():
                assert row[key]
                assert asked(item["means"]) <= {"against", "drawn", "unit", "fractile"} & EXTRA[kind]


def test_units_a_week_are_those_of_a_loop() -> None:
    compared = forecasts()
    for row in compared.rows():
        gaps = compared.used[row.key] - compared.truth
        week = compared.stakes.volume / WEEKS / len(gaps)
        found = forecast_cells(row, compared)
        assert float(found["over_week"]) == pytest.approx(sum(g for g in gaps if g > 0) * week, abs=0.51)
        assert float(found["under_week"]) == pytest.approx(-sum(g for g in gaps if g < 0) * week, abs=0.51)
        assert float(found["enough_100"]) + float(found["short_100"]) == 100


def test_the_commonest_and_the_dearest_mistake_are_named() -> None:
    made = choices()
    found = {row.key: choice_cells(row, made) for row in made.rows()}
    assert found["always/1"]["commonest"].startswith("calm is taken for storm (")
    assert found["always/0"]["dearest"].startswith("storm is taken for calm (€")
    perfect = replace(made, found=made.found | {"sure": np.stack([np.diag([40, 40])] * 61)})
    row = next(row for row in perfect.rows() if row.key == "sure")
    assert choice_cells(row, perfect)["commonest"] == "none is wrong"


def test_what_people_wrote_does_nothing_in_a_sentence() -> None:
    said = dict.fromkeys(asked(LENSES["multiclass"]["sponsor"]["sentence"]), "x")
    text = sentence(LENSES["multiclass"]["sponsor"], said | {"name": "![x](http://far.example)", "earns": "**€5**"})
    assert "![x](" not in text
    assert "**€5**" in text


def test_a_measure_is_told_with_its_interval() -> None:
    assert measure(Interval(-1.0, 2.5, 3.0), 1) == "2.5 (−1.0 to 3.0)"
    assert measure(None, 1) == "–"
    assert measure(Interval(-0.04, -0.001, 0.0), 2) == "0.00 (−0.04 to 0.00)"
    assert measure(Interval(-1200.0, -0.001, 10.0), 0) == "0 (−1,200 to 10)"
    assert "draws of the amounts" not in drawn_from(10, spread=False)
